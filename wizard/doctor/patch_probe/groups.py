"""The patch probe's group trials: create a group as Entra does, find it, change its members and name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.core.tasks import Task
from wizard.doctor.patch_probe.facts import FORMS, Note, TrialId
from wizard.doctor.patch_probe.objects import Made, ProbeObjects, Said
from wizard.doctor.patch_probe.samples import Samples
from wizard.doctor.patch_probe.trials import Trials
from wizard.mapping.expression import as_text
from wizard.mapping.expression.values import Result
from wizard.provisioning.model import Dialect
from wizard.provisioning.requests import group_body, members_body
from wizard.provisioning.scimvalues import CORE_GROUP, reference_id
from wizard.scim.answer import Resource, pick
from wizard.scim.client import equals

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

_NOBODY = "00000000-0000-4000-8000-000000000000"


def _has_member(group: str, account: str) -> str:
    """Return the filter that Entra uses to check a member (observed; behavior reference section 2.4)."""
    return f"{equals('id', group)} and {equals('members', account)}"


def _ids(group: Resource) -> frozenset[str]:
    members = pick(group, "members")
    return frozenset(reference_id(each) for each in members) if isinstance(members, list) else frozenset()


class GroupTrials(Trials):
    """Group trials for the group mapping."""

    def __init__(self, task: Task, objects: ProbeObjects, samples: Samples) -> None:
        super().__init__(task, objects, samples)
        self._groups = samples.configuration.groups

    def run(self, accounts: Sequence[str]) -> None:
        if self._groups is None:
            return
        bodies: list[JsonMapping] = []
        rest: tuple[TrialId, ...] = ("find-group", "rename-group", "add-members", "has-member", "remove-member")
        for number, form in enumerate(FORMS, 1):
            values = self._samples.group(str(number))
            body = group_body(values, self._types)
            if bodies:
                body["schemas"] = bodies[0]["schemas"]
            self._task.report("doctor-patch-create", name=f"{self._samples.name}-{number}")
            made = self._create_group(body, values)
            if number == 1:
                self.tell("create-group", made.said, paths=body["schemas"])
            if not made.id:
                form_rest = tuple(trial for trial in rest if number == 1 or trial not in ("find-group", "has-member"))
                for trial in form_rest:
                    self.skip("" if trial in ("find-group", "has-member") else form, "needs-other", trial)
                continue
            bodies.append(made.body)
            self._report(form, "groups")
            self._group(form, made.id, values, [each for each in accounts if each], first=number == 1)

    def _create_group(self, body: JsonObject, values: Mapping[str, Result]) -> Made:
        """Create a group; if Entra's own schema is refused, create it without, so that the other trials can run."""
        target = self._group_key
        made = self._objects.create("Groups", body, target, as_text(values.get(target, "")))
        if not made.id and body["schemas"] != [CORE_GROUP]:
            again = self._objects.create(
                "Groups", {**body, "schemas": [CORE_GROUP]}, target, as_text(values.get(target, ""))
            )
            if again.id:
                return Made(again.id, replace(made.said, note="core-schema"), again.body)
        return made

    @property
    def _group_key(self) -> str:
        matching = self._groups.matching if self._groups is not None else ()
        return matching[0].target if matching else "displayName"

    def _group(
        self, form: Dialect, group: str, values: Mapping[str, Result], accounts: Sequence[str], *, first: bool
    ) -> None:
        rename = [path for path, value in self._samples.group("1", changed=True).items() if path == "displayName"]
        if self._samples.has_members and len(accounts) > 1:
            self._members(form, group, values, accounts[:2], first=first)
        else:
            note: Note = "needs-other" if self._samples.has_members else "not-mapped"
            self.skip(form, note, "add-members", "remove-member")
            if first:
                self.skip("", note, "has-member")
                self._find_group(group, values)
        if rename:
            said, wrong = self._try(
                form, group, [("displayName", True, f"{as_text(values['displayName'])}x")], "Groups"
            )
            self.tell("rename-group", said, form, wrong or rename)
        else:
            self.skip(form, "not-mapped", "rename-group")

    def _find_group(self, group: str, values: Mapping[str, Result]) -> None:
        """Look up a group with members as Entra does; members must not be returned (known cause of failed cycles)."""
        said, hits = self._objects.search(
            "Groups", equals(self._group_key, as_text(values.get(self._group_key, ""))), excluded="members"
        )
        if said.outcome == "works":
            if len(hits) != 1 or str(pick(hits[0], "id")) != group:
                said = Said("wrong", note="several") if len(hits) > 1 else Said("ignored")
            elif pick(hits[0], "members"):
                said = Said("wrong", note="members")
        self.tell("find-group", said, paths=(self._group_key,))

    def _members(
        self, form: Dialect, group: str, values: Mapping[str, Result], accounts: Sequence[str], *, first: bool
    ) -> None:
        everybody, rest = frozenset(accounts), frozenset(accounts[1:])
        said = self._objects.change("Groups", group, members_body(accounts, (), form))
        if said.outcome == "works":
            said = self._judge(self._member_ids(group, accounts, everybody), everybody)
        self.tell("add-members", said, form, ("members",))
        if first:
            self._ask_for_member(group, accounts, said)
            self._find_group(group, values)
        if said.outcome != "works":
            self.skip(form, "needs-other", "remove-member")
            return
        said = self._objects.change("Groups", group, members_body((), accounts[:1], form))
        if said.outcome == "works":
            there = self._member_ids(group, accounts, rest)
            said = self._judge(there, rest)
            if there == frozenset():
                said = Said("wrong", note="emptied")
            elif there == everybody:
                said = Said("ignored")
        self.tell("remove-member", said, form, ("members",))

    def _judge(self, there: frozenset[str] | None, wanted: frozenset[str]) -> Said:
        if there is None:
            return Said("unknown")
        return Said() if there == wanted else Said("wrong" if there else "ignored")

    def _member_ids(self, group: str, accounts: Sequence[str], wanted: frozenset[str]) -> frozenset[str] | None:
        """Return the members of a group, by reading it, or by searches if reading returns no members."""
        found = self._objects.settled("Groups", group, lambda each: _ids(each) == wanted)
        if found is None:
            return None
        ids = _ids(found)
        if ids or not wanted:
            return ids
        searched = {account: self._objects.search("Groups", _has_member(group, account)) for account in accounts}
        if any(said.outcome != "works" for said, _ in searched.values()):
            return ids
        return frozenset(account for account, (_, hits) in searched.items() if hits)

    def _ask_for_member(self, group: str, accounts: Sequence[str], added: Said) -> None:
        """Look up a member as Entra does before it changes members."""
        said, hits = self._objects.search("Groups", _has_member(group, accounts[0]), attributes="id")
        if said.outcome == "works" and added.outcome == "works" and [str(pick(hit, "id")) for hit in hits] != [group]:
            said = Said("ignored")
        if said.outcome == "works":
            said, hits = self._objects.search("Groups", _has_member(group, _NOBODY), attributes="id")
            if said.outcome == "works" and hits:
                said = Said("wrong", note="several")
        self.tell("has-member", said, paths=("members",))
