"""The token: hidden on a terminal, whatever the command; from a pipe or file without what is no part of it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("termios", reason="pseudo-terminals are a thing of Unix")

from cli_runs import Served, data_folder, run, served
from terminal import CTRL_D, Terminal

from wizard.cli.journey.saved import find_setup
from wizard.cli.stdin import read_token
from wizard.core.errors import InputError
from wizard.journey.answers import Answers
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.setups import SetupStore
from wizard.secrets.token import clean_token

PROMPT = "Secret token (what you type or paste stays hidden):"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("company"), ["--people", "20"]) as made:
        yield made


def where(company: Served) -> list[str]:
    return ["--tenant-url", company.facts["scim"], "--ca", company.facts["ca_file"]]


@pytest.mark.parametrize("command", [["check"], ["check", "--token-stdin"], ["doctor", "find-url", "--token-stdin"]])
def test_every_command_asks_on_a_terminal_and_shows_nothing(
    company: Served, tmp_path: Path, command: list[str]
) -> None:
    token = company.facts["scim_token"]
    with Terminal(tmp_path, *command, *where(company)) as terminal:
        terminal.expect(PROMPT)
        terminal.type(token)
        assert terminal.end() == 0, terminal.screen
        assert token not in terminal.screen
    with Terminal(tmp_path, *command, *where(company)) as terminal:
        terminal.expect(PROMPT)
        terminal.press(CTRL_D)
        assert terminal.end() == 2
        assert "Traceback" not in terminal.screen


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_one_line_end_is_no_part_of_the_token(company: Served, tmp_path: Path, end: str) -> None:
    token = company.facts["scim_token"]
    done = run(tmp_path, "check", "--token-stdin", "--json", *where(company), stdin=token + end)
    assert (done.returncode, done.stderr) == (0, "")
    assert [finding["id"] for finding in json.loads(done.stdout)["findings"]] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_token_is_read_from_a_file_of_any_editor(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``>`` of Windows PowerShell writes UTF-16, Notepad a byte order mark (Microsoft Learn, about_Character_Encoding)."""
    data = "a-token-of-no-worth\r\n".encode(encoding)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read_token() == "a-token-of-no-worth"


@pytest.mark.parametrize("data", [b"a-token\xff", b"\xd0\xcf\x11\xe0"])
def test_bytes_that_are_no_text_are_no_token(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with pytest.raises(InputError):
        clean_token(read_token())


def test_without_a_terminal_the_option_is_needed(company: Served, tmp_path: Path) -> None:
    done = run(tmp_path, "check", *where(company), stdin="x")
    assert done.returncode == 2 and "--token-stdin" in done.stderr


def test_a_saved_setup_is_found_by_id_beginning_or_name(tmp_path: Path) -> None:
    store = SetupStore(data_folder(tmp_path) / "setups")
    first = SavedSetup(
        "aaaa00000001", "Harbor Lights", "2026-01-12T09:30:00Z", False, Snapshot("begin", "begin", Answers())
    )
    second = replace(first, id="aaaa00000002", name="Contoso")
    third = replace(first, id="bbbb00000003", name="Contoso")
    for one in (first, second, third):
        store.save(one)
    for text in ("aaaa00000001", " AAAA00000001 ", "harbor  LIGHTS", "harbor-lights"):
        assert find_setup(store, text).id == first.id
    assert find_setup(store, "b").id == third.id
    for text, code, named in (
        ("aaaa", "setup-several", second.id), ("contoso", "setup-several", third.id),
        ("Harbour Lights", "setup-not-found", first.id), ("", "setup-not-found", second.id),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            find_setup(store, text)
        assert refused.value.code == code
        assert named in str(refused.value.params["names"])
