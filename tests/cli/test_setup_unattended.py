"""Unattended: nothing is written or turned on without the consents of the answers file; read at the practice Entra."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_world import Ended, NotedCompany, World

from wizard.core.texts import Texts
from wizard.journey.services.deletion_threshold import limit_for
from wizard.practice.strictness import STRICTNESS

READY = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "preview")


@pytest.fixture
def company(request: pytest.FixtureRequest) -> Iterator[NotedCompany]:
    """A company whose Entra is strict, but for what the parameter names."""
    made = NotedCompany(40, getattr(request, "param", ()))
    yield made
    made.stop()


def setup(world: World, *arguments: str, stdin: str = "", **answers: Any) -> Ended:
    facts = world.company.describe()
    given = {
        "sign_in": "device", "cloudgate_admin": True, "tenant": facts["domain"], "tenant_url": facts["scim"],
        "notification_email": f"it-oncall@{facts['domain']}", **answers,
    }  # fmt: skip
    (world.folder / "answers.json").write_text(json.dumps(given), encoding="utf-8")
    ca = str(world.company.authority.ca_file)
    return world.run("setup", "--ca", ca, "--answers", "answers.json", *arguments, stdin=stdin)


def started(company: NotedCompany) -> list[str]:
    return [path for method, path in company.seen if method == "POST" and path.endswith(("/start", "/restart"))]


def test_a_failed_test_connection_ends_with_3_and_nothing_is_written(company: NotedCompany, tmp_path: Path) -> None:
    done = setup(World(company, tmp_path), "--token-stdin", stdin="not-the-token\n", turn_on=True)
    assert done.returncode == 3
    assert company.written() == []
    assert "continue_without_connection" in done.stderr, "it says what going on takes"
    assert "What to do: " in done.stderr and "Traceback" not in done.stderr
    assert "setup --setup " in done.stderr


def test_going_on_without_a_connection_takes_a_consent_and_entra_refuses_then(
    company: NotedCompany, tmp_path: Path
) -> None:
    done = setup(World(company, tmp_path), "--token-stdin", "--json", stdin="not-the-token\n", turn_on=True,
                 continue_without_connection=True)  # fmt: skip
    said = json.loads(done.stdout)
    assert (done.returncode, said["exit"], said["stopped_at"]) == (1, 1, 6)
    assert said["error"]["code"] == "credentials-refused"
    assert company.written() != [], "the application was added, as agreed"
    assert not [path for _, path in company.written() if path.endswith("/secrets")]
    assert started(company) == []


@pytest.mark.parametrize("given", [None, 77], ids=["fits", "given"])
def test_the_deletion_threshold_fits_unless_the_answers_name_one(
    company: NotedCompany, tmp_path: Path, given: int | None
) -> None:
    """Suggested is what fits the people who are assigned, far below Entra's 500 in a company of forty."""
    world = World(company, tmp_path)
    named: dict[str, Any] = {} if given is None else {"delete_threshold": given}
    world.run_steps(*READY[:4], assign=["Reception"])
    done = setup(world, "--setup", world.setup, **named)
    (app,) = [each for each in company.entra.state.apps.all() if each.job is not None]
    settings = json.loads(app.secrets["SyncNotificationSettings"])
    assert settings["DeleteThresholdEnabled"] is True
    (group,) = [one for one in company.entra.directory.groups() if one.display_name == "Reception"]
    people = len([member for member in group.members if member.kind == "User"])
    fits = limit_for(people)
    assert fits < 77
    # The sentence is the window's own.
    said = Texts().get("connect-field-delete-threshold.suggested", value=fits, count=people)
    assert settings["DeleteThresholdValue"] == (fits if given is None else given)
    assert (said in " ".join(done.stdout.split())) == (given is None)


@pytest.mark.parametrize("company", [(), STRICTNESS], ids=["strict", "lenient"], indirect=True)
def test_nothing_is_turned_on_without_a_consent_and_with_it_a_saved_setup_goes_on(
    company: NotedCompany, tmp_path: Path
) -> None:
    world = World(company, tmp_path)
    world.run_steps(*READY, assign=["Reception"])
    before = len(company.written())
    done = setup(world, "--setup", world.setup, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["exit"], said["stopped_at"]) == (3, 3, 11)
    assert said["error"]["code"] == "consent-needed" and "turn_on" in said["error"]["next"]
    assert len(company.written()) == before and started(company) == []
    assert "Summary" in done.stderr and "created" in done.stderr, "the summary and the counts stand before it"
    assert world.store.load(world.setup).snapshot.current == "turnon"
    done = setup(world, "--setup", world.setup, turn_on=True)
    assert done.returncode == 0, done.stderr
    assert len(started(company)) == 1
    assert "Continuing at step 11" in done.stdout


@pytest.mark.parametrize(
    ("name", "code", "near"),
    [
        ("Receptoin", "assign-name-unknown", "Reception"),
        ("femi.bjorklund@harborlights.exampel", "assign-name-unknown", "femi.bjorklund@harborlights.example"),
        ("Twins", "assign-name-several", "@harborlights.example, "),
    ],
)
def test_a_name_that_is_not_clear_ends_with_2_before_anything_is_written(
    company: NotedCompany, tmp_path: Path, name: str, code: str, near: str
) -> None:
    if name == "Twins":
        twins(company)
    token = str(company.describe()["scim_token"])
    done = setup(
        World(company, tmp_path), "--token-stdin", "--json", stdin=f"{token}\n", assignments=["Reception", name]
    )
    said = json.loads(done.stdout)
    assert (done.returncode, said["error"]["code"]) == (2, code)
    assert near in said["error"]["next"] + said["error"]["why"]
    assert company.written() == []


def twins(company: NotedCompany) -> None:
    """Give two people one name."""
    directory = company.entra.directory
    for person in directory.people()[:2]:
        directory.set_attribute(person.id, "displayName", "Twins")


def test_the_portals_work_is_only_looked_at(company: NotedCompany, tmp_path: Path) -> None:
    world = World(company, tmp_path)
    world.run_steps(*READY, assign=["Reception"])
    before = len(company.written())
    token = str(company.describe()["scim_token"])
    done = setup(world, "--token-stdin", "--json", stdin=token, way="show_me")
    said = json.loads(done.stdout)
    assert done.returncode == 1, "provisioning is not on yet"
    assert len(company.written()) == before, "with show_me each step is checked, and nothing is changed"
    assert said["steps"]["application"]["facts"]["added"] is False
    assert said["steps"]["turnon"]["facts"]["running"] is False
