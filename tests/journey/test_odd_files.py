"""A saved file whose values are odd, one at a time: read and shown, or said to be damaged; never anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wizard.cli.journey.answer_words import given
from wizard.core.texts import Texts
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.machine import Journey, SavedSetup, Snapshot
from wizard.journey.model import Result
from wizard.journey.setup_format import encode
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.wording.facts import in_words

ANSWERS = Answers(
    tenant="harborlights.example", token_reference="setup-0123456789ab-01234567", token_kept="keystore",
    service_principal_id="new", application_asked="2026-01-12T09:00:00+00:00", application_known=("a", "b"),
    assignments=(PlannedAssignment("u1", "User", "Ana Ruiz Díaz", "r1"),),
    user_rows=({"targetAttributeName": "userName", "matchingPriority": 1},), user_filter=({"name": "x"},),
    groups_enabled=True,
)  # fmt: skip
FACTS = {"tenant_name": "Harbor Lights", "create": 7, "role": "checked", "only_reads": False, "token_kept": "keystore"}
SETUP = SavedSetup(
    "0123456789ab", "Harbor Lights", "2026-01-12T09:30:00Z", True,
    Snapshot("scope", "preview", ANSWERS, {"begin": Result("done", "d1", "2026-01-12T09:00:00Z", "for_me", FACTS)}),
)  # fmt: skip
ODD: list[Any] = [
    None, True, -1, 2**70, 1.5, "", "x", "new", "\u202e<b>", "2026-13-01", "9999-12-31T23:59:59-23:59", [], {}, [[]],
    {"a": {"b": []}}, ["x"], [None], [{}],
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of each value in a JSON document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


def show(setup: SavedSetup, texts: Texts) -> None:
    """Show a setup as the list and ``setups show`` do, and go on with it."""
    texts.get(f"step-{setup.snapshot.current}-title")
    given(setup.snapshot.answers, texts)
    for result in setup.snapshot.results.values():
        texts.get(f"shell-state-{result.status}")
        assert not result.lapsed or texts.get(f"shell-lapsed-{result.lapsed}")
        in_words(result.facts, texts)
    journey = Journey(STEPS, lambda: "", setup.snapshot)
    for step in STEPS:
        journey.state(step.id)


def test_every_value_may_be_odd(tmp_path: Path) -> None:
    store, texts = SetupStore(tmp_path), Texts()
    path = store.save(SETUP)
    good = json.loads(path.read_text(encoding="utf-8"))
    del good["checksum"]
    store.save(replace(SETUP, id="ffffffffffff"))
    read = 0
    for place in places(good):
        for value in ODD:
            path.write_text(json.dumps(changed(good, place, value)), encoding="utf-8")
            listing = store.list()
            assert len(listing.setups) + len(listing.unreadable) == 2, (place, value)
            for setup in listing.setups:
                show(setup, texts)
                assert encode(setup)
            read += len(listing.setups) == 2
    assert read > 100, "much of it can be read all the same"


def test_a_flipped_bit_is_never_taken_for_an_answer(tmp_path: Path) -> None:
    store = SetupStore(tmp_path)
    path = store.save(SETUP)
    raw = path.read_bytes()
    told = 0
    for at in range(len(raw)):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << at % 7]) + raw[at + 1 :])
        listing = store.list()
        if listing.setups:
            assert listing.setups[0] == SETUP, "only blanks between values, or the name of the checksum, may differ"
        told += len(listing.unreadable)
    assert told > len(raw) * 0.6


@pytest.mark.parametrize("name", ["0123456789ab - copy.json", "notes.json", "ABCDEF012345.json"])
def test_files_that_are_not_ours_are_left_alone(tmp_path: Path, name: str) -> None:
    store = SetupStore(tmp_path)
    content = store.save(SETUP).read_bytes()
    (tmp_path / name).write_bytes(content)
    listing = store.list()
    assert ([one.id for one in listing.setups], listing.unreadable) == ([SETUP.id], ())
