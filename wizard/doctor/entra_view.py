"""Converts the result of Entra's own connection test to facts, in addition to the view from this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeGuard

from wizard.core.errors import GraphError
from wizard.doctor.model import EntraFacts

if TYPE_CHECKING:
    from wizard.graph.synchronization import Secrets

_VERDICTS: dict[str, Literal["refused", "unanswered"]] = {
    "credentials-refused": "refused",
    "credentials-unanswered": "unanswered",
    "credentials-url-invalid": "unanswered",
}


def entra_facts(error: GraphError | None, secrets: Secrets | None = None) -> EntraFacts:
    """Return the facts of Entra's test; ``error`` is ``None`` if it passed.

    Args:
        error: raised by ``CredentialCalls.validate``; errors of other kinds say nothing about the connection.
        secrets: the stored values if the stored credentials were tested.
    """
    stored = secrets.has_token if secrets is not None else None
    if error is None:
        return EntraFacts("ok", token_stored=stored)
    params = error.params
    return EntraFacts(
        _VERDICTS.get(error.code, ""),
        str(params.get("connector", "")),
        str(params.get("answered", "")),
        str(params.get("detail", "")),
        stored,
    )


def tells(error: Exception) -> TypeGuard[GraphError]:
    """Return whether an error is a result of Entra's connection test."""
    return isinstance(error, GraphError) and error.code in _VERDICTS
