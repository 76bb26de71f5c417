"""Making a support file: how people are named, which parts it contains, and where it is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QProgressBar,
    QRadioButton,
    QWidget,
)

from wizard.core.errors import WizardError
from wizard.journey.machine import SavedSetup
from wizard.journey.services.log_comparison import kept_plan
from wizard.journey.services.token import load_token
from wizard.support_file.archive import save
from wizard.support_file.collect import Wanted, collect
from wizard.support_file.make import finish
from wizard.support_file.recording.file import save as save_recording
from wizard.ui.files import ask_save
from wizard.ui.layout import SPACE, Dialog, Wide, add, column, fit, holder, row, tall
from wizard.ui.theme import px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.problem import Banner
from wizard.ui.widgets.support_record import RecordCard, Recorded, place_beside, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Progress, Task
    from wizard.journey.context import Context
    from wizard.journey.setups import SetupStore
    from wizard.ui.shell.context import UiContext
    from wizard.ui.shell.runner import Job

NAMINGS: tuple[Naming, ...] = ("none", "stand-ins", "real")
Naming = Literal["none", "stand-ins", "real"]
PARTS = ("setup", "computer", "entra", "exchanges", "doctor", "people", "log")

_WIDTH = 640
_OF_PEOPLE = frozenset({"people", "log"})


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved file, the parts that are not in it (part -> reason), and the recording that was saved next to it."""

    path: Path
    naming: Naming
    left_out: dict[str, str]
    recorded: Recorded | None = None
    recording: str = ""


class SupportDialog(Dialog):
    """Lists in plain language what is passed on; single parts can be left out."""

    def __init__(self, context: UiContext, failed: WizardError | None, parent: QWidget) -> None:
        t = context.t
        super().__init__(t("support-title"), parent, name="supportDialog", roomy=True, once=True)
        self._context, self._failed = context, failed
        self._job: Job | None = None
        self.note = Banner(name="supportNote")
        self.progress = QProgressBar()
        self.progress.setObjectName("supportProgress")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.doing = label("", "hint", name="supportDoing")
        self.doing.hide()
        self.close_button = button(t("support-close"), self.reject, name="supportClose")
        self.save = button(t("support-save"), self._choose, name="supportSave", kind="primary")
        add(
            self.box,
            label(t("support-title"), "strong"),
            label(t("support-lead"), "lead"),
            Wide(self._choices()),
            self.note,
            self.doing,
            self.progress,
            row(SPACE, self.close_button, self.save, gap=10),
        )
        self._named()
        self.namings[self.naming].setFocus()
        fit(self, px(_WIDTH), self.box.totalHeightForWidth(px(_WIDTH)) + self._missing_height())

    def _choices(self) -> QWidget:
        self.record = RecordCard(self._context)
        self._content = holder(column(self._people(), self._parts(), self.record, SPACE, gap=12))
        self._area = tall(self._content)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self._area

    def _missing_height(self) -> int:
        """Return how much more height the choices need than a scroll area requests by itself."""
        width = px(_WIDTH) - 2 * px(20)
        return max(0, self._content.heightForWidth(width) - self._area.sizeHint().height())

    def _people(self) -> QWidget:
        card = Card(self._context.t("support-people-title"), name="supportPeople")
        self._group = QButtonGroup(self)
        self.namings: dict[Naming, QRadioButton] = {}
        rows = column(gap=10)
        for naming in NAMINGS:
            choice = QRadioButton(self._context.t(f"support-people-{naming}"))
            choice.setObjectName(f"naming-{naming}")
            choice.setChecked(naming == "stand-ins")
            choice.toggled.connect(self._named)
            self._group.addButton(choice)
            self.namings[naming] = choice
            words = label(self._context.t(f"support-people-{naming}-help"), "hint")
            words.setContentsMargins(px(24), 0, 0, 0)
            add(rows, holder(column(choice, words, gap=1)))
        card.add(rows)
        return card

    def _parts(self) -> QWidget:
        card = Card(self._context.t("support-parts-title"), name="supportParts")
        self.parts: dict[str, QCheckBox] = {}
        rows = column(gap=8)
        for part in PARTS:
            choice = QCheckBox()
            choice.setObjectName(f"part-{part}")
            choice.setChecked(True)
            words = label(self._context.t(f"support-part-{part}"))
            choice.setAccessibleName(words.text())
            words.setBuddy(choice)
            if part == "setup":
                choice.setEnabled(False)
                set_tip(choice, self._context.t("support-always"))
            # The box has a space of its own.
            add(rows, row(Wide(choice, 0, top=True), Wide(words, 1, top=True), gap=0))
            self.parts[part] = choice
        card.add(rows)
        return card

    @property
    def naming(self) -> Naming:
        """How people are named in the file."""
        return next(naming for naming, choice in self.namings.items() if choice.isChecked())

    def _named(self) -> None:
        if len(getattr(self, "parts", {})) < len(PARTS):
            return
        for part in _OF_PEOPLE:
            self.parts[part].setEnabled(self._job is None and self.naming != "none")
        self.note.hide()

    def _choose(self) -> None:
        # The text does not have the setup's name: that is the tenant's name, which the file itself may not reveal.
        name, suggest = "supportFileDialog", "support-file-name"
        files = self._context.t("support-filter")
        ask_save(self, self._context, "support-save-title", files, self.make, name=name, suggest=suggest)

    def make(self, path: Path) -> None:
        """Make the file and save it at this path."""
        if self._job is not None:
            return
        parts = frozenset(part for part, choice in self.parts.items() if choice.isChecked() and choice.isEnabled())
        context = self._context
        setup = _setup_of(context)
        self._busy(working=True)
        self._job = context.runner.submit(
            _make,
            context.services,
            context.setups,
            setup,
            self.naming,
            parts,
            self._failed,
            path,
            self.record.wanted,
            on_result=self._saved,
            on_error=self._not_saved,
            on_cancelled=self._ended,
            on_progress=self._told,
            owner=self,
        )

    def _busy(self, *, working: bool) -> None:
        self.save.setEnabled(not working)
        for choice in (*self.namings.values(), *self.parts.values()):
            choice.setEnabled(not working)
        self.parts["setup"].setEnabled(False)
        self.record.free(free=not working)
        self.progress.setVisible(working)
        self.doing.setVisible(working)
        self.doing.setText(self._context.t("support-making"))
        self.close_button.setText(self._context.t("shell-cancel" if working else "support-close"))
        self.note.hide()

    def _told(self, progress: Progress) -> None:
        if progress.key:
            self.doing.setText(self._context.t(progress.key, **dict(progress.params)))

    def _ended(self) -> None:
        self._job = None
        self._busy(working=False)
        self._named()

    def _saved(self, saved: Saved) -> None:
        self._ended()
        t = self._context.t
        lines = [t("support-saved-real" if saved.naming == "real" else "support-saved-what")]
        missing = [t(f"support-part-{part}") for part, reason in saved.left_out.items() if reason != "choice"]
        if missing:
            lines.append(t("support-left-out", parts="; ".join(missing)))
        lines += self._recorded_words(saved)
        without = saved.recorded is not None and saved.recorded.error is not None
        self.note.say(t("support-saved", file=saved.path.name), "\n".join(lines), tone="warn" if without else "ok")

    def _recorded_words(self, saved: Saved) -> list[str]:
        recorded, t = saved.recorded, self._context.t
        if recorded is None:
            return []
        if recorded.error is not None:
            words = self._context.texts.problem(recorded.error)
            return [" ".join(part for part in (words.what + ".", words.why, words.next) if part)]
        lines = [t("support-record-saved", file=saved.recording)]
        if recorded.failed:
            lines.append(t("support-record-partly", calls=", ".join(recorded.failed)))
        return lines

    def _not_saved(self, error: WizardError) -> None:
        self._ended()
        self.note.say_error(self._context.texts.problem(error))

    def reject(self) -> None:
        """Stop running work; otherwise close."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()


def _setup_of(context: UiContext) -> SavedSetup:
    controller = context.controller
    changed = datetime.now(UTC).isoformat(timespec="seconds")
    name = controller.setup_name or context.t("support-title")
    return SavedSetup(controller.setup_id, name, changed, controller.practice, context.journey.snapshot)


def _make(
    task: Task,
    services: Context,
    setups: Callable[[], SetupStore],
    setup: SavedSetup,
    naming: Naming,
    parts: frozenset[str],
    failed: WizardError | None,
    path: Path,
    recording: tuple[bool, bool],
) -> Saved:
    """Make both files, then save both: cancelling before that saves neither."""
    secrets = []
    try:
        secrets.append(load_token(services, setup.snapshot.answers))
    except WizardError:  # there is none, or the key store is locked: then the token was not used in this session either
        task.checkpoint()
    kept = kept_plan(task, services, setups, setup.id, setup.snapshot.answers)
    case = collect(task, services, setup, Wanted(naming, parts, failed=failed, kept=kept))
    # Also secrets that were replaced meanwhile: a server may have echoed them.
    secrets += services.transport.redactor.secrets
    made = finish(case, secrets, task.checkpoint, tell=task.report)
    recorded = record(task, services, setup.snapshot.answers, secrets, recording)
    task.report("support-making-save")
    save(made.content, path)
    beside = place_beside(path)
    if recorded is not None and recorded.content:
        try:
            save_recording(recorded.content, beside)
        except WizardError as error:
            recorded = replace(recorded, error=error)
    if setup.id and made.names:
        setups().keep_names(setup.id, made.case.manifest.id, made.names)
    return Saved(path, naming, dict(made.case.manifest.left_out), recorded, beside.name)
