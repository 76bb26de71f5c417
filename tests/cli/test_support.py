"""``support``: a file is made of a saved setup, signed in for reading only, and then used without anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import run as run_command
from cli_world import NotedCompany, World

from wizard.support_file.archive import encode, read

READY = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope")
SAMPLE = Path(__file__).parent.parent / "support_file/samples/version-1.cgsupport"


def run(folder: Path, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    ended = run_command(folder, *arguments, stdin=stdin)
    return ended.returncode, ended.stdout, ended.stderr


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    company = NotedCompany(60)
    made = World(company, tmp_path_factory.mktemp("support"))
    made.run_steps(*READY, assign=("Site Leads",))
    try:
        yield made
    finally:
        company.stop()


@pytest.fixture(scope="module")
def made(world: World) -> Path:
    """A file made in the terminal."""
    world.company.seen.clear()
    path = world.folder / "case.cgsupport"
    ended = world.run("support", "make", world.setup, str(path), "--ca", str(world.company.authority.ca_file))
    assert ended.returncode == 0, ended.stderr
    assert world.company.written() == []
    assert str(path) in ended.stdout
    return path


def test_a_file_is_made_without_names_and_secrets(world: World, made: Path) -> None:
    facts = world.company.describe()
    case = read(made)
    assert case.plan is not None and case.plan.operations and case.doctor is not None and case.entra is not None
    whole = b"".join(encode(case).values())
    for text in (facts["scim_token"], facts["domain"], "Harbor Lights"):
        assert text.encode() not in whole
    assert case.manifest.left_out == {}


def test_it_is_shown_scanned_checked_and_compared(world: World, made: Path) -> None:
    secret = world.company.describe()["scim_token"]
    code, shown, _ = run(world.folder, "support", "show", str(made))
    assert code == 0 and "people" in shown
    code, scanned, _ = run(world.folder, "support", "scan", str(made), "--secret-stdin", "--json", stdin=secret)
    assert (code, json.loads(scanned)) == (0, [])
    code, checked, _ = run(world.folder, "support", "check", str(made), "--json")
    assert code == 0 and json.loads(checked)["findings"] == []
    code, compared, _ = run(world.folder, "support", "compare", str(made), str(made))
    assert code == 0 and compared.strip() == "No difference."
    code, compared, _ = run(world.folder, "support", "compare", str(made), str(SAMPLE))
    assert code == 1 and "→" in compared


def test_offline_only_what_is_saved_is_in_it(world: World) -> None:
    path = world.folder / "offline.cgsupport"
    world.company.seen.clear()
    code, _, errors = run(world.folder, "support", "make", world.setup, str(path), "--offline", "--without", "computer")
    assert code == 0, errors
    assert world.company.seen == []
    case = read(path)
    assert case.setup is not None and case.directory is None and case.computer is None
    assert case.manifest.left_out["computer"] == "choice"
    assert case.manifest.left_out["entra"] == "not-signed-in"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("support", "show", "missing.cgsupport"), 1),
        (("support", "scan", __file__), 1),
        (("support", "make", "0123456789ab", "x", "--without", "everything"), 2),
        (("support",), 2),
    ],
)
def test_what_cannot_be_done_is_said(world: World, arguments: tuple[str, ...], code: int) -> None:
    ended = run(world.folder, *arguments)
    assert ended[0] == code
    assert "Traceback" not in ended[2] and ended[2]
