"""Every step of Microsoft's tutorial has its place in the wizard, and every correction its date and source."""

from __future__ import annotations

import pytest

from wizard.core.texts import Texts
from wizard.journey.steps import STEPS
from wizard.tutorial import Tutorial

ALL = [f"T{number}" for number in range(1, 38)]
TEXTS = Texts()
TUTORIAL = Tutorial(TEXTS)


def test_every_tutorial_step_has_exactly_one_place() -> None:
    assert list(TUTORIAL.steps) == ALL
    assert sorted((name for step in STEPS for name in step.tutorial), key=lambda name: int(name[1:])) == ALL


@pytest.mark.parametrize("name", ALL)
def test_the_data_and_the_step_definitions_agree(name: str) -> None:
    step = next(step for step in STEPS if name in step.tutorial)
    assert TUTORIAL.steps[name].step == step.id


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("edition", ["today", "published"])
def test_both_editions_have_an_instruction_for_every_step(name: str, edition: str) -> None:
    lines = [line for line in TUTORIAL.lines if name in line.covers and line.edition == edition]
    assert [line.step for line in lines] == [TUTORIAL.steps[name].step]


@pytest.mark.parametrize("name", ALL)
def test_what_is_out_of_date_has_words_a_date_and_a_source(name: str) -> None:
    step = TUTORIAL.steps[name]
    assert TEXTS.get(f"tutorial-{name.lower()}-says")
    assert (step.since is not None) == TEXTS.has(f"tutorial-{name.lower()}-now") == bool(step.source)


@pytest.mark.parametrize("step", [step.id for step in STEPS if step.id != "start"])
def test_every_instruction_says_as_of_when_it_holds(step: str) -> None:
    for line in TUTORIAL.instructions(step, "today", {}):
        assert line.as_of in {"2026-03", "2026-11"}, line
    for line in TUTORIAL.instructions(step, "published", {}):
        assert line.as_of == "2019-10", line


def test_facts_to_keep_exactly() -> None:
    assert TUTORIAL.facts["gallery_name"] == "Soloinsight-CloudGate SSO"
    assert TUTORIAL.facts["console_url"] == "https://soloinsight.sigateway.com/login"
    assert TUTORIAL.facts["tenant_url"] == "https://sigateway.com/scim/v2/sync/serviceproviderconfig"
    assert TUTORIAL.facts["cycle_minutes"] == 40


def test_default_access_is_told_both_ways() -> None:
    today = TUTORIAL.instructions("assign", "today", {})
    published = TUTORIAL.instructions("assign", "published", {})
    assert any("Default Access are excluded" in note for item in today for note in item.notes)
    assert any("2020-04-16" in note for item in published for note in item.notes)


def test_values_are_filled_in_and_empty_ones_left_out() -> None:
    lines = TUTORIAL.instructions(
        "connect", "today", {"tenant_url": "https://scim.example/v2", "notification_email": ""}
    )
    values = [value for line in lines for _, value in line.values]
    assert "https://scim.example/v2" in values
    assert "" not in values


def test_links_lead_to_the_chosen_clouds_portal() -> None:
    tutorial = Tutorial(TEXTS, "https://portal.azure.us")
    links = [address for line in tutorial.instructions("application", "today", {}) for _, address in line.links]
    assert links
    assert all(address.startswith("https://portal.azure.us/") for address in links)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_step_but_the_first_has_instructions(step: object) -> None:
    name = step.id  # type: ignore[attr-defined]
    for edition in ("today", "published"):
        assert bool(TUTORIAL.instructions(name, edition, {})) == (name != "start")
