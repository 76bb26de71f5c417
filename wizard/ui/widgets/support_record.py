"""Recording Entra's responses next to a support file: the option, and the work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from wizard.core.errors import WizardError
from wizard.journey.context import clock
from wizard.support_file.recording.asking import asking_for
from wizard.support_file.recording.file import SUFFIX, make
from wizard.ui.layout import column, holder
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, label

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.secrets.secret import Secret
    from wizard.ui.shell.context import UiContext


@dataclass(frozen=True, slots=True)
class Recorded:
    """The result of a requested recording: its bytes, or why there is none; calls that failed."""

    content: bytes = b""
    error: WizardError | None = None
    failed: tuple[str, ...] = ()


class RecordCard(Card):
    """Two check boxes, off by default, with a text about what is requested and recorded.

    Without an Entra session nothing can be recorded: the boxes are disabled, and the text says why.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(context.t("support-record-title"), name="supportRecord")
        self._possible = context.services.session is not None and context.services.case is None
        self.entra = QCheckBox(context.t("support-record"))
        self.entra.setObjectName("recordEntra")
        self.cloudgate = QCheckBox(context.t("support-record-cloudgate"))
        self.cloudgate.setObjectName("recordCloudGate")
        self.entra.toggled.connect(self._chosen)
        words = "support-record-help" if self._possible else "support-record-not-signed-in"
        told = [context.t("recording-what"), context.t(words)] if self._possible else [context.t(words)]
        hint = label(" ".join(" ".join(told).split()), "hint", name="recordHelp")
        hint.setContentsMargins(px(24), 0, 0, 0)
        self.add(column(self.entra, hint, holder(column(self.cloudgate, margins=(24, 0, 0, 0))), gap=6))
        self.free(free=True)

    @property
    def wanted(self) -> tuple[bool, bool]:
        """Whether to record Entra, and CloudGate with it."""
        entra = self._possible and self.entra.isChecked()
        return entra, entra and self.cloudgate.isChecked()

    def free(self, *, free: bool) -> None:
        """Enable the boxes, or disable them while something runs."""
        self.entra.setEnabled(free and self._possible)
        self.cloudgate.setEnabled(free and self.wanted[0])

    def _chosen(self) -> None:
        self.free(free=True)


def record(
    task: Task, services: Context, answers: Answers, secrets: list[Secret], wanted: tuple[bool, bool]
) -> Recorded | None:
    """Record with the existing session, reading only; return ``None`` if no recording is wanted.

    Args:
        secrets: the token, if there is one; none of them may be in the recording.

    Raises:
        Cancelled: the person cancelled.
    """
    entra, cloudgate = wanted
    session = services.session
    if not entra or session is None:
        return None
    graph = session.graph.through(services.transport, reading=True)
    asking = asking_for(graph, answers, clock(services), secrets[0] if cloudgate and secrets else None)
    asking.run(task, services.transport)
    recording = asking.recording()
    try:
        made = make(recording, secrets, task.checkpoint, tell=task.report)
    except WizardError as error:
        return Recorded(error=error)
    return Recorded(made.content, failed=tuple(one.call for one in recording.tried if one.outcome == "failed"))


def place_beside(path: Path) -> Path:
    """Return where the recording of a support file is saved: next to it, and never over another file."""
    place, number = path.with_name(path.stem + SUFFIX), 1
    while place.exists():
        number += 1
        place = path.with_name(f"{path.stem}-{number}{SUFFIX}")
    return place
