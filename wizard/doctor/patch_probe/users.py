"""The patch probe's account trials: create, find, disable, attributes, and the manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.core.tasks import Task
from wizard.doctor.patch_probe.facts import CHANGES, GROUP_TRIALS, TRIALS, Note, TrialId
from wizard.doctor.patch_probe.objects import Made, ProbeObjects, Said
from wizard.doctor.patch_probe.samples import Samples, first_of_each_element
from wizard.doctor.patch_probe.trials import Change, Trials
from wizard.mapping.expression import as_text
from wizard.mapping.expression.values import Result
from wizard.provisioning.model import Dialect
from wizard.provisioning.requests import patch_body, reference_body, user_body
from wizard.provisioning.scimvalues import parse_path, read, reference_id
from wizard.provisioning.target_snapshot import as_text_of
from wizard.scim.answer import pick
from wizard.scim.client import equals

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

_NUMBERS: Mapping[Dialect, str] = {"classic": "2", "aadOptscim062020": "3"}
"""Number of the account on which each dialect is tried; account 1 has all attributes from the start."""


class UserTrials(Trials):
    """Account trials for the user mapping."""

    def __init__(self, task: Task, objects: ProbeObjects, samples: Samples) -> None:
        super().__init__(task, objects, samples)
        matching = samples.configuration.users.matching
        self._matching = matching[0].target if matching else "userName"
        self._kept: frozenset[str] = frozenset()
        self._lost: list[Change] = []

    def create_first(self) -> str:
        """Create an account with all mapped attributes; check which attributes are stored and whether it is found."""
        values = self._samples.user("1")
        self._task.report("doctor-patch-create", name=self._samples.name)
        made = self._create_user(values)
        self.tell("create-user", made.said)
        if not made.id:
            self.skip("", "needs-other", "keep-attributes", "find-user")
            return ""
        there = self._objects.get("Users", made.id)
        lost = self._differing(there, values.items()) if there is not None else ()
        self._lost = [(path, as_text_of(read(there or {}, path)) != "", values[path]) for path in lost]
        said = Said("unknown") if there is None else Said("ignored" if lost else "works")
        self.tell("keep-attributes", said, paths=lost)
        self._kept = frozenset(values) - frozenset(lost)
        self._find(made.id, values)
        return made.id

    def _create_user(self, values: Mapping[str, Result]) -> Made:
        target = self._matching if self._matching in values else next(iter(values), "userName")
        return self._objects.create("Users", user_body(values, self._types), target, as_text(values.get(target, "")))

    def _find(self, identifier: str, values: Mapping[str, Result]) -> None:
        value = as_text(values.get(self._matching, ""))
        if not value:
            self.skip("", "not-mapped", "find-user")
            return
        said, hits = self._objects.search("Users", equals(self._matching, value))
        if said.outcome == "works":
            ids = [str(pick(hit, "id")) for hit in hits]
            said = Said() if ids == [identifier] else Said("wrong", note="several") if len(ids) > 1 else Said("ignored")
        self.tell("find-user", said, paths=(self._matching,))

    def create_subject(self, form: Dialect) -> dict[str, Result]:
        """Create an account without the attributes that changes add; return its values and id, empty on failure."""
        every = self._samples.user(_NUMBERS[form])
        later = frozenset(self._samples.later())
        made = self._create_user({path: value for path, value in every.items() if path not in later})
        if not made.id:
            made = self._create_user(every)
            later = frozenset()
        if not made.id:
            return {}
        return {"id": made.id, **{path: value for path, value in every.items() if path not in later}}

    def run(self, form: Dialect, subject: Mapping[str, Result], bosses: Sequence[str]) -> None:
        identifier = str(subject.get("id", ""))
        if not identifier:
            self.skip(form, "needs-other", *(trial for trial in TRIALS if trial in CHANGES - GROUP_TRIALS))
            return
        self._report(form, "active")
        self._switch(form, identifier)
        self._report(form, "attributes")
        self._attributes(form, identifier, frozenset(subject))
        self._report(form, "manager")
        self._manager(form, identifier, bosses)

    def _switch(self, form: Dialect, identifier: str) -> None:
        """Disable and enable with the attributes that the mapping uses."""
        on, off = self._samples.user(_NUMBERS[form]), self._samples.user(_NUMBERS[form], gone=True)
        paths = [path for path in self._samples.switches if path in on and path in off and on[path] != off[path]]
        if not paths:
            self.skip(form, "not-mapped", "disable", "enable")
            return
        there = self._objects.get("Users", identifier)
        disabled = there is not None and not self._differing(there, [(path, off[path]) for path in paths])
        order: list[tuple[TrialId, Mapping[str, Result]]] = [("disable", off), ("enable", on)]
        for trial, wanted in reversed(order) if disabled else order:
            was = self._objects.get("Users", identifier)
            already = was is None or not self._differing(was, [(path, wanted[path]) for path in paths])
            changes = [(path, True, wanted[path]) for path in paths]
            said, wrong = self._try(form, identifier, changes)
            if said.outcome == "works" and self._lost and trial == "disable":
                said, wrong = self._along(form, identifier, on, changes)
            if said.outcome == "works" and already:
                said = Said("unknown", note="needs-other")  # it already had these values
            self.tell(trial, said, form, wrong or paths)

    def _along(
        self, form: Dialect, identifier: str, on: Mapping[str, Result], changes: Sequence[Change]
    ) -> tuple[Said, tuple[str, ...]]:
        """Disable again as Entra will: attributes that were not stored are sent along with every change."""
        self._try(form, identifier, [(path, True, on[path]) for path, _, _ in changes])
        said = self._objects.change("Users", identifier, patch_body([*self._lost, *changes], self._types, form))
        wanted = [(path, value) for path, _, value in changes]
        there = self._objects.settled("Users", identifier, lambda found: not self._differing(found, wanted))
        if there is not None and not self._differing(there, wanted):
            return Said(), ()
        if there is None:
            return Said("unknown"), ()
        broken = said if said.outcome != "works" else Said("ignored")
        return replace(broken, note="along"), tuple(path for path, _, _ in self._lost)

    def _attributes(self, form: Dialect, identifier: str, has: frozenset[str]) -> None:
        """Add one attribute, new list elements, and several at once; replace one, one of an element, and several."""
        every, changed = self._samples.user(_NUMBERS[form]), self._samples.user(_NUMBERS[form], changed=True)
        later = [path for path in self._samples.later() if path in self._kept and path not in has]
        plain = [path for path in later if parse_path(path).simple]
        elements = list(first_of_each_element(later))
        one = plain[:1]
        rest = [path for path in later if path not in one and path not in elements]
        added = self._each(form, identifier, "add", one, every)
        added |= self._each(form, identifier, "new-element", elements, every)
        if len(rest) > 1:
            added |= self._several(form, identifier, [(path, False, every[path]) for path in rest])
        else:
            self.skip(form, "not-mapped", "several")
        base = {path for path in has | added if path in self._kept and changed.get(path) != every.get(path)}
        fixed = {*self._samples.switches, *(row.target for row in self._samples.configuration.users.matching)}
        ready = [path for path in every if path in base and path not in fixed]
        self._each(form, identifier, "replace", [path for path in ready if parse_path(path).simple][:1], changed)
        self._each(form, identifier, "element", [path for path in ready if not parse_path(path).simple][:1], changed)
        if len(ready) > 2:
            self._several(form, identifier, [(path, True, changed[path]) for path in ready[1:]])

    def _each(
        self, form: Dialect, identifier: str, trial: TrialId, paths: Sequence[str], values: Mapping[str, Result]
    ) -> set[str]:
        """Try attributes one by one; return those that work."""
        if not paths:
            mapped = [path for path in values if parse_path(path).simple != (trial in ("new-element", "element"))]
            self.skip(form, "needs-other" if mapped else "not-mapped", trial)
            return set()
        had = trial in ("replace", "element")
        good: set[str] = set()
        bad: list[str] = []
        worst = Said()
        for path in paths:
            said, _ = self._try(form, identifier, [(path, had, values[path])])
            if said.outcome == "works":
                good.add(path)
            else:
                bad.append(path)
                worst = said if worst.outcome == "works" else worst
        self.tell(trial, worst, form, bad or paths)
        return good

    def _several(self, form: Dialect, identifier: str, changes: Sequence[Change]) -> set[str]:
        """Try several attributes at once; if that fails, one by one, to find the failing attributes."""
        said, wrong = self._try(form, identifier, changes)
        good = {path for path, _, _ in changes} - set(wrong)
        if said.broken:
            alone = {change[0]: self._try(form, identifier, [change])[0].outcome for change in changes}
            culprits = [path for path, outcome in alone.items() if outcome != "works"]
            good = set(alone) - set(culprits)
            wrong = tuple(culprits) or wrong
        known = next((one for one in self.found if one.id == "several" and one.form == form), None)
        if known is None:
            self.tell("several", said, form, wrong)
        elif said.broken and not known.broken:
            self.found.remove(known)
            self.tell("several", said, form, wrong)
        return good

    def _manager(self, form: Dialect, identifier: str, bosses: Sequence[str]) -> None:
        """Set, change and clear the manager as the bare id; if that fails, find out which other form is accepted."""
        path = self._samples.manager
        if not path or not bosses:
            self.skip(form, "not-mapped" if not path else "needs-other", "manager", "manager-clear")
            return
        for had, boss in enumerate(bosses):
            said = self._refer(identifier, reference_body(path, bool(had), boss, form), path, boss)
            if said.outcome != "works":
                break
        if said.broken:
            op = reference_body(path, False, "", form)["Operations"][0]["op"]
            others: tuple[tuple[Note, object], ...] = (
                ("object", {"value": bosses[0]}),
                ("array", [{"value": bosses[0]}]),
            )
            for note, value in others:
                body = reference_body(path, False, "", form) | {
                    "Operations": [{"op": op, "path": path, "value": value}]
                }
                if self._refer(identifier, body, path, bosses[0]).outcome == "works":
                    said = replace(said, note=note)
                    break
        self.tell("manager", said, form, (path,))
        if said.outcome == "works":
            self.tell(
                "manager-clear", self._refer(identifier, reference_body(path, True, "", form), path, ""), form, (path,)
            )
        else:
            self.skip(form, "needs-other", "manager-clear")

    def _refer(self, identifier: str, body: JsonMapping, path: str, wanted: str) -> Said:
        said = self._objects.change("Users", identifier, body)
        if said.outcome != "works":
            return said
        there = self._objects.settled("Users", identifier, lambda found: reference_id(read(found, path)) == wanted)
        if there is None:
            return Said("unknown")
        held = reference_id(read(there, path))
        return said if held == wanted else Said("ignored" if not held or wanted == "" else "wrong")
