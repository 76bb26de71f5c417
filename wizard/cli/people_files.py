"""Read files of people and of CloudGate's accounts for ``rehearse``, ``why`` and ``mappings check``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.files import json_from_text, read_text
from wizard.cli.output import note
from wizard.directory.accounts import accounts_from_json
from wizard.directory.files import directory_from_json
from wizard.directory.names import IN_GRAPH
from wizard.directory.reading import Note, some
from wizard.directory.table import directory_from_csv
from wizard.mapping.reads import unread

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.core.texts import Texts
    from wizard.directory.accounts import AccountsFile
    from wizard.directory.files import DirectoryFile
    from wizard.mapping import Schema
    from wizard.mapping.reads import Unread

COMPUTED = frozenset({"objectId", "IsSoftDeleted", "manager", "members", "accountEnabled", "originalUserPrincipalName"})


def read_people(path: Path, schema: Schema, *, partial: bool = False) -> DirectoryFile:
    """Read people from JSON or a table; the start of the text or the file's name shows which of the two it is.

    Args:
        path: the file.
        schema: provides the attributes' names.
        partial: whether a partial list is accepted.

    Raises:
        InputError: the file cannot be read, or holds something else.
    """
    names = {item.name: item.multivalued for item in schema.source_attributes("User")}
    if schema.has("User"):
        every = unread(schema.mapping("User"), ())
        names = dict.fromkeys((name for one in every for name in one.attributes), False) | names
    text = read_text(path)
    if text.lstrip()[:1] not in {"{", "["} and path.suffix.lower() != ".json":
        return directory_from_csv(text, names, path.name)
    return directory_from_json(json_from_text(text, str(path), several=True), path.name, names, partial=partial)


def read_accounts(path: Path, *, partial: bool = False) -> AccountsFile:
    """Read CloudGate's accounts.

    Raises:
        InputError: the file cannot be read, or holds something else.
    """
    return accounts_from_json(json_from_text(read_text(path), str(path), several=True), path.name, partial=partial)


def unread_notes(missing: Iterable[Unread], file: str) -> tuple[Note, ...]:
    """Return notes about attributes that a file of people does not have."""
    every = tuple(missing)
    if not every:
        return ()
    names = sorted({name for one in every for name in one.attributes})
    people = sorted({name for one in every if one.kind == "User" for name in one.attributes} - COMPUTED)
    wanted = ",".join(("businessPhones" if name == "telephoneNumber" else IN_GRAPH.get(name, name)) for name in people)
    told = some(names)
    targets = some(dict.fromkeys(one.target for one in every), 4)
    params: Mapping[str, str | int] = {
        "file": file,
        **told,
        "count": len(names),
        "targets": targets["names"],
        "others": targets["more"],
        "select": wanted or "none",  # not shortened: it is copied into a query
    }
    return (Note("unread", params),)


def tell(notes: Iterable[Note], texts: Texts) -> None:
    """Print notes for the user on standard error."""
    for one in notes:
        note(texts.get(f"files-note-{one.code}", **one.params))


def notes_json(notes: Iterable[Note]) -> list[JsonObject]:
    """Return notes as JSON."""
    return [{"note": one.code, "params": dict(one.params)} for one in notes]
