"""What was set up, in words: the summary before provisioning is turned on, and the handover report afterwards."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.texts import Texts
    from wizard.journey.machine import Journey
    from wizard.provisioning.outcome import Picture

ROWS: Mapping[str, str] = {
    "tenant": "begin",
    "application": "application",
    "url": "credentials",
    "assigned": "assign",
    "scope": "scope",
    "users": "users",
    "groups": "groups",
    "mail": "connect",
    "limit": "connect",
    "preview": "preview",
}
"""Rows of the summary, and the step in which each one is decided. Titles: ``turnon-row-<row>``."""

_STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:46em;margin:3em auto;padding:0 1.5em;color:#1d2433}
h1{font-size:1.6em;margin-bottom:.1em}h2{font-size:1.1em;margin-top:2em}p{margin:.4em 0}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.35em .8em .35em 0;
border-bottom:1px solid #dde2ea}td{overflow-wrap:anywhere}th{font-weight:600;width:13em}.s{color:#566074}
@media print{body{margin:0}}"""


def summary(journey: Journey, texts: Texts) -> dict[str, str]:
    """Return the rows' values, from what was answered and what was read back; no secret is among them."""
    answers, t = journey.answers, texts.get
    unknown = t("turnon-not-known")

    def fact(step_id: str, name: str) -> str:
        result = journey.result(step_id)
        return str(result.facts.get(name, "")) if result is not None else ""

    filters = len(answers.user_filter or ()) + len(answers.group_filter or ())
    if answers.user_filter is None and (known := fact("scope", "filters")):
        filters = int(known) + len(answers.group_filter or ())
    preview = journey.result("preview")
    names = ("create", "update", "disable", "skip", "clash")
    counts = {name: preview.facts.get(name, 0) for name in names} if preview is not None else {}
    users, groups = fact("assign", "assigned_users"), fact("assign", "assigned_groups")

    def mappings(step_id: str) -> str:
        """Tell what Entra has, as it was read last; unsaved edits make the step stale, which is told elsewhere."""
        count = fact(step_id, "differing")
        return t("turnon-mappings", count=int(count)) if count else unknown

    mailed = answers.notify and answers.notification_email
    limited = answers.prevent_deletions
    return {
        "tenant": fact("begin", "tenant_name") or answers.tenant or unknown,
        "application": answers.application_name if answers.service_principal_id else unknown,
        "url": answers.tenant_url,
        "assigned": t("turnon-assigned", users=int(users), groups=int(groups)) if users and groups else unknown,
        "scope": f"{t(f'turnon-scope-{answers.scope}')}, {t('turnon-filters', count=filters)}",
        "users": mappings("users"),
        "groups": t("turnon-groups-off") if answers.groups_enabled is False else mappings("groups"),
        "mail": t("turnon-mail", address=answers.notification_email) if mailed else t("turnon-no-mail"),
        "limit": t("turnon-limit", limit=answers.delete_threshold) if limited else t("turnon-no-limit"),
        "preview": t("turnon-preview", **counts) if counts else t("turnon-preview-none"),
    }


def handover(journey: Journey, texts: Texts, name: str, at: str, picture: Picture | None = None) -> str:
    """Return the handover report, an HTML page that needs nothing else: what was set up, how, when, and what to know.

    Args:
        name: the setup's name.
        at: the time as people read it.
        picture: the outcome with what happened so far; without it, what the preview said.
    """
    from wizard.provisioning.outcome import Picture
    from wizard.wording.outcome_svg import figure

    t = texts.get
    preview = journey.result("preview")
    if picture is None and preview is not None:
        picture = Picture.of_facts(preview.facts)
    begin = journey.result("begin")
    account = str(begin.facts.get("account", "")) if begin is not None else ""
    lines = [
        "<!doctype html>", f'<html lang="{escape(texts.language)}"><meta charset="utf-8">',
        f"<title>{escape(t('handover-title'))}: {escape(name)}</title><style>{_STYLE}</style>",
        f"<h1>{escape(t('handover-title'))}</h1>",
        f'<p class="s">{escape(t("handover-about", name=name, time=at))}</p>',
    ]  # fmt: skip
    if account:
        lines.append(f'<p class="s">{escape(t("handover-account", account=account))}</p>')
    lines += [f"<h2>{escape(t('turnon-summary'))}</h2>", "<table>"]
    for row, value in summary(journey, texts).items():
        lines.append(f"<tr><th>{escape(t(f'turnon-row-{row}'))}</th><td>{escape(value)}</td></tr>")
    lines.append("</table>")
    if picture is not None:
        lines += [f"<h2>{escape(t('handover-outcome'))}</h2>", figure(picture, texts)]
    lines += [f"<h2>{escape(t('handover-steps'))}</h2>", "<table>"]
    for step in journey.steps[1:]:
        result = journey.result(step.id)
        state = t(f"shell-state-{journey.settled(step.id)}")
        when = f"{state} · {result.at[:16].replace('T', ' ')} UTC" if result is not None else state
        title = f"{step.number} · {t(f'step-{step.id}-title')}"
        lines.append(f"<tr><th>{escape(title)}</th><td>{escape(when)}</td></tr>")
    lines += ["</table>", f"<h2>{escape(t('handover-know'))}</h2>", "<ul>"]
    lines += [f"<li>{escape(t(f'handover-know-{number}'))}</li>" for number in range(1, 6)]
    lines += ["</ul>", "</html>"]
    return "\n".join(lines) + "\n"
