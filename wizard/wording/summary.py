"""What was set up, as text: the summary before provisioning is turned on, and the handover report after that."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from wizard.journey.answers import Answers
from wizard.journey.steps import APPLICATION, ASSIGN, BEGIN, CONNECT, CREDENTIALS, GROUPS, PREVIEW, SCOPE, USERS, WATCH
from wizard.provisioning.outcome import Picture
from wizard.wording import facts as fact_words
from wizard.wording.outcome_svg import figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.core.texts import Texts
    from wizard.journey.machine import Journey
    from wizard.journey.model import Step

ROWS: Mapping[str, Step] = {
    "tenant": BEGIN,
    "application": APPLICATION,
    "url": CREDENTIALS,
    "assigned": ASSIGN,
    "scope": SCOPE,
    "users": USERS,
    "groups": GROUPS,
    "mail": CONNECT,
    "limit": CONNECT,
    "preview": PREVIEW,
}
"""Rows of the summary, and the step that determines each. Titles: ``turnon-row-<row>``."""

NAMES = ("tenant_name", "tenant_id", "application", "app_id", "service_principal_id", "job")
"""Facts that identify the Entra objects that were set up."""

NOTHING = Answers()

KNOW = ("cycles", "leaving", "token", "portal", "stop")
"""What to know from now on: ``handover-know-<id>``."""

_STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:46em;margin:3em auto;padding:0 1.5em;color:#1d2433}
h1{font-size:1.6em;margin-bottom:.1em}h2{font-size:1.1em;margin-top:2em}p{margin:.4em 0}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.35em .8em .35em 0;
border-bottom:1px solid #dde2ea}td{overflow-wrap:anywhere}th{font-weight:600;width:13em}.s{color:#566074}
@media print{body{margin:0}}"""


def summary(journey: Journey, texts: Texts) -> dict[str, str]:
    """Return the rows' values, from the answers and from what was read; they contain no secret."""
    answers, t = journey.answers, texts.get
    unknown = t("turnon-not-known")

    def fact(step: Step, name: str) -> str:
        found = journey.fact(step, name)
        return "" if found is None else str(found)

    filters = len(answers.user_filter or ()) + len(answers.group_filter or ())
    if answers.user_filter is None and (known := fact(SCOPE, "filters")):
        filters = int(known) + len(answers.group_filter or ())
    preview = journey.result(PREVIEW.id)
    names = ("create", "update", "disable", "skip", "clash")
    counts = {name: preview.facts.get(name, 0) for name in names} if preview is not None else {}
    users, groups = fact(ASSIGN, "assigned_users"), fact(ASSIGN, "assigned_groups")

    def mappings(step: Step) -> str:
        """Return the text for Entra's mappings as last read, and whether there are changes that are not saved."""
        count = fact(step, "differing")
        saved = t("turnon-mappings", count=int(count)) if count else unknown
        changed = any(getattr(answers, name) != getattr(NOTHING, name) for name in step.saves)
        result = journey.result(step.id)
        unsaved = changed and journey.state(step.id) == "stale" and result is not None and not result.lapsed
        return t("turnon-mappings-unsaved", saved=saved) if unsaved else saved

    mailed = answers.notify and answers.notification_email
    limited = answers.prevent_deletions
    return {
        "tenant": fact(BEGIN, "tenant_name") or answers.tenant or unknown,
        "application": answers.application_name if answers.service_principal_id else unknown,
        "url": answers.tenant_url,
        "assigned": t("turnon-assigned", users=int(users), groups=int(groups)) if users and groups else unknown,
        "scope": f"{t(f'turnon-scope-{answers.scope}')}, {t('turnon-filters', count=filters)}",
        "users": mappings(USERS),
        "groups": t("turnon-groups-off") if answers.groups_enabled is False else mappings(GROUPS),
        "mail": t("turnon-mail", address=answers.notification_email) if mailed else t("turnon-no-mail"),
        "limit": t("turnon-limit", limit=answers.delete_threshold) if limited else t("turnon-no-limit"),
        "preview": t("turnon-preview", **counts) if counts else t("turnon-preview-none"),
    }


def names(journey: Journey, texts: Texts) -> list[tuple[str, str]]:
    """Return names and ids of the objects that were set up, as label and value; unknown values are left out."""
    found = [(fact_words.label(name, texts), str(value)) for name in NAMES if (value := journey.snapshot.fact(name))]
    return [*found, (texts.get("turnon-row-url"), journey.answers.tenant_url)]


def first_cycle(journey: Journey, texts: Texts) -> str:
    """Return what the first cycle did, in a sentence; empty if step 12 has not determined it."""
    result = journey.result(WATCH.id)
    if result is None or "first_created" not in result.facts:
        return ""
    counts = {part: result.facts.get(f"first_{part}", 0) for part in ("created", "updated", "disabled", "failed")}
    return texts.get("handover-first-cycle", **counts)


def handover(
    journey: Journey,
    texts: Texts,
    name: str,
    at: str,
    picture: Picture | None = None,
    links: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the handover report, a self-contained HTML page: what was set up, how, when, and what to know.

    Args:
        name: the setup's name.
        at: the time in readable form.
        picture: the outcome with the results so far; without it, the preview's outcome.
        links: titles and addresses of related pages.
    """
    t = texts.get
    preview = journey.result(PREVIEW.id)
    if picture is None and preview is not None:
        picture = Picture.of_facts(preview.facts)
    account = str(journey.fact(BEGIN, "account") or "")
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(texts.language)}"><meta charset="utf-8">',
        f"<title>{escape(t('handover-title'))}: {escape(name)}</title><style>{_STYLE}</style>",
        f"<h1>{escape(t('handover-title'))}</h1>",
        f'<p class="s">{escape(t("handover-about", name=name, time=at))}</p>',
    ]
    if account:
        lines.append(f'<p class="s">{escape(t("handover-account", account=account))}</p>')
    rows = [(t(f"turnon-row-{row}"), value) for row, value in summary(journey, texts).items()]
    lines += [f"<h2>{escape(t('turnon-summary'))}</h2>", *_table(rows)]
    cycle = first_cycle(journey, texts)
    if picture is not None or cycle:
        lines.append(f"<h2>{escape(t('handover-outcome'))}</h2>")
    if cycle:
        lines.append(f"<p>{escape(cycle)}</p>")
    if picture is not None:
        lines.append(figure(picture, texts))
    lines += [f"<h2>{escape(t('handover-names'))}</h2>", *_table(names(journey, texts))]
    lines.append(f"<h2>{escape(t('handover-steps'))}</h2>")
    rows = []
    for step in journey.working_steps:
        result = journey.result(step.id)
        state = t(f"shell-state-{journey.state(step.id)}")
        when = f"{state} · {result.at[:16].replace('T', ' ')} UTC" if result is not None else state
        rows.append((f"{step.number} · {t(f'step-{step.id}-title')}", when))
    lines += [*_table(rows), f"<h2>{escape(t('handover-know'))}</h2>", "<ul>"]
    lines += [f"<li>{escape(t(f'handover-know-{each}'))}</li>" for each in KNOW]
    lines.append("</ul>")
    if links:
        lines += [f"<h2>{escape(t('handover-links'))}</h2>", "<ul>"]
        lines += [f'<li><a href="{escape(address)}">{escape(title)}</a></li>' for title, address in links]
        lines.append("</ul>")
    return "\n".join([*lines, "</html>"]) + "\n"


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    cells = [f"<tr><th>{escape(title)}</th><td>{escape(value)}</td></tr>" for title, value in rows]
    return ["<table>", *cells, "</table>"]
