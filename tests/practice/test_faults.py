"""Every fault of the practice company changes at least one answer; one that does nothing is noticed here."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from wizard.practice.cloudgate import misbehave
from wizard.practice.company import PracticeCompany
from wizard.practice.entra.consent import TOOLS
from wizard.practice.faults import all_faults

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
APPLICATION = "Soloinsight-CloudGate SSO"
VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z?")


@pytest.fixture(scope="module")
def company() -> Iterator[PracticeCompany]:
    made = PracticeCompany(12)
    made.strict.set("replication", strict=False)
    try:
        yield made
    finally:
        misbehave._SILENCE.set()  # what was kept waiting ends
        made.stop()
        misbehave._SILENCE.clear()


class Client:
    """Somebody's program: it asks, and tells what came, without what differs from one time to another."""

    def __init__(self, company: PracticeCompany) -> None:
        self.company = company
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(company.authority.ca_file)
        self.told: list[str] = []

    def ask(self, method: str, url: str, token: str = "", *, body: Any = None, form: Any = None, who: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"User-Agent": who} if who else {}
        try:
            answer = self.session.request(
                method, url, json=body, data=form, headers=headers, timeout=1.5, allow_redirects=False
            )
        except requests.RequestException as error:
            self.told.append(type(error).__name__)
            return {}
        said = answer.text if method == "GET" else json.dumps(_code(answer))
        self.told.append(f"{answer.status_code} {_minutes_off(answer)} {VARYING.sub('', said)}")
        try:
            return answer.json()
        except ValueError:
            return {}


def _minutes_off(answer: requests.Response) -> int:
    """Return by how many minutes the server's clock is off."""
    return round((parsedate_to_datetime(answer.headers["Date"]).timestamp() - time.time()) / 60)


def _code(answer: requests.Response) -> Any:
    """Return what an error answer calls itself."""
    try:
        value = answer.json()
    except ValueError:
        return ""
    return value.get("error_codes") or value.get("error") if isinstance(value, dict) and not answer.ok else ""


def cloudgate(client: Client) -> None:
    company, root = client.company, client.company.addresses.scim
    token = company.token.reveal()
    client.ask("GET", f"{root}/Users?count=1", token)
    if client.told[0] in {"ReadTimeout", "ConnectTimeout"}:
        return  # each further one would wait as long
    client.ask("GET", f'{root}/Users?filter=userName eq "nobody"', token)
    client.ask("GET", f"{root}/Groups?count=1", token)
    client.ask("GET", f"{root}/ServiceProviderConfig", token)
    client.ask("GET", f"{root}/Users?count=1", token, who="PracticeProvisioning/1.0")
    new = {"schemas": [USER], "userName": f"new-{uuid.uuid4()}@contoso.example"}
    made = client.ask("POST", f"{root}/Users", token, body=new)
    if made.get("id"):
        for operation in (
            {"op": "replace", "path": "title", "value": "Legal"}, {"op": "Replace", "path": "active", "value": "True"},
        ):  # fmt: skip
            change = {"schemas": [PATCH], "Operations": [operation]}
            client.ask("PATCH", f"{root}/Users/{made['id']}", token, body=change)
        client.ask("DELETE", f"{root}/Users/{made['id']}", token)
    for _ in range(misbehave.BUSY_EVERY):
        client.ask("GET", f"{root}/Users?count=1", token)


def sign_in(client: Client) -> None:
    company = client.company
    facts = company.describe()
    root = f"{facts['login']}/{facts['tenant_id']}/oauth2/v2.0"
    who = {"client_id": next(iter(TOOLS)), "scope": "https://graph.microsoft.com/User.Read offline_access openid"}
    begun = client.ask("POST", f"{root}/devicecode", form=who)
    if "user_code" not in begun:
        return
    company.entra.approve_device_code(begun["user_code"])
    grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": begun["device_code"]}
    had = client.ask("POST", f"{root}/token", form={**who, **grant})
    if "refresh_token" in had:
        form = {**who, "grant_type": "refresh_token", "refresh_token": had["refresh_token"]}
        client.ask("POST", f"{root}/token", form=form)


def graph(client: Client) -> None:
    facts = client.company.describe()
    root, token = f"{facts['graph']}/v1.0", facts["access_token"]

    def ask(method: str, path: str, body: Any = None, good: Callable[[Any], Any] = bool) -> Any:
        """Ask until the answer is the one that is waited for, as with an application that was just added."""
        for _ in range(10):
            value = client.ask(method, root + path, token, body=body)
            if good(value):
                break
        return value

    for _ in range(3):
        ask("GET", "/me?$select=displayName")
    found = ask("GET", f"/applicationTemplates?$filter=displayName eq '{APPLICATION}'&$select=id")
    ask("GET", "/auditLogs/provisioning?$top=1")
    template = (found.get("value") or [{}])[0].get("id", "")
    made = ask("POST", f"/applicationTemplates/{template}/instantiate", {"displayName": "Trial"})
    app = f"/servicePrincipals/{made.get('servicePrincipal', {}).get('id', 'none')}"
    read = ask("GET", f"{app}?$select=appRoles", good=lambda value: "appRoles" in value)
    groups = ask("GET", "/groups?$top=1&$select=id").get("value") or [{}]
    role = next((one["id"] for one in read.get("appRoles", ()) if one["displayName"] == "User"), "")
    assigned = {"principalId": groups[0].get("id"), "resourceId": app.rpartition("/")[2], "appRoleId": role}
    ask("POST", f"{app}/appRoleAssignedTo", assigned, lambda value: "id" in value)
    jobs = f"{app}/synchronization/jobs"
    templates = ask("GET", f"{app}/synchronization/templates?$select=id", good=lambda value: value.get("value"))
    wanted = {"templateId": (templates.get("value") or [{}])[0].get("id", "")}
    for _ in range(2):
        job = f"{jobs}/{ask('POST', jobs, wanted, lambda value: 'id' in value).get('id', 'none')}"
        ask("GET", f"{job}/schema?$select=id")
        ask("POST", f"{job}/provisionOnDemand", {"parameters": []})
        ask("DELETE", job, good=lambda _: True)
    ask("DELETE", app, good=lambda _: True)


AREAS: dict[str, Callable[[Client], None]] = {"cloudgate": cloudgate, "sign-in": sign_in, "graph": graph}


def answers(client: Client, area: str) -> list[str]:
    company = client.company
    company.entra.state._requests = 0
    company.entra.state._on_demand_calls.clear()
    client.told = []
    AREAS[area](client)
    return client.told


def test_every_fault_changes_an_answer(company: PracticeCompany) -> None:
    client = Client(company)
    usual = {area: answers(client, area) for area in AREAS}
    assert usual == {area: answers(client, area) for area in AREAS}, "without a fault they answer the same again"
    idle = []
    for fault in all_faults():
        company.faults.set(fault.id, True)
        if answers(client, fault.area) == usual[fault.area]:
            idle.append(fault.id)
        company.faults.set(fault.id, False)
    client.session.close()
    assert idle == []
