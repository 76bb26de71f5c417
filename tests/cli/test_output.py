"""Output of real processes: character sets, full and closed outputs, JSON errors, help, completion, man page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import warm

from wizard.__main__ import window_parser
from wizard.cli.help import commands_of, help_key, is_group, options_of
from wizard.cli.main import build_parser, guarded
from wizard.cli.output import printable
from wizard.core.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(rb"[A-Za-z]{3,}")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[Any]:
    return warm.run(
        [sys.executable, "-m", "wizard", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
    )


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    command = f'P() {{ "{sys.executable}" -m wizard "$@"; }}; {line}'
    return subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, timeout=60)


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "latin-1"])
@pytest.mark.parametrize("arguments", [("--help",), ("rehearse", "--help"), ("setups", "show", "né→x")])
def test_small_character_sets_lose_no_output(encoding: str, arguments: tuple[str, ...]) -> None:
    usual, done = run(*arguments), run(*arguments, PYTHONIOENCODING=encoding, LC_ALL="C")
    assert done.returncode == usual.returncode
    for one, other in ((usual.stdout, done.stdout), (usual.stderr, done.stderr)):
        assert one.count(b"\n") == other.count(b"\n")
        assert set(WORD.findall(one)) <= set(WORD.findall(other))
    assert WORD.search(done.stdout + done.stderr) and b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux")
@pytest.mark.parametrize("command", ["--help", "--version", "steps", "steps --help", "steps --json"])
def test_a_full_disk_is_told(command: str) -> None:
    with (
        Path("/dev/full").open("wb") as full,
        warm.Popen(
            [sys.executable, "-m", "wizard", *command.split()],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE,
        ) as process,
    ):  # fmt: skip
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"could not be written" in said
    assert b"Traceback" not in said and b"Exception ignored" not in said


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize(
    ("line", "code"), [("P steps >&-", 0), ("P nonsense 2>&-", 2), ("P mappings functions | true; exit 0", 0)]
)
def test_closed_streams_end_quietly(line: str, code: int) -> None:
    done = shell(line)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (("steps", "--json", "--nonsense"), 2, "usage-arguments"),
        (("setups", "show", "nobody", "--json"), 2, "setup-not-found"),
        (("check", "--json", "--tenant-url", "https://x.example"), 2, "usage-token-stdin"),
    ],
)
def test_errors_are_json_too(arguments: tuple[str, ...], code: int, name: str) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert json.loads(done.stdout)["error"]["code"] == name


def test_a_mistake_of_the_program_shows_no_traceback_and_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        raise ValueError("secret-token-123")

    assert guarded(work) == 1
    said = capsys.readouterr()
    assert "ValueError" in said.err
    assert "secret-token-123" not in said.out + said.err and "Traceback" not in said.err


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb\x9b", "a\\nb\\x9b"),
        ("\ud800", "\\ud800"),
        ("Łódź 東京 e\u0301", "Łódź 東京 e\u0301"),
    ],
)
def test_control_characters_are_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_every_command_has_a_purpose_examples_and_exit_codes() -> None:
    for command in commands_of(build_parser(Texts())):
        text = command.format_help()
        assert command.description, help_key(command)
        if not is_group(command):
            assert "Examples:" in text and "Exit codes:" in text, help_key(command)


def test_every_argument_and_option_has_a_help_text() -> None:
    window = window_parser(Texts().get)
    for command in (window, *commands_of(build_parser(Texts()))):
        for name, words in options_of(command):
            assert words, f"{command.prog} {name}"


def test_bash_completes_a_command_and_an_option() -> None:
    script = run("completion", "bash").stdout.decode()
    ask = 'COMP_WORDS=(cloudgate-setup {words}); COMP_CWORD={at}; f=$(complete -p cloudgate-setup | sed "s/.*-F //;s/ .*//"); $f; echo "${{COMPREPLY[*]}}"'
    for words, at, wanted in (("reh", 1, "rehearse"), ("rehearse --pra", 2, "--practice")):
        done = subprocess.run(
            ["bash", "-c", script + "\n" + ask.format(words=words, at=at)], capture_output=True, timeout=30, text=True
        )
        assert wanted in done.stdout, done.stderr


def test_the_manual_page_is_plain_roff() -> None:
    page = run("man").stdout
    assert page.isascii() and page.startswith(b".TH CLOUDGATE-SETUP 1")
    assert b'.SS "setups delete"' in page


@pytest.mark.parametrize(
    "words", [[], ["doctor"], ["mappings"], ["setups"], ["support"], ["practice"], ["setups", "list"]]
)
def test_every_help_has_an_example(words: list[str]) -> None:
    done = run(*words, "--help")
    assert done.returncode == 0
    said = done.stdout.decode()
    assert "Example" in said and "cloudgate-setup" in said.partition("Example")[2]
