"""The card of a job in quarantine on step 12: reason, facts, findings, and the restart that does least harm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from wizard.doctor.job_health import failing, least_harmful_restart, switched_off_on
from wizard.doctor.rules.job_base import TOO_MANY_DELETES
from wizard.ui.icons import IconLabel
from wizard.ui.layout import SPACE, Wide, column, grid, holder, row
from wizard.ui.theme import mono_font
from wizard.ui.times import shown_day, shown_params, shown_time
from wizard.ui.widgets.basic import Card, Chip, Tone, add_row, label, restyle, rule
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.wrapping import wrappable, wrappable_address

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.doctor.model import JobFacts
    from wizard.doctor.report import Finding
    from wizard.ui.shell.context import UiContext

NAMED = 12
"""Number of held-back users and groups named on the card; the log has all of them."""

LONGEST = 280
"""Maximum length of Entra's message if it names no request; the full message can be copied."""


class QuarantineCard(Card):
    """The card for one state of the job; ``restart_wanted`` carries how to restart, ``held_wanted`` asks for the log.

    Args:
        step_links: Returns links to the steps that a text mentions.
    """

    restart_wanted = Signal(str)
    held_wanted = Signal()

    def __init__(
        self,
        context: UiContext,
        job: JobFacts,
        findings: Sequence[Finding],
        step_links: Callable[[str], Sequence[QWidget]],
    ) -> None:
        super().__init__(context.t("watch-quarantine"), name="quarantineCard")
        self._context, self._t, self.job, self._step_links = context, context.t, job, step_links
        self._button: QPushButton | None = None
        self._approve: QCheckBox | None = None
        self._effect: QLabel | None = None
        key = f"watch-reason-{job.reason}"
        reason = self._t(key) if context.texts.has(key) else job.reason
        self.add_to_head(Chip(reason, "bad", name="quarantineReason"), right=False)
        self.add(self._facts(job))
        for number, finding in enumerate(findings):
            self.add_flush(rule())
            self.add(self._finding(finding, number))
        if least_harmful_restart(job):
            self.add_flush(rule())
            self.add(self._foot(job))

    def set_ready(self, ready: bool) -> None:
        """Enable or disable the restart button, for example while a restart runs."""
        if self._button is not None:
            self._button.setEnabled(ready)

    def _facts(self, job: JobFacts) -> QWidget:
        lines = grid(18, 6, wide=1)
        for name, value, tone in self._lines(job):
            shown = label(value, "error" if tone == "bad" else "", name=f"fact-{name}", select=name != "request")
            if name == "request":
                shown.setFont(mono_font())
            add_row(lines, lines.rowCount(), self._t(f"watch-fact-{name}"), shown)
        return holder(lines)

    def _lines(self, job: JobFacts) -> list[tuple[str, str, Tone]]:
        found, lines = failing(job), list[tuple[str, str, Tone]]()
        if job.reason == TOO_MANY_DELETES:
            if job.deletes_held:
                more = len(job.deletes_held) - NAMED
                names = ", ".join(job.deletes_held[:NAMED])
                text = self._t("watch-held-more", names=names, more=more) if more > 0 else names
                lines.append(("held", wrappable(text), "neutral"))
        elif found.request:
            lines.append(("request", wrappable_address(found.request), "neutral"))
            if found.answer:
                lines.append(("answer", wrappable(found.answer), "neutral"))
        elif found.said:
            said = found.said if len(found.said) <= LONGEST else found.said[:LONGEST] + "…"
            lines.append(("said", wrappable(said), "neutral"))
        if job.started and job.next_attempt is not None:
            lines.append(("next", shown_time(job.next_attempt), "neutral"))
        off = switched_off_on(job)
        if off is not None and job.started and job.now is not None:
            days = max(0, (off - job.now).days)
            words = self._t("watch-off-in", date=shown_day(off), days=days)
            lines.append(("off", words, "bad" if days <= 7 else "neutral"))
        elif off is not None and not job.started and job.now is not None and job.now >= off:
            lines.append(("was-off", shown_day(off), "bad"))
        return lines

    def _finding(self, finding: Finding, number: int) -> QWidget:
        sign, ink = ("info", "muted") if finding.advice else ("warning", "bad" if number == 0 else "warn")
        what, why, fix = finding_words(finding, self._context.texts)
        words = column(
            label(what, "strong", name=f"finding-{number}What", select=True),
            label(why, "hint", name=f"finding-{number}Why", select=True),
            label(fix, name=f"finding-{number}Fix", select=True),
            gap=2,
        )
        if links := self._step_links(fix):
            words.addLayout(row(*links, SPACE))
        host = holder(row(Wide(IconLabel(sign, ink), 0, top=True), Wide(words), gap=10), f"finding-{number}")
        host.setAccessibleName(what)
        host.setAccessibleDescription(f"{why} {fix}")
        return host

    def _foot(self, job: JobFacts) -> QWidget:
        box = column(gap=8, margins=(0, 2, 0, 4))
        if job.reason == TOO_MANY_DELETES and job.started:
            self._approve = QCheckBox(self._t("watch-approve-deletes"))
            self._approve.setObjectName("approveDeletes")
            self._approve.toggled.connect(self._show_kind)
            box.addWidget(self._approve)
        self._button = button("", self._restart, name="jobHealthRestart", kind="primary", guarded=True)
        self._effect = label("", "hint", name="jobHealthEffect")
        line = row(Wide(self._button, 0, top=True), Wide(self._effect), gap=12)
        if job.deletes_held:
            line.addWidget(LinkButton(self._t("watch-show-held"), self.held_wanted.emit, name="showHeld"))
        elif job.message:
            line.addWidget(LinkButton(self._t("watch-copy-said"), self._copy, name="copySaid", sign="copy"))
        box.addLayout(line)
        self._show_kind()
        return holder(box)

    def _show_kind(self, _approved: bool = False) -> None:
        if self._button is None or self._effect is None:
            return
        kind = self._kind()
        self._button.setText(self._t(f"watch-job-health-{kind}"))
        restyle(self._button, kind="danger" if kind == "deletes" else "primary")
        self._effect.setText(self._t(f"watch-job-health-{kind}.effect"))

    def _kind(self) -> str:
        return least_harmful_restart(self.job, approved=self._approve is not None and self._approve.isChecked())

    def _restart(self) -> None:
        if kind := self._kind():
            self.restart_wanted.emit(kind)

    def _copy(self) -> None:
        self._context.copy(f"{self.job.error_code}\n{self.job.message}".strip())


def finding_words(finding: Finding, texts: Texts) -> tuple[str, str, str]:
    """Return what was found, why, and what to do."""
    key, params = f"finding-{finding.id}", shown_params(finding.params)
    what, why, fix = (wrappable(texts.get(f"{key}{part}", **params)) for part in ("", ".cause", ".fix"))
    return what, why, fix
