"""The mapping page with given users and mappings, for its tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wizard.core.resources import resource_root
from wizard.core.tasks import Task
from wizard.directory import Person, Tenant
from wizard.journey.steps import mappings
from wizard.mapping import Schema
from wizard.ui.pages import mapping_load, mapping_reading

__all__ = ["find", "make_pages", "people", "pick", "quiet", "schema", "source", "text"]


def schema() -> Schema:
    return Schema(json.loads((resource_root() / "schema/practice-schema.json").read_text(encoding="utf-8")))


def people(count: int) -> tuple[Person, ...]:
    return tuple(
        Person(f"id-{n}", {
            "displayName": f"Person {n}", "givenName": f"Given{n}", "surname": f"Sur{n}",
            "userPrincipalName": f"p{n}@harborlights.example", "mail": None if n % 4 == 3 else f"m{n}@x.example",
        })
        for n in range(count)
    )  # fmt: skip


class Held:
    """Replaces CloudGate's accounts: only the first user has a value, and it differs."""

    def value(self, person: Person, target: str) -> str | None:
        return "old value" if person.id == "id-0" else None


@pytest.fixture(name="make")
def make_pages(world: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    made: list[Any] = []

    def page(kind: str = "users", count: int = 8) -> Any:
        everybody = people(count)

        def read(task: Task, _context: Any, _answers: Any) -> int:
            for start in range(0, count, 5):
                task.report(data=mappings.People(everybody[start : start + 5], start + 5, count))
            return count

        monkeypatch.setattr(mapping_load, "load", lambda *_: mappings.Mappings(schema(), schema(), everybody[:5]))
        monkeypatch.setattr(mapping_reading, "read_population", read)
        monkeypatch.setattr(mapping_reading, "read_accounts", lambda *_: Held())
        world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
        world.journey.answer(token_kept="memory")
        shown = import_module(f"wizard.ui.pages.{kind}").StepPage(world.context)
        qtbot.addWidget(shown)
        shown.resize(1000, 700)
        shown.show()
        shown.activateWindow()
        qtbot.waitUntil(shown.isActiveWindow)
        shown.enter()
        made.append(shown)
        quiet(shown, qtbot)
        return shown

    yield page
    for each in made:
        each.leave()
    world.context.services.session = None


def quiet(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and not page.waiting)


def find(page: QWidget, name: str) -> Any:
    found = [each for each in page.findChildren(QWidget, name) if each.isVisible()]
    assert found, name
    return found[0]


def text(page: QWidget, name: str) -> str:
    return str(find(page, name).text())


def pick(page: Any, target: str) -> int:
    place = next(n for n, row in enumerate(page.rows) if row.target == target)
    assert page.table.rows.select_place(place)
    return place


def source(page: Any, target: str) -> str:
    return str(next(row.expression for row in page.rows if row.target == target))
