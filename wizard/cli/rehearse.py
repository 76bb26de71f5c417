"""``rehearse``: the first sync cycle without writing anything, for a saved setup, files, or the practice company."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import match_audit, rehearse_why
from wizard.cli.files import read_json, write_utf8
from wizard.cli.output import Exit, note, printable, say, say_lines, write_json
from wizard.cli.parser import complete, number
from wizard.cli.people_files import notes_json, tell
from wizard.cli.progress import counting, progress
from wizard.cli.rehearse_read import reading
from wizard.cli.rehearse_text import counted, difference_lines, plan_lines
from wizard.core.errors import InputError
from wizard.core.texts import Texts
from wizard.provisioning.impact import LIMIT_PEOPLE, LIMIT_PERCENT, exceeds_limits, removals
from wizard.provisioning.outcome import picture_of
from wizard.provisioning.plan_json import compare, digest, operation_json, plan_from_json, plan_json
from wizard.wording.plan import notes, page, table

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.cli.rehearse_setup import Sides
    from wizard.core.json_types import JsonObject
    from wizard.provisioning.plan_json import Difference, SavedPlan

FORMS = ("json", "csv", "html")


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the commands."""
    forms = texts.get("cli-rehearse-forms")
    rehearse = subparsers.add_parser("rehearse", help=texts.get("cli-rehearse-help"), epilog=forms)
    rehearse.add_argument("setup", nargs="?", metavar="SETUP", help=texts.get("cli-rehearse-setup"))
    add_sides(rehearse, texts)
    printed = rehearse.add_mutually_exclusive_group()
    for form in FORMS:
        printed.add_argument(f"--{form}", action="store_true", help=texts.get(f"cli-rehearse-{form}"))
    rehearse.add_argument("--all", action="store_true", help=texts.get("cli-rehearse-all"))
    rehearse.add_argument("--match-audit", action="store_true", help=texts.get("cli-rehearse-match-audit"))
    limit = texts.get("cli-rehearse-limit").replace("%", "%%")  # argparse expands percent signs
    rehearse.add_argument("--limit", type=number, metavar="N", help=limit)
    rehearse.add_argument("--against", type=Path, metavar="FILE", help=texts.get("cli-rehearse-against"))
    complete(rehearse, texts, run, ca=True, json=False)

    why = subparsers.add_parser("why", help=texts.get("cli-why-help"), epilog=forms)
    why.add_argument("name", metavar="NAME", help=texts.get("cli-why-name"))
    why.add_argument("--setup", metavar="SETUP", help=texts.get("cli-rehearse-setup"))
    add_sides(why, texts)
    why.add_argument("--all", action="store_true", help=texts.get("cli-rehearse-all"))
    complete(why, texts, rehearse_why.run, ca=True)


def add_sides(parser: argparse.ArgumentParser, texts: Texts) -> None:
    """Add the options that select what is rehearsed; :func:`wizard.cli.rehearse_read.reading` reads them."""
    parser.add_argument("--practice", action="store_true", help=texts.get("cli-rehearse-practice"))
    parser.add_argument("--people", metavar="N|FILE", help=texts.get("cli-rehearse-people"))
    parser.add_argument("--schema", type=Path, metavar="FILE", help=texts.get("cli-rehearse-schema"))
    parser.add_argument("--accounts", type=Path, metavar="FILE", help=texts.get("cli-rehearse-accounts"))
    parser.add_argument("--partial", action="store_true", help=texts.get("cli-rehearse-partial"))
    parser.add_argument("--scope", choices=("assigned", "all"), help=texts.get("cli-rehearse-scope"))
    parser.add_argument("--flag", action="store_true", help=texts.get("cli-rehearse-flag"))
    parser.add_argument("--token-stdin", action="store_true", help=texts.get("cli-rehearse-token"))


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Plan and print, or print the match audit: return 0, 1 if nobody is in scope, 3 if too many would be removed.

    Exceeded limits, progress and the sign-in are printed on standard error.

    Raises:
        InputError: the options or a file cannot be used.
        MappingError: the schema cannot be used.
        SavedSetupError, SignInError, GraphError, ScimError, NetworkError, KeyStoreError: the saved setup cannot be
            read, or one of its sides.
    """
    most = LIMIT_PEOPLE if arguments.limit is None else arguments.limit
    if most < 0:
        raise InputError("usage-limit", {"value": most})
    if arguments.against is not None and (arguments.csv or arguments.html):
        raise InputError("usage-against")
    if arguments.match_audit and (arguments.csv or arguments.html or arguments.against is not None):
        raise InputError("usage-match-audit-form")
    before = None
    if arguments.against is not None:
        before = plan_from_json(read_json(arguments.against), arguments.against.name)
    with reading(arguments, texts) as sides:
        tell(sides.notes, texts)
        if arguments.match_audit:
            return match_audit.show(sides, texts, as_json=arguments.json)
        if before is not None and before.facts != dict(sides.facts):
            note(texts.get("cli-rehearse-other-facts", file=str(arguments.against)))
        show(arguments, sides, before, texts)
        people = len(sides.source.people)
        if not people and not sides.source.groups:
            note(texts.get("cli-rehearse-nobody"))
            return Exit.FAILED
        if not exceeds_limits(sides.plan, people, most):
            return 0
        gone = removals(sides.plan)
        said = texts.get("cli-rehearse-beyond", gone=gone, people=people, most=most, percent=LIMIT_PERCENT)
        note(said)
        return Exit.STOPPED


def show(arguments: argparse.Namespace, sides: Sides, before: SavedPlan | None, texts: Texts) -> None:
    """Print the plan in the requested form, or the differences from another plan."""
    if arguments.json or arguments.csv or arguments.html:
        write_utf8()
    changes = None if before is None else compare(before.plan, sides.plan)
    if arguments.json:
        found = plan_json(sides.plan, sides.facts)
        if sides.notes:
            found["notes"] = notes_json(sides.notes)
        if before is not None and changes is not None:
            found["against"] = _against(before, changes)
        write_json(found)
    elif arguments.csv:
        shown = printable if sys.stdout.isatty() else str
        rows = ([shown(cell) for cell in row] for row in table(sides.plan, texts))
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
    elif arguments.html:
        whole = notes(sides.plan, texts, as_if_restarted=sides.as_if_restarted)
        lead = " ".join([*_part(sides, texts), *counted(sides.plan, texts), *whole])
        everybody = sides.configuration.sync_all
        drawn = picture_of(sides.plan, total=sides.source.total, everybody=everybody)
        found_page = page(sides.plan, texts, texts.get("cli-rehearse-title"), lead, drawn)
        if sys.stdout.isatty():
            say_lines(found_page)
        else:
            print(found_page)
    else:
        if changes is None:
            lines = plan_lines(sides, texts, everybody=arguments.all)
        else:
            lines = difference_lines(changes, texts, everybody=arguments.all)
        for line in lines:
            say(line)
        say()
        for line in _part(sides, texts):
            say(line)
        for line in counted(sides.plan, texts):
            say(line)
        with progress(texts, what="cli-rehearse-fingerprint") as tell:
            counted_so_far = counting(tell.task, "cli-rehearse-fingerprint", len(sides.plan.operations))
            fingerprint = digest(sides.plan, sides.facts, counted_so_far)
        say(texts.get("cli-rehearse-digest", digest=fingerprint))


def _part(sides: Sides, texts: Texts) -> list[str]:
    """Return the line that marks a plan for only a part of the people or accounts."""
    parts = sides.facts.get("partial")
    return [texts.get("cli-rehearse-is-partial", parts=parts)] if parts else []


def _against(before: SavedPlan, changes: tuple[Difference, ...]) -> JsonObject:
    return {
        "digest": before.digest,
        "facts": dict(before.facts),
        "differences": [
            {
                "how": one.how,
                "operation": operation_json(one.operation),
                "before": None if one.before is None else operation_json(one.before),
            }
            for one in changes
        ],
    }
