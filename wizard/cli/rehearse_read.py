"""What ``rehearse`` and ``why`` work with: both sides of a saved setup, of files, or of the practice company."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.files import read_json, read_text
from wizard.errors import InputError

if TYPE_CHECKING:
    from wizard.graph.connections import Link
    from wizard.mapping import Schema
    from wizard.provisioning import Configuration, HeldAccounts, Plan, Source
    from wizard.provisioning.saved import SavedPlan
    from wizard.texts import Texts


@dataclass(frozen=True, slots=True)
class Sides:
    """A plan, what it was computed from, and what it is called in a digest.

    ``look_up`` takes a name that is not among the people and groups that were read, and returns the sides with whoever
    has it in the tenant; ``None`` where everybody was read. ``as_if_restarted``: the job has run before, and the plan
    does not know what it remembers. ``link`` reads what the job remembers about one object, in a saved setup.
    """

    plan: Plan
    source: Source
    target: HeldAccounts
    configuration: Configuration
    facts: Mapping[str, str]
    look_up: Callable[[str], Sides] | None = None
    as_if_restarted: bool = False
    link: Callable[[str], Link] | None = None


@contextmanager
def reading(arguments: argparse.Namespace, texts: Texts) -> Iterator[Sides]:
    """Read what the options name; while it is open, ``look_up`` works.

    Raises:
        InputError: ``usage-rehearse``: not exactly one of setup, files and practice company; a file cannot be used.
        MappingError: the schema cannot be used.
        SavedSetupError, SignInError, GraphError, ScimError, NetworkError, KeyStoreError: a saved setup.
    """
    files = arguments.schema is not None or arguments.accounts is not None
    online = arguments.token_stdin or arguments.ca is not None
    if arguments.setup is not None:
        if files or arguments.practice or arguments.people or arguments.scope or arguments.flag:
            raise InputError("usage-rehearse")
        from wizard.cli.rehearse_setup import reading_setup

        with reading_setup(arguments, texts) as sides:
            yield sides
    elif arguments.practice and not files and not online:
        yield _practice(arguments)
    elif arguments.schema is not None and arguments.people is not None and not arguments.practice and not online:
        yield _files(arguments)
    else:
        raise InputError("usage-rehearse")


def read_saved_plan(path: Path) -> SavedPlan:
    """Read a plan that was saved with ``--json``.

    Raises:
        InputError: it is no JSON, or no plan.
    """
    from wizard.provisioning.saved import plan_from_json

    return plan_from_json(read_json(path), path.name)


def _practice(arguments: argparse.Namespace) -> Sides:
    from dataclasses import replace

    from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment
    from wizard.wiring import practice_sides

    count = arguments.people
    if count is not None and not (count.isascii() and count.isdecimal()):
        raise InputError("usage-rehearse")
    source, accounts, schema = practice_sides(int((count or "60")[:9]))
    if arguments.scope == "assigned":  # two groups, as the unattended practice setup assigns
        groups = [group for group in source.groups if group.security_enabled][:2]
        assigned = tuple(Assignment(group.id, "Group", DEFAULT_ACCESS_ROLE_ID) for group in groups)
        source = replace(source, assignments=assigned)
    held = tuple({"id": f"account-{number}", **item} for number, item in enumerate(accounts, 1))
    facts = {"tenant": "practice", "target": "practice"}
    return _sides(arguments, source, (held, ()), schema, facts, sync_all=arguments.scope != "assigned")


def _files(arguments: argparse.Namespace) -> Sides:
    from wizard.directory.accounts import AccountsFile, accounts_from_json
    from wizard.directory.files import directory_from_json
    from wizard.directory.table import directory_from_csv
    from wizard.mapping import Schema
    from wizard.provisioning import Source

    schema = Schema.from_text(read_text(arguments.schema))
    people = Path(arguments.people)
    if people.suffix.lower() == ".csv":
        names = {item.name: item.multivalued for item in schema.source_attributes("User")}
        found = directory_from_csv(read_text(people), names, people.name)
    else:
        found = directory_from_json(read_json(people), people.name)
    accounts = AccountsFile()
    if arguments.accounts is not None:
        accounts = accounts_from_json(read_json(arguments.accounts), arguments.accounts.name)
    facts = {"tenant": people.name, "target": arguments.accounts.name if arguments.accounts is not None else ""}
    source = Source(found.people, found.groups, found.assignments)
    sync_all = not found.assignments if arguments.scope is None else arguments.scope == "all"
    return _sides(arguments, source, (accounts.users, accounts.groups), schema, facts, sync_all=sync_all)


def _sides(
    arguments: argparse.Namespace,
    source: Source,
    accounts: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
    schema: Schema,
    facts: dict[str, str],
    *,
    sync_all: bool,
) -> Sides:
    from wizard.provisioning import Configuration, HeldAccounts, plan

    facts["configuration"] = hashlib.sha256(schema.to_text().encode()).hexdigest()
    facts["scope"] = "all" if sync_all else "assigned"
    facts["dialect"] = "aadOptscim062020" if arguments.flag else "classic"
    configuration = Configuration.from_schema(
        schema, sync_all=sync_all, dialect="aadOptscim062020" if arguments.flag else "classic"
    )
    target = HeldAccounts(*accounts)
    return Sides(plan(source, target, configuration), source, target, configuration, facts)
