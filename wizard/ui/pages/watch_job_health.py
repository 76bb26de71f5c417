"""Problems of the job on step 12: a card while in quarantine, banners otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wizard.doctor.job_health import failing, least_harmful_restart, switched_off_on
from wizard.doctor.rules.job_base import TOO_MANY_DELETES
from wizard.ui.icons import IconLabel
from wizard.ui.theme import mono_font, px
from wizard.ui.times import shown_date, shown_params, shown_time
from wizard.ui.widgets.basic import Card, Chip, LinkButton, Tone, add_row, button, clear, label, restyle, rule
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from wizard.doctor.model import JobFacts
    from wizard.doctor.report import Finding
    from wizard.ui.shell.context import UiContext

NAMED = 12
"""Number of held-back users and groups named on the card; the log has all of them."""

LONGEST = 280
"""Maximum length of Entra's message if it names no request; the full message can be copied."""

BANNERS = 2
"""Number of findings outside quarantine that are shown at once."""

_LONG_WORD = re.compile(r"[^\s\u200b]{60}")


class JobHealth(QWidget):
    """Hidden while there is nothing to show.

    ``restart_wanted`` carries how to start the job: a kind of ``wizard.journey.steps.watch.Restart``, or ``start``.
    ``held_wanted`` asks for the held-back rows of the log.
    """

    restart_wanted = Signal(str)
    held_wanted = Signal()

    def __init__(self, context: UiContext, step_links: Callable[[str], Sequence[QWidget]] = lambda _text: ()) -> None:
        """``step_links`` returns links to the steps that a text mentions."""
        super().__init__()
        self.setObjectName("jobHealth")
        self._step_links = step_links
        self._context = context
        self._job: JobFacts | None = None
        self._findings: tuple[Finding, ...] = ()
        self._all = False
        self._ready = True
        self._button: QPushButton | None = None
        self._approve: QCheckBox | None = None
        self._effect: QLabel | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(10))
        self.hide()

    # --- display

    def show_job(self, job: JobFacts | None, findings: Sequence[Finding] = ()) -> None:
        """Show the findings; ``None`` for no job. An unchanged card is not rebuilt, to avoid flicker."""
        found = tuple(findings)
        if self._job is not None and job is not None and _shown(job) == _shown(self._job) and found == self._findings:
            self._job = job
            return
        self._job, self._findings, self._all = job, found, False
        self._build()

    def set_ready(self, ready: bool) -> None:
        """Enable or disable the restart button, for example while a restart runs."""
        self._ready = ready
        if self._button is not None:
            self._button.setEnabled(ready)

    def _build(self) -> None:
        clear(self._box)
        self._button = self._approve = self._effect = None
        job = self._job
        if job is not None and job.reason:
            self._box.addWidget(self._card(job))
        elif self._findings:
            self._show_banners()
        self.setVisible(job is not None and bool(job.reason or self._findings))

    def _show_banners(self) -> None:
        shown = self._findings if self._all else self._findings[:BANNERS]
        for number, finding in enumerate(shown):
            banner = Banner(name=f"finding-{number}")
            what, why, fix = self._words(finding)
            self._box.addWidget(banner)  # first, because a banner without a parent would open its own window
            banner.say(what, f"{why} {fix}", tone="info" if finding.advice else "warn", links=self._step_links(fix))
        more = len(self._findings) - len(shown)
        if more:
            self._box.addWidget(
                LinkButton(self._t("watch-more-findings", count=more), self._show_all, name="moreFound")
            )

    def _show_all(self) -> None:
        self._all = True
        self._build()

    # --- the card

    def _card(self, job: JobFacts) -> Card:
        card = Card(self._t("watch-quarantine"), name="quarantineCard")
        key = f"watch-reason-{job.reason}"
        reason = self._t(key) if self._context.texts.has(key) else job.reason
        card.add_to_head(Chip(reason, "bad", name="quarantineReason"), right=False)
        card.add(self._facts(job))
        for number, finding in enumerate(self._findings):
            card.add_flush(rule())
            card.add(self._finding(finding, number))
        kind = least_harmful_restart(job)
        if kind:
            card.add_flush(rule())
            card.add(self._foot(job))
        return card

    def _facts(self, job: JobFacts) -> QWidget:
        host = QWidget()
        grid = QGridLayout(host)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(18))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        for name, value, tone in self._lines(job):
            row = grid.rowCount()
            shown = label(value, "error" if tone == "bad" else "", name=f"fact-{name}", select=name != "request")
            if name == "request":
                shown.setFont(mono_font())
            add_row(grid, row, self._t(f"watch-fact-{name}"), shown)
        return host

    def _lines(self, job: JobFacts) -> list[tuple[str, str, Tone]]:
        found, lines = failing(job), list[tuple[str, str, Tone]]()
        if job.reason == TOO_MANY_DELETES:
            if job.deletes_held:
                more = len(job.deletes_held) - NAMED
                names = ", ".join(job.deletes_held[:NAMED])
                text = self._t("watch-held-more", names=names, more=more) if more > 0 else names
                lines.append(("held", wrappable(text), "neutral"))
        elif found.request:
            lines.append(("request", _breakable(found.request), "neutral"))
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
            lines.append(
                ("off", self._t("watch-off-in", date=_date(off), days=days), "bad" if days <= 7 else "neutral")
            )
        elif off is not None and not job.started and job.now is not None and job.now >= off:
            lines.append(("was-off", _date(off), "bad"))
        return lines

    def _finding(self, finding: Finding, number: int) -> QWidget:
        host = QWidget()
        host.setObjectName(f"finding-{number}")
        row = QHBoxLayout(host)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        sign, ink = ("info", "muted") if finding.advice else ("warning", "bad" if number == 0 else "warn")
        row.addWidget(IconLabel(sign, ink), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        what, why, fix = self._words(finding)
        words.addWidget(label(what, "strong", name=f"finding-{number}What", select=True))
        words.addWidget(label(why, "hint", name=f"finding-{number}Why", select=True))
        words.addWidget(label(fix, name=f"finding-{number}Fix", select=True))
        links = self._step_links(fix)
        if links:
            line = QHBoxLayout()
            line.setSpacing(px(14))
            for link in links:
                line.addWidget(link)
            line.addStretch(1)
            words.addLayout(line)
        row.addLayout(words, 1)
        host.setAccessibleName(what)
        host.setAccessibleDescription(f"{why} {fix}")
        return host

    def _foot(self, job: JobFacts) -> QWidget:
        host = QWidget()
        box = QVBoxLayout(host)
        box.setContentsMargins(0, px(2), 0, px(4))
        box.setSpacing(px(8))
        if job.reason == TOO_MANY_DELETES and job.started:
            self._approve = QCheckBox(self._t("watch-approve-deletes"))
            self._approve.setObjectName("approveDeletes")
            self._approve.toggled.connect(self._show_kind)
            box.addWidget(self._approve)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self._button = button("", self._restart, name="jobHealthRestart", kind="primary", guarded=True)
        self._button.setEnabled(self._ready)
        self._effect = label("", "hint", name="jobHealthEffect")
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._effect, 1)
        if job.deletes_held:
            row.addWidget(LinkButton(self._t("watch-show-held"), self.held_wanted.emit, name="showHeld"))
        elif job.message:
            row.addWidget(LinkButton(self._t("watch-copy-said"), self._copy, name="copySaid", sign="copy"))
        box.addLayout(row)
        self._show_kind()
        return host

    def _show_kind(self, _approved: bool = False) -> None:
        if self._button is None or self._effect is None:
            return
        kind = self._kind()
        self._button.setText(self._t(f"watch-job-health-{kind}"))
        restyle(self._button, kind="danger" if kind == "deletes" else "primary")
        self._effect.setText(self._t(f"watch-job-health-{kind}.effect"))

    def _kind(self) -> str:
        if self._job is None:
            return ""
        return least_harmful_restart(self._job, approved=self._approve is not None and self._approve.isChecked())

    def _restart(self) -> None:
        if kind := self._kind():
            self.restart_wanted.emit(kind)

    def _copy(self) -> None:
        if self._job is not None:
            self._context.copy(f"{self._job.error_code}\n{self._job.message}".strip())

    # --- words

    def _t(self, key: str, **params: object) -> str:
        return self._context.t(key, **params)

    def _words(self, finding: Finding) -> tuple[str, str, str]:
        key = f"finding-{finding.id}"
        params = shown_params(finding.params)
        said = (self._t(key, **params), self._t(f"{key}.cause", **params), self._t(f"{key}.fix", **params))
        return wrappable(said[0]), wrappable(said[1]), wrappable(said[2])


def _shown(job: JobFacts) -> tuple[object, ...]:
    """Return the values that the card depends on besides the findings."""
    off, now = switched_off_on(job), job.now
    days = (off - now).days if off is not None and now is not None else None
    return job.reason, job.message, job.started, job.next_attempt, job.deletes_held, days


def _breakable(address: str) -> str:
    """Return an address that can wrap after its parts."""
    for sign in "/?&+=":
        address = address.replace(sign, f"{sign}\u200b")
    return wrappable(address)


def wrappable(text: str) -> str:
    """Return the text with break points in long words, so that a server's message cannot widen the page."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def _date(at: datetime) -> str:
    return shown_date(at.astimezone().date())
