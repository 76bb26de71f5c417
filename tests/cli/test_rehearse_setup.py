"""``rehearse SETUP`` and ``why --setup`` on the practice company over HTTPS: the plan is right, nothing is written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from canary import search
from cli_runs import error_of
from cli_world import Ended, NotedCompany, World, interrupt_at, paths
from plain_scim import fill, plain_scim

from wizard.directory import Group, Person

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
READY = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A setup whose next step is the preview: two groups are assigned, one of which Entra does not provision."""
    company = NotedCompany(60)
    made = World(company, tmp_path_factory.mktemp("setup"))
    made.run_steps(*READY, assign=("Site Leads", "Newsletter"))
    try:
        yield made
    finally:
        company.stop()


def rehearse(world: World, *arguments: str, **how: Any) -> Ended:
    """Run the command, and see to it that it wrote nothing and told no secret."""
    world.company.seen.clear()
    world.company.cloudgate.requests.clear()
    done = world.run(*arguments, "--ca", str(world.company.authority.ca_file), **how)
    assert world.company.written() == []
    assert {seen.method for seen in world.company.cloudgate.requests} <= {"GET"}
    facts = world.company.describe()
    secrets = [facts["scim_token"], facts["control_key"], facts["access_token"]]
    places = {"standard output": done.stdout.encode(), "standard error": done.stderr.encode()}
    assert search(secrets, places) == []
    assert not re.search(r"eyJ[\w-]{10,}\.[\w-]{10,}", done.stdout + done.stderr), "an access token"
    assert "Traceback" not in done.stderr
    return done


def test_the_plan_of_a_saved_setup(world: World) -> None:
    done = rehearse(world, "rehearse", world.setup, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    site = next(group for group in world.company.entra.directory.groups() if group.display_name == "Site Leads")
    people = {one["source"]: one for one in found["operations"] if one["kind"] == "User" and one["stage"] == "object"}
    assert {member.id for member in site.members if member.kind == "User"} <= set(people)
    reasons = {one["reason"] for one in people.values()}
    assert "no-match" in reasons and "not-security-group" in reasons
    groups = {one["name"]: one["reason"] for one in found["operations"] if one["kind"] == "Group"}
    assert groups["Newsletter"] == "not-security-group"
    assert found["facts"]["target"] == world.answers.tenant_url
    assert "Signed in as admin@harborlights.example, Harbor Lights" in done.stderr
    # It really read both sides.
    assert any(path.endswith("/appRoleAssignedTo") for path in paths(world.company.seen))
    assert any(seen.path.endswith("/Users") for seen in world.company.cloudgate.requests)


def test_only_permissions_to_read_are_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    service = world.company.entra.sign_in_service
    start = service.start_device

    def noting(client_id: str, tenant: str, scope: str) -> Any:
        asked.append(scope)
        return start(client_id, tenant, scope)

    monkeypatch.setattr(service, "start_device", noting)
    done = rehearse(world, "rehearse", world.setup, "--csv")
    assert done.returncode == 0
    (scope,) = asked
    assert "Application.Read.All" in scope and "Write" not in scope
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0][1] == "Name" and len(rows) > 10


def test_the_text_is_for_people_and_progress_stays_away_from_it(world: World) -> None:
    done = rehearse(world, "rehearse", world.setup)
    assert done.returncode == 0
    assert "only assigned users and groups are in scope" in done.stdout and "Fingerprint of the plan" in done.stdout
    assert "Reading" not in done.stdout and "enter the code" not in done.stdout
    assert "Reading people" in done.stderr
    html = rehearse(world, "rehearse", world.setup, "--html").stdout
    assert html.startswith("<!DOCTYPE html>") and html.rstrip().endswith("</html>")


def test_the_limits_hold_here_too(world: World) -> None:
    gate = world.company.cloudgate
    blocked = next(
        one
        for one in people_of(world, "Newsletter", "Site Leads")
        if one.account_enabled and one.id in members(world, "Site Leads")
    )
    world.company.entra.directory.set_enabled(blocked.id, False)
    name = blocked.user_principal_name
    gate.seed([{"schemas": [USER], "userName": name, "displayName": blocked.display_name, "active": True}])
    try:
        done = rehearse(world, "rehearse", world.setup, "--limit", "0", "--json")
        assert done.returncode == 3
        assert json.loads(done.stdout)["counts"]["User"]["disable"] == 1
        assert "The limit is 0" in done.stderr
        assert rehearse(world, "rehearse", world.setup, "--json").returncode == 0
    finally:
        world.company.entra.directory.set_enabled(blocked.id, True)


def test_why_somebody_is_not_there_at_all(world: World) -> None:
    """With assigned scope nobody else is read; whoever is asked for is looked up in the tenant."""
    everybody = world.company.entra.directory.people()
    assigned = members(world, "Site Leads") | members(world, "Newsletter")
    door = members(world, "Door Staff")
    outsider = next(one for one in everybody if one.id not in assigned | door | members(world, "Reception"))
    done = rehearse(world, "why", outsider.user_principal_name, "--setup", world.setup)
    assert done.returncode == 0, done.stderr
    assert "STOP not assigned" in done.stdout and "assign them" in done.stdout
    # Site Leads holds Door Staff, and Entra does not look into a group inside a group.
    nested = next(one for one in everybody if one.id in door - assigned)
    done = rehearse(world, "why", nested.user_principal_name, "--setup", world.setup)
    assert "STOP only in the nested group Door Staff" in done.stdout
    done = rehearse(world, "why", "no such person", "--setup", world.setup)
    assert (done.returncode, "No user or group" in done.stdout) == (1, True)


def test_why_a_group(world: World) -> None:
    done = rehearse(world, "why", "site leads", "--setup", world.setup, "--json")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    assert (found["assigned"], found["security_enabled"], found["in_scope"]) == (True, True, True)
    assert {one["id"] for one in found["coming"]} | {one["id"] for one in found["staying"]} == members(
        world, "Site Leads"
    )
    done = rehearse(world, "why", "Newsletter", "--setup", world.setup)
    assert "ok   assigned" in done.stdout and "STOP the group is not a security group" in done.stdout
    done = rehearse(world, "why", "Contractors", "--setup", world.setup)
    assert "STOP not assigned" in done.stdout


def test_what_changed_since_a_saved_plan(world: World) -> None:
    old = world.folder / "old.json"
    old.write_text(rehearse(world, "rehearse", world.setup, "--json").stdout, encoding="utf-8")
    done = rehearse(world, "rehearse", world.setup, "--against", str(old))
    assert done.returncode == 0 and "No differences" in done.stdout
    one = next(iter(sorted(members(world, "Site Leads"))))
    world.company.entra.directory.remove_member(group(world, "Site Leads").id, one)
    try:
        done = rehearse(world, "rehearse", world.setup, "--against", str(old), "--json")
        found = json.loads(done.stdout)["against"]["differences"]
        gone = {item["operation"]["source"] for item in found if item["how"] == "gone"}
        other = {item["operation"]["source"] for item in found if item["how"] == "other"}
        assert one in gone | other
    finally:
        world.company.entra.directory.add_member(group(world, "Site Leads").id, one)


def test_a_sign_in_that_ends_on_the_way_is_asked_for_once_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entra, started, read = world.company.entra, [0], [0]
    start, check = entra.sign_in_service.start_device, entra.state.mint.read

    def starting(*given: str) -> Any:
        started[0] += 1
        return start(*given)

    def checking(token: str) -> Any:
        """The first token is good for one call only."""
        read[0] += 1
        return check(token) if read[0] == 1 or started[0] > 1 else None

    monkeypatch.setattr(entra.sign_in_service, "start_device", starting)
    monkeypatch.setattr(entra.state.mint, "read", checking)
    world.company.faults.set("signin-session-frequency", True)
    try:
        done = rehearse(world, "rehearse", world.setup, "--json")
    finally:
        world.company.faults.set("signin-session-frequency", False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("and enter the code") == 2 and json.loads(done.stdout)["operations"]


@pytest.mark.parametrize("moment", ["enter the code", "Signed in as", "Reading"])
def test_ctrl_c_cancels_cleanly(world: World, moment: str) -> None:
    done = rehearse(world, "rehearse", world.setup, on_line=interrupt_at(moment, world))
    assert (done.returncode, done.stdout) == (130, "")
    assert "Interrupted" in done.stderr


def test_the_token_may_come_on_standard_input(world: World) -> None:
    facts = world.company.describe()
    done = rehearse(world, "rehearse", world.setup, "--csv", token="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No secret token is kept" in done.stderr and "enter the code" not in done.stderr
    done = rehearse(
        world, "rehearse", world.setup, "--csv", "--token-stdin", token="", stdin=str(facts["scim_token"]) + "\n"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("cred-401-invalid", "token"), ("conn-html-instead-of-json", "text/html"), ("url-wrong-base-404", "404"),
        ("rights-missing-role", "role"),
    ],
)  # fmt: skip
def test_a_side_that_cannot_be_read_is_an_error_with_words(world: World, fault: str, said: str) -> None:
    world.company.faults.set(fault, True)
    try:
        done = rehearse(world, "rehearse", world.setup, "--json")
    finally:
        world.company.faults.set(fault, False)
    assert done.returncode == 1
    error = error_of(done)
    assert said in f"{error['what']} {error['why']} {error['next']}"


def test_setups_that_cannot_be_rehearsed(world: World) -> None:
    world.store.save(replace(world.store.load(world.setup), id="aaaaaaaaaaaa", practice=True))
    world.save_as("bbbbbbbbbbbb", service_principal_id="")
    for name, code, said in (
        ("aaaaaaaaaaaa", 2, "cannot be restored"), ("bbbbbbbbbbbb", 2, "not chosen yet"), ("cccccccccccc", 2, "no saved setup"),
    ):  # fmt: skip
        done = rehearse(world, "rehearse", name)
        assert (done.returncode, done.stdout) == (code, "")
        assert said in done.stderr and "enter the code" not in done.stderr
    for wrong in (["--practice"], ["--people", "x.json"], ["--scope", "all"], ["--flag"]):
        assert world.run("rehearse", world.setup, *wrong).returncode == 2


def test_after_it_was_switched_on_there_is_little_left_to_do(tmp_path: Path) -> None:
    company = NotedCompany(40)
    world = World(company, tmp_path)
    try:
        world.run_steps(*READY, "turnon", "watch", assign=("Door Staff",))
        company.entra.scheduler.stop()
        done = rehearse(world, "rehearse", world.setup, "--json")
        assert done.returncode == 0, done.stderr
        counts = json.loads(done.stdout)["counts"]["User"]
        assert counts.get("unchanged", 0) >= len(members(world, "Door Staff")) - 2 and "create" not in counts
    finally:
        company.stop()


def test_against_scim2_server_as_it_comes(world: World) -> None:
    """Another server than ours: more accounts than a page holds, and what is found among them is matched."""
    facts = world.company.describe()
    ca_file = world.company.authority.ca_file
    server = world.company._serve(plain_scim(facts["scim_token"]))
    site = sorted(
        (one for one in people_of(world, "Site Leads") if one.account_enabled), key=lambda one: one.user_principal_name
    )
    same, other = site[0], site[1]
    others = [("Users", {"schemas": [USER], "userName": f"stranger{n}@x.example"}) for n in range(230)]
    known = [
        ("Users", {"schemas": [USER], "userName": one.user_principal_name.upper(), "displayName": "Old name"})
        for one in (same, other)
    ]
    ids = fill(server.root, facts["scim_token"], ca_file, [*others, *known])
    group_body = {"schemas": [GROUP], "displayName": "site leads", "members": [{"value": ids[-2]}]}
    (group_id,) = fill(server.root, facts["scim_token"], ca_file, [("Groups", group_body)])
    world.save_as("dddddddddddd", tenant_url=f"{server.root}/v2")
    done = rehearse(world, "rehearse", "dddddddddddd", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["operations"]
    people = {one["source"]: one for one in found if one["kind"] == "User" and one["stage"] == "object"}
    assert {people[one.id]["verdict"] for one in (same, other)} == {"update"}
    assert people[same.id]["target"] == ids[-2] and people[other.id]["target"] == ids[-1]
    changed = {change["target"]: change["old"] for change in people[same.id]["changes"]}
    assert changed["displayName"] == "Old name"
    assert all(one["verdict"] == "create" for source, one in people.items() if source in {p.id for p in site[2:]})
    (leads,) = [
        one for one in found if one["kind"] == "Group" and one["stage"] == "object" and one["name"] == "Site Leads"
    ]
    assert (leads["verdict"], leads["target"]) == ("update", group_id)
    (added,) = [one for one in found if one["kind"] == "Group" and one["stage"] == "reference"]
    sent = [item["value"] for item in added["requests"][0]["body"]["Operations"][0]["value"]]
    assert ids[-1] in sent and ids[-2] not in sent, "who is a member already is not added"
    pages = [path for method, path in world.company.seen if path == "/v2/Users"]
    assert len(pages) >= 2


# --- who is who


def group(world: World, name: str) -> Group:
    return next(one for one in world.company.entra.directory.groups() if one.display_name == name)


def members(world: World, name: str) -> set[str]:
    return {member.id for member in group(world, name).members if member.kind == "User"}


def people_of(world: World, *names: str) -> list[Person]:
    wanted = set().union(*(members(world, name) for name in names))
    return [one for one in world.company.entra.directory.people() if one.id in wanted]
