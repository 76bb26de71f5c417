"""Controls for a step's fields, made from ``Step.fields``: the window's counterpart of ``wizard.cli.journey.fields``.

A page places a field where it wants it, ``self.form.field("tenant_url").box``; fields that it does not place are added
automatically. Labels and help are the same as in the terminal. Answers are saved as they are given, and changes by
other answers or pages are shown immediately.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QRadioButton, QWidget

from wizard.core.errors import InputError
from wizard.journey.answers import Answers
from wizard.ui.layout import column
from wizard.ui.widgets.fields import FormField, spin_box, text_edit
from wizard.ui.widgets.segmented import SegmentedControl
from wizard.wording.fields import choice_help, choice_key, field_help, field_key

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.journey.model import Field, FieldKind, Suggested
    from wizard.ui.pages.base import AnyPage

Look = Literal["", "list", "radio", "segments"]
"""How a choice looks; the default is a list."""

NO_CONTROL: Final[frozenset[FieldKind]] = frozenset({"secret", "assignments", "rows", "filter"})
"""Kinds of fields for which pages have their own controls."""


@dataclass(frozen=True, slots=True)
class Control:
    """A widget, and the functions that set and read its value.

    Args:
        show: Shows an answer without calling the listener.
        listen: Registers a function that gets each answer that the user gives.
        left: Registers a function that is called when the user leaves the widget.
    """

    widget: QWidget
    show: Callable[[Any], object]
    listen: Callable[[Callable[[Any], object]], object]
    left: Callable[[Callable[[], object]], object] = lambda _act: None


class Entry(QObject):
    """One field of the form: its ``box`` with label, control, error and help, and the ``control`` itself."""

    def __init__(self, form: Form, field: Field, control: Control, box: FormField) -> None:
        super().__init__(form)
        self.field, self.box, self.control = field, box, control.widget
        self._form, self._help, self._note = form, "", ""
        self.show = control.show
        """Shows another value than the answer, for example Entra's value while there is no answer."""
        control.listen(lambda value: form.take(self, value))
        control.left(self.check)
        self.refresh()

    def refresh(self) -> None:
        """Show the answer and its help, and enable the field if the other answers make it relevant."""
        answers = self._form.answers
        value = getattr(answers, self.field.name)
        if value is not None:  # None means "as in Entra", which the page knows
            self.show(value)
        self.box.setEnabled(not self.field.when or bool(getattr(answers, self.field.when)))
        told = " ".join(filter(None, (self._form.help_of(self.field, value), self._note)))
        if told != self._help:
            self._help = told
            self.box.show_help(told)

    def note(self, text: str) -> None:
        """Show a note after the help."""
        self._note = text
        self.refresh()

    def check(self) -> None:
        """Show below the control what is wrong with an answer that was given."""
        field, answers = self.field, self._form.answers
        if field.check is None or not self.box.isEnabled() or getattr(answers, field.name) == "":
            return
        try:
            field.check(answers)
        except InputError as error:
            self._form.tell(self, error)


class Form(QObject):
    """The fields of a page's step. ``edited`` carries the name of an answer that the user has given."""

    edited = Signal(str)

    def __init__(self, page: AnyPage) -> None:
        super().__init__(page)
        self._page, self.step = page, page.step
        self._fields = {field.name: field for field in self.step.fields if field.kind not in NO_CONTROL}
        self._entries: dict[str, Entry] = {}
        self._suggested: dict[str, int] = {}
        page.context.controller.journey_changed.connect(self._refresh)

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    @property
    def controls(self) -> list[QWidget]:
        """The widgets of all fields that have been built."""
        return [entry.control for entry in self._entries.values()]

    @property
    def answers(self) -> Answers:
        return self._page.journey.answers

    # --- building

    def field(
        self,
        name: str,
        *,
        look: Look = "",
        titled: bool = True,
        helped: bool = True,
        mono: bool = False,
        called: str = "",
    ) -> Entry:
        """Return the controls of a field; the page places them.

        Args:
            look: How a choice looks.
            titled: Whether the label is visible; a screen reader reads it in any case.
            helped: Whether the help is visible; likewise.
            mono: Use a monospaced font, for identifiers; addresses always use it.
            called: The control's object name, if it differs from the answer's.

        Raises:
            KeyError: The step has no such field.
        """
        field = self._fields[name]
        words = self._page.t(self._key(field))
        named = called or _camel(name)
        control = self._control(field, words, named, look, mono)
        box = FormField(words, control.widget, name=named, titled=titled and field.kind != "flag", helped=helped)
        entry = self._entries[name] = Entry(self, field, control, box)
        return entry

    def rest(self) -> list[QWidget]:
        """Return the fields that are not placed yet, in their order."""
        missing = [name for name in self._fields if name not in self._entries and name not in self._page.own_answers]
        return [self.field(name).box for name in missing]

    def _control(self, field: Field, words: str, name: str, look: Look, mono: bool) -> Control:
        if field.kind == "flag":
            return _flag(words, name)
        if field.kind == "number":
            return _number(field.least, name)
        if field.kind == "choice":
            key = self._key(field)
            options = [(choice, self._page.t(choice_key(key, choice))) for choice in field.choices]
            return _CHOICES[look or "list"](options, words, name)
        example = f"{self._key(field)}.example"
        shown = self._page.t(example) if self._page.context.texts.has(example) else ""
        return _text(name, shown, mono=mono or field.kind == "url")

    def _key(self, field: Field) -> str:
        return field_key(self.step, field)

    def help_of(self, field: Field, value: object) -> str:
        """Return the help of a field, or the selected choice's own help, if it has any."""
        texts, key = self._page.context.texts, self._key(field)
        own = choice_help(key, str(value), texts) if field.kind == "choice" else ""
        return own or field_help(key, texts)

    # --- input

    def take(self, entry: Entry, value: object) -> None:
        """Save an answer; earlier error messages are cleared, because they may no longer apply."""
        if value == getattr(self.answers, entry.field.name):
            return  # it is only shown
        for each in self._entries.values():
            each.box.show_error("")
        self._page.journey.answer(**{entry.field.name: value})
        self.edited.emit(entry.field.name)

    def tell(self, entry: Entry, error: InputError) -> None:
        """Show below a control what is wrong with its value."""
        words = self._page.context.texts.problem(error)
        entry.box.show_error(f"{words.what}. {words.next}")

    def show_error(self, error: WizardError) -> bool:
        """Show an error below the field whose own check raises the same error; return whether there is such a field."""
        for entry in self._entries.values():
            try:
                if entry.field.check is not None:
                    entry.field.check(self.answers)
            except InputError as found:
                if found.code == error.code:
                    self.tell(entry, found)
                    entry.control.setFocus()
                    return True
        return False

    def _refresh(self) -> None:
        for entry in self._entries.values():
            entry.refresh()

    # --- suggested defaults

    def suggest(self) -> None:
        """Look for better defaults while the step has no result; an answer that the user changed is kept."""
        for name, entry in self._entries.items():
            if entry.field.suggest is None:
                continue
            if self._has_result():
                entry.note("")
            else:
                self._page.run(
                    _look,
                    entry.field.suggest,
                    self._page.context.services,
                    self.answers,
                    on_result=partial(self._found, entry),
                    key=f"suggest-{name}",
                    quiet=True,
                )

    def _found(self, entry: Entry, found: Suggested | None) -> None:
        if found is None or self._has_result():
            return
        name, key = entry.field.name, self._key(entry.field)
        usual = getattr(Answers(), name)
        if getattr(self.answers, name) in {usual, self._suggested.get(name)}:
            self._suggested[name] = found.value
            self._page.journey.answer(**{name: found.value})
        said = f"{key}.usual" if found.value == usual else f"{key}.suggested"
        entry.note(self._page.t(said, value=found.value, count=found.people))

    def _has_result(self) -> bool:
        return self._page.journey.result(self.step.id) is not None


def _look(
    task: Task, suggest: Callable[[Task, Context, Answers], Suggested | None], services: Context, answers: Answers
) -> Suggested | None:
    return suggest(task, services, answers)


def _flag(words: str, name: str) -> Control:
    box = QCheckBox(words)
    box.setObjectName(name)
    return Control(box, box.setChecked, box.clicked.connect)


def _text(name: str, example: str, *, mono: bool) -> Control:
    edit = text_edit(name=name, placeholder=example, mono=mono)

    def show(value: str) -> None:
        if edit.text().strip() != value:
            edit.setText(value)

    return Control(
        edit, show, lambda tell: edit.textEdited.connect(lambda text: tell(text.strip())), edit.editingFinished.connect
    )


def _number(least: int, name: str) -> Control:
    spin = spin_box(least, 999_999_999, name=name)
    spin.setGroupSeparatorShown(True)

    def show(value: int) -> None:
        if spin.value() != value:  # setting it would rewrite the text while the user types
            spin.setValue(value)

    return Control(spin, show, spin.valueChanged.connect, spin.editingFinished.connect)


def _listed(options: list[tuple[str, str]], words: str, name: str) -> Control:
    box = QComboBox()
    box.setObjectName(name)
    for choice, text in options:
        box.addItem(text, choice)
    return Control(
        box,
        lambda value: box.setCurrentIndex(max(0, box.findData(value))),
        lambda tell: box.activated.connect(lambda index: tell(box.itemData(index))),
    )


def _segments(options: list[tuple[str, str]], words: str, name: str) -> Control:
    control = SegmentedControl(options, name=name, title=words)
    return Control(control, control.set_value, control.chosen.connect)


def _radio(options: list[tuple[str, str]], words: str, name: str) -> Control:
    host = QWidget()
    host.setObjectName(name)
    buttons = {choice: QRadioButton(text) for choice, text in options}
    for choice, each in buttons.items():
        each.setObjectName(f"{name}{_camel(f'_{choice}')}")
    host.setLayout(column(*buttons.values(), gap=6))

    def listen(tell: Callable[[Any], object]) -> None:
        for choice, each in buttons.items():
            each.clicked.connect(lambda _checked=False, choice=choice: tell(choice))

    return Control(host, lambda value: buttons[value].setChecked(True), listen)


_CHOICES: Final = {"list": _listed, "radio": _radio, "segments": _segments}


def _camel(name: str) -> str:
    first, *others = name.replace("-", "_").split("_")
    return first + "".join(part.capitalize() for part in others)
