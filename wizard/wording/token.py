"""What was removed from a given token, and what the token says about itself, as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.secrets.token import CleanedToken, JwtFacts


def cleaning(cleaned: CleanedToken, texts: Texts) -> list[str]:
    """Return what was removed from a token, and what is doubtful about it; empty if there is nothing to report."""
    words = cleaned.word_params
    removed = ", ".join(texts.get(f"token-removed-{name}", **words) for name in cleaned.removed)
    told = [texts.get("token-removed", what=removed)] if removed else []
    return told + [texts.get(f"token-problem-{name}", **words) for name in cleaned.problems]


def life(jwt: JwtFacts | None, texts: Texts) -> str:
    """Return how long a token is valid according to its own content; empty if it is no JSON Web Token."""
    if jwt is None:
        return ""
    days = jwt.days_left(datetime.now(UTC))
    if days is None:
        return texts.get("credentials-jwt-open")
    if days < 0:
        return texts.get("credentials-jwt-over")
    return texts.get("credentials-jwt-days", days=days) if days else texts.get("credentials-jwt-today")
