"""The other viewpoint: what Entra's own test said, beside what this computer sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wizard.doctor.model import EntraFacts

if TYPE_CHECKING:
    from wizard.core.errors import GraphError
    from wizard.graph.synchronization import Secrets

_VERDICTS: dict[str, Literal["refused", "unanswered"]] = {
    "credentials-refused": "refused", "credentials-unanswered": "unanswered", "credentials-url-invalid": "unanswered",
}  # fmt: skip


def entra_facts(error: GraphError | None, secrets: Secrets | None = None) -> EntraFacts:
    """Return what Entra's test said; ``None`` means that it passed.

    Args:
        error: of ``validate_credentials``; any other error tells nothing about the connection.
        secrets: what is stored, when the stored credentials were tested.
    """
    stored = secrets.has_token if secrets is not None else None
    if error is None:
        return EntraFacts("ok", token_stored=stored)
    params = error.params
    return EntraFacts(
        _VERDICTS.get(error.code, ""), str(params.get("connector", "")), str(params.get("answered", "")),
        str(params.get("detail", "")), stored,
    )  # fmt: skip


def tells(error: Exception) -> bool:
    """Tell whether an error is the outcome of Entra's test of the connection."""
    return getattr(error, "code", "") in _VERDICTS
