"""The link of one object (``objectConnections``), and the log rows of an export that was tried again.

Entra documentation, "Manage provisioning object connections using Microsoft Graph" (09/28/2026); rows recorded in
``tests/real/logs`` (2026: retried and refused again, 2022: created).
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from practice_entra import World, add_app, add_job, make_world

from wizard.practice.entra.jobs import Escrow, SyncJob
from wizard.practice.entra.live import Failure
from wizard.practice.entra.logrows import RowMaker
from wizard.provisioning import Operation
from wizard.provisioning.model import AttributeChange


@pytest.fixture
def world() -> World:
    return make_world()


def _linked(world: World) -> tuple[str, SyncJob, str]:
    sp = add_app(world)
    path = add_job(world, sp)
    app = world.entra.state.apps.get(sp)
    assert app is not None and app.job is not None
    person = world.entra.directory.people()[3].id
    app.job.links.users[person] = "701984"
    return path, app.job, person


def test_either_side_names_the_link(world: World) -> None:
    path, _, person = _linked(world)
    for name in (person, "701984"):
        found = world.graph("GET", f"{path}/objectConnections('{name}')", version="beta").json
        assert found.pop("@odata.context").endswith("beta/$metadata#objectConnection/$entity")
        assert set(found) == {"objectId", "sourceAnchor", "targetAnchor", "displayName", "objectTypeName"}
        assert (found["objectId"], found["sourceAnchor"], found["targetAnchor"]) == (name, person, "701984")
        assert found["objectTypeName"] == "user"


def test_nobody_lists_links(world: World) -> None:
    path, _, _ = _linked(world)
    assert world.graph("GET", f"{path}/objectConnections", version="beta").status_code == 400


def test_a_link_is_removed_once_the_job_rests_and_again_without_harm(world: World) -> None:
    path, job, person = _linked(world)
    link = f"{path}/objectConnections('{person}')"
    world.graph("POST", f"{path}/start")
    assert world.graph("DELETE", link, version="beta").status_code == 409
    world.graph("POST", f"{path}/pause")
    assert [world.graph("DELETE", link, version="beta").status_code for _ in range(2)] == [204, 204]
    assert person not in job.links.users
    assert world.graph("GET", link, version="beta").status_code == 404


def test_a_second_attempt_has_no_import_and_no_scoping(world: World) -> None:
    app = world.entra.state.apps.get(add_app(world))
    assert app is not None
    person = world.entra.directory.people()[3]
    changes = (
        AttributeChange('emails[type eq "work"].value', "", "a@example.com"),
        AttributeChange("name.familyName", "", "Ann"),
    )
    work: Any = SimpleNamespace(changes=changes, requests=())
    operation = Operation("User", person.id, person.display_name, "create", "no-match", work=work)
    failure = Failure("SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering", "StatusCode: Conflict")
    rows = RowMaker(app, SyncJob("job", "scim", {}), "tenant", "cycle", {})
    names = []
    for attempts in (1, 2):
        escrow = Escrow("User", failure.code, failure.reason, world.clock.now(), attempts)
        row = rows.row(operation, person, failure, 5, world.clock.now(), "", escrow=escrow)
        names.append([step["name"] for step in row["provisioningSteps"]])
        written = row["provisioningSteps"][-1]["details"]
        assert written['emails[type eq "work"]value'] == "a@example.com" and written["namefamilyName"] == "Ann"
        assert "ErrorCode" not in written
    assert names[0][0] == "EntryImportAdd" and names[1] == ["EntryEscrowRetry", "EntryExportAdd"]
