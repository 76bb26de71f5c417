"""The scope page: what conditions may be, how they fare for the people, who comes in and who leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from wizard.core.resources import resource_root
from wizard.directory import Assignment, Person, Tenant
from wizard.journey.steps import scope
from wizard.mapping import Schema
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.mapping.language import Language, TenantOperator
from wizard.provisioning import Source
from wizard.ui.pages import scope_look as scope_page
from wizard.ui.pages.scope_clause import Attributes
from wizard.ui.pages.scope_filters import FilterEditor

PEOPLE = tuple(
    Person(
        f"id-{n}", {"displayName": name, "userPrincipalName": f"p{n}@harborlights.example", "department": department}
    )
    for n, (name, department) in enumerate(
        [("Ana", "Sales"), ("Bo", "sales"), ("Cem", None), ("Dua", "IT"), ("Eva", "Sales")]
    )
)


def schema(*groups: FilterGroup) -> Schema:
    found = Schema(json.loads((resource_root() / "schema/practice-schema.json").read_text(encoding="utf-8")))
    return found.with_mapping("User", scope=ScopingFilter(groups)) if groups else found


@pytest.fixture
def make(world: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    def page(*groups: FilterGroup) -> Any:
        assignments = tuple(Assignment(f"id-{n}", "User", "role") for n in range(4))
        attributes = frozenset({"displayName", "userPrincipalName", "mail", "department", "employeeId"})
        reads: list[str] = []

        def read(_task: Any, _context: Any, answers: Any) -> scope.Reading:
            reads.append(answers.scope)
            names = scope_names(schema(*groups), answers) | attributes
            source = Source(PEOPLE, (), assignments)
            return scope.Reading(source, schema(*groups), False, names, answers.scope == "all")

        monkeypatch.setattr(scope_page, "read", read)
        world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
        world.journey.answer(service_principal_id="sp")
        from wizard.ui.pages.scope import StepPage

        shown: Any = StepPage(world.context)
        shown.reads = reads
        qtbot.addWidget(shown)
        shown.resize(1000, 900)
        shown.show()
        shown.enter()
        quiet(shown, qtbot)
        return shown

    yield page
    world.context.services.session = None


def scope_names(found: Schema, answers: Any) -> frozenset[str]:
    from wizard.journey.services.job_schema import apply
    from wizard.journey.services.reading import needed_attributes

    return needed_attributes(apply(found, answers))


def quiet(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and not page.waiting)
    turned: list[bool] = []
    QTimer.singleShot(0, lambda: turned.append(True))  # what was put into a layout is shown in the next turn
    qtbot.waitUntil(lambda: bool(turned))


def find(page: QWidget, name: str) -> Any:
    return next(each for each in page.findChildren(QWidget, name) if each.isVisible())


def names(page: Any, what: str) -> list[str]:
    return [row.person.display_name for row in page.effects.table.rows._rows if row.what == what]


def choose(box: QComboBox, text: str) -> None:
    box.setCurrentText(text)
    assert box.currentText() == text
    box.activated.emit(box.currentIndex())


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # the values that exist are listed while typing
def test_a_condition_tells_who_fails_only_by_letter_case_or_has_no_value(qtbot: QtBot, make: Any) -> None:
    page = make()
    assert names(page, "inside") == ["Ana", "Bo", "Cem", "Dua"] and names(page, "outside") == ["Eva"]
    qtbot.mouseClick(find(page, "addFilter"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert not page.save_button.isEnabled() and not page.can_next()
    assert not page.effects.table.isVisible(), "figures of before are shown for a filter that is not finished"
    qtbot.keyClicks(find(page, "value-0-0"), "Sales")
    quiet(page, qtbot)
    said = find(page, "said-0-0").text()
    assert "1 of 4" in said and "letter case: Bo" in said and "no value: Cem" in said
    assert names(page, "leaving") == ["Bo", "Cem", "Dua"]
    assert "Bo, Cem, Dua" in page.effects.warning.findChild(QLabel).text()
    assert page.save_button.isEnabled() and page.can_next()
    assert page.reads == ["assigned"], "people were read again although nothing new was needed"


def test_the_scope_all_reads_everybody_and_tells_who_comes_in(qtbot: QtBot, make: Any) -> None:
    page = make()
    find(page, "scopeAll").click()
    quiet(page, qtbot)
    assert page.reads == ["assigned", "all"]
    assert names(page, "entering") == ["Eva"]


def test_operators_are_those_that_fit_the_attribute(make: Any) -> None:
    page = make(FilterGroup("F", (Clause("department", "INCLUDES", ("a",)),)))
    operator = find(page, "operator-0-0")
    assert "INCLUDES" in [operator.itemText(n) for n in range(operator.count())]
    choose(find(page, "attribute-0-0"), "accountEnabled")
    offered = [operator.itemText(n) for n in range(operator.count())]
    assert set(offered) == {"IS NULL", "IS NOT NULL", "IS TRUE", "IS FALSE"}
    assert not find(page, "value-0-0").isEnabled()
    assert page.filters.groups[0].clauses[0].operator in offered


def test_an_attribute_that_filters_cannot_use_is_refused_with_the_reason(make: Any) -> None:
    page = make(FilterGroup("F", (Clause("manager", "EQUALS", ("x",)),)))
    said = find(page, "said-0-0").text()
    assert "manager cannot be used" in said and "user type" in said
    assert not page.save_button.isEnabled()
    box = find(page, "attribute-0-0")
    at = box.findText("manager")
    assert not box.model().item(at).isEnabled() and box.model().item(at).toolTip()


def test_what_was_loaded_and_is_not_shown_survives_an_edit(qtbot: QtBot, make: Any) -> None:
    raw = {
        "sourceOperandName": "department", "operatorName": "EQUALS",
        "targetOperand": {"values": ["Sales", "IT"], "unknown": 1}, "extra": True,
    }  # fmt: skip
    page = make(FilterGroup.from_json({"name": "F", "clauses": [raw], "other": 2}))
    qtbot.keyClicks(find(page, "value-0-0"), "x")
    (group,) = page.journey.answers.user_filter
    assert group["other"] == 2 and group["clauses"][0]["extra"] is True
    assert group["clauses"][0]["targetOperand"] == {"values": ["Salesx", "IT"], "unknown": 1}


def test_removing_the_last_condition_removes_the_filter(qtbot: QtBot, make: Any) -> None:
    page = make(FilterGroup("F", (Clause("department", "EQUALS", ("IT",)),)))
    assert names(page, "inside") == ["Dua"]
    qtbot.mouseClick(find(page, "removeCondition-0-0"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert page.filters.groups == () and names(page, "entering") == ["Ana", "Bo", "Cem"]


def test_a_pattern_that_cannot_be_read_is_told_at_its_condition(qtbot: QtBot, make: Any) -> None:
    page = make(FilterGroup("F", (Clause("department", "REGEX MATCH", ("(",)),)))
    assert "not a valid regular expression" in find(page, "said-0-0").text()
    assert not page.problem.isVisible() and not page.save_button.isEnabled()
    qtbot.keyClicks(find(page, "value-0-0"), "?i)sales")
    quiet(page, qtbot)
    assert "2 of 4" in find(page, "said-0-0").text()


def test_operators_are_those_of_the_tenant(world: Any, qtbot: QtBot) -> None:
    """What schema/filterOperators lists is offered, in its own letter case; another operator is told at once."""
    language = Language(
        operators={
            "EQUALS": TenantOperator("EQUALS", types=frozenset({"String"})),
            "SOUNDS_LIKE": TenantOperator("Sounds_Like", types=frozenset({"String"})),
            "IS MONDAY": TenantOperator("IS MONDAY", unary=True),
        }
    )
    kept: list[FilterGroup | None] = []
    group = FilterGroup("f", (Clause("department", "INCLUDES", ("Sales",)),))
    attributes = Attributes(schema().source_attributes("User"), language)
    editor = FilterEditor(world.context, 0, group, attributes, lambda _n, edited, _again: kept.append(edited))
    qtbot.addWidget(editor)
    (line,) = editor.lines
    offered = [line.operator.itemText(n) for n in range(line.operator.count())]
    assert offered == ["INCLUDES", "EQUALS", "Sounds_Like", "IS MONDAY"]
    assert line.problem == "scope-filter-operator" and not editor.sound
    for name, problem, values in (
        ("Sounds_Like", "scope-filter-operator-untestable", ("Sales",)),
        ("IS MONDAY", "", ()),
    ):
        line.operator.setCurrentText(name)
        line.operator.activated.emit(line.operator.currentIndex())
        assert (line.problem, editor.sound) == (problem, True)
        assert kept[-1] is not None and kept[-1].clauses[0].operator == name and kept[-1].clauses[0].values == values
    assert not line.value.isEnabled()


def test_before_the_first_cycle_nobody_is_said_to_be_disabled(
    qtbot: QtBot, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make()
    page.looking.reading = replace(page.looking.reading, ran=False)
    qtbot.mouseClick(find(page, "addFilter"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    find(page, "value-0-0").setText("IT")
    find(page, "value-0-0").textEdited.emit("IT")
    quiet(page, qtbot)
    assert names(page, "leaving") == ["Ana", "Bo", "Cem"]
    said = page.effects.warning.findChild(QLabel).text()
    assert "would not be provisioned" in said and "disabled" not in said
    assert not any("disabled" in each.text() for each in page.effects.tiles["leaving"].findChildren(QLabel))


def test_values_are_offered_before_one_is_typed_and_removing_leads_back_to_adding(qtbot: QtBot, make: Any) -> None:
    page = make()
    qtbot.mouseClick(find(page, "addFilter"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert list(page.filters._values["department"]) == ["IT", "Sales", "sales"]
    qtbot.mouseClick(find(page, "removeFilter-0"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert page.focusWidget() is find(page, "addFilter"), "the arrow keys would change the scope above"


def test_somebody_assigned_directly_has_a_reason_too(make: Any) -> None:
    page = make()
    row = next(each for each in page.effects.table.rows._rows if each.what == "inside")
    assert page.effects._why(row) == "assigned"
