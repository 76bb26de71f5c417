"""``status``: the health of a setup, for a person or a monitoring system. It only reads."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wizard.cli.output import Exit, columns, say, say_finding, table, tell_error, write_json
from wizard.cli.parser import complete
from wizard.cli.progress import progress
from wizard.cli.unattended import add_options, opened, sign_in
from wizard.core.errors import GraphError, KeyStoreError, NetworkError, SavedSetupError, SignInError, WizardError
from wizard.graph.unattended import workload_of
from wizard.health.reading import look
from wizard.health.record import load, save_look
from wizard.wording import health as words

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonObject
    from wizard.core.texts import Texts
    from wizard.health.model import Health

UNREAD = (GraphError, SignInError, NetworkError, SavedSetupError, KeyStoreError)
"""Errors after which nothing is known about the setup."""


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("status", help=texts.get("cli-status-help"))
    add_options(parser, texts)
    complete(parser, texts, run, ca=True)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Look once: return 0 if all is well, 1 if something needs a person, 3 if it could not be read.

    Raises:
        InputError: no setup matches, or several do; a key file cannot be used; the setup has no application yet.
    """
    try:
        return _look(arguments, texts)
    except UNREAD as error:
        tell_error(texts, error, as_json=arguments.json)
        return Exit.STOPPED


def _look(arguments: argparse.Namespace, texts: Texts) -> int:
    who = workload_of(arguments.certificate, arguments.client_id)
    with opened(arguments, texts) as cared:
        file = cared.store.health_path(cared.setup.id)
        kept, _ = load(file)
        with progress(texts, quiet=arguments.json) as tell:
            sign_in(cared, who, tell, texts, reading=True)
            health, after = look(tell.task, cared.context, cared.setup.snapshot, kept)
        try:
            save_look(file, after)
            unsaved: WizardError | None = None
        except SavedSetupError as error:  # what was read is valid nevertheless
            unsaved = error
        redact = cared.context.transport.redactor.value
        if arguments.json:
            write_json(redact(as_json(health, cared.setup.id, cared.setup.name, texts)))
        else:
            tell_health(health, cared.setup.name, texts)
        if unsaved is not None:
            tell_error(texts, unsaved)
    return Exit.GOOD if health.well else Exit.FAILED


def tell_health(health: Health, name: str, texts: Texts) -> None:
    """Print the health of a setup."""
    say((texts.get("cli-status-title", name=name, state=words.state(health, texts)), "bold"))
    for line in words.facts(health, texts):
        say(line, indent=2)
    for need in health.needs:
        what, fix = words.need(need, texts)
        say()
        say((what, "yellow"))
        say(fix, indent=2)
    for finding in health.findings:
        say()
        say_finding(finding, texts, parts=("fix",))
    if health.failing:
        say()
        rows = [(one.name, words.day(one.since), str(one.cycles), words.why(one, texts)) for one in health.failing[:50]]
        table(
            columns(texts, [f"health-head-{name}" for name in ("name", "since", "cycles", "why")], number="cycles"),
            rows,
        )
        if len(health.failing) > 50:
            say(texts.get("cli-status-more", count=len(health.failing) - 50))
    if health.drift is not None and health.drift.changes:
        say()
        say((texts.get("health-drift-title"), "bold"))
        for one in health.drift.changes:
            say(words.change(one, texts), indent=2)
    if health.well:
        say()
        say((texts.get("cli-status-well"), "green"))


def as_json(health: Health, setup_id: str, name: str, texts: Texts) -> JsonObject:
    """Return the health as JSON: stable names, with texts."""

    def when(at: datetime | None) -> str | None:
        return at.isoformat() if at is not None else None

    token = health.token
    return {
        "setup": {"id": setup_id, "name": name},
        "at": when(health.at),
        "well": health.well,
        "state": health.state,
        "needs": [
            {"id": one.id, **one.params, "text": what, "fix": fix}
            for one in health.needs
            for what, fix in [words.need(one, texts)]
        ],
        "last_cycle_ended": when(health.last_ended),
        "next_cycle": when(health.next_cycle),
        "users": health.users,
        "groups": health.groups,
        "days": [{"day": one.day.isoformat(), "written": one.written, "failed": one.failed} for one in health.days],
        "failing": [
            {
                "id": one.id, "kind": one.kind, "name": one.name, "since": when(one.since), "last": when(one.last),
                "cycles": one.cycles, "code": one.code, "answer": one.answer, "reason": one.reason,
                "finding": one.finding.id if one.finding is not None else "", "why": words.why(one, texts),
            }
            for one in health.failing
        ],
        "quarantine": None if health.quarantine is None else {
            "reason": health.quarantine.reason, "began": when(health.quarantine.began),
            "next_attempt": when(health.quarantine.next_attempt), "off_on": when(health.quarantine.off_on),
        },
        "waiting_deletions": None if health.waiting is None else {
            "count": health.waiting.count, "names": list(health.waiting.names),
        },
        "token": {
            "saved": when(token.saved), "ends": when(token.ends), "days_left": token.days_left(health.at),
            "stored_in_entra": token.stored,
        },
        "findings": [
            {
                "id": one.id, "text": texts.get(f"finding-{one.id}", **one.params),
                "fix": texts.get(f"finding-{one.id}.fix", **one.params),
            }
            for one in health.findings
        ],
        "drift": [
            {
                "id": one.id, "part": one.part, **one.params, "who": one.who, "when": when(one.when),
                "text": words.change(one, texts),
            }
            for one in (health.drift.changes if health.drift is not None else ())
        ],
        "log": {"from": when(health.log_from), "error": health.log_error},
        "first_look": health.first_look,
    }  # fmt: skip
