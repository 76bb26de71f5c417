"""Texts on a token: what was removed from it, and how long it is valid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.secrets.token import CleanedToken, JwtFacts


def cleaning(cleaned: CleanedToken, texts: Texts) -> list[str]:
    """Return texts on what was removed from a token, and on remaining problems; empty if there are none."""
    words = cleaned.word_params
    removed = ", ".join(texts.get(f"token-removed-{name}", **words) for name in cleaned.removed)
    told = [texts.get("token-removed", what=removed)] if removed else []
    return told + [texts.get(f"token-problem-{name}", **words) for name in cleaned.problems]


def life(jwt: JwtFacts | None, texts: Texts) -> str:
    """Return how long a token is valid according to its claims; empty if it is not a JWT."""
    if jwt is None:
        return ""
    days = jwt.days_left(datetime.now(UTC))
    if days is None:
        return texts.get("credentials-jwt-open")
    if days < 0:
        return texts.get("credentials-jwt-over")
    return texts.get("credentials-jwt-days", days=days) if days else texts.get("credentials-jwt-today")
