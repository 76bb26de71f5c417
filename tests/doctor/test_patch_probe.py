"""The patch probe against services with one fault each: what it finds, what it advises, and what it leaves behind."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from listeners import Certificates, serving
from scim_service import Json, Refused, ScimService

from wizard.core.errors import Cancelled, ScimError
from wizard.core.resources import resource
from wizard.core.tasks import Progress, Task
from wizard.core.texts import Texts
from wizard.doctor import Finding
from wizard.doctor.patch_probe import objects
from wizard.doctor.patch_probe.facts import PatchFacts
from wizard.doctor.patch_probe.probe import findings_of, probe_changes
from wizard.doctor.patch_probe.samples import PREFIX
from wizard.http import Transport
from wizard.mapping import Schema
from wizard.provisioning import Configuration
from wizard.secrets.secret import Secret
from wizard.wording.patch_probe import rows, verdicts

TOKEN = Secret("probe-canary-77d1")
FLAG = "aadOptscim062020"
SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
ALL = Configuration.from_schema(SCHEMA, sync_all=False)
USERS_ONLY = replace(ALL, groups=None)

Probe = Callable[..., PatchFacts]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def probe(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Iterator[Probe]:
    monkeypatch.setattr(objects, "SETTLE_SECONDS", 0.0)
    transport = Transport([certificates.ca_file], wait=lambda task, seconds: None)

    def run(
        service: ScimService, configuration: Configuration = ALL, task: Task | None = None, **more: Any
    ) -> PatchFacts:
        with serving(service, certificates) as server:
            return probe_changes(task or Task(), f"{server.root}/scim", TOKEN, transport, configuration, **more)

    yield run
    transport.close()


def found(facts: PatchFacts, flag: str = "") -> list[Finding]:
    return list(findings_of(f"https://gate.example/scim{flag}", facts))


def outcomes(facts: PatchFacts, trial: str) -> tuple[str, str]:
    """Return the outcome without and with the flag, each with its note."""
    one, two = (facts.find(trial, form) for form in ("classic", FLAG))  # type: ignore[arg-type]
    assert one is not None and two is not None
    return tuple(f"{each.outcome} {each.note}".strip() for each in (one, two))  # type: ignore[return-value]


def test_a_service_that_does_everything(probe: Probe) -> None:
    service = ScimService()
    facts = probe(service)
    assert {one.outcome for one in facts.trials} == {"works"}
    assert {one.id for one in facts.trials} >= {"disable", "new-element", "several", "manager", "remove-member"}
    assert found(facts) == found(facts, f"?{FLAG}") == []
    assert facts.better() == "either" and facts.left == ()
    assert service.held == {"Users": {}, "Groups": {}}
    names = [
        body.get("userName", body.get("displayName")) for method, _, body in service.seen if method == "POST" and body
    ]
    assert len(names) == 5 and all(str(name).startswith(PREFIX) for name in names)


def test_groups_that_are_not_provisioned_are_not_tried(probe: Probe) -> None:
    service = ScimService()
    facts = probe(service, USERS_ONLY)
    assert not any("/Groups" in path for _, path, _ in service.seen)
    assert not any("group" in one.id or "member" in one.id for one in facts.trials)


# --- groups


class Clears(ScimService):
    """Without the flag Entra removes a member with a value; here that removes all (RFC 7644 section 3.5.2.2)."""

    def members(self, item: Json, op: str, path: str, value: Any) -> None:
        if op == "remove" and path == "members":
            item["members"] = []
        else:
            super().members(item, op, path, value)


def test_one_leaver_who_empties_the_group(probe: Probe) -> None:
    facts = probe(Clears())
    assert outcomes(facts, "remove-member") == ("wrong emptied", "works")
    (finding,) = found(facts)
    assert (finding.id, finding.params) == ("url-flag-missing", {"what": "remove-member"})
    assert found(facts, f"?{FLAG}") == []
    assert facts.better() == FLAG and facts.better(users_only=True) == "either"


class Flat(Clears):
    """Neither form removes one member: one removes all, the other none."""

    def members(self, item: Json, op: str, path: str, value: Any) -> None:
        if "[" not in path:
            super().members(item, op, path, value)


def test_the_form_that_does_less_harm_is_advised_and_the_rest_is_told(probe: Probe) -> None:
    facts = probe(Flat())
    assert outcomes(facts, "remove-member") == ("wrong emptied", "ignored")
    assert [one.id for one in found(facts)] == ["url-flag-missing", "change-remove-member"]
    assert [one.id for one in found(facts, f"?{FLAG}")] == ["change-remove-member"]


class ByValueOnly(ScimService):
    """Takes a member out by its value only, and ``active`` as a Boolean only, as django-scim2 0.23 does."""

    def members(self, item: Json, op: str, path: str, value: Any) -> None:
        if "[" in path:
            raise Refused(501, "Not Implemented")
        super().members(item, op, path, value)

    def set(self, item: Json, path: str, value: Any) -> None:
        if path == "active" and isinstance(value, str):
            raise Refused(400, '"active" should be of type "bool"')
        super().set(item, path, value)


def test_each_form_fails_in_something(probe: Probe) -> None:
    facts = probe(ByValueOnly())
    assert outcomes(facts, "disable") == ("refused", "works")
    assert outcomes(facts, "remove-member") == ("works", "refused")
    assert facts.better() == "neither" and facts.better(users_only=True) == FLAG
    assert [(one.id, one.params.get("users")) for one in found(facts)] == [
        ("change-neither-form", "flag"), ("change-disable", None), ("change-enable", None),
    ]  # fmt: skip
    assert [one.id for one in found(facts, f"?{FLAG}")] == ["change-neither-form", "change-remove-member"]
    words = list(verdicts(facts, Texts()))
    assert len(words) == 2 and FLAG in words[1]


class CoreGroupsOnly(ScimService):
    """Refuses the schema that Entra names beside the standard one, as scim2-server does."""

    def create(self, kind: str, body: Json) -> Json:
        if any("ADSCIM" in name for name in body["schemas"]):
            raise Refused(400, "unknown schema")
        return super().create(kind, body)


def test_a_refused_group_schema_is_told_and_the_rest_is_tried_without_it(probe: Probe) -> None:
    facts = probe(CoreGroupsOnly())
    tried = facts.find("create-group")
    assert tried is not None and (tried.outcome, tried.note, tried.status) == ("refused", "core-schema", 400)
    assert outcomes(facts, "remove-member") == ("works", "works")
    assert [one.id for one in found(facts)] == ["change-create-group"]


class NoMemberSearch(ScimService):
    """Cannot search by members, as SCIMMY: Entra does so before it changes them."""

    def matches(self, item: Json, wanted: str) -> bool:
        if "members" in wanted:
            raise Refused(400, "members cannot be compared")
        return super().matches(item, wanted)


def test_a_member_that_cannot_be_asked_for(probe: Probe) -> None:
    facts = probe(NoMemberSearch())
    assert [one.id for one in found(facts)] == ["change-has-member"]


class BringsMembers(ScimService):
    """Sends members although they are excluded."""

    def shown(self, kind: str, item: Json, query: Mapping[str, str]) -> Json:
        return item


class BringsMembersAndClears(BringsMembers, Clears):
    """A group that was emptied has no members to bring: it has to be looked up before."""


@pytest.mark.parametrize("kind", [BringsMembers, BringsMembersAndClears])
def test_members_that_come_although_they_were_excluded(probe: Probe, kind: type[ScimService]) -> None:
    facts = probe(kind())
    assert outcomes(facts, "find-group") == ("wrong members", "wrong members")


class HidesMembers(ScimService):
    """Never shows members; searches tell who is one."""

    def shown(self, kind: str, item: Json, query: Mapping[str, str]) -> Json:
        return {name: value for name, value in item.items() if name != "members"}


def test_members_that_are_never_shown_are_searched_for(probe: Probe) -> None:
    facts = probe(HidesMembers())
    assert outcomes(facts, "remove-member") == ("works", "works") and found(facts) == []


class Late(ScimService):
    """Shows what was written only when asked a second time, as services with several copies do."""

    def __init__(self) -> None:
        super().__init__()
        self._old: dict[str, Json] = {}

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Json | None) -> tuple[int, Json | None]:
        kind, _, identifier = path.strip("/").partition("/")
        if method == "PATCH":
            self._old[identifier] = copy.deepcopy(self.held[kind][identifier])
        elif method == "GET" and identifier in self._old:
            return 200, self._old.pop(identifier)
        return super().answer(method, path, query, body)


def test_a_service_that_shows_changes_late_is_read_once_more(probe: Probe) -> None:
    assert found(probe(Late(), USERS_ONLY)) == []


# --- changes


class NoPatch(ScimService):
    def answer(self, method: str, path: str, query: Mapping[str, str], body: Json | None) -> tuple[int, Json | None]:
        if method == "PATCH":
            raise Refused(*self.refusal)
        return super().answer(method, path, query, body)

    refusal = (405, "PATCH is not offered")


@pytest.mark.parametrize("refusal", [(405, "PATCH is not offered"), (428, "If-Match is required"), (501, "")])
def test_when_no_change_works_that_is_one_finding_with_the_server_s_words(
    probe: Probe, refusal: tuple[int, str]
) -> None:
    service = NoPatch()
    service.refusal = refusal
    facts = probe(service)
    (finding,) = found(facts)
    assert (finding.id, finding.who, finding.advice) == ("change-nothing", "cloudgate", False)
    assert (finding.params["status"], finding.params["detail"]) == (refusal[0], refusal[1] or "–")
    assert facts.better() == "neither" and service.held["Users"] == {}


class TakesAndForgets(ScimService):
    """Accepts every change and does nothing."""

    def change(self, kind: str, item: Json, change: Json) -> None:
        return


def test_a_service_that_accepts_and_does_nothing(probe: Probe) -> None:
    facts = probe(TakesAndForgets())
    assert outcomes(facts, "disable") == ("ignored", "ignored")
    (finding,) = found(facts)
    assert finding.id == "change-nothing" and finding.params["how"] == "ignored"


class NoNewElements(ScimService):
    """A path that names an element which is not there is refused with noTarget (RFC 7644 section 3.5.2.3)."""

    def new_element(self, name: str, value: str) -> Json:
        raise Refused(400, "noTarget")


def test_a_new_element_that_is_refused_is_named(probe: Probe) -> None:
    facts = probe(NoNewElements())
    tried = facts.find("new-element", FLAG)
    assert tried is not None and 'phoneNumbers[type eq "mobile"].value' in tried.paths
    assert {one.id for one in found(facts)} == {"change-new-element", "change-several"}
    assert outcomes(facts, "element") == ("works", "works")


class ManagerObjects(ScimService):
    """Takes a manager as an object only, as scim2-server and SCIMMY do (issue 19)."""

    def manager(self, item: Json, value: Any) -> None:
        if not isinstance(value, dict):
            raise Refused(400, "manager has to be an object")
        item["manager"] = value


def test_a_manager_as_entra_sends_one_that_is_refused(probe: Probe) -> None:
    facts = probe(ManagerObjects())
    (finding,) = found(facts)
    assert (finding.id, finding.params["note"]) == ("change-manager", "object")
    assert outcomes(facts, "manager-clear") == ("not-tried needs-other",) * 2


class KeepsManagers(ScimService):
    """Does not clear a manager."""

    def manager(self, item: Json, value: Any) -> None:
        if value:
            super().manager(item, value)


def test_a_manager_that_is_not_cleared(probe: Probe) -> None:
    facts = probe(KeepsManagers())
    assert [(one.id, one.advice) for one in found(facts)] == [("change-manager-clear", True)]


class DropsTitle(ScimService):
    """Does not keep one attribute."""

    def shown(self, kind: str, item: Json, query: Mapping[str, str]) -> Json:
        return {name: value for name, value in super().shown(kind, item, query).items() if name != "title"}


def test_an_attribute_that_is_not_kept_is_named_once(probe: Probe) -> None:
    facts = probe(DropsTitle())
    assert [(one.id, one.advice, one.params["paths"]) for one in found(facts)] == [
        ("change-keep-attributes", True, "title")
    ]


class RefusesTitle(DropsTitle):
    """Drops an attribute on creation and refuses it in a change: then it takes the disabling along with it."""

    def set(self, item: Json, path: str, value: Any) -> None:
        if path == "title":
            raise Refused(501, "no titles")
        super().set(item, path, value)


def test_what_is_not_kept_comes_along_with_the_disabling(probe: Probe) -> None:
    facts = probe(RefusesTitle())
    assert outcomes(facts, "disable") == ("refused along", "refused along")
    assert "title" in str(next(one for one in found(facts) if one.id == "change-disable").params["paths"])


# --- creating and removing


class OwnDomain(ScimService):
    """Admits one domain only, and its accounts show which."""

    def create(self, kind: str, body: Json) -> Json:
        if kind == "Users" and not body["userName"].endswith("@harborlights.example"):
            raise Refused(400, "domain not allowed")
        if kind == "Users" and not body.get("name", {}).get("formatted"):
            raise Refused(400, "name.formatted is required")
        return super().create(kind, body)


def test_test_accounts_have_the_domain_of_existing_ones_and_the_attributes_of_the_mapping(probe: Probe) -> None:
    users = [{"id": str(n), "userName": f"p{n}@harborlights.example"} for n in range(3)]
    facts = probe(OwnDomain([*users, {"id": "x", "userName": "admin@other.example"}]))
    assert facts.domain == "harborlights.example" and found(facts) == []


def test_without_accounts_the_domain_is_the_tenant_s_else_one_that_validators_take(probe: Probe) -> None:
    assert probe(ScimService(), domain="contoso.example").domain == "contoso.example"
    assert probe(ScimService()).domain == "example.com"


class EmptyCreated(ScimService):
    """Answers 201 without a body."""

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Json | None) -> tuple[int, Json | None]:
        status, answered = super().answer(method, path, query, body)
        return status, None if method == "POST" else answered


def test_an_answer_without_a_body_to_a_creation(probe: Probe) -> None:
    service = EmptyCreated()
    facts = probe(service)
    assert outcomes(facts, "create-user") == ("wrong no-id",) * 2
    assert {one.id for one in found(facts)} == {"change-create-user", "change-create-group"}
    assert facts.left == () and service.held == {"Users": {}, "Groups": {}}


class FailsAfterSaving(ScimService):
    """Saves, and answers 500."""

    def create(self, kind: str, body: Json) -> Json:
        super().create(kind, body)
        raise Refused(500, "mail could not be sent")


def test_an_error_after_saving(probe: Probe) -> None:
    service = FailsAfterSaving()
    facts = probe(service)
    assert outcomes(facts, "create-user") == ("refused saved-anyway",) * 2
    assert facts.left == () and service.held == {"Users": {}, "Groups": {}}


class CreatesNothing(ScimService):
    """Answers 201 with an id, and keeps nothing."""

    def create(self, kind: str, body: Json) -> Json:
        return {**body, "id": "promised"}


def test_a_creation_that_is_only_said(probe: Probe) -> None:
    assert outcomes(probe(CreatesNothing()), "create-user") == ("wrong not-there",) * 2


class RefusesUsers(ScimService):
    def create(self, kind: str, body: Json) -> Json:
        raise Refused(403, "no licence is left")


def test_nothing_can_be_tried_when_no_account_can_be_created(probe: Probe) -> None:
    facts = probe(RefusesUsers())
    assert outcomes(facts, "disable") == ("not-tried needs-other",) * 2
    assert [one.id for one in found(facts)] == ["change-create-user", "change-create-group"]
    assert "no licence is left" in next(cells[1] for cells in rows(facts, Texts()))


class KeepsEverything(ScimService):
    """Answers 204 to a deletion, and deletes nothing."""

    def delete(self, kind: str, identifier: str) -> None:
        return


class OnlyDisables(ScimService):
    """Answers 204 to a deletion, and disables."""

    def delete(self, kind: str, identifier: str) -> None:
        if kind == "Groups":
            super().delete(kind, identifier)
        else:
            self.held[kind][identifier]["active"] = False


class RefusesDeletion(ScimService):
    def delete(self, kind: str, identifier: str) -> None:
        raise Refused(405, "accounts are never deleted")


@pytest.mark.parametrize(
    ("kind", "outcome", "left"),
    [(KeepsEverything, "ignored", 5), (OnlyDisables, "wrong disabled-only", 3), (RefusesDeletion, "refused", 5)],
)
def test_what_stays_behind_is_named_with_its_id(probe: Probe, kind: type[ScimService], outcome: str, left: int) -> None:
    service = kind()
    facts = probe(service)
    assert outcomes(facts, "delete-user") == (outcome, outcome)
    assert {one.id for one in facts.left} == {*service.held["Users"], *service.held["Groups"]}
    assert len(facts.left) == left
    finding = next(one for one in found(facts) if one.id == "change-left-behind")
    assert all(one.id in str(finding.params["names"]) for one in facts.left)


class CannotBeRead(ScimService):
    """Creates and changes; reading one object fails."""

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Json | None) -> tuple[int, Json | None]:
        if method == "GET" and path.count("/") == 2:
            raise Refused(500, "no reading")
        return super().answer(method, path, query, body)


def test_what_cannot_be_read_cannot_be_told(probe: Probe) -> None:
    facts = probe(CannotBeRead())
    assert outcomes(facts, "add") in {("unknown", "unknown"), ("not-tried needs-other",) * 2}
    assert outcomes(facts, "disable") == ("unknown", "unknown")
    assert "unknown" in {cells[1] for cells in rows(facts, Texts())}


def test_a_cancelled_probe_leaves_nothing_behind(probe: Probe) -> None:
    service = ScimService()

    def cancel(progress: Progress) -> None:
        if progress.key == "doctor-patch-try":
            task.cancel()

    task = Task(cancel)
    with pytest.raises(Cancelled):
        probe(service, task=task)
    assert service.held == {"Users": {}, "Groups": {}} and service.seen[-1][0] in {"DELETE", "GET"}


def test_what_a_cancelled_probe_cannot_remove_is_named(probe: Probe) -> None:
    service = RefusesDeletion()
    task = Task(lambda progress: task.cancel() if progress.key == "doctor-patch-try" else None)
    with pytest.raises(ScimError) as caught:
        probe(service, task=task)
    assert caught.value.code == "scim-test-objects-left" and len(service.held["Users"]) == 3
    words = Texts().problem(caught.value).why
    assert all(identifier in words for identifier in service.held["Users"])


def test_every_finding_has_words_for_every_outcome(probe: Probe) -> None:
    texts = Texts()
    for service in (Clears(), Flat(), ByValueOnly(), CoreGroupsOnly(), NoPatch(), RefusesTitle(), OnlyDisables()):
        facts = probe(service)
        assert all(all(cells) for cells in rows(facts, texts)) and list(verdicts(facts, texts))
        for finding in (*found(facts), *found(facts, f"?{FLAG}")):
            for part in ("", ".cause", ".fix"):
                assert texts.get(f"finding-{finding.id}{part}", **finding.params).strip()
