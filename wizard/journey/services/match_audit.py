"""The match audit of a preview, and checking its entries in CloudGate. Only look-ups are sent, nothing is written.

The pages show what CloudGate has; a filter shows what Entra sees of it. The two are the same only if the service
filters according to RFC 7644, so suspicious entries are looked up exactly as Entra will do it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.errors import ScimError
from wizard.http import RetryPolicy
from wizard.journey.answers import Answers
from wizard.journey.services.lookups import ABOUT_ALL
from wizard.journey.services.target import target_client
from wizard.mapping.comparison import likeness
from wizard.provisioning.match_audit import match_audit
from wizard.provisioning.match_audit_model import Entry, MatchAudit
from wizard.provisioning.payloads import RESOURCES
from wizard.provisioning.scimvalues import read
from wizard.scim.client import ScimClient

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.journey.found import Rehearsal
    from wizard.scim.answer import ListResponse, Resource

MOST = 200
"""Largest number of look-ups that are sent."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry that was looked up, and its place among the match audit's entries; reported as soon as it is known."""

    place: int
    entry: Entry


def look(task: Task, rehearsal: Rehearsal) -> MatchAudit:
    """Return the match audit of a preview.

    Raises:
        MappingError: the configuration holds an expression or filter that cannot be used.
    """
    return match_audit(rehearsal.source, rehearsal.target, rehearsal.configuration, task.checkpoint)


def askable(found: MatchAudit) -> list[int]:
    """Return the places of the open entries that look-ups can settle, at most :data:`MOST` of them."""
    return [n for n, entry in enumerate(found.entries) if entry.asks and entry.state == "seen"][:MOST]


def ask_cloudgate(task: Task, context: Context, answers: Answers, found: MatchAudit) -> MatchAudit:
    """Look up the suspicious entries in the CloudGate of the answers; see :func:`settle`.

    Raises:
        InputError: the answers have no usable Tenant URL, or no token.
        KeyStoreError: the token cannot be read.
        ScimError, NetworkError, Cancelled: as for :func:`settle`.
    """
    retry = RetryPolicy(frozenset({429, 503}), deadline=60.0, cap=15.0, blip=60.0)
    return settle(task, target_client(context, answers, retry), found)


def settle(task: Task, client: ScimClient, found: MatchAudit) -> MatchAudit:
    """Confirm or clear entries by the look-ups that Entra would send; each is reported as :class:`Settled`.

    Raises:
        ScimError: CloudGate refuses all look-ups, even for a value that nobody has.
        NetworkError: CloudGate does not respond.
        Cancelled: the person stopped it; what was reported before stays valid.
    """
    places = askable(found)
    if places:
        task.report("matching-asking", done=0, total=len(places))
        first = found.entries[places[0]]
        client.test_connection(RESOURCES[first.of], first.row, task)
    changed: dict[int, Entry] = {}
    for done, place in enumerate(places, 1):
        entry = _settled(task, client, found.entries[place])
        changed[place] = entry
        task.report("matching-asking", done=done, total=len(places), data=Settled(place, entry))
    return found.with_entries(changed)


def _settled(task: Task, client: ScimClient, entry: Entry) -> Entry:
    if _finds(task, client, entry):
        return replace(entry, state="cleared")
    return replace(entry, state="confirmed", severity="warning" if entry.consequence == "left-alone" else "error")


def _finds(task: Task, client: ScimClient, entry: Entry) -> bool:
    """Send look-ups in order until a look-up has a result, and return whether the result is as expected."""
    for attribute, value in entry.asks:
        try:
            answer = client.find(RESOURCES[entry.of], attribute, value, task)
        except ScimError as error:
            if error.status in ABOUT_ALL:
                raise
            return False  # the look-up before had a response, so this look-up fails because of its value
        if answer.total or answer.resources:
            return _well(entry, attribute, value, answer)
    return not entry.accounts


def _well(entry: Entry, attribute: str, value: str, answer: ListResponse) -> bool:
    """Return whether a look-up found exactly the expected account."""
    if answer.total > 1 or len(answer.resources) != 1:
        return False
    account = answer.resources[0]
    if entry.accounts:
        return str(account.get("id")) in entry.accounts
    return likeness(_text(account, attribute)) == likeness(value)


def _text(account: Resource, attribute: str) -> str:
    value = read(account, attribute)
    return "" if value is None else str(value)
