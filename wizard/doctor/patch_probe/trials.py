"""Shared parts of the patch probe's trials: recording outcomes, and verifying changes by reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from wizard.core.tasks import Task
from wizard.doctor.patch_probe.facts import FORMS, Note, Trial, TrialId
from wizard.doctor.patch_probe.objects import ProbeObjects, Said
from wizard.doctor.patch_probe.samples import Samples
from wizard.mapping.comparison import same
from wizard.mapping.expression import as_text
from wizard.mapping.expression.values import Result
from wizard.provisioning.model import Dialect
from wizard.provisioning.requests import patch_body
from wizard.provisioning.scimvalues import read
from wizard.provisioning.target_snapshot import as_text_of
from wizard.scim.answer import Resource
from wizard.scim.client import Kind

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

Change = tuple[str, bool, Result]
"""Path, whether the target already has a value, new value."""


class Trials:
    """Runs trials and records their results.

    Args:
        objects: test objects on the service.
        samples: values of the objects.
        task: receives progress reports.
    """

    def __init__(self, task: Task, objects: ProbeObjects, samples: Samples) -> None:
        self._objects, self._samples, self._task = objects, samples, task
        self._types: Mapping[str, str] = samples.configuration.types
        self.found: list[Trial] = []

    def tell(self, trial: TrialId, said: Said, form: Dialect | str = "", paths: Sequence[str] = ()) -> None:
        known = form if form in FORMS else ""
        self.found.append(Trial(trial, said.outcome, known, said.status, said.detail, tuple(paths), said.note))

    def skip(self, form: str, note: Note, *trials: TrialId) -> None:
        for trial in trials:
            self.tell(trial, Said("not-tried", note=note), form)

    def _report(self, form: Dialect, what: str) -> None:
        self._task.report("doctor-patch-try", form="classic" if form == "classic" else "standard", what=what)

    def _try(
        self, form: Dialect, identifier: str, changes: Sequence[Change], kind: Kind = "Users"
    ) -> tuple[Said, tuple[str, ...]]:
        """Send changes in one PATCH; return the result and the paths whose value is wrong after it."""
        before = self._objects.get(kind, identifier)
        said = self._objects.change(kind, identifier, patch_body(changes, self._types, form))
        if said.outcome != "works":
            return said, tuple(path for path, _, _ in changes)
        wanted = [(path, value) for path, _, value in changes]
        there = self._objects.settled(kind, identifier, lambda found: not self._differing(found, wanted))
        if there is None or before is None:
            return Said("unknown"), ()
        wrong = self._differing(there, wanted)
        if not wrong:
            return said, ()
        touched = any(as_text_of(read(there, path)) != as_text_of(read(before, path)) for path, _, _ in changes)
        return Said("wrong" if touched else "ignored"), wrong

    def _differing(self, there: Resource | None, wanted: Iterable[tuple[str, Result]]) -> tuple[str, ...]:
        return tuple(path for path, value in wanted if not self._is(there or {}, path, value))

    def _is(self, there: JsonMapping, path: str, value: Result) -> bool:
        held, wanted = as_text_of(read(there, path)), as_text(value)
        loose = self._types.get(path) == "Boolean" or path in self._samples.configuration.ignore_case
        return same(held, wanted) if loose else held == wanted
