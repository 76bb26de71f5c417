"""One synchronization cycle: test the connection, read changes, run the engine, carry out operations, record
results.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError
from wizard.practice.entra.jobs import INTERVAL, Escrow, Execution, SyncJob
from wizard.practice.entra.live import CycleEnded, Failure, LiveTarget
from wizard.practice.entra.logrows import SKIPPED_WITHOUT_ROW, RowMaker
from wizard.practice.entra.outbound import ConnectionFailure, ScimTarget
from wizard.practice.entra.schema import target_object
from wizard.practice.entra.settings import configuration_of, delete_threshold, scope_in_force, source_of
from wizard.provisioning import Configuration, Operation, Run, Source
from wizard.provisioning.scope import Scope

if TYPE_CHECKING:
    import threading

    from wizard.directory import Group, Person
    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.state import EntraState

COUNTED_FROM = 5_000
PROPORTION = 0.4
BASE_LIMIT = 40_000
TOTAL_LIMIT = 60_000
"""Escrow thresholds of the quarantine rules (Entra docs, quarantine status)."""

LONGEST_WAIT = timedelta(hours=24)
"""Escrows are retried after one, two, four ... intervals, up to this limit."""


class Cycle:
    """One cycle of one job.

    Args:
        stopped: set when the whole service stops; the cycle then ends after its current request.
    """

    def __init__(self, state: EntraState, app: EnterpriseApp, job: SyncJob, stopped: threading.Event) -> None:
        self._state = state
        self._app = app
        self._job = job
        self._stopped = stopped
        self._execution = Execution(state.now())
        self._secrets = dict(app.secrets)
        self._schema = job.schema
        self._resets = job.resets
        self._before = dict(job.escrows)
        self._failures = 0
        self._reference_failures = 0

    def run(self) -> None:
        """Run the cycle; the result is stored in the job."""
        job = self._job
        failure = self._connection_failure()
        if failure is not None:
            self._quarantined("EncounteredQuarantineException", failure.connector_code, failure.message)
            return
        target = self._state.target(self._secrets)
        try:
            self._synchronize(target)
        except CycleEnded as ended:
            if ended.code:
                self._quarantined("EncounteredQuarantineException", ended.code, ended.message)
        except MappingError as error:
            message = f"The mappings cannot be used: {error}"
            self._quarantined("EncounteredQuarantineException", "InvalidSynchronizationSchema", message)
        finally:
            target.close()
            job.progress = None

    def _connection_failure(self) -> ConnectionFailure | None:
        if not self._secrets.get("BaseAddress"):
            code = "SystemForCrossDomainIdentityManagementInvalidCredentials"
            return ConnectionFailure(code, code, "Please provide a valid tenant URL for your application.")
        return self._state.test_connection(self._secrets, self._schema)

    def _synchronize(self, target: ScimTarget) -> None:
        state, job = self._state, self._job
        version = state.directory.version
        secrets = scope_in_force(state, job, self._secrets)
        configuration = configuration_of(self._schema, secrets, state.now(), self._app.roles)
        source = source_of(state, self._app)
        wanted = self._wanted()
        held = self._hold_back(source, configuration, wanted)
        if held:
            everything = wanted if wanted is not None else self._everything(source)
            wanted = everything - held
        live = LiveTarget(target, self._stopped, prefixed=state.strict("log-rows"))
        self._carry_out(live, source, configuration, wanted)
        if job.resets == self._resets:
            # After a restart or a new schema in the meantime the next cycle must be an initial cycle.
            job.watermark = version
        self._finish(live, held)

    def _wanted(self) -> frozenset[str] | None:
        """Return which objects to process: ``None`` for all, otherwise changed objects, due escrows and held-back
        objects.
        """
        job = self._job
        if job.watermark is None:
            return None
        now = self._state.now()
        due = frozenset(key for key, escrow in list(job.escrows.items()) if escrow.next_attempt <= now)
        return self._state.directory.changed_since(job.watermark) | due | job.held

    def _everything(self, source: Source) -> frozenset[str]:
        links = self._job.links
        found = [*(person.id for person in source.people), *(group.id for group in source.groups)]
        return frozenset(found) | frozenset(links.users) | frozenset(links.groups)

    def _hold_back(self, source: Source, configuration: Configuration, wanted: frozenset[str] | None) -> frozenset[str]:
        """Return the objects whose removal must wait, because their number exceeds the threshold."""
        limit = delete_threshold(self._secrets)
        if limit is None or self._job.force_deletes:
            return frozenset()
        leaving = self._leaving(source, configuration)
        if wanted is not None:
            leaving &= wanted
        return leaving if len(leaving) > limit else frozenset()

    def _leaving(self, source: Source, configuration: Configuration) -> frozenset[str]:
        """Return linked objects that this cycle would disable or delete."""
        links, scope = self._job.links, Scope(source, configuration)
        staying = {
            person.id
            for person in source.people
            if person.id in links.active
            and person.account_enabled
            and not person.soft_deleted
            and (configuration.skip_out_of_scope_deletions or scope.person(person, person.mappable).inside)
        }
        done = {person.id for person in source.people if person.id in links.disabled and not person.account_enabled}
        done |= {person.id for person in source.people if person.id in links.disabled and person.soft_deleted}
        leaving = {source_id for source_id in links.users if source_id in links.active} - staying - done
        groups = {group.id for group in source.groups if not group.soft_deleted and scope.group(group).inside}
        if configuration.groups is not None:
            leaving |= set(links.groups) - groups
        return frozenset(leaving)

    def _carry_out(
        self, live: LiveTarget, source: Source, configuration: Configuration, wanted: frozenset[str] | None
    ) -> None:
        state, job = self._state, self._job
        objects: dict[str, Person | Group] = {person.id: person for person in source.people}
        objects.update((group.id, group) for group in source.groups)
        total = len(objects) if wanted is None else len(wanted)
        job.progress = (0, total, state.now())
        targets = {kind: target_object(self._schema, kind) for kind in ("User", "Group")}
        rows = self._rows(targets)
        members = dict(job.links.members)
        done = 0
        began = time.monotonic()
        for operation in Run(source, live, configuration, job.links, live.carry_out, wanted):
            failure, accounts = live.taken()
            milliseconds = int((time.monotonic() - began) * 1000)
            began = time.monotonic()
            if operation.stage == "object":
                done += 1
                job.progress = (min(done, total), total, state.now())
            self._book(operation, failure, members)
            if operation.reason in SKIPPED_WITHOUT_ROW and operation.target_id is None and not configuration.sync_all:
                continue
            links = job.links.users if operation.kind == "User" else job.links.groups
            known = operation.target_id if isinstance(operation.target_id, str) else ""
            target_id = links.get(operation.source_id) or known
            row = rows.row(
                operation,
                objects.get(operation.source_id),
                failure,
                milliseconds,
                state.now(),
                target_id,
                account=accounts.get(target_id),
                escrow=job.escrows.get(operation.source_id),
            )
            state.log.add(row)
        self._execution.imported = done
        names = {target_id: source_id for source_id, target_id in job.links.groups.items()}
        for group_id, failure in live.member_failures.items():
            source_id = names.get(group_id, "")
            missed = Operation("Group", source_id, source_id, "update", "members", stage="reference")
            self._book(missed, failure, members)

    def _rows(self, targets: dict[str, str]) -> RowMaker:
        state, cycle = self._state, self._execution.activity
        strict = state.strict("log-rows")
        return RowMaker(self._app, self._job, state.directory.tenant.id, cycle, targets, strict=strict)

    def _book(self, operation: Operation, failure: Failure | None, members: dict[str, frozenset[str]]) -> None:
        """Count the result, and store a failed object for another attempt."""
        job, execution = self._job, self._execution
        reference = operation.stage == "reference"
        execution.deltas += not reference
        execution.reference_deltas += reference
        if failure is None and operation.verdict == "clash":
            failure = Failure(operation.reason, operation.reason)
        if failure is None:
            job.escrows.pop(operation.source_id, None)
            execution.exported += operation.work is not None and not reference
            return
        if reference and operation.kind == "Group":
            job.links.members[operation.source_id] = members.get(operation.source_id, frozenset())
        execution.escrowed_raw += 1
        if reference:
            self._reference_failures += 1
        else:
            self._failures += 1
            execution.escrowed += 1
        before = self._before.get(operation.source_id)
        attempts = before.attempts + 1 if before is not None else 1
        wait = min(INTERVAL * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
        job.escrows[operation.source_id] = Escrow(
            operation.kind, failure.code, failure.reason, self._execution.began + wait, attempts, reference
        )

    def _finish(self, live: LiveTarget, held: frozenset[str]) -> None:
        job, execution, now = self._job, self._execution, self._state.now()
        execution.ended = now
        execution.exports = live.exports
        execution.entitled = len(job.links.active)
        failed = self._failures or self._reference_failures
        # Recorded cycles count escrows and still have the state Succeeded; older pages name a separate state.
        execution.state = "EntryLevelErrors" if failed and not self._state.strict("log-rows") else "Succeeded"
        names = {kind: target_object(self._schema, kind) for kind in ("User", "Group")}
        for kind, links in (("User", job.links.users), ("Group", job.links.groups)):
            key = f"{kind} to {names[kind]}"
            job.counts[key] = max(job.counts.get(key, 0), len(links))
        job.last = execution
        job.held = held
        job.force_deletes = False
        job.failures_in_a_row = 0
        job.last_good = execution
        if execution.exported:
            job.last_exporting = execution
        reason = "TooManyDeletes" if held else self._too_many_failures()
        if reason:
            if held:
                self._log_held(held)
            job.enter_quarantine(reason, reason, f"{len(held) or self._failures} objects.", now)
            return
        job.quarantine = None
        job.steady_first = job.steady_first or now
        job.steady_last = now

    def _too_many_failures(self) -> str:
        failed, events = self._failures, max(1, self._execution.deltas)
        if failed > BASE_LIMIT:
            return "EncounteredBaseEscrowThreshold"
        if failed + self._reference_failures > TOTAL_LIMIT:
            return "EncounteredTotalEscrowThreshold"
        if failed >= COUNTED_FROM and failed / events > PROPORTION:
            return "EncounteredEscrowProportionThreshold"
        return ""

    def _log_held(self, held: frozenset[str]) -> None:
        state, links = self._state, self._job.links
        rows = self._rows({})
        for source_id in sorted(held):
            found = state.directory.person(source_id) or state.directory.group(source_id)
            kind = "Group" if source_id in links.groups else "User"
            target_id = links.users.get(source_id) or links.groups.get(source_id) or ""
            name = found.display_name if found is not None else source_id
            operation = Operation("Group" if kind == "Group" else "User", source_id, name, "delete", "held-back")
            state.log.add(rows.row(operation, found, None, 0, state.now(), target_id, staged=True))

    def _quarantined(self, reason: str, code: str, message: str) -> None:
        job, execution, now = self._job, self._execution, self._state.now()
        execution.ended = now
        execution.state = "Failed"
        execution.error = (code, message)
        job.last = execution
        job.failures_in_a_row += 1
        job.enter_quarantine(reason, code, message, now)
