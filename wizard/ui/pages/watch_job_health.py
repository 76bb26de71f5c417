"""Problems of the job on step 12: a card while in quarantine, banners otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.doctor.job_health import switched_off_on
from wizard.ui.layout import column
from wizard.ui.pages.watch_quarantine import QuarantineCard, finding_words
from wizard.ui.widgets.basic import clear
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from wizard.doctor.model import JobFacts
    from wizard.doctor.report import Finding
    from wizard.ui.shell.context import UiContext

BANNERS = 2
"""Number of findings outside quarantine that are shown at once."""


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
        self._card: QuarantineCard | None = None
        self._box = column(gap=10)
        self.setLayout(self._box)
        self.hide()

    # --- display

    def show_job(self, job: JobFacts | None, findings: Sequence[Finding] = ()) -> None:
        """Show the findings; ``None`` for no job. An unchanged card is not rebuilt, to avoid flicker."""
        found = tuple(findings)
        if self._job is not None and job is not None and _shown(job) == _shown(self._job) and found == self._findings:
            self._job = job
            if self._card is not None:
                self._card.job = job
            return
        self._job, self._findings, self._all = job, found, False
        self._build()

    def set_ready(self, ready: bool) -> None:
        """Enable or disable the restart button, for example while a restart runs."""
        self._ready = ready
        if self._card is not None:
            self._card.set_ready(ready)

    def _build(self) -> None:
        clear(self._box)
        self._card = None
        job = self._job
        if job is not None and job.reason:
            self._card = QuarantineCard(self._context, job, self._findings, self._step_links)
            self._card.restart_wanted.connect(self.restart_wanted)
            self._card.held_wanted.connect(self.held_wanted)
            self._card.set_ready(self._ready)
            self._box.addWidget(self._card)
        elif self._findings:
            self._show_banners()
        self.setVisible(job is not None and bool(job.reason or self._findings))

    def _show_banners(self) -> None:
        shown = self._findings if self._all else self._findings[:BANNERS]
        for number, finding in enumerate(shown):
            banner = Banner(name=f"finding-{number}")
            what, why, fix = finding_words(finding, self._context.texts)
            self._box.addWidget(banner)  # first, because a banner without a parent would open its own window
            banner.say(what, f"{why} {fix}", tone="info" if finding.advice else "warn", links=self._step_links(fix))
        if more := len(self._findings) - len(shown):
            words = self._context.t("watch-more-findings", count=more)
            self._box.addWidget(LinkButton(words, self._show_all, name="moreFound"))

    def _show_all(self) -> None:
        self._all = True
        self._build()


def _shown(job: JobFacts) -> tuple[object, ...]:
    """Return the values that the card depends on besides the findings."""
    off, now = switched_off_on(job), job.now
    days = (off - now).days if off is not None and now is not None else None
    return job.reason, job.message, job.started, job.next_attempt, job.deletes_held, days
