"""Pages of an open support file: what would sign in, ask again or change something is off, and says why.

What belongs to the other setup can be selected and copied but not edited; what is a tool stays usable: searching and
filtering tables, and trying an expression.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6 import QtWidgets
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from wizard.ui.widgets.buttons import PushButton

if TYPE_CHECKING:
    from wizard.ui.forms import Form
    from wizard.ui.pages.base import AnyPage

HELD: Final = frozenset(
    {
        "signIn", "signOut", "checkAgain", "token", "usePublished", "testConnection", "findUrl", "tryPatch", "useUrl",
        "keepWord", "lookAgain", "addAnother", "addToList", "assign", "undoRemove", "watchNow", "onDemand",
        "portalDone", "portalCheck", "restartKind", "role", "remove", "addFilter", "addMapping", "removeMapping",
        "restoreDefaults", "importSchema", "target", "applies", "matching", "defaultValue", "mappings",
    }
)  # fmt: skip
"""Names of such controls; all guarded buttons, the boxes that confirm prerequisites, and a step's answers are held
besides.
"""

_PARTS: Final = ("confirm-", "attribute-", "operator-", "value-", "addCondition-", "removeCondition-", "removeFilter-")
"""How the names of such controls begin that a page has any number of."""


def hold(page: AnyPage) -> None:
    """Disable these controls of a page while a support file is open, with the reason; enable them otherwise."""
    why = page.t("shell-only-shown") if page.only_shown else ""
    form: Form | None = vars(page).get("form")  # a page without fields, such as the first, makes none
    answers = form.controls if form is not None else []
    for control in (*answers, *filter(_writes, page.findChildren(QWidget))):
        _hold(control, why)


def _hold(control: QWidget, why: str) -> None:
    if isinstance(control, PushButton):
        control.hold(why)
        return
    # The first page has none of the controls below; PySide makes their classes when they are first named.
    from wizard.ui.widgets.fields import SecretEdit

    if isinstance(control, QtWidgets.QLineEdit | QtWidgets.QAbstractSpinBox):
        control.setReadOnly(bool(why))
    elif isinstance(control, QtWidgets.QAbstractItemView):
        when = QtWidgets.QAbstractItemView.EditTrigger
        control.setEditTriggers(when.NoEditTriggers if why else when.DoubleClicked | when.EditKeyPressed)
    elif isinstance(control, QtWidgets.QCheckBox | QtWidgets.QComboBox | SecretEdit):
        control.setEnabled(not why)
    else:  # a choice of several buttons
        for one in control.findChildren(QAbstractButton):
            one.setEnabled(not why)


def _writes(control: QWidget) -> bool:
    name = control.objectName()
    guarded = isinstance(control, QPushButton) and bool(control.property("guarded"))
    return guarded or name in HELD or name.startswith(_PARTS)
