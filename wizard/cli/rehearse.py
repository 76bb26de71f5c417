"""``rehearse`` and ``why``: the first sync without a window and without writing, from files or the practice company."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import InputError
from wizard.texts import Texts

if TYPE_CHECKING:
    from wizard.directory import Person
    from wizard.mapping import Schema
    from wizard.provisioning import Configuration, HeldAccounts, Plan, Source

BEYOND = 3
"""Exit code of a plan that passes the limits."""

SIGNS = {True: "ok  ", False: "STOP"}

PEOPLE, PERCENT = 20, 10
"""Limits of how many may be disabled or deleted: so many people, or so much of everybody, whichever is less."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What a rehearsal works with, and what it is called in a digest."""

    source: Source
    target: HeldAccounts
    configuration: Configuration
    facts: dict[str, str]


def register(subparsers: Any, texts: Texts) -> None:
    """Add the commands."""
    rehearse = subparsers.add_parser("rehearse", help=texts.get("cli-rehearse-help"))
    why = subparsers.add_parser("why", help=texts.get("cli-why-help"))
    why.add_argument("name", metavar="NAME", help=texts.get("cli-why-name"))
    for parser in (rehearse, why):
        parser.add_argument("--practice", action="store_true", help=texts.get("cli-rehearse-practice"))
        parser.add_argument("--people", metavar="N|FILE", help=texts.get("cli-rehearse-people"))
        parser.add_argument("--schema", type=Path, metavar="FILE", help=texts.get("cli-rehearse-schema"))
        parser.add_argument("--accounts", type=Path, metavar="FILE", help=texts.get("cli-rehearse-accounts"))
        parser.add_argument("--flag", action="store_true", help=texts.get("cli-rehearse-flag"))
    forms = rehearse.add_mutually_exclusive_group()
    for form in ("json", "csv", "html"):
        forms.add_argument(f"--{form}", action="store_true", help=texts.get(f"cli-rehearse-{form}"))
    rehearse.add_argument("--limit", type=int, default=PEOPLE, metavar="N", help=texts.get("cli-rehearse-limit"))
    rehearse.set_defaults(run=run)
    why.add_argument("--json", action="store_true", help=texts.get("cli-json"))
    why.set_defaults(run=run_why)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Plan and print: 0, or 3 when more would be disabled or deleted than the limits allow.

    Raises:
        InputError: the options or a file cannot be used.
        MappingError: the schema cannot be used.
    """
    from wizard.provisioning import plan
    from wizard.provisioning.rendering import digest, ordered, page, plan_json, reason, table

    sides = read_sides(arguments)
    found = plan(sides.source, sides.target, sides.configuration)
    if arguments.json:
        print(json.dumps(plan_json(found, sides.facts), indent=1, ensure_ascii=False))
    elif arguments.csv:
        csv.writer(sys.stdout).writerows(table(found, texts))
    elif arguments.html:
        print(page(found, texts, texts.get("cli-rehearse-title"), _counted(found, texts)))
    else:
        for operation in ordered(found):
            print(f"{texts.get(f'plan-verdict-{operation.verdict}'):10} {operation.name}: {reason(operation, texts)}")
        print(f"\n{_counted(found, texts)}\n{texts.get('cli-rehearse-digest', digest=digest(found, sides.facts))}")
    return BEYOND if passes_limits(found, len(sides.source.people), arguments.limit) else 0


def passes_limits(plan: Plan, people: int, most: int = PEOPLE) -> bool:
    """Tell whether more people would be disabled or deleted than the limits allow."""
    gone = plan.counts("User")["disable"] + plan.counts("User")["delete"]
    return gone > min(most, max(1, people * PERCENT // 100))


def _counted(plan: Plan, texts: Texts) -> str:
    counts = plan.counts("User")
    verdicts = ("create", "update", "disable", "delete", "skip", "clash", "unchanged")
    return ", ".join(f"{counts[name]} {texts.get(f'plan-verdict-{name}')}" for name in verdicts)


def run_why(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print the way of everybody of that name: 0, or 1 when there is nobody.

    Raises:
        InputError: the options or a file cannot be used.
        MappingError: the schema cannot be used.
    """
    from wizard.provisioning import plan
    from wizard.provisioning.rendering import operation_json, request_json
    from wizard.provisioning.walk import sentence, walk

    sides = read_sides(arguments)
    people = named(sides.source.people, arguments.name)
    found = plan(sides.source, sides.target, sides.configuration)
    walks = [walk(person, sides.source, sides.target, sides.configuration, found) for person in people]
    if arguments.json:
        rows = [
            {
                "person": {"id": one.person.id, "name": one.person.display_name},
                "steps": [{**asdict(step), "params": dict(step.params)} for step in one.steps],
                "operations": [operation_json(operation) for operation in one.operations],
            }
            for one in walks
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0 if walks else 1
    for one in walks:
        print(f"{one.person.display_name}  {one.person.user_principal_name}")
        for step in one.steps:
            if step.name != "action":
                print(f"  {SIGNS[step.passed]} {sentence(step, texts)}")
        for operation in one.operations:
            sign = SIGNS[operation.verdict not in {"skip", "clash"}]
            said = texts.get(f"plan-reason-{operation.reason}", **operation.params)
            print(f"  {sign} {texts.get(f'plan-verdict-{operation.verdict}')}: {said}")
            for request in operation.requests:
                asked = request_json(request)
                print(f"       {asked['method']} {asked['path']}")
                if asked["body"]:
                    print(f"       {json.dumps(asked['body'], ensure_ascii=False)}")
    if not walks:
        print(texts.get("cli-why-nobody", name=arguments.name))
    return 0 if walks else 1


def named(people: Any, name: str) -> list[Person]:
    """Return the people whose name, user name, address or id is ``name``; else those whose name has it as a part."""
    wanted = name.strip().casefold()

    def whole(person: Person) -> bool:
        values = (person.display_name, person.user_principal_name, person.id, person.attributes.get("mail"))
        return wanted in {str(value).casefold() for value in values if value}

    exact = [person for person in people if whole(person)]
    return exact or [person for person in people if wanted in person.display_name.casefold()]


def read_sides(arguments: argparse.Namespace) -> Sides:
    """Read what the options name.

    Raises:
        InputError: ``usage-rehearse``: neither files nor the practice company; a file cannot be used.
        MappingError: the schema cannot be used.
    """
    from wizard.provisioning import Configuration, HeldAccounts

    if arguments.practice:
        if arguments.schema is not None or arguments.accounts is not None:
            raise InputError("usage-rehearse")
        source, accounts, schema = _practice(arguments.people)
        facts = {"tenant": "practice", "target": "practice"}
    else:
        if arguments.schema is None or arguments.people is None:
            raise InputError("usage-rehearse")
        source, accounts, schema = _files(arguments)
        facts = {"tenant": arguments.people, "target": str(arguments.accounts or "")}
    facts["configuration"] = hashlib.sha256(schema.to_text().encode()).hexdigest()
    facts["dialect"] = "aadOptscim062020" if arguments.flag else "classic"
    configuration = Configuration.from_schema(
        schema, sync_all=True, dialect="aadOptscim062020" if arguments.flag else "classic"
    )
    # Accounts of a file may lack the ids that CloudGate gave them; every one is an account of its own.
    held = tuple({"id": f"account-{number}", **item} for number, item in enumerate(accounts, 1))
    return Sides(source, HeldAccounts(held, ()), configuration, facts)


def _practice(count: str | None) -> tuple[Source, tuple[dict[str, Any], ...], Schema]:
    from wizard.wiring import practice_sides

    if count is not None and not count.isdecimal():
        raise InputError("usage-rehearse")
    return practice_sides(int(count or 60))


def _files(arguments: argparse.Namespace) -> tuple[Source, tuple[dict[str, Any], ...], Schema]:
    from wizard.cli.files import read_json, read_text
    from wizard.directory.files import people_from_json
    from wizard.mapping import Schema
    from wizard.provisioning import Source

    people = people_from_json(read_json(Path(arguments.people)))
    held: Any = read_json(arguments.accounts) if arguments.accounts is not None else []
    if isinstance(held, dict):
        held = held.get("Resources", held.get("value"))
    if not isinstance(held, list) or not all(isinstance(item, dict) for item in held):
        raise InputError("accounts-shape", {"file": str(arguments.accounts)})
    return Source(people), tuple(held), Schema.from_text(read_text(arguments.schema))
