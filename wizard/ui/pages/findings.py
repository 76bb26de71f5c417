"""Findings below a test: what was found, who can fix it, and the actions that are possible immediately."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.doctor.evidence import exchange_of, has_evidence, people_in
from wizard.ui.layout import SPACE, Dialog, Wide, add, column, fit, row
from wizard.ui.theme import px
from wizard.ui.times import shown_params
from wizard.ui.widgets.basic import Tone, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.exchange import ExchangeDialog
from wizard.ui.widgets.fields import copy_link, reading_box
from wizard.ui.widgets.problem import Banner
from wizard.wording.evidence import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.doctor import Finding, Report
    from wizard.ui.shell.context import UiContext


class FindingsPanel(QWidget):
    """One banner per finding. ``url_wanted`` carries the address that the user wants to use instead.

    ``word_wanted`` asks to store the token with the prefix ``Bearer``.
    """

    url_wanted = Signal(str)
    word_wanted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context, self._t = context, context.t
        self._report: Report | None = None
        self.banners: list[Banner] = []
        self._box = column(gap=10, margins=(14, 10, 14, 14))
        self.setLayout(self._box)
        self.hide()

    def clear(self) -> None:
        """Hide all findings."""
        for banner in self.banners:
            banner.hide()
            banner.deleteLater()
        self.banners = []
        self.hide()

    def show_report(self, report: Report) -> None:
        """Show the findings, the root cause first."""
        self.clear()
        self._report = report
        for number, finding in enumerate(report.findings):
            banner = Banner(name=f"finding-{number}")
            tone: Tone = "warn" if finding.advice else "bad"
            self._box.addWidget(banner)  # first, because a banner without a parent would open its own window
            banner.say(*self._words(finding), tone=tone, links=self._links(number, finding, report))
            self.banners.append(banner)
        self.setVisible(bool(self.banners))

    def _words(self, finding: Finding) -> tuple[str, str]:
        t, key = self._t, f"finding-{finding.id}"
        params = shown_params(finding.params)
        sentences = [t(f"{key}.cause", **params), t(f"{key}.fix", **params)]
        sentences.append(t("credentials-who", who=finding.who, confidence=finding.confidence))
        return t(key, **params), " ".join(sentences)

    def _links(self, number: int, finding: Finding, report: Report) -> Sequence[QWidget]:
        t, links = self._t, list[QWidget]()
        url = str(finding.params.get("url", "none"))
        if url != "none":
            links.append(LinkButton(t("credentials-use-url"), lambda: self.url_wanted.emit(url), name="useUrl"))
        if finding.params.get("why") == "needed" and finding.id == "cred-bearer-prefix":
            links.append(LinkButton(t("credentials-keep-word"), self.word_wanted.emit, name="keepWord"))
        if number == 0:
            links.append(LinkButton(t("shell-copy-details"), self.copy_details, name="copyDetails"))
        if number == 0 or exchange_of(finding, report) is not None:
            links.append(
                LinkButton(t("shell-show-exchange"), lambda: self._show_exchange(finding), name="showExchange")
            )
        if has_evidence(finding, report):
            links.append(LinkButton(t("credentials-evidence"), lambda: self.show_evidence(finding), name="evidence"))
        return links

    def copy_details(self) -> None:
        """Copy checks, facts and findings to the clipboard; they contain no secret."""
        if self._report is not None:
            self._context.copy(json.dumps(self._report.to_json(), indent=1, ensure_ascii=False))

    def _show_exchange(self, finding: Finding) -> None:
        report = self._report
        if report is None:
            return
        own = exchange_of(finding, report)
        others = [each for each in report.exchanges.values() if each is not own]
        shown = (*others, own) if own is not None else tuple(self._context.services.transport.exchanges)
        ExchangeDialog(self._context, shown, self).open()

    def show_evidence(self, finding: Finding) -> None:
        """Show the evidence page for the server's developers."""
        if self._report is not None:
            text, people = page(finding, self._report, self._context.texts), people_in(finding, self._report)
            EvidenceDialog(self._context, text, self, people=people).open()


class EvidenceDialog(Dialog):
    """A page of server evidence, to read and copy."""

    def __init__(self, context: UiContext, text: str, parent: QWidget, *, people: int = 0) -> None:
        t = context.t
        super().__init__(t("evidence-title"), parent, name="evidenceDialog", once=True)
        fit(self, px(820), px(620))
        self.text = reading_box(text, name="evidenceText", title=t("evidence-title"))
        copy = copy_link(context, self.text.toPlainText, name="evidenceCopy")
        add(
            self.box,
            label(t("evidence-title"), "strong"),
            label(t("evidence-lead", people=people), "lead", name="evidenceLead"),
            Wide(self.text),
            row(copy, SPACE, button(t("shell-exchange-close"), self.accept, name="evidenceClose")),
        )
