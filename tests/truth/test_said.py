"""The plan and the practice cycle send what Microsoft's pages and recordings say, in both dialects of PATCH.

``tests/truth/said.py`` has that by hand and does not know the program; the recorder at the socket does not either.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.truth import recorder, said
from tests.truth.companies import SCHEMA, Company
from tests.truth.said import CLASSIC, FLAG, HAPPENINGS, Dialect, Said, Scene
from tests.truth.world import Truth, truth
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.provisioning.plan_json import request_json

RECORDED = Path(__file__).parent.parent / "real/scim/requests"
TARGETS = (
    "userName", "active", "displayName", 'emails[type eq "work"].value', "name.givenName", "name.familyName",
    "externalId", said.NUMBER, said.DEPARTMENT, said.MANAGER,
)  # fmt: skip
ROWS = [row for row in SCHEMA.mapping("User").rows if row.target in TARGETS]
EVERY = [said for happening in HAPPENINGS.values() for each in happening.sent.values() for said in each]
BASE = "/scim/v2"


@pytest.fixture(scope="module")
def world() -> Iterator[Truth]:
    with truth() as opened:
        yield opened


@pytest.mark.parametrize("dialect", [CLASSIC, FLAG])
@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_is_said_is_planned_and_sent(world: Truth, name: str, dialect: Dialect) -> None:
    happening = HAPPENINGS[name]
    schema = SCHEMA.with_mapping("User", rows=ROWS)
    everybody, groups, assigned = directory(happening.earlier or happening.before)
    world.set_up(Company(everybody, groups, assigned, schema, False, dialect == FLAG, (), ()))
    world.cycle()
    if happening.earlier is not None:
        world.change(*directory(happening.before))
        world.cycle()
    before = world.ids()
    world.change(*directory(happening.after))
    planned = [request_json(one) for operation in world.plan(world.links.copy()) for one in operation.requests]
    world.recorded()
    sent = [one for one in world.cycle() if one.writes]
    ids = {**world.ids(), **before}
    new = {name: f"(new {'Group' if name == 'staff' else 'User'} {name})" for name in ids if name not in before}
    expected = happening.sent[dialect]
    _compare([(one["method"], one["path"], one["body"]) for one in planned], expected, {**ids, **new})
    _compare([(one.method, one.path.removeprefix(BASE), one.body) for one in sent], expected, ids)


def directory(scene: Scene) -> tuple[tuple[Person, ...], tuple[Group, ...], tuple[Assignment, ...]]:
    """Return a scene as the program's own people, groups and assignments; names are their ids."""
    people = tuple(
        Person(
            name,
            {key: value for key, value in values.items() if key not in ("blocked", "soft_deleted", "manager")},
            account_enabled=not values.get("blocked", False),
            soft_deleted=values.get("soft_deleted", False),
            manager_id=values.get("manager"),
        )
        for name, values in scene.people.items()
    )
    groups = tuple(
        Group(name, {"displayName": words}, tuple(Member(one, "User") for one in members))
        for name, (words, members) in scene.groups.items()
    )
    assigned = tuple(
        Assignment(name, "Group" if name in scene.groups else "User", DEFAULT_ACCESS_ROLE_ID) for name in scene.assigned
    )
    return people, groups, assigned


def _compare(seen: list[tuple[str, str, Any]], expected: tuple[Said, ...], ids: dict[str, str]) -> None:
    told = json.dumps(seen, indent=1)
    assert [one[:2] for one in seen] == [(one.method, said.filled(one.path, ids)) for one in expected], told
    for (_, _, body), one in zip(seen, expected, strict=True):
        assert said.fits(body, one.body, ids), (told, one)


def test_everything_is_said_of_both_dialects_with_its_source() -> None:
    assert all(set(happening.sent) == {CLASSIC, FLAG} for happening in HAPPENINGS.values())
    assert [one for one in EVERY if not one.pages] == []


@pytest.mark.parametrize("one", [one for one in EVERY if any((RECORDED / f"{page}.json").exists() for page in one.pages)],
                         ids=lambda one: f"{one.method} {one.path}")  # fmt: skip
def test_what_is_said_has_the_form_of_its_recordings(one: Said) -> None:
    for page in one.pages:
        if (RECORDED / f"{page}.json").exists():
            found = json.loads((RECORDED / f"{page}.json").read_text(encoding="utf-8"))["request"]
            assert found["method"] == one.method, page
            assert ("/Groups" in found["url"]) is ("/Groups" in one.path), page
            if one.body is not None:
                assert said.like(found["body"], one.body), page
                assert found["body"]["schemas"] == one.body["schemas"], page


def test_neither_what_is_said_nor_the_recorder_knows_the_program() -> None:
    for module in (said, recorder):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name for name in names if name.split(".")[0] in ("wizard", "tests")} == set()
