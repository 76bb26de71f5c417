"""Asks Entra, and CloudGate where that is wanted, one request of each kind that the program makes. Reading only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from wizard import __version__
from wizard.core.errors import Cancelled, GraphError, WizardError
from wizard.graph.odata import segment
from wizard.graph.principals import MEMBER_FIELDS
from wizard.journey.answers import GALLERY_NAME
from wizard.journey.services.reading import needed_attributes
from wizard.mapping import Schema
from wizard.scim.client import ScimClient
from wizard.support_file.recording.model import Piece, Recording, Tried
from wizard.support_file.recording.names import names_of
from wizard.support_file.replay import Capture

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.core.tasks import Task
    from wizard.graph.client import GraphClient
    from wizard.http import Sender
    from wizard.journey.answers import Answers
    from wizard.secrets.secret import Secret
    from wizard.support_file.model import RecordedExchange

MOST_OF_ONE: Final = 4_000_000
MOST_OF_ALL: Final = 32_000_000
"""Characters of one answer, and of all of them; what goes beyond is left out and the item says so."""

FEW: Final = 3
"""Objects on a page of people or groups: the form is what matters."""

PAGES: Final = 2
"""Pages of a long answer, so that the address of a next page is there and was followed."""

EXPRESSIONS: Final = ('Join(" ", [givenName], [surname])', 'ToUpper([mail], "en-US")', "Unheard([mail])", "Join(")
"""What the tenant's parser is asked: two that it should take, an unknown function, one without an end."""

_USUAL = ("displayName", "givenName", "surname", "mail", "userPrincipalName", "jobTitle", "department", "manager")
_BELOW_BASE = re.compile(r"^.*?(?=/(?:Users|Groups|ServiceProviderConfig|ResourceTypes|Schemas)(?:[/?]|$))")
"""The Tenant URL in front of a SCIM request."""

_HEADERS = frozenset({"content-type", "retry-after"})
_ASKED_HEADERS = frozenset({"consistencylevel"})
_PLACES: Mapping[str, str] = {
    "provisioning": "logs",
    "directoryAudits": "graph/directoryAudits",
    "template-schema": "schema",
    "checkMemberObjects": "graph/checkMemberObjects",
}


class _Lacks(Exception):
    """A request has nothing to ask about; the reason is its text."""


@dataclass
class Asking:
    """One recording in work; after an interruption :meth:`recording` gives what there is.

    Args:
        graph: of a session that only reads; another one is refused.
        principal: id of the application's service principal; empty for the first one of the gallery's application.
        now: the moment of the recording, with its zone.
        scim: CloudGate, when its answers are wanted too; ``None`` without consent or token.
    """

    graph: GraphClient
    principal: str
    now: datetime
    scim: Callable[[Sender], ScimClient] | None = None
    _pieces: list[Piece] = field(default_factory=list, init=False)
    _tried: list[tuple[str, str, str, int, slice]] = field(default_factory=list, init=False)
    _left: list[str] = field(default_factory=list, init=False)
    _size: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if not self.graph.calls.reading:
            raise GraphError("graph-only-reads", {"method": "GET"})
        self._template = self._job = self._template_id = self._user = ""
        self._groups: list[str] = []
        self._attributes: tuple[str, ...] = _USUAL

    def run(self, task: Task, transport: Sender) -> None:
        """Ask everything; what fails is noted, and the next one is asked.

        Raises:
            Cancelled: the person cancelled; :meth:`recording` has what was answered before.
        """
        capture = Capture(transport, MOST_OF_ONE)
        graph = self.graph.through(capture)
        questions = dict(self._of_graph(task, graph))
        if self.scim is not None:
            questions |= dict(self._of_scim(task, self.scim(capture)))
        self._left = list(questions)
        for done, (call, ask) in enumerate(questions.items()):
            task.checkpoint()
            task.report("recording-asking", call=call, done=done, total=len(questions))
            capture.recorded.clear()
            outcome, reason = "answered", ""
            try:
                ask()
            except Cancelled:
                raise
            except _Lacks as lack:
                outcome, reason = "not-asked", str(lack)
            except WizardError as error:
                outcome, reason = "failed", error.code
            self._note(call, outcome, reason, capture.recorded)
            self._left.remove(call)

    def _note(self, call: str, outcome: str, reason: str, seen: list[RecordedExchange]) -> None:
        answered = [one for one in seen if one.status]
        status = answered[-1].status if answered else 0
        if answered:
            outcome = "refused" if status >= 400 else "answered"
            reason = reason if status >= 400 else ""
        elif outcome == "answered":  # the client knows that it may not ask, and says so by its answer
            outcome, reason = "not-asked", "no-permission"
        elif outcome == "failed" and not seen:
            outcome = "not-asked"
        first = len(self._pieces)
        self._pieces += [self._piece(call, one) for one in answered]
        self._tried.append((call, outcome, reason, status, slice(first, len(self._pieces))))

    def _piece(self, call: str, seen: RecordedExchange) -> Piece:
        of_scim = call.startswith("scim-")
        place = "scim/answers" if of_scim else _PLACES.get(call, f"graph/{call}")
        if seen.status >= 400 and not of_scim:
            place = "errors"
        elif "emberOf" in seen.url.partition("?")[0]:  # what is asked where checkMemberObjects is refused
            place = "graph/transitiveMemberOf" if "transitive" in seen.url else "graph/memberOf"
        self._size += len(seen.response_body)
        kept = seen.whole and self._size <= MOST_OF_ALL
        headers = {name: value for name, value in seen.response_headers.items() if name.lower() in _HEADERS}
        asked = {name: value for name, value in seen.request_headers.items() if name.lower() in _ASKED_HEADERS}
        return Piece(
            call,
            place,
            f"{seen.method} of the kind {call}, as the program asks it",
            seen.method,
            _BELOW_BASE.sub("", seen.url) if of_scim else seen.url,
            asked,
            _json(seen.request_body),
            seen.status,
            headers,
            _json(seen.response_body) if kept else None,
            None if kept else "The answer was too large, or no JSON, and was left out.",
        )

    def recording(self) -> Recording:
        """Return what was recorded so far; what was not asked any more is told as cancelled."""
        names = names_of(self._pieces)
        tried = [
            Tried(call, cast("Any", outcome), reason, status, tuple(names[files]))
            for call, outcome, reason, status, files in self._tried
        ]
        tried += [Tried(call, "not-asked", "cancelled") for call in self._left]
        if self.scim is None:
            tried.append(Tried("scim", "not-asked", "choice"))
        made = self.now.isoformat(timespec="seconds")
        return Recording(made, __version__, self.graph.calls.cloud.id, tuple(self._pieces), tuple(tried))

    # --- what is asked

    def _of_graph(self, task: Task, graph: GraphClient) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield each kind of call with what asks it; later ones use what earlier ones found."""

        def of_job(call: Callable[[Task, str, str], object]) -> Callable[[], object]:
            return lambda: call(task, self._of_principal(), self._of_job())

        yield "users-get", lambda: graph.tenant.me(task)
        yield "organization", lambda: graph.tenant.organization(task)
        yield "checkMemberObjects", lambda: graph.tenant.roles(task)
        yield "subscribedSkus", lambda: graph.tenant.licence(task)
        yield "applicationTemplates-list", lambda: self._find_template(task, graph)
        yield "servicePrincipals-list", lambda: self._find_application(task, graph)
        yield "servicePrincipals-get", lambda: graph.applications.get(task, self._of_principal())
        yield "appRoleAssignedTo-list", lambda: self._few(task, graph, self._assigned(), "assignments")
        yield "templates-list", lambda: graph.jobs.templates(task, self._of_principal())
        yield "jobs-list", lambda: self._find_job(task, graph)
        yield "jobs-get", of_job(graph.jobs.get)
        yield "template-schema", lambda: graph.schema.of_template(task, self._of_principal(), self._of_template())
        yield "schema-get", lambda: self._read_schema(task, graph)
        yield "functions", of_job(graph.schema.functions)
        yield "filterOperators", of_job(graph.schema.filter_operators)
        yield "parseExpression", lambda: self._parse(task, graph)
        yield "secrets-get", lambda: graph.credentials.read(task, self._of_principal())
        yield "users-list", lambda: self._people(task, graph)
        yield "groups-list", lambda: self._find_groups(task, graph)
        yield "groups-members", lambda: self._few(task, graph, f"{self._group()}/members", "people", MEMBER_FIELDS)
        yield (
            "groups-transitiveMembers",
            lambda: self._few(
                task, graph, f"{self._group()}/transitiveMembers/microsoft.graph.user", "people", "id", counted=True
            ),
        )
        yield "batch", lambda: self._batch(task, graph)
        yield "provisioning", lambda: self._log(task, graph)
        yield "directoryAudits", lambda: self._audits(task, graph)
        yield (
            "objectConnections",
            lambda: graph.connections.link(task, self._of_principal(), self._of_job(), self._person()),
        )

    def _of_scim(self, task: Task, scim: ScimClient) -> Iterator[tuple[str, Callable[[], object]]]:
        yield "scim-config", lambda: scim.service_provider_config(task)
        yield "scim-resource-types", lambda: scim.resource_types(task)
        yield "scim-schemas", lambda: scim.schemas(task)
        yield "scim-nobody", lambda: scim.test_connection(task=task)
        yield "scim-users", lambda: list(islice(scim.pages("Users", page=FEW, task=task), PAGES))
        yield (
            "scim-groups",
            lambda: list(islice(scim.pages("Groups", page=FEW, excluded=["members"], task=task), PAGES)),
        )

    def _of_principal(self) -> str:
        return _needed(self.principal, "no-application")

    def _of_job(self) -> str:
        self._of_principal()
        return _needed(self._job, "no-job")

    def _of_template(self) -> str:
        self._of_job()
        return _needed(self._template_id, "no-job")

    def _person(self) -> str:
        return _needed(self._user, "nobody")

    def _group(self) -> str:
        return f"/groups/{segment(_needed(next(iter(self._groups), ''), 'nobody'))}"

    def _assigned(self) -> str:
        return f"/servicePrincipals/{segment(self._of_principal())}/appRoleAssignedTo"

    def _find_template(self, task: Task, graph: GraphClient) -> None:
        self._template = graph.applications.find_template(task, GALLERY_NAME).id

    def _find_application(self, task: Task, graph: GraphClient) -> None:
        found = graph.applications.instances(task, _needed(self._template, "no-application"))
        self.principal = self.principal or next((one.id for one in found), "")

    def _find_job(self, task: Task, graph: GraphClient) -> None:
        for job in graph.jobs.all(task, self._of_principal())[:1]:
            self._job, self._template_id = job.id, job.template_id

    def _read_schema(self, task: Task, graph: GraphClient) -> None:
        found = Schema(graph.schema.read(task, self._of_principal(), self._of_job()))
        if found.has("User"):
            self._attributes = tuple(sorted(needed_attributes(found)))

    def _parse(self, task: Task, graph: GraphClient) -> None:
        values = {"givenName": "Ann", "surname": "Example", "mail": "ann@example.com"}
        for place, expression in enumerate(EXPRESSIONS):
            graph.schema.parse_expression(
                task, self._of_principal(), self._of_job(), expression, values=values if not place else None
            )

    def _people(self, task: Task, graph: GraphClient) -> None:
        for page in islice(graph.people.pages(task, self._attributes, limit=FEW), PAGES):
            self._user = self._user or next((person.id for person in page), "")

    def _find_groups(self, task: Task, graph: GraphClient) -> None:
        query = {"$select": "id,displayName,description,securityEnabled,mailEnabled,groupTypes,mail", "$top": str(FEW)}
        for page in islice(graph.calls.pages(task, "/groups", "people", query), PAGES):
            self._groups += [str(one["id"]) for one in page if one.get("id")]

    def _few(
        self, task: Task, graph: GraphClient, path: str, purpose: Any, select: str = "", *, counted: bool = False
    ) -> None:
        query = {"$top": str(FEW)} | ({"$select": select} if select else {}) | ({"$count": "true"} if counted else {})
        for _ in islice(graph.calls.pages(task, path, purpose, query), PAGES):
            task.checkpoint()

    def _batch(self, task: Task, graph: GraphClient) -> None:
        self._group()
        paths = [f"/groups/{segment(one)}/members?$select=id&$top={FEW}" for one in self._groups[:FEW]]
        for _ in graph.batch.read(task, paths, "people"):
            task.checkpoint()

    def _log(self, task: Task, graph: GraphClient) -> None:
        since = self.now - timedelta(days=30)
        for _ in islice(graph.logs.pages(task, self._of_job(), since), 1):
            task.checkpoint()

    def _audits(self, task: Task, graph: GraphClient) -> None:
        query = {"$filter": "loggedByService eq 'Account Provisioning'", "$top": "20"}
        graph.calls.get(task, "/auditLogs/directoryAudits", "logs", query)


def asking_for(graph: GraphClient, answers: Answers, now: datetime, token: Secret | None) -> Asking:
    """Return what records for the setup that has these answers; CloudGate is asked with a token only."""
    principal = answers.service_principal_id
    return Asking(
        graph,
        "" if principal == "new" else principal,
        now,
        (lambda transport: ScimClient(answers.tenant_url, token, transport)) if token is not None else None,
    )


def _needed(found: str, reason: str) -> str:
    if not found:
        raise _Lacks(reason)
    return found


def _json(text: str) -> Any:
    """Return a body as JSON; a text that is none stays a text, nothing is ``None``."""
    try:
        return json.loads(text.lstrip("\ufeff")) if text else None
    except (ValueError, RecursionError):
        return text
