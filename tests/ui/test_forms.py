"""The fields of a step in the window: made from its definition, whatever the page says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from wizard.core.errors import InputError
from wizard.core.texts import Texts
from wizard.journey.answers import Answers
from wizard.journey.model import Field


class ScratchTexts(Texts):
    """The words that whoever adds a field writes: a label, and where it is asked for a help and an example."""

    def get(self, key: str, **params: object) -> str:
        step, _, rest = key.partition("-field-scratch-")
        return f"{rest} on {step}" if rest else super().get(key, **params)

    def has(self, key: str) -> bool:
        return ("-field-scratch-" in key and ".help" in key) or super().has(key)


class Scratch(Field):
    """A field whose words are those of :class:`ScratchTexts`."""

    @property
    def key(self) -> str:
        return f"scratch-{self.name.replace('_', '-')}"


def refuse_nobody(answers: Answers) -> None:
    if answers.application_name == "nobody":
        raise InputError("application-choice", {"count": 2})


Make = Callable[..., Any]


@pytest.fixture
def make(world: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Make:
    world.context.texts = ScratchTexts()

    def page(step_id: str, *fields: Field) -> Any:
        step = world.journey.step(step_id)
        monkeypatch.setitem(world.journey._by_id, step_id, replace(step, fields=(*step.fields, *fields)))
        made = import_module(f"wizard.ui.pages.{step_id}").StepPage(world.context)
        qtbot.addWidget(made)
        made.complete()
        made.show()
        return made

    return page


@pytest.mark.parametrize("step_id", ["connect", "assign", "turnon"])
def test_a_new_answer_is_on_its_page(make: Make, step_id: str, qtbot: QtBot) -> None:
    """``assign`` places no field by itself, ``turnon`` asks for nothing else."""
    page = make(step_id, Scratch("application_name", "text", check=refuse_nobody))
    (entry,) = [page.form["application_name"]]
    edit = entry.control
    assert edit.isVisibleTo(page) and edit.text() == page.journey.answers.application_name
    assert edit.accessibleName() == f"application-name on {step_id}"
    assert edit.accessibleDescription() == f"application-name.help on {step_id}"
    edit.selectAll()
    qtbot.keyClicks(edit, "nobody")
    assert page.journey.answers.application_name == "nobody" and not entry.box.error
    edit.editingFinished.emit()
    assert entry.box.error == edit.accessibleDescription() != ""
    qtbot.keyClicks(edit, " 2 ")
    assert page.journey.answers.application_name == "nobody 2" and not entry.box.error
    assert edit.text() == "nobody 2 ", "what is being typed is left alone"
    page.journey.answer(application_name="Doors")
    assert edit.text() == "Doors", "what is answered elsewhere is shown"


def test_each_kind_has_a_control_that_gives_its_answer(make: Make, qtbot: QtBot) -> None:
    page = make(
        "turnon",
        Scratch("notify", "flag"),
        Scratch("delete_threshold", "number", least=3, when="notify"),
        Scratch("cloud", "choice", choices=("global", "china")),
        Scratch("notification_email", "email"),
        Scratch("user_rows", "rows"),
    )
    form = page.form

    def answers() -> Answers:
        given: Answers = page.journey.answers
        return given

    qtbot.mouseClick(form["notify"].control, Qt.MouseButton.LeftButton, pos=form["notify"].control.rect().center())
    form["notify"].control.click() if answers().notify else None
    assert answers().notify is False and not form["delete_threshold"].box.isEnabled()
    form["notify"].control.click()
    assert answers().notify is True and form["delete_threshold"].box.isEnabled()
    number = form["delete_threshold"].control
    number.setValue(1)
    assert answers().delete_threshold == 3, "not less than its least"
    form["cloud"].control.setCurrentIndex(1)
    form["cloud"].control.activated.emit(1)
    assert answers().cloud == "china"
    assert form["cloud"].box.help == "cloud-china.help on turnon"
    with pytest.raises(KeyError):
        form["user_rows"]


def test_what_is_asked_on_a_page_of_its_own_is_there_once(make: Make) -> None:
    page = make("scope")
    buttons = [
        each for each in page.findChildren(QAbstractButton) if each.objectName() in {"scopeAll", "scopeAssigned"}
    ]
    assert len(buttons) == 2
    page.journey.answer(scope="all")
    assert [each.isChecked() for each in buttons] == [False, True]
    assert page.form["scope"].box.help.startswith("Everybody in the tenant")


def test_an_error_of_the_work_belongs_to_the_field_whose_check_finds_it(make: Make) -> None:
    page = make("connect")
    page.journey.answer(notification_email="nobody at all")
    assert page.form.show_error(InputError("email-invalid", {"address": "nobody at all"}))
    assert page.form["notification_email"].box.error and not page.form["delete_threshold"].box.error
    page.form["notify"].control.click()
    assert not page.form["notification_email"].box.error, "another answer: what was said is of the one before"
    assert not page.form.show_error(InputError("token-empty"))
