"""Synchronization templates and jobs: found or created once, started, paused, restarted (T16, T17, T31 to T37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import GraphError
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import Json, object_of, segment
from wizard.graph.sending import BUSY, IF_THERE, Options
from wizard.graph.settling import REPLICATING, written
from wizard.graph.synchronization import Job, JobStatus, SyncTemplate, job_of, template_of
from wizard.history.model import Change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.tasks import Task
    from wizard.history.model import Kind

_CUSTOM = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
"""Template of applications that are created without the gallery (Graph documentation, applicationTemplate)."""

_ACTIONS: Mapping[Kind, str] = {"job-started": "start", "job-paused": "pause", "job-restarted": "restart"}


class JobCalls(Area):
    """Calls on templates and jobs below ``/servicePrincipals/{id}/synchronization``."""

    def templates(self, task: Task, service_principal_id: str) -> tuple[SyncTemplate, ...]:
        """Return the synchronization templates, the preferred one first; waits while a new application has none.

        Raises:
            GraphError: ``graph-no-sync-template``: this application does not support provisioning.
        """
        path = f"{base(service_principal_id)}/templates"
        new = self._settling.is_new(service_principal_id)
        try:
            found = self._settling.settle(
                task,
                lambda: self._calls.all(task, path, "synchronization"),
                "graph-wait-templates",
                lambda error: new and error.status in REPLICATING,
                done=bool,
                deadline=180.0 if new else 20.0,
            )
        except GraphError as error:
            if error.code != "graph-not-settled":
                raise
            failure = "graph-new-app-not-replicated" if new else self._why_no_template(task, service_principal_id)
            raise GraphError("graph-no-sync-template", {"id": service_principal_id}, failure=failure) from error
        templates = [template_of(item) for item in found]
        return tuple(sorted(templates, key=lambda template: (not template.default, not template.discoverable)))

    def _why_no_template(self, task: Task, service_principal_id: str) -> str:
        """Return the failure id: an application without provisioning, or not an enterprise application."""
        path = f"/servicePrincipals/{segment(service_principal_id)}"
        try:
            found = self._calls.get(task, path, "applications", {"$select": "id,applicationTemplateId"})
        except GraphError:
            return "graph-templates-unknown-error"
        origin = parse.text(found.get("applicationTemplateId")).lower()
        return "graph-oidc-app-no-provisioning" if origin in {"", _CUSTOM} else "graph-templates-unknown-error"

    def all(self, task: Task, service_principal_id: str) -> tuple[Job, ...]:
        """Return the application's jobs; usually one or none."""
        path = f"{base(service_principal_id)}/jobs"
        found = self._settling.settled(
            task, lambda: self._calls.all(task, path, "synchronization"), service_principal_id
        )
        return tuple(job_of(item) for item in found)

    def get(self, task: Task, service_principal_id: str, job_id: str) -> Job:
        """Return one job."""
        path = job_path(service_principal_id, job_id)
        body = self._settling.settled(
            task, lambda: self._calls.get(task, path, "synchronization"), service_principal_id
        )
        return job_of(body)

    def status(self, task: Task, service_principal_id: str, job_id: str) -> JobStatus:
        """Return one job's status."""
        return self.get(task, service_principal_id, job_id).status

    def ensure(self, task: Task, service_principal_id: str, *, template_id: str = "") -> Job:
        """Return the application's job, creating it from its template if there is none; never create a second job.

        The list of jobs is read before each further attempt, so a lost response does no harm.

        Raises:
            GraphError: ``graph-no-sync-template``; ``graph-job-vanished`` if a created job cannot be read;
                the errors of every call.
        """
        existing = self.all(task, service_principal_id)
        found = self._of_template(existing, template_id)
        if found is not None:
            return found
        wanted = template_id or self.templates(task, service_principal_id)[0].id
        path = f"{base(service_principal_id)}/jobs"

        def once() -> Job:
            try:
                return written(
                    lambda: job_of(
                        object_of(self._calls.send(task, "POST", path, "synchronization", {"templateId": wanted}))
                    ),
                    lambda: self._of_template(self.all(task, service_principal_id), template_id),
                )
            except GraphError:
                made = self._of_template(self.all(task, service_principal_id), template_id)
                if made is None:
                    raise
                return made

        new = self._settling.is_new(service_principal_id)
        # The provisioning service returns 401 for a valid token until it knows the new application.
        passing = REPLICATING | {500, 502, 503, 504} if new else {401, 404, 409, 500, 502, 503, 504}
        change = Change("job-made", {"app": service_principal_id, "template": wanted}, None, {"on": False})
        with self._calls.declare(change) as noted:
            made = self._settling.settle(
                task, once, "graph-wait-job", lambda error: error.status in passing, deadline=180.0 if new else 60.0
            )
            noted.result["job"] = made.id
        try:
            seen = self._settling.settle(
                task,
                lambda: self.get(task, service_principal_id, made.id),
                "graph-wait-job",
                lambda error: error.status in (401, 403, 404),
                deadline=60.0,
            )
        except GraphError as error:
            if error.status != 404:
                raise
            raise GraphError("graph-job-vanished", {"job": made.id}, failure="graph-job-recreated-broken") from error
        return seen

    def start(self, task: Task, service_principal_id: str, job_id: str) -> None:
        """Start a job; a paused job continues where it stopped, and a quarantine ends."""
        self._act(task, "job-started", service_principal_id, job_id, {"on": True})

    def pause(self, task: Task, service_principal_id: str, job_id: str) -> None:
        """Pause a job; a running cycle finishes first."""
        self._act(task, "job-paused", service_principal_id, job_id, {"on": False})

    def restart(self, task: Task, service_principal_id: str, job_id: str, reset_scope: str) -> None:
        """Restart a job.

        Args:
            reset_scope: comma-separated members of synchronizationJobRestartScope; empty for the portal's
                *Restart provisioning*.
        """
        body: Json = {"criteria": {"resetScope": reset_scope}} if reset_scope else {}
        after: Json = {"on": True, "reset": reset_scope}
        self._act(task, "job-restarted", service_principal_id, job_id, after, body)

    def delete(self, task: Task, service_principal_id: str, job_id: str) -> None:
        """Delete a job and its state; accounts in the target remain. Succeeds if the job is already gone."""
        path = job_path(service_principal_id, job_id)
        before, unread = self._standing(task, service_principal_id, job_id)
        with self._calls.declare(
            Change("job-removed", {"app": service_principal_id, "job": job_id}, before, None, unread)
        ):
            self._calls.send(task, "DELETE", path, "synchronization", None, IF_THERE)

    def _act(
        self, task: Task, kind: Kind, service_principal_id: str, job_id: str, after: Json, body: Json | None = None
    ) -> None:
        path = f"{job_path(service_principal_id, job_id)}/{_ACTIONS[kind]}"
        before, unread = self._standing(task, service_principal_id, job_id)
        with self._calls.declare(Change(kind, {"app": service_principal_id, "job": job_id}, before, after, unread)):
            self._settling.settled(
                # Repeating the action leads to the same state, so a busy service can be retried.
                task,
                lambda: self._calls.send(task, "POST", path, "synchronization", body, Options(retry=BUSY)),
                service_principal_id,
            )

    def _standing(self, task: Task, service_principal_id: str, job_id: str) -> tuple[Json | None, bool]:
        """Return the job's state before a change, for the journal, and whether it could not be read."""
        if not self._calls.writings.noted:
            return None, True
        try:
            job = self.get(task, service_principal_id, job_id)
        except GraphError:
            return None, True  # a broken job must still be possible to pause
        return {"on": job.status.running, "template": job.template_id}, False

    @staticmethod
    def _of_template(jobs: tuple[Job, ...], template_id: str) -> Job | None:
        return next((job for job in jobs if not template_id or job.template_id == template_id), None)


def base(service_principal_id: str) -> str:
    """Return the base path of all synchronization calls."""
    return f"/servicePrincipals/{segment(service_principal_id)}/synchronization"


def job_path(service_principal_id: str, job_id: str) -> str:
    """Return the path of a job."""
    return f"{base(service_principal_id)}/jobs/{segment(job_id)}"
