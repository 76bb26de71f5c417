"""Further trials of step 3: other addresses (read-only), and changes to test objects (with consent)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from wizard.core.tasks import Task
from wizard.doctor.finder import find_url
from wizard.doctor.patch_probe.samples import new_name
from wizard.journey.services.token import load_token
from wizard.journey.steps.credentials import try_changes
from wizard.ui.layout import column
from wizard.ui.widgets.basic import Card, Tone
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.problem import Banner
from wizard.ui.widgets.status import Status, StatusList
from wizard.wording.patch_probe import findings, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.doctor import Finding
    from wizard.doctor.model import Variant
    from wizard.doctor.patch_probe.facts import PatchFacts
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.ui.pages.base import AnyPage

_STATUS: dict[str, Status] = {"works": "pass", "one": "warn", "broken": "fail", "unknown": "skip"}


class Tries(QWidget):
    """The trials and their results. ``url_chosen`` carries the address that the user wants to use."""

    url_chosen = Signal(str)

    def __init__(self, page: AnyPage) -> None:
        super().__init__()
        self._page, self._name = page, ""
        self._asked_by: QWidget | None = None
        self.result = Banner(name="extraResult")
        self.tried_card = Card(page.t("credentials-patch-tried"), name="triedCard")
        self.tried = StatusList(name="tried")
        self.tried_card.add_flush(self.tried)
        self.setLayout(column(self.result, self.tried_card))
        self.clear()

    def clear(self) -> None:
        """Hide all results."""
        self.result.hide()
        self.tried_card.hide()

    # --- addresses

    def find_url(self) -> None:
        """Try the addresses that may have been meant; read-only."""
        self.clear()
        self._page.run_step(_find, on_result=self._found, busy="credentials-finding", key="find")

    def _found(self, variants: Sequence[Variant]) -> None:
        t, best = self._page.t, variants[0]
        links: tuple[QWidget, ...] = ()
        tone: Tone
        if not best.answer.good:
            what, tone = t("credentials-found-none", count=len(variants)), "warn"
        elif best.note == "as-given":
            what, tone = t("credentials-found-same"), "ok"
        else:
            what, tone = t("credentials-found-other", url=best.url), "info"
            links = (LinkButton(t("credentials-use-url"), lambda: self.url_chosen.emit(best.url), name="useUrl"),)
        lines = [
            t(
                "credentials-found-line",
                url=each.url,
                how=t(f"finder-{each.note}"),
                status=each.answer.status or each.answer.error,
                good="yes" if each.answer.good else "no",
            )
            for each in variants
        ]
        self.result.say(what, "\n".join(lines), tone=tone, links=links)
        self._page.viewport.show_soon(self.result)

    # --- changes

    def ask_patch(self) -> None:
        """Ask for consent to create test objects, which show the changes that the server carries out."""
        self._name, t = new_name(), self._page.t
        links = (
            LinkButton(t("credentials-patch-agree"), self.try_patch, name="patchAgree"),
            LinkButton(t("credentials-patch-no"), self._refuse, name="patchNo"),
        )
        text = t("credentials-patch-text", name=self._name)
        self.result.say(t("credentials-patch-title"), text, tone="info", links=links)
        self._asked_by = QApplication.focusWidget()
        links[-1].setFocus()  # scrolls to the question; Return here changes nothing
        self._page.viewport.show_soon(self.result)

    def _refuse(self) -> None:
        """Hide the question; the focus returns to the link that asked it."""
        at, back = QApplication.focusWidget(), self._asked_by
        if back is not None and isValid(back) and at is not None and self.isAncestorOf(at):
            back.setFocus()
        self.clear()

    def try_patch(self) -> None:
        """Create the test objects, change them in both PATCH dialects, and remove them."""
        self._refuse()
        run = self._page.run_step
        run(try_changes, self._name, on_result=self._patch_tried, busy="credentials-patching", key="patch")

    def _patch_tried(self, result: tuple[PatchFacts, Sequence[Finding]]) -> None:
        facts, found = result
        t, texts = self._page.t, self._page.context.texts
        what, lines = findings(facts, found, texts)
        blocking = any(not each.advice for each in found)
        self.result.say(what, "\n".join(lines), tone="bad" if blocking else "warn" if found else "ok")
        self.tried.clear()
        for row in rows(facts, texts):
            same = "yes" if row.classic == row.standard else "no"
            text = t("credentials-patch-row", tried=row.tried, classic=row.classic, standard=row.standard, same=same)
            status = _STATUS[facts.gravity(row.trial)]
            self.tried.show_row(row.trial, status, text, "", spoken=t(f"credentials-status-{status}"))
        self.tried_card.show()
        self._page.viewport.show_soon(self.result)


def _find(task: Task, services: Context, answers: Answers) -> Sequence[Variant]:
    return find_url(task, answers.tenant_url, load_token(services, answers), services.transport)
