"""Removing Entra's link of a user: it is shown first and needs confirmation, never by Return or focus alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from wizard.journey.services.job_memory import link_of
from wizard.journey.services.link_repair import repair_link
from wizard.ui.layout import SPACE, Dialog, add, row
from wizard.ui.pages.base import AnyPage
from wizard.ui.widgets.basic import label, note
from wizard.ui.widgets.buttons import button

if TYPE_CHECKING:
    from wizard.graph.connections import Link
    from wizard.ui.shell.context import UiContext


class LinkRepair:
    """Shows the link that Entra has stored for an object, and removes it after confirmation.

    Args:
        page: The page that runs the work and shows errors and results.
    """

    def __init__(self, page: AnyPage) -> None:
        self._page = page
        self._who = ("", "")
        self.dialog: LinkDialog | None = None

    def ask(self, object_id: str, name: str) -> None:
        """Read the link and show it."""
        self._who = (object_id, name)
        self._page.run_step(link_of, object_id, on_result=self._read, busy="watch-working", key="link")

    def _read(self, link: Link) -> None:
        page, (_, name) = self._page, self._who
        if link.state != "linked":
            page.problem.say(page.t(f"watch-link-{link.state}", name=name), tone="info")
            return
        self.dialog = LinkDialog(page.context, name, link.target, page)
        self.dialog.accepted.connect(lambda: self._remove(link.target))
        self.dialog.open()

    def _remove(self, target: str) -> None:
        run = self._page.run_step
        run(repair_link, self._who[0], target, on_result=self._removed, busy="watch-link-removing", key="link")

    def _removed(self, _link: object) -> None:
        self._page.problem.say(self._page.t("watch-link-removed", name=self._who[1]), tone="ok")


class LinkDialog(Dialog):
    """Shows the account that the link leads to; accepted to remove the link. Cancel is the default."""

    def __init__(self, context: UiContext, name: str, target: str, parent: QWidget) -> None:
        t = context.t
        super().__init__(t("watch-link-title"), parent, name="linkDialog")
        self.refuse = button(t("watch-link-keep"), self.reject, name="linkKeep")
        self.go = button(t("watch-link-remove"), self.accept, name="linkRemove", kind="danger")
        add(
            self.box,
            label(t("watch-link-linked", name=name, target=target), "strong", name="linkWhat", select=True),
            note(t("watch-link-effect"), "warning", "warn", name="linkEffect"),
            row(SPACE, self.refuse, self.go, gap=10),
        )
        self.refuse.setDefault(True)
        self.refuse.setFocus()
