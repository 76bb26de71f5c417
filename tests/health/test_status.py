"""``status``: what it finds on the practice company, its exit codes, and that it only reads; signed in without a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from canary import search
from care import STEPS, Foreign, make_key, settle
from cli_world import Ended, NotedCompany, World

from wizard.graph.unattended import READING


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    company = NotedCompany(60)
    made = World(company, tmp_path_factory.mktemp("care"))
    made.run_steps(*STEPS, assign=("Site Leads",))
    settle(made)
    try:
        yield made
    finally:
        company.stop()


@pytest.fixture(scope="module")
def key(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A key file, and the id of the app registration that knows its certificate."""
    file, certificate = make_key(tmp_path_factory.mktemp("keys"))
    registrations = world.company.entra.sign_in_service.registrations
    return file, registrations.add(READING, certificate=certificate).client_id


def status(world: World, key: tuple[Path, str] | None, *arguments: str, **how: Any) -> Ended:
    """Run the command; nothing may be written in Entra or CloudGate, and no secret told."""
    world.company.seen.clear()
    given = ("--certificate", str(key[0]), "--client-id", key[1]) if key is not None else ()
    named = () if how.pop("other", False) else (world.setup,)
    ca = ("--ca", str(world.company.authority.ca_file))
    done = world.run("status", *named, *given, *ca, *arguments, **how)
    writes = [one for one in world.company.written() if "/scim/" not in one[1]]
    assert writes == []
    facts = world.company.describe()
    secrets = [facts["scim_token"], facts["access_token"]]
    assert search(secrets, {"out": done.stdout.encode(), "err": done.stderr.encode()}) == []
    assert "Traceback" not in done.stderr
    return done


def test_a_setup_that_is_well(world: World, key: tuple[Path, str]) -> None:
    done = status(world, key, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    found = json.loads(done.stdout)
    assert found["well"] is True and found["state"] == "running" and found["needs"] == []
    assert found["users"] and found["users"] > 0
    assert sum(day["written"] for day in found["days"]) > 0 and len(found["days"]) == 30
    assert found["drift"] == [] and found["failing"] == []
    assert found["next_cycle"] is not None
    kept = world.store.health_path(world.setup)
    assert kept.exists() and kept.stat().st_mode & 0o077 == 0
    # The second look reads only what is new.
    again = status(world, key)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing needs your attention." in again.stdout


def test_nobody_signs_in_where_there_is_a_certificate(world: World, key: tuple[Path, str]) -> None:
    status(world, key, "--json")
    asked = [path for _, path in world.company.seen]
    assert not [path for path in asked if path.endswith("/devicecode")]


def test_a_device_code_without_one(world: World) -> None:
    done = status(world, None, "--json")
    assert done.returncode == 0, done.stderr
    assert "enter the code" in done.stderr


def test_a_portal_edit_ends_with_1_and_is_named_with_its_author(world: World, key: tuple[Path, str]) -> None:
    assert status(world, key).returncode == 0
    foreign = Foreign(world)
    app = world.answers.service_principal_id
    [job] = foreign("GET", f"/servicePrincipals/{app}/synchronization/jobs")["value"]
    foreign("POST", f"/servicePrincipals/{app}/synchronization/jobs/{job['id']}/pause")
    try:
        done = status(world, key, "--json")
        assert done.returncode == 1, done.stdout
        found = json.loads(done.stdout)
        assert "needs" in found, done.stdout
        assert [one["id"] for one in found["needs"]] == ["off", "drift"]
        assert [one["id"] for one in found["drift"]] == ["job-stopped"]
        assert found["drift"][0]["who"] == ""  # this app registration may not read the audit log
        shown = status(world, key)
        assert "Provisioning was turned off." in shown.stdout and shown.returncode == 1
    finally:
        foreign("POST", f"/servicePrincipals/{app}/synchronization/jobs/{job['id']}/start")
        settle(world)


def test_who_fails_again_and_again(world: World, key: tuple[Path, str]) -> None:
    company = world.company
    person = next(
        one for one in company.entra.directory.people()
        if company.entra.state.apps.all()[0].job.links.users.get(one.id)  # type: ignore[union-attr]
    )  # fmt: skip
    company.faults.set("run-department-refused", True)
    before = person.attributes.get("department")
    company.entra.directory.set_attribute(person.id, "department", "Legal")
    try:
        settle(world)
        for _ in range(3):
            company.clock.advance(timedelta(hours=3))
            settle(world)
            done = status(world, key, "--json")
        assert done.returncode == 1, done.stdout
        found = json.loads(done.stdout)
        [failing] = [one for one in found["failing"] if one["id"] == person.id]
        assert failing["cycles"] >= 2 and failing["name"] == person.display_name
        assert "department Legal is not known" in failing["answer"]
        assert [one["id"] for one in found["needs"]] == ["failing"]
    finally:
        company.faults.set("run-department-refused", False)
        company.entra.directory.set_attribute(person.id, "department", before or "IT")
        company.clock.advance(timedelta(hours=25))
        settle(world)
    assert status(world, key).returncode == 0  # tried again without failing, so it is over


def test_what_cannot_be_read_ends_with_3(world: World, key: tuple[Path, str], tmp_path: Path) -> None:
    other, _ = make_key(tmp_path, "other")
    refused = status(world, (other, key[1]), "--json")
    assert refused.returncode == 3
    assert json.loads(refused.stdout)["error"]["code"] == "signin-certificate-refused"
    world.company.faults.set("cred-401-invalid", True)  # CloudGate is not asked at all
    assert status(world, key).returncode == 0
    world.company.faults.set("cred-401-invalid", False)
    registrations = world.company.entra.sign_in_service.registrations
    file, certificate = make_key(tmp_path, "weak")
    weak = registrations.add(["User.Read.All"], certificate=certificate)
    assert status(world, (file, weak.client_id)).returncode == 3


def test_an_expired_certificate_is_told_in_words(world: World, tmp_path: Path) -> None:
    """Entra answers AADSTS700027 with the reason; a certificate that ends tomorrow still works."""
    registrations = world.company.entra.sign_in_service.registrations
    for name, days, code in (("tomorrow", 1, 0), ("yesterday", -1, 3)):
        file, certificate = make_key(tmp_path, name, days=days)
        done = status(world, (file, registrations.add(READING, certificate=certificate).client_id))
        assert done.returncode == code, done.stdout + done.stderr
    assert "certificate has expired" in done.stderr and "AADSTS700027" in done.stderr


def test_wrong_usage_ends_with_2(world: World, key: tuple[Path, str], tmp_path: Path) -> None:
    assert status(world, key, "nobody-has-this-setup", other=True).returncode == 2
    open_file, _ = make_key(tmp_path, "open", 0o644)
    done = status(world, (open_file, key[1]), "--json")
    assert done.returncode == 2 and json.loads(done.stdout)["error"]["code"] == "key-file-open"
    no_id = world.run("status", world.setup, "--certificate", str(key[0]), "--json")
    assert no_id.returncode == 2 and json.loads(no_id.stdout)["error"]["code"] == "usage-unattended"


def test_the_log_is_optional(world: World, tmp_path: Path) -> None:
    """Without the permission for the log the rest is told, and that the log is not known."""
    file, certificate = make_key(tmp_path, "nolog")
    registrations = world.company.entra.sign_in_service.registrations
    some = registrations.add(["Application.Read.All", "Synchronization.Read.All"], certificate=certificate)
    done = status(world, (file, some.client_id), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["log"]["error"] == "graph-forbidden"


def test_names_and_beginnings_of_ids_find_the_setup(world: World, key: tuple[Path, str]) -> None:
    for named in ("Harbor Lights", world.setup[:5]):
        assert status(world, key, named, other=True).returncode == 0


def test_deletions_that_wait_are_counted_and_named(world: World, key: tuple[Path, str]) -> None:
    """The threshold is lowered and a group's assignment removed: Entra holds its people back until somebody agrees."""
    status(world, key)
    foreign = Foreign(world)
    app = world.answers.service_principal_id
    held = foreign("GET", f"/servicePrincipals/{app}/synchronization/secrets")["value"]
    told = json.loads(next(one["value"] for one in held if one["key"] == "SyncNotificationSettings"))
    lower = {**told, "DeleteThresholdEnabled": True, "DeleteThresholdValue": 1}
    pair = {"key": "SyncNotificationSettings", "value": json.dumps(lower)}
    foreign("PUT", f"/servicePrincipals/{app}/synchronization/secrets", {"value": [pair]})
    for one in foreign("GET", f"/servicePrincipals/{app}/appRoleAssignedTo")["value"]:
        foreign("DELETE", f"/servicePrincipals/{app}/appRoleAssignedTo/{one['id']}")
    world.company.clock.advance(timedelta(hours=1))
    settle(world)
    found = json.loads(status(world, key, "--json").stdout)
    assert found["state"] == "quarantine" and found["waiting_deletions"]["count"] >= 2
    assert found["waiting_deletions"]["names"]
    assert [one["id"] for one in found["needs"]] == ["deletions", "drift"]
    assert {one["id"] for one in found["drift"]} == {"deletion-limit", "unassigned"}
