"""Pages of an open support file: what would sign in, ask again or change something is off, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from wizard.ui.widgets.buttons import PushButton
from wizard.ui.widgets.fields import SecretEdit

if TYPE_CHECKING:
    from wizard.ui.pages.base import AnyPage

HELD: Final = frozenset(
    {
        "signIn", "signOut", "checkAgain", "token", "usePublished", "testConnection", "findUrl", "tryPatch", "useUrl",
        "keepWord", "lookAgain", "addAnother", "addToList", "assign", "undoRemove", "watchNow", "onDemand",
        "portalDone", "portalCheck", "restartKind",
    }
)  # fmt: skip
"""Names of such controls; all guarded buttons and the boxes that confirm prerequisites are held besides."""


def hold(page: AnyPage) -> None:
    """Disable these controls of a page while a support file is open, with the reason; enable them otherwise."""
    why = page.t("shell-only-shown") if page.only_shown else ""
    for control in page.findChildren(QWidget):
        if isinstance(control, PushButton):
            if _writes(control):
                control.hold(why)
        elif isinstance(control, QCheckBox | QComboBox | SecretEdit) and _writes(control):
            control.setEnabled(not why)


def _writes(control: QWidget) -> bool:
    name = control.objectName()
    guarded = isinstance(control, QPushButton) and bool(control.property("guarded"))
    return guarded or name in HELD or name.startswith("confirm-")
