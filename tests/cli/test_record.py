"""``support record``: consent first, reading only, what was answered is kept, and no half file is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_world import NotedCompany, World, interrupt_at

from wizard import wiring
from wizard.cli import main as command_line
from wizard.cli import output
from wizard.support_file.recording.file import read
from wizard.support_file.recording.model import INDEX

READY = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    company = NotedCompany(20)
    made = World(company, tmp_path_factory.mktemp("record"))
    made.run_steps(*READY, assign=("Site Leads",))
    try:
        yield made
    finally:
        company.stop()


def authority(world: World) -> str:
    return str(world.company.authority.ca_file)


def test_a_tenant_is_recorded_without_a_setup(world: World) -> None:
    path = world.folder / "tenant.zip"
    world.company.seen.clear()
    tenant = world.company.describe()["domain"]
    ended = world.run("support", "record", str(path), "--tenant", tenant, "--agree", "--ca", authority(world))
    assert ended.returncode == 0, ended.stderr
    assert {path for _, path in world.company.written()} == {
        path for _, path in world.company.written() if path.endswith("/parseExpression")
    }
    assert "Harbor Lights" in ended.stderr, "whose answers they are"
    assert "read request" in ended.stderr and "not sent to anybody" in ended.stderr
    assert "answered (200)" in ended.stdout and "not chosen" in ended.stdout and str(path) in ended.stdout
    found = read(path)
    assert "graph/schema-get/01-recorded-schema-get" in found  # the gallery's application was found
    assert not [name for name in found if name.startswith("scim/")]
    assert tenant.encode() not in path.read_bytes() and tenant not in json.dumps(found)


def test_a_setup_is_recorded_with_cloudgate(world: World) -> None:
    path = world.folder / "setup.zip"
    ended = world.run(
        "support", "record", str(path), "--setup", world.setup, "--with-cloudgate", "--agree", "--json",
        "--ca", authority(world),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["complete"] is True and told["file"] == str(path)
    assert {one["call"] for one in told["tried"] if one["outcome"] == "answered"} >= {
        "scim-users",
        "scim-config",
        "jobs-get",
    }
    assert world.company.describe()["scim_token"] not in json.dumps(read(path))


def test_without_consent_nothing_is_asked(world: World) -> None:
    path = world.folder / "never.zip"
    world.company.seen.clear()
    ended = world.run("support", "record", str(path), "--setup", world.setup, "--ca", authority(world))
    assert ended.returncode == 3
    assert world.company.seen == [] and not path.exists()
    assert "--agree" in ended.stderr


@pytest.mark.parametrize("answer", ["n", ""])
def test_a_person_is_asked_and_may_say_no(
    answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return answer

    monkeypatch.setattr(output, "can_ask", lambda: True)
    monkeypatch.setattr(output, "ask", ask)
    monkeypatch.setattr(wiring, "_transport", lambda *_: pytest.fail("nothing is begun without consent"))
    assert command_line.main(["support", "record", str(tmp_path / "x.zip")]) == 3
    assert len(questions) == 1 and list(tmp_path.iterdir()) == []
    assert "Nothing was recorded" in capsys.readouterr().err


def test_an_interruption_leaves_a_whole_file_or_none(world: World) -> None:
    path = world.folder / "interrupted.zip"
    ended = world.run(
        "support", "record", str(path), "--setup", world.setup, "--agree", "--ca", authority(world),
        on_line=interrupt_at("Asking Entra", world),
    )  # fmt: skip
    assert ended.returncode == 130, ended.stderr
    assert "Traceback" not in ended.stderr
    if path.exists():
        tried = read(path)[INDEX]["tried"]
        assert any(one["reason"] == "cancelled" for one in tried)
    assert [one.name for one in world.folder.iterdir() if "interrupted" in one.name] in ([], [path.name])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--with-cloudgate", "--agree"), 2),
        (("--token-stdin", "--agree"), 2),
        (("--setup", "none-such", "--agree"), 2),
    ],
)
def test_what_cannot_be_done_is_said(world: World, arguments: tuple[str, ...], code: int) -> None:
    path = world.folder / "wrong.zip"
    ended = world.run("support", "record", str(path), *arguments)
    assert ended.returncode == code and "Traceback" not in ended.stderr and ended.stderr
    assert not path.exists()


def test_a_place_that_cannot_be_written_is_told(world: World) -> None:
    path = world.folder / "missing" / "folder.zip"
    ended = world.run("support", "record", str(path), "--setup", world.setup, "--agree", "--ca", authority(world))
    assert ended.returncode == 1 and "Nothing was written" in ended.stderr
