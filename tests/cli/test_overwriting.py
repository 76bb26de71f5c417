"""A command that writes a file replaces none without being told: by an option, or by a person at the terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cli_runs import error_of, run, served

from wizard import wiring
from wizard.cli import output
from wizard.cli.main import main
from wizard.journey.answers import Answers
from wizard.journey.machine import SavedSetup, Snapshot

ANSWERS = Answers(tenant="harborlights.example", tenant_url="https://sync.harborlights.example/scim")
SETUP = SavedSetup("aaaa00000001", "Harbor Lights", "2026-01-12T09:30:00Z", False, Snapshot("begin", "begin", ANSWERS))
BEFORE = b"somebody's work"
MAKE = ("support", "make", SETUP.id, "case.cgsupport", "--offline")


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file at the place that the command names."""
    monkeypatch.setenv(wiring.DATA_VARIABLE, str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    wiring.setup_store().save(SETUP)
    path = tmp_path / "case.cgsupport"
    path.write_bytes(BEFORE)
    return path


def answering(monkeypatch: pytest.MonkeyPatch, answer: str) -> list[str]:
    """Let a person at the terminal answer every question; return the questions."""
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return answer

    monkeypatch.setattr(output, "can_ask", lambda: True)
    monkeypatch.setattr(output, "ask", ask)
    return asked


@pytest.mark.parametrize("words", [MAKE, ("support", "record", "case.cgsupport", "--agree")])
def test_where_nobody_can_be_asked_the_file_stays(
    words: tuple[str, ...], file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "can_ask", lambda: False)
    monkeypatch.setattr(wiring, "_transport", lambda *_: pytest.fail("nothing is begun before that"))
    assert main([*words, "--json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["parameters"]) == ("usage-overwrite", {"file": file.name})
    assert "--overwrite" in error["next"] and file.read_bytes() == BEFORE


@pytest.mark.parametrize(("answer", "code"), [("n", 3), ("", 3), ("y", 0)])
def test_a_person_is_asked(file: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    asked = answering(monkeypatch, answer)
    assert main(list(MAKE)) == code
    assert len(asked) == 1 and file.name in asked[0]
    assert (file.read_bytes() == BEFORE) is (code == 3)


def test_nobody_is_asked_with_the_option_or_about_a_new_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "n")
    assert main([*MAKE, "--overwrite"]) == 0
    assert file.read_bytes() != BEFORE
    file.unlink()
    assert main(list(MAKE)) == 0 and file.exists()
    assert asked == []


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_to_nowhere_is_a_file_too(file: Path) -> None:
    file.unlink()
    file.symlink_to("gone")
    assert main(list(MAKE)) == 3
    assert file.is_symlink()


def test_a_folder_is_told_before_the_work(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.unlink()
    file.mkdir()
    assert main([*MAKE, "--overwrite", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage-file"


def test_the_practice_company_is_not_saved_over_another_file(file: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "practice", "serve", "--json", "--keep", str(file))
    assert (done.returncode, error_of(done)["code"], file.read_bytes()) == (3, "usage-overwrite", BEFORE)
    with served(tmp_path, ["--people", "3", "--keep", str(file), "--overwrite"]):
        pass
    saved = file.read_bytes()
    assert saved != BEFORE
    with served(tmp_path, ["--people", "3", "--keep", str(file)]) as company:  # its own file needs no consent
        assert company.facts["scim"]
