"""Lines about the connection that Entra has stored after step 6, each with a status and its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.scim.endpoint import for_entra

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.answers import Answers
    from wizard.journey.model import Result


@dataclass(frozen=True, slots=True)
class Line:
    """A stored setting. ``proof`` says how it is known; ``detail`` is, for example, an id."""

    id: str
    status: Literal["pass", "warn", "fail"]
    text: str
    proof: str = ""
    detail: str = ""


def lines(result: Result, answers: Answers, texts: Texts) -> list[Line]:
    """Return the lines for the step's result, compared with the current answers."""
    facts, t = result.facts, texts.get
    back = t("connect-state-read-back")
    url, mail, limit = (facts.get(name, "") for name in ("saved_url", "notification", "deletion_limit"))
    same_url = str(url).rstrip("/") == for_entra(answers.tenant_url).rstrip("/")
    url_words = t("connect-state-url") if same_url else t("connect-state-other-url", url=str(url))
    stored = bool(facts.get("token_stored"))
    mail_words = t("connect-state-mail", address=str(mail)) if mail else t("connect-state-no-mail")
    limit_words = t("connect-state-limit", limit=limit) if limit else t("connect-state-no-limit")
    tested = [Line("tested", "pass", t("connect-state-tested"))] if result.way == "for_me" else []
    return [
        *tested,
        Line("job", "pass", t("connect-state-job"), back, str(facts.get("job", ""))),
        Line("url", "pass" if same_url else "warn", url_words, back),
        Line(
            "token",
            "pass" if stored else "fail",
            t("connect-state-token" if stored else "connect-state-no-token"),
            back,
        ),
        Line("mail", "pass" if mail else "warn", mail_words, back),
        Line("limit", "pass" if limit else "warn", limit_words, back),
    ]
