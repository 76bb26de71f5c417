"""The bar above the page for an open support file or a practice company made from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from wizard.ui.layout import SPACE, Wide, column, row
from wizard.ui.times import shown_time
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import LinkButton, button

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.ui.shell.controller import Controller


class CaseBar(QFrame):
    """Shows which file is open, and that nothing is written.

    Signals:
        compare_wanted: To compare the file with something else.
        requests_wanted: To show the recorded requests.
        try_wanted: To make a practice company from the file.
        propose_wanted: To export the changed configuration.
        leave_wanted: To close the file.
    """

    compare_wanted = Signal()
    requests_wanted = Signal()
    try_wanted = Signal()
    propose_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.setObjectName("caseBar")
        self.setProperty("role", "banner")
        self.setProperty("tone", "info")
        self.what = label("", "strong", name="caseWhat")
        self.text = label("", "hint", name="caseText")
        self.requests = LinkButton(texts.get("support-requests"), self.requests_wanted.emit, name="caseRequests")
        self.compare = LinkButton(texts.get("support-compare"), self.compare_wanted.emit, name="caseCompare")
        words = column(self.what, self.text, row(self.requests, self.compare, SPACE), gap=1)
        self.attempt = button(texts.get("support-try"), self.try_wanted.emit, name="caseTry")
        self.propose = button(texts.get("support-propose"), self.propose_wanted.emit, name="casePropose")
        self.leave = button(texts.get("support-leave"), self.leave_wanted.emit, name="caseLeave")
        actions = (self.attempt, self.propose, self.leave)
        for control in actions:
            control.setAutoDefault(False)
        self.setLayout(row(Wide(words), *actions, gap=10, margins=(18, 8, 14, 8)))
        self.hide()

    def show_case(self, controller: Controller) -> None:
        """Show the open file and the possible actions; hide the bar if none is open."""
        opened, trying = controller.case, controller.trying
        self.setVisible(opened is not None)
        if opened is None:
            return
        t, manifest = self._texts.get, opened.case.case.manifest
        made = shown_time(opened.case.made)
        self.what.setText(t("support-trying-banner" if trying else "support-banner", name=manifest.name))
        told = t("support-banner-made", made=made, program=manifest.program)
        names = t("support-banner-names", naming=manifest.naming)
        said = t("support-trying-made") if trying else f"{told} {names}"
        if trying and (unread := opened.case.unread):
            said += " " + t("support-trying-unread", names=", ".join(unread))
        self.text.setText(said)
        for control in (self.requests, self.compare, self.attempt):
            control.setVisible(not trying)
        self.propose.setVisible(trying)
        self.propose.hold("" if controller.tried_something else t("support-propose-nothing"))
        self.setAccessibleName(self.what.text())
        self.setAccessibleDescription(self.text.text())
