"""Read the applications that a setup has changed from Entra; nothing is cached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, KeyStoreError, MappingError
from wizard.history.model import mark
from wizard.history.picture import app_of
from wizard.history.place import Held, Place
from wizard.mapping import Schema
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wizard.core.json_types import JsonMapping, JsonObject
    from wizard.core.tasks import Task
    from wizard.graph.client import GraphClient
    from wizard.history.model import Entry
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context


def read_places(task: Task, context: Context, entries: Iterable[Entry]) -> dict[str, Place]:
    """Read every application that the changes concern.

    Raises:
        GraphError, NetworkError, SignInError: one of them cannot be read.
    """
    apps = dict.fromkeys(filter(None, map(app_of, entries)))
    task.report("history-reading")
    return {app: read_place(task, context.graph, app) for app in apps}


def read_place(task: Task, graph: GraphClient, app: str) -> Place:
    """Read the parts of an application that this program can change.

    Raises:
        GraphError, NetworkError, SignInError: it cannot be read.
    """
    try:
        principal = graph.applications.get(task, app)
    except GraphError as error:
        if error.status != 404:
            raise
        return Place(app, there=False, deleted=graph.applications.deleted(task, app))
    held = tuple(
        Held(one.principal_id, one.role_id, one.display_name, one.kind, one.id, one.created)
        for one in graph.assignments.all(task, app)
    )
    secrets = graph.credentials.read(task, app)
    values = {
        key: mark() if key in secrets.masked or isinstance(value, Secret) else value
        for key, value in secrets.values.items()
        if key in secrets.masked or (value.reveal() if isinstance(value, Secret) else value)
    }
    place = Place(
        app, name=principal.display_name, required=principal.assignment_required, assignments=held, secrets=values
    )
    jobs = graph.jobs.all(task, app)
    if not jobs:
        return place
    job = graph.jobs.get(task, app, jobs[0].id)
    return replace(
        place,
        job=job.id,
        template=job.template_id,
        on=job.status.running,
        schema=_schema(graph.schema.read(task, app, job.id)),
        default=_schema(graph.schema.of_template(task, app, job.template_id)),
    )


def known_deleted(task: Task, graph: GraphClient, app: str) -> bool:
    """Return whether an application that was added minutes ago is in the recycle bin.

    Calls then no longer wait for it to appear, which takes minutes. Others are not looked up: their absence is clear.

    Raises:
        GraphError, NetworkError, SignInError: the recycle bin cannot be read.
    """
    if not graph.calls.settling.is_new(app) or not graph.applications.deleted(task, app):
        return False
    graph.calls.settling.expect_gone(app)
    return True


def _schema(raw: JsonObject) -> Schema | None:
    try:
        return Schema(raw)
    except MappingError:
        return None


def token_at_hand(context: Context, answers: Answers) -> Callable[[JsonMapping], bool]:
    """Return a function that checks whether the token that a mark represents is still stored and can be sent again."""

    def kept(named: JsonMapping) -> bool:
        if not named.get("secret") or named.get("secret") != answers.token_reference:
            return False
        if named.get("saved") != answers.token_saved:
            return False  # another token has replaced it since
        try:
            return context.store_for(answers.token_kept).load(answers.token_reference) is not None
        except KeyStoreError:
            return False

    return kept
