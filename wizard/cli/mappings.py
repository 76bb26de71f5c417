"""``mappings``: the mapping language and its checks, offline and on files."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from wizard.cli.files import read_json, read_text
from wizard.cli.mappings_functions import plain, run_functions, shown
from wizard.cli.output import note, say, say_lines, write_json
from wizard.cli.parser import complete
from wizard.cli.people_files import notes_json, read_people, tell, unread_notes
from wizard.cli.progress import progress
from wizard.core.errors import InputError, MappingError
from wizard.core.texts import Texts
from wizard.directory.files import attributes_from_json
from wizard.directory.reading import Note, some
from wizard.mapping import Schema
from wizard.mapping.checks import Finding, check, check_people, check_schema
from wizard.mapping.differences import schema_differences
from wizard.mapping.expression import EvaluationContext, ExpressionError, compile_expression
from wizard.mapping.reads import known_part, not_read, unread
from wizard.wording.mapping_checks import finding_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonObject
    from wizard.mapping.attribute_mapping import ObjectKind
    from wizard.mapping.reads import Unread

MOST = 20
"""Number of names printed after a finding."""


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command with its own commands."""
    parser = subparsers.add_parser("mappings", help=texts.get("cli-mappings-help"))
    commands = parser.add_subparsers(dest="mappings", required=True, metavar="COMMAND")

    evaluate = commands.add_parser("eval", help=texts.get("cli-mappings-eval"))
    evaluate.add_argument("expression", nargs="?", metavar="EXPR", help=texts.get("cli-mappings-expression"))
    evaluate.add_argument("--attributes", type=Path, metavar="FILE.json", help=texts.get("cli-mappings-attributes"))
    evaluate.add_argument("--now", metavar="TIME", help=texts.get("cli-mappings-now"))
    evaluate.add_argument("--cases", type=Path, metavar="FILE.json", help=texts.get("cli-mappings-cases"))
    complete(evaluate, texts, run_eval)

    check = commands.add_parser("check", help=texts.get("cli-mappings-check"))
    check.add_argument("schema", type=Path, metavar="SCHEMA.json", help=texts.get("cli-mappings-schema"))
    check.add_argument("--people", type=Path, metavar="FILE.json", help=texts.get("cli-mappings-people"))
    check.add_argument("--partial", action="store_true", help=texts.get("cli-rehearse-partial"))
    complete(check, texts, run_check)

    diff = commands.add_parser("diff", help=texts.get("cli-mappings-diff"))
    diff.add_argument("before", type=Path, metavar="A.json", help=texts.get("cli-mappings-schema"))
    diff.add_argument("after", type=Path, metavar="B.json", help=texts.get("cli-mappings-schema"))
    complete(diff, texts, run_diff)

    functions = commands.add_parser("functions", help=texts.get("cli-mappings-functions"))
    functions.add_argument("name", nargs="?", metavar="NAME", help=texts.get("cli-mappings-function"))
    complete(functions, texts, run_functions)


# --- eval


def run_eval(arguments: argparse.Namespace, texts: Texts) -> int:
    """Evaluate an expression on one person's attributes, or the cases of a file.

    Raises:
        InputError: a file cannot be used; ``usage-mappings-eval``: neither expression nor cases, or both.
    """
    if (arguments.expression is None) == (arguments.cases is None):
        raise InputError("usage-mappings-eval")
    if arguments.cases is not None:
        return _cases(arguments, texts)

    unknown: tuple[str, ...] = ()
    try:
        compiled = compile_expression(arguments.expression)
        attributes = {}
        if arguments.attributes:
            given = read_json(arguments.attributes)
            attributes = attributes_from_json(given, file=arguments.attributes.name, names=compiled.attributes)
            unknown = not_read(compiled.attributes, attributes)
        result = compiled(attributes, EvaluationContext(now=_moment(arguments.now)))
    except MappingError as error:
        if isinstance(error, ExpressionError) and not arguments.json:
            for line in error.marked().splitlines():
                note(line)
        raise
    if arguments.json:
        told = {"unknown": list(unknown)} if unknown else {}
        write_json({"result": plain(result), "type": type(result).__name__, **told}, indent=None)
    else:
        say_lines(shown(result, texts))
    if unknown:
        params = {"file": arguments.attributes.name, **some(unknown)}
        tell([Note("attributes", params)], texts)
    return 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("usage-time", {"value": text[:40]}, cause=error) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _cases(arguments: argparse.Namespace, texts: Texts) -> int:
    """Evaluate documented cases: return 0 if each case with a consistent result is met."""
    raw = read_json(arguments.cases)
    if not isinstance(raw, list) or not raw or not all(isinstance(case, dict) and "expression" in case for case in raw):
        raise InputError("usage-cases", {"file": str(arguments.cases)})
    rows = [_case(case) for case in raw]
    trusted = [row for row in rows if row["trust"] == "consistent"]
    if not trusted:
        raise InputError("usage-cases", {"file": str(arguments.cases)})
    met = sum(row["met"] for row in trusted)
    if arguments.json:
        counts = {"cases": len(rows), "consistent": len(trusted), "met": met, "missed": len(trusted) - met}
        write_json({"results": rows, "counts": counts})
        return 0 if met == len(trusted) else 1
    for row in rows:
        if row["trust"] != "consistent":
            say(texts.get("cli-mappings-other", id=row["id"], trust=row["trust"]))
        elif row["met"]:
            continue
        else:
            say(texts.get("cli-mappings-miss", id=row["id"]))
        say(f"  {row['expression']}")
        for name in ("expected", "result"):
            say("  " + texts.get(f"cli-mappings-case-{name}", value=json.dumps(row[name], ensure_ascii=False)))
        if row["why"]:
            say("  " + texts.get("cli-mappings-case-why", why=row["why"]))
    others = [row for row in rows if row["trust"] != "consistent"]
    say(texts.get("cli-mappings-count", met=met, trusted=len(trusted), others=len(others)))
    return 0 if met == len(trusted) else 1


class _Case(TypedDict):
    """What a documented case gave."""

    id: str
    trust: str
    expression: str
    expected: object
    result: str | list[str] | Mapping[str, object]
    met: bool
    why: str


def _case(case: JsonObject) -> _Case:
    taken = frozenset(map(str, case.get("takenValues") or ()))
    expected = case.get("expected")
    try:
        compiled = compile_expression(str(case["expression"]))
        result = plain(
            compiled(
                attributes_from_json(case.get("attributes") or {}, names=compiled.attributes),
                EvaluationContext(now=_moment(case.get("now")), taken=taken.__contains__),
            )
        )
    except MappingError as error:
        result = {"__error__": error.code}
    met = result == expected or (expected is None and result == "")
    if isinstance(expected, dict) and "__error__" in expected:
        met = isinstance(result, dict) and "__error__" in result
    return {
        "id": str(case.get("id", "")),
        "trust": str(case.get("trust") or "consistent"),
        "expression": str(case["expression"]),
        "expected": expected,
        "result": result,
        "met": met,
        "why": str(case.get("note") or ""),
    }


# --- check and diff


def _schema(path: Path) -> Schema:
    return Schema.from_text(read_text(path))


def run_check(arguments: argparse.Namespace, texts: Texts) -> int:
    """Check a schema, and with people its effect on them: return 0 if there are no findings.

    Raises:
        InputError: a file cannot be used.
        MappingError: the file is no schema.
    """
    schema = _schema(arguments.schema)
    file = read_people(arguments.people, schema, partial=arguments.partial) if arguments.people else None
    people = file.people if file is not None else ()
    notes = file.notes if file is not None else ()
    missing: tuple[Unread, ...] = ()
    if file is not None and schema.has("User"):
        missing = unread(schema.mapping("User"), file.had)
        notes += unread_notes(missing, arguments.people.name)
    tell(notes, texts)
    rows: list[JsonObject] = []
    kinds: tuple[ObjectKind, ...] = ("User", "Group")
    found: list[tuple[ObjectKind, Finding]] = []
    with progress(texts, quiet=arguments.json, what="cli-mappings-checking") as teller:
        for kind in kinds:
            found += [(kind, one) for one in (*(check_schema(schema) if kind == "User" else ()), *check(schema, kind))]
            if people:
                found += [(kind, one) for one in (_unknown(missing) if kind == "User" else ())]
                found += [(kind, one) for one in check_people(_known(schema, missing), kind, people)]
            teller.task.checkpoint()
    for kind, finding in found:
        what, fix = finding_words(texts, finding)
        rows.append(
            {
                "id": finding.id,
                "severity": finding.severity,
                "kind": kind,
                "target": finding.target,
                "params": dict(finding.params),
                "people": [{"id": person.id, "name": person.name} for person in finding.people],
                "text": what,
                "fix": fix,
            }
        )
    if arguments.json:
        told = {"notes": notes_json(notes)} if notes else {}
        write_json({"findings": rows, "people": len(people), **told})
        return 1 if rows else 0
    for row in rows:
        say(f"{row['severity']:8} {row['kind']} {row['target']}  [{row['id']}]")
        say(f"  {row['text']} {row['fix']}")
        if row["people"]:
            names = [person["name"] for person in row["people"]]
            more = texts.get("cli-mappings-who-more", count=len(names) - MOST) if len(names) > MOST else ""
            say("  " + texts.get("cli-mappings-who", who=", ".join(names[:MOST])) + more)
    say(texts.get("cli-mappings-findings", count=len(rows), people=len(people)))
    return 1 if rows else 0


def _unknown(missing: Sequence[Unread]) -> list[Finding]:
    """Return findings for what is unknown about people because their file lacks the attributes."""
    return [
        Finding("map-not-read", "advice", one.target, {"role": one.role, "names": ", ".join(one.attributes)})
        for one in missing
    ]


def _known(schema: Schema, missing: Sequence[Unread]) -> Schema:
    """Return the schema without the parts that read attributes missing from the people's file."""
    if not missing:
        return schema
    mapping = known_part(schema.mapping("User"), missing)
    return schema.with_mapping("User", rows=mapping.rows, scope=mapping.scope)


def run_diff(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print the differences in meaning between two schemas: return 0 if there are none.

    Raises:
        InputError: a file cannot be read.
        MappingError: a file is no schema.
    """
    found = schema_differences(_schema(arguments.before), _schema(arguments.after))
    if arguments.json:
        write_json([item.to_json() for item in found])
    else:
        for item in found:
            say(
                texts.get(
                    f"cli-diff-{item.change}",
                    kind=item.kind,
                    part=item.part,
                    name=item.name,
                    field=item.field,
                    old=item.old,
                    new=item.new,
                )
            )
        say(texts.get("cli-mappings-differences", count=len(found)))
    return 1 if found else 0
