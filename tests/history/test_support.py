"""The history travels in the support file, under replacement names, and is shown from there."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from tests.support_file.build import manifest, setup
from wizard.history.file import notes_of
from wizard.history.model import Change, mark
from wizard.history.recorder import Journal
from wizard.support_file.archive import pack, parse
from wizard.support_file.make import finish
from wizard.support_file.model import Case, Changes
from wizard.support_file.offline_client import OpenCase

NAME, ADMIN = "Annika Bergström", "annika.bergstrom@contoso.example"


def noted(path: Path) -> Journal:
    journal = Journal(lambda: ADMIN, lambda: "2026-11-29T10:00:00.000+00:00")
    journal.use(path, "0123456789ab")
    target = {"app": "11111111-2222-3333-4444-555555555555", "name": NAME, "principal": "a" * 8, "role": "r"}
    journal.tell(journal.intend(Change("assigned", target, None, {"role": "r"})), "done", result={"id": "x" * 12})
    after = {
        "BaseAddress": "https://cloudgate.example.com/scim", "SecretToken": mark("setup-1", "now"),
        "SyncNotificationSettings": json.dumps({"Enabled": True, "Recipients": ADMIN}),
    }  # fmt: skip
    journal.tell(journal.intend(Change("credentials", {"app": target["app"]}, dict.fromkeys(after), after)), "done")
    units = [{"kind": "User", "part": "enabled", "name": "", "before": True, "after": False, "at": 0}]
    journal.intend(Change("schema", {"app": target["app"]}, None, units))
    return journal


def test_it_is_in_the_file_under_other_names(tmp_path: Path) -> None:
    history = noted(tmp_path / "x.journal.jsonl").read()
    case = Case(
        manifest=manifest("stand-ins"), setup=setup(), history=Changes(notes=tuple(notes_of(history)), damaged=1)
    )  # fmt: skip
    made = finish(case, (), lambda: None)
    text = made.content and b"".join(made.documents.values()).decode()
    for word in (NAME, "Bergström", ADMIN, "annika"):
        assert word.lower() not in text.lower()
    found = OpenCase(parse(made.content)).history
    assert [one.change.kind for one in found.entries] == ["assigned", "credentials", "schema"]
    assert [one.outcome for one in found.entries] == ["done", "done", "open"] and len(found.damage) == 1
    assert found.entries[0].by == json.loads(found.entries[1].change.after["SyncNotificationSettings"])["Recipients"]
    assert found.entries[2].change.after[0]["part"] == "enabled"


def test_an_older_file_without_it_is_read() -> None:
    case = Case(manifest=manifest("real"), setup=setup())
    made = finish(case, (), lambda: None)
    assert "history" not in made.documents
    assert OpenCase(parse(pack(made.documents))).history.entries == ()
    assert msgspec.structs.fields(Case)[-1].name == "proposal"
