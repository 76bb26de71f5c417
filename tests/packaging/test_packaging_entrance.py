"""The entrance: what opens the window, what is a command, and what is said where neither works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from wizard import __version__, selftest
from wizard.__main__ import main

ROOT = Path(__file__).resolve().parent.parent.parent


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    unwanted = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted} | variables
    return subprocess.run(
        [sys.executable, "-m", "wizard", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_version_is_the_one_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.strip() == f"cloudgate-setup {__version__}"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    from wizard.cli.main import build_parser
    from wizard.texts import Texts

    with pytest.raises(SystemExit):
        main(["--help"])
    shown = re.sub(r"\s+", " ", capsys.readouterr().out)
    commands = re.findall(r"^    ([a-z-]+)", build_parser(Texts()).format_help(), re.MULTILINE)
    assert len(commands) >= 5
    assert [name for name in commands if not re.search(rf"\b{name}\b", shown)] == []


def test_an_unknown_option_is_a_usage_error() -> None:
    assert start("--nonsense").returncode == 2


def test_an_unknown_command_is_a_usage_error() -> None:
    assert start("nonsense").returncode == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_without_a_display_the_program_says_what_to_do_instead() -> None:
    result = start()
    assert result.returncode == 1
    assert "cloudgate-setup setup" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_library_that_qt_lacks_is_named_with_a_way_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Lacking:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "wizard.ui.app":
                raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.delitem(sys.modules, "wizard.ui.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Lacking(), *sys.meta_path])
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "libEGL.so.1" in said
    assert "cloudgate-setup setup" in said


def test_self_test_fails_and_names_the_check_when_something_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "locales" / "en").mkdir(parents=True)
    (tmp_path / "locales" / "en" / "start.ftl").write_text("start-title = Hello\n", encoding="utf-8")
    monkeypatch.setattr(selftest, "resource_root", lambda: tmp_path)
    monkeypatch.setattr(selftest, "CHECKS", {"resources": selftest.check_resources, "modules": selftest.check_modules})
    assert selftest.run() == 1
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("FAILED  resources")
    assert ".json" in first
    assert second.startswith("ok      modules")
    assert last == "self-test: 1 passed, 1 failed"


def test_self_test_finds_words_that_do_not_parse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, text in {"a.ftl": "start-title Hello\n", "b.json": "{}", "c.qss": "", "d.svg": "<svg/>"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(selftest, "resource_root", lambda: tmp_path)
    with pytest.raises(selftest.IncompleteError, match=r"a\.ftl"):
        selftest.check_resources()


def test_self_test_misses_a_backend_that_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "entry_points", lambda group: ())
    with pytest.raises(selftest.IncompleteError, match="not listed"):
        selftest.check_keyring()
