"""Read both sides for ``rehearse`` and ``why``, from a saved setup, files, or the practice company."""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.files import read_text
from wizard.cli.people_files import read_accounts, read_people, unread_notes
from wizard.cli.progress import counting, progress
from wizard.cli.rehearse_setup import Sides, reading_setup
from wizard.core.errors import InputError
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment
from wizard.directory.accounts import AccountsFile
from wizard.directory.reading import Note, some
from wizard.mapping import Schema
from wizard.mapping.reads import require_verdicts, unread
from wizard.provisioning import Configuration, Source, TargetSnapshot, plan
from wizard.provisioning.planning import require_matching
from wizard.provisioning.scimvalues import parse_path
from wizard.provisioning.shapes import odd_attributes
from wizard.wiring import practice_sides

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.directory.files import DirectoryFile
    from wizard.mapping.reads import Unread


_NUMBER = re.compile(r"[0-9]{1,9}")


@contextmanager
def reading(arguments: argparse.Namespace, texts: Texts) -> Iterator[Sides]:
    """Read what the options name; ``look_up`` works inside the context.

    Raises:
        InputError: ``usage-rehearse``: not exactly one of setup, files and practice company;
            ``practice-people``: no number of people; a file cannot be used, or does not determine who is matched
            or in scope.
        MappingError: the schema cannot be used, or has no matching attribute.
        SavedSetupError, SignInError, GraphError, ScimError, NetworkError, KeyStoreError: for a saved setup.
    """
    files = arguments.schema is not None or arguments.accounts is not None
    quiet = arguments.json
    online = bool(arguments.token_stdin or arguments.ca)
    if arguments.setup is not None:
        if files or arguments.practice or arguments.people or arguments.scope or arguments.flag or arguments.partial:
            raise InputError("usage-rehearse")
        with reading_setup(arguments, texts) as sides:
            yield sides
    elif arguments.practice and not files and not online and not arguments.partial:
        with progress(texts, quiet=quiet, what="cli-practice-inventing") as tell:
            sides = _practice(tell.task, arguments)
        yield sides
    elif arguments.schema is not None and arguments.people is not None and not arguments.practice and not online:
        with progress(texts, quiet=quiet, what="cli-files-reading") as tell:
            sides = _files(tell.task, arguments)
        yield sides
    else:
        raise InputError("usage-rehearse")


def _practice(task: Task, arguments: argparse.Namespace) -> Sides:
    count = arguments.people
    if count is not None and not _NUMBER.fullmatch(count):
        raise InputError("practice-people", {"value": count})
    source, accounts, schema = practice_sides(int(count or "60"))
    if arguments.scope == "assigned":  # two groups, as the unattended practice setup assigns
        groups = [group for group in source.groups if group.security_enabled][:2]
        assigned = tuple(Assignment(group.id, "Group", DEFAULT_ACCESS_ROLE_ID) for group in groups)
        source = replace(source, assignments=assigned)
    held = tuple({"id": f"account-{number}", **item} for number, item in enumerate(accounts, 1))
    facts = {"tenant": "practice", "target": "practice"}
    return _sides(task, arguments, source, (held, ()), schema, facts, sync_all=arguments.scope != "assigned")


def _files(task: Task, arguments: argparse.Namespace) -> Sides:
    schema = Schema.from_text(read_text(arguments.schema))
    path, partial = Path(arguments.people), bool(arguments.partial)
    found = read_people(path, schema, partial=partial)
    accounts = AccountsFile()
    if arguments.accounts is not None:
        accounts = read_accounts(arguments.accounts, partial=partial)
    missing = unread(schema.mapping("User"), found.had) if found.people else ()
    if found.groups and schema.has("Group") and schema.mapping("Group").enabled:
        missing += unread(schema.mapping("Group"), found.group_had)
    require_verdicts(missing, path.name)
    sync_all = not found.assignments if arguments.scope is None else arguments.scope == "all"
    if not sync_all:
        _require_members(found, path.name)
    # Not the files' names: they say nothing about the content, and may name a customer.
    facts = {"tenant": "file", "target": "file" if arguments.accounts is not None else ""}
    if parts := (*found.parts, *accounts.parts):
        facts["partial"] = ", ".join(parts)
    source = Source(found.people, found.groups, found.assignments)
    sides = _sides(
        task, arguments, source, (accounts.users, accounts.groups), schema, facts, sync_all=sync_all, missing=missing
    )
    notes = (
        *found.notes,
        *unread_notes(missing, path.name),
        *accounts.notes,
        *_unmatched(accounts, sides, arguments),
        *_shapes(accounts, arguments),
    )
    return replace(sides, notes=notes)


def _shapes(accounts: AccountsFile, arguments: argparse.Namespace) -> tuple[Note, ...]:
    """Return a note about attributes in a nonstandard form: Entra may not be able to read these accounts."""
    found = [odd for each in (*accounts.users, *accounts.groups) if (odd := odd_attributes(each))]
    if not found:
        return ()
    names = dict.fromkeys(name for odd in found for name in odd)
    return (Note("shapes", {"file": arguments.accounts.name, "count": len(found), **some(names)}),)


def _unmatched(accounts: AccountsFile, sides: Sides, arguments: argparse.Namespace) -> tuple[Note, ...]:
    """Return a note about matching attributes that no account has: no account is found by them."""
    paths = {row.target: parse_path(row.target) for row in sides.configuration.users.matching}
    absent = [target for target, path in paths.items() if (path.urn or path.attribute).lower() not in accounts.had]
    if not accounts.users or not absent:
        return ()
    return (Note("unmatched", {"file": arguments.accounts.name, **some(absent)}),)


def _require_members(found: DirectoryFile, file: str) -> None:
    """Check that the members of assigned groups are known, because membership determines scope.

    Raises:
        InputError: ``people-no-members`` with the groups' names.
    """
    assigned = {item.principal_id for item in found.assignments} & found.without_members
    if assigned:
        titles = [group.display_name for group in found.groups if group.id in assigned]
        raise InputError("people-no-members", {"file": file, **some(titles)})


def _sides(
    task: Task,
    arguments: argparse.Namespace,
    source: Source,
    accounts: tuple[Sequence[JsonMapping], Sequence[JsonMapping]],
    schema: Schema,
    facts: dict[str, str],
    *,
    sync_all: bool,
    missing: tuple[Unread, ...] = (),
) -> Sides:
    facts["configuration"] = hashlib.sha256(schema.to_text().encode()).hexdigest()
    facts["scope"] = "all" if sync_all else "assigned"
    facts["dialect"] = "aadOptscim062020" if arguments.flag else "classic"
    configuration = Configuration.from_schema(
        schema, sync_all=sync_all, dialect="aadOptscim062020" if arguments.flag else "classic"
    )
    require_matching(configuration, groups=bool(source.groups))
    configuration = configuration.without(missing)
    target = TargetSnapshot(*accounts)
    objects = len(source.people) + (len(source.groups) if configuration.groups is not None else 0)
    counted = counting(task, "cli-rehearse-planning", objects)
    found = plan(source, target, configuration, checkpoint=task.checkpoint, counted=counted)
    return Sides(found, source, target, configuration, facts)
