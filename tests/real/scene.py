"""A practice Entra with a connected application, a job that ran, one that is in quarantine, and one that is new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

from practice_entra import FaultNames, Switch, World, make_world

from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.cloudgate.server import PUBLISHED_PATH
from wizard.practice.serving import Authority, LoopbackServer
from wizard.secrets.secret import Secret

TOKEN = "reality-token-of-no-worth"
_NAME = "Soloinsight-CloudGate SSO"
_CLOUD_APPLICATION_ADMINISTRATOR = "158c047a-c907-4556-b7ef-446551a6b5f7"


class Scene:
    """Asks over Graph alone, so that it holds for whatever the practice Entra is made of."""

    def __init__(self, world: World, base: str, switch: Switch, gate: PracticeCloudGate) -> None:
        self._world, self._base, self._switch, self._gate = world, base, switch, gate
        self._numbers = count(1)
        self._on_demand: dict[str, tuple[int, Any]] = {}
        self.gallery_name = _NAME
        template = self._get(f"/applicationTemplates?$filter=displayName eq '{_NAME}'")["value"][0]
        self.gallery: str = template["id"]
        self.sp = self.another()
        app_id = self._get(f"/servicePrincipals/{self.sp}")["appId"]
        self.application: str = next(
            str(one["id"]) for one in self._get("/applications?$top=999")["value"] if one["appId"] == app_id
        )
        sync = f"/servicePrincipals/{self.sp}/synchronization"
        self.template: str = self._get(f"{sync}/templates")["value"][0]["id"]
        self.job: str = self._ok("POST", f"{sync}/jobs", {"templateId": self.template})["id"]
        self._connect(self.sp, self._base)
        self.tenant: str = self._get("/organization")["value"][0]["id"]
        self.sku: str = self._get("/subscribedSkus")["value"][0].get("id", "none")
        self.roles = [_CLOUD_APPLICATION_ADMINISTRATOR]
        self._people()
        self._clash()
        self._ok("POST", f"{sync}/jobs/{self.job}/start")
        self._cycle()
        self._broken = self._quarantine()

    # asking

    def ask(self, method: str, path: str, body: Any = None, version: str = "v1.0") -> tuple[int, Any]:
        """Return status and JSON body of an answer; a text is one too.

        Provisioning on demand is asked once: the service lets five requests through in ten seconds.
        """
        if path.endswith("/provisionOnDemand"):
            if path not in self._on_demand:
                self._on_demand[path] = self._asked(method, path, body, version)
            return self._on_demand[path]
        return self._asked(method, path, body, version)

    def _asked(self, method: str, path: str, body: Any, version: str) -> tuple[int, Any]:
        eventual = "$count" in path or "$search" in path
        answer = self._world.graph(method, path, json=body, eventual=eventual, version=version)
        found = answer.get_json(silent=True)
        if found is None and answer.text.strip("\ufeff").isdigit():
            found = int(answer.text.strip("\ufeff"))  # a number alone comes as plain text
        return answer.status_code, found if found is not None else (answer.text or None)

    def _ok(self, method: str, path: str, body: Any = None) -> Any:
        status, found = self.ask(method, path, body)
        if not 200 <= status < 300:
            raise AssertionError(f"{method} {path}: {status} {found}")
        return found

    def _get(self, path: str) -> Any:
        return self._ok("GET", path)

    # making

    def another(self, *, job: bool = False) -> str:
        """Add the application once more; return its service principal."""
        body = {"displayName": f"Scene {next(self._numbers)}"}
        made: str = self._ok("POST", f"/applicationTemplates/{self.gallery}/instantiate", body)["servicePrincipal"][
            "id"
        ]
        if job:
            self._ok("POST", f"/servicePrincipals/{made}/synchronization/jobs", {"templateId": self.template})
        return made

    def job_of(self, sp: str) -> str:
        """Return the path of an application's job."""
        jobs = f"/servicePrincipals/{sp}/synchronization/jobs"
        return f"{jobs}/{self._get(jobs)['value'][0]['id']}"

    def job_like(self, *, quarantined: bool, fresh: bool) -> str:
        """Return the path of a job in some state."""
        if quarantined:
            return self._broken
        return self.job_of(self.another(job=True)) if fresh else self.job_of(self.sp)

    def assignment(self) -> dict[str, Any]:
        """Return the body that assigns somebody who is not assigned yet."""
        taken = {one["principalId"] for one in self._assignments()}
        person = next(one for one in self._get("/users?$top=999")["value"] if one["id"] not in taken)
        return {"principalId": person["id"], "resourceId": self.sp, "appRoleId": self._role()}

    def assigned(self) -> str:
        """Return the id of an assignment that was made for this."""
        found: str = self._ok("POST", f"/servicePrincipals/{self.sp}/appRoleAssignedTo", self.assignment())["id"]
        return found

    def schema(self) -> Any:
        """Return the job's schema."""
        return self._get(f"/servicePrincipals/{self.sp}/synchronization/jobs/{self.job}/schema")

    @property
    def rule(self) -> str:
        """The rule that maps users."""
        rules = self.schema()["synchronizationRules"]
        return next(
            str(one["id"]) for one in rules for each in one["objectMappings"] if each["sourceObjectName"] == "User"
        )

    def credentials(self) -> dict[str, Any]:
        """Return the body that tests the stored credentials."""
        pairs = [{"key": "BaseAddress", "value": self._base}, {"key": "SecretToken", "value": TOKEN}]
        return {"useSavedCredentials": False, "templateId": self.template, "credentials": pairs}

    def _assignments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._get(f"/servicePrincipals/{self.sp}/appRoleAssignedTo")["value"]
        return found

    def _role(self) -> str:
        roles = self._get(f"/servicePrincipals/{self.sp}")["appRoles"]
        return next((str(one["id"]) for one in roles if one.get("isEnabled")), "00000000-0000-0000-0000-000000000000")

    def _connect(self, sp: str, base: str) -> None:
        pairs = [("BaseAddress", base), ("SecretToken", TOKEN), ("SyncAll", "false")]
        body = {"value": [{"key": key, "value": value} for key, value in pairs]}
        self._ok("PUT", f"/servicePrincipals/{sp}/synchronization/secrets", body)

    def _people(self) -> None:
        """Assign a group with members, and find somebody with a manager."""
        groups = self._get("/groups?$top=999")["value"]
        sizes = {one["id"]: len(self._get(f"/groups/{one['id']}/members").get("value", [])) for one in groups}
        self.group: str = max(
            (one["id"] for one in groups if one.get("securityEnabled") is not False), key=lambda one: sizes[one]
        )
        body = {"principalId": self.group, "resourceId": self.sp, "appRoleId": self._role()}
        self._ok("POST", f"/servicePrincipals/{self.sp}/appRoleAssignedTo", body)
        self.mixed: str = next(one["id"] for one in groups if len(self._kinds(one["id"])) > 1)
        members = [one["id"] for one in self._get(f"/groups/{self.group}/members")["value"]]
        self.user: str = next(
            (one for one in members if self.ask("GET", f"/users/{one}/manager")[0] == 200), members[0]
        )

    def _kinds(self, group: str) -> set[str]:
        """Return the kinds of objects that a group has directly."""
        return {str(one.get("@odata.type")) for one in self._get(f"/groups/{group}/members").get("value", [])}

    def _clash(self) -> None:
        """Let somebody match two accounts, so that the log has a failure."""
        members = [one["id"] for one in self._get(f"/groups/{self.group}/members")["value"]]
        other = next(one for one in members if one != self.user)
        name = self._get(f"/users/{other}")["userPrincipalName"]
        core = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name}
        self._gate.seed([{**core, "id": "first"}, {**core, "id": "second"}])

    def _cycle(self) -> None:
        self._world.entra.scheduler.run_due()

    def _quarantine(self) -> str:
        """Return the path of a job whose application does not exist at its address."""
        sp = self.another(job=True)
        self._connect(sp, "https://127.0.0.1:9/scim")
        body = {"principalId": self.user, "resourceId": sp, "appRoleId": self._role()}
        self._ok("POST", f"/servicePrincipals/{sp}/appRoleAssignedTo", body)
        path = self.job_of(sp)
        self._ok("POST", f"{path}/start")
        self._world.clock.advance(timedelta(minutes=1))
        self._cycle()
        return path


@contextmanager
def scene() -> Iterator[Scene]:
    """Open everything; the practice CloudGate listens on loopback."""
    authority, switch = Authority(), Switch()
    server = LoopbackServer(switch, authority)
    try:
        gate = PracticeCloudGate(Secret(TOKEN), FaultNames())  # type: ignore[arg-type]
        switch.app = gate.app
        world = make_world(ca_file=str(authority.ca_file))
        yield Scene(world, f"{server.root}{PUBLISHED_PATH}", switch, gate)
    finally:
        server.stop()
        authority.close()
