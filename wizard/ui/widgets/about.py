"""About this program: its version, its data folder, and the licenses of its libraries."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from wizard import __version__
from wizard.core.licenses import third_party
from wizard.core.resources import resource
from wizard.ui.layout import SPACE, Dialog, Wide, add, column, fit, row
from wizard.ui.theme import px
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import button

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Task
    from wizard.journey.setups import SetupStore
    from wizard.ui.shell.context import UiContext


@dataclass(frozen=True, slots=True)
class Facts:
    """The displayed facts.

    Args:
        rows: text ids (``about-system``) with their values; no secret, and no personal name except in the folder's
            path.
        licenses: the libraries' licenses as plain text.
    """

    rows: tuple[tuple[str, str], ...]
    licenses: str


class AboutDialog(Dialog):
    """Shows versions and the data folder, copies them, and lists libraries with their licenses."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        t = context.t
        super().__init__(t("about-title"), parent, name="aboutDialog", roomy=True, once=True)
        self._context = context
        self._rows: tuple[tuple[str, str], ...] = ()
        self.facts = QFormLayout()
        self.facts.setHorizontalSpacing(px(14))
        self.licenses = QPlainTextEdit(t("about-reading"))
        self.licenses.setObjectName("aboutLicenses")
        self.licenses.setAccessibleName(t("about-libraries"))
        self.licenses.setReadOnly(True)
        self.licenses.setProperty("role", "code")
        self.copy = button(t("about-copy"), self._copy, name="aboutCopy")
        self.copy.setEnabled(False)
        add(
            self.box,
            self._head(),
            self.facts,
            label(t("about-license"), "hint"),
            label(t("about-libraries"), "label"),
            Wide(self.licenses),
            row(self.copy, SPACE, button(t("shell-exchange-close"), self.reject, name="aboutClose")),
        )
        fit(self, px(640), px(560))
        context.runner.submit(_read, context.setups, on_result=self._show, owner=self, quiet=True)

    def _head(self) -> QHBoxLayout:
        picture, t = QLabel(), self._context.t
        picture.setPixmap(QIcon(str(resource("icons/app.svg"))).pixmap(px(48), px(48)))
        version = label(t("about-version", version=__version__), "lead", select=True)
        return row(picture, Wide(column(label(t("shell-app-name"), "title"), version)))

    def _show(self, found: Facts) -> None:
        self._rows = found.rows
        for name, value in found.rows:
            self.facts.addRow(label(self._context.t(name), "label", wrap=False), label(value, select=True))
        self.licenses.setPlainText(found.licenses)
        self.copy.setEnabled(True)

    def _copy(self) -> None:
        t = self._context.t
        lines = [f"{t('shell-app-name')} {__version__}", *(f"{t(name)}: {value}" for name, value in self._rows)]
        self._context.copy("\n".join(lines))
        self.copy.setText(t("shell-copied"))


def _read(task: Task, setups: Callable[[], SetupStore]) -> Facts:
    rows = (
        ("about-system", platform.platform()),
        ("about-python", f"{platform.python_version()}, Qt {qVersion()}"),
        ("about-folder", str(setups().folder)),
    )
    task.checkpoint()
    return Facts(rows, third_party())
