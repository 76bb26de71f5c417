"""The entrance: what opens the window, what is a command, and what is said where neither works."""

from __future__ import annotations

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from wizard import __version__, selftest
from wizard.__main__ import main
from wizard.ui.shell import platform_plugin

ROOT = Path(__file__).resolve().parent.parent.parent


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "wizard", *arguments, **variables)


def self_test(*checks: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run only some checks of the self-test, all of which together take as long as everything else here."""
    chosen = "selftest.CHECKS = {name: selftest.CHECKS[name] for name in sys.argv[1:]}"
    return python(
        "-c", f"import sys; from wizard import selftest; {chosen}; sys.exit(selftest.run())", *checks, **variables
    )


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    unwanted = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE", "XDG_RUNTIME_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted} | variables
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_version_is_the_one_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"cloudgate-setup {__version__}"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    from wizard.cli.main import build_parser
    from wizard.core.texts import Texts

    assert main(["--help"]) == 0
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


LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is one plugin")


@LINUX
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DISPLAY": ":4711"}, "DISPLAY=:4711"),
        ({"DISPLAY": "display.invalid:0"}, "DISPLAY=display.invalid:0"),
        ({"WAYLAND_DISPLAY": "nobody"}, "WAYLAND_DISPLAY=nobody"),
        ({"WAYLAND_DISPLAY": "nobody", "DISPLAY": ":4711"}, "WAYLAND_DISPLAY=nobody, DISPLAY=:4711"),
        ({"XDG_SESSION_TYPE": "wayland"}, "XDG_SESSION_TYPE=wayland"),
        ({"QT_QPA_PLATFORM": "xcb"}, "QT_QPA_PLATFORM=xcb"),
        ({"QT_QPA_PLATFORM": "wayland-egl"}, "QT_QPA_PLATFORM=wayland-egl"),
    ],
)
def test_a_display_at_which_nobody_answers_is_named(variables: dict[str, str], said: str, tmp_path: Path) -> None:
    result = start("--practice", XDG_RUNTIME_DIR=str(tmp_path), **variables)
    assert result.returncode == 1
    assert said in result.stderr
    assert "does not answer" in result.stderr
    assert "cloudgate-setup setup" in result.stderr


@LINUX
def test_a_display_that_takes_the_connection_and_closes_it_does_not_answer(tmp_path: Path) -> None:
    """What a compositor that is just ending does; Qt would abort."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        closing = threading.Thread(target=lambda: server.accept()[0].close(), daemon=True)
        closing.start()
        result = start(WAYLAND_DISPLAY="wayland-7", XDG_RUNTIME_DIR=str(tmp_path))
        closing.join(10)
    assert result.returncode == 1
    assert "WAYLAND_DISPLAY=wayland-7" in result.stderr


@pytest.mark.parametrize("name", ["nonsense", ";", "nonsense;more"])
def test_an_unknown_platform_is_named_with_those_that_there_are(name: str) -> None:
    result = start(QT_QPA_PLATFORM=name)
    assert result.returncode == 1
    assert f"“{name.partition(';')[0] or name}”" in result.stderr
    assert "offscreen" in result.stderr


@pytest.mark.parametrize("name", ["offscreen", "OFFSCREEN", "nonsense;offscreen", "minimal", ";offscreen"])
def test_platforms_that_qt_takes_are_taken(name: str) -> None:
    assert start("--exit-when-ready", QT_QPA_PLATFORM=name).returncode == 0


@LINUX
def test_where_qt_itself_gives_up_there_are_words_instead_of_an_abort() -> None:
    """The plugin loads, but there is no graphics card: Qt's own qFatal."""
    result = start(QT_QPA_PLATFORM="eglfs", QT_QPA_EGLFS_INTEGRATION="none", EGL_PLATFORM="nonsense")
    assert result.returncode == 1
    assert "Qt does not start" in result.stderr
    assert "cloudgate-setup setup" in result.stderr


@LINUX
@pytest.mark.parametrize("run", [partial(start, "--practice"), partial(self_test, "libraries", "window")])
def test_a_library_that_qt_lacks_is_named_with_its_package_and_a_way_on(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """A file of that name that is no library stands earlier on the loader's path."""
    (tmp_path / "libxcb-icccm.so.4").write_bytes(b"")
    result = run(DISPLAY=":4711", LD_LIBRARY_PATH=str(tmp_path))
    assert result.returncode == 1
    said = result.stdout + result.stderr
    assert "libxcb-icccm.so.4" in said
    assert re.search(r"apt-get install .*\blibxcb-icccm4\b", said)
    assert "cloudgate-setup setup" in said


@LINUX
def test_a_library_that_every_window_needs_is_named_too(tmp_path: Path) -> None:
    (tmp_path / "libEGL.so.1").write_bytes(b"")
    result = start(QT_QPA_PLATFORM="offscreen", LD_LIBRARY_PATH=str(tmp_path))
    assert result.returncode == 1
    assert "apt-get install libegl1" in result.stderr


@LINUX
def test_what_wayland_lacks_does_not_matter_where_x11_answers_instead(tmp_path: Path) -> None:
    """As Qt does: the next plugin is tried; here that is one without a display."""
    (tmp_path / "libwayland-cursor.so.0").write_bytes(b"")
    variables = {"WAYLAND_DISPLAY": "nobody", "LD_LIBRARY_PATH": str(tmp_path)}
    assert start("--exit-when-ready", QT_QPA_PLATFORM="wayland;offscreen", **variables).returncode == 0
    assert "libwayland-cursor0" in start(QT_QPA_PLATFORM="wayland", **variables).stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        # qtbase, src/gui/kernel/qguiapplication.cpp: QGuiApplicationPrivate::createPlatformIntegration.
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ["wayland", "xcb"]),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, ["wayland", "xcb"]),
        ({"XDG_SESSION_TYPE": "x11", "DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "", "DISPLAY": ":0"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "", "DISPLAY": ":0"}, ["xcb"]),
        ({"QT_QPA_PLATFORM": "vnc:port=5900;xcb", "DISPLAY": ":0"}, ["vnc:port=5900", "xcb"]),
    ],
)
@LINUX
def test_plugins_are_tried_in_qts_order(environment: dict[str, str], expected: list[str]) -> None:
    assert platform_plugin.candidates(environment) == expected


@LINUX
def test_self_test_without_a_display_says_what_it_could_not_try() -> None:
    result = start("--self-test")
    assert result.returncode == 0, result.stdout
    assert "no display here: the window was tried offscreen only" in result.stdout
    assert re.search(r"^ok +libraries ", result.stdout, re.MULTILINE)


@LINUX
def test_self_test_fails_where_the_window_would() -> None:
    result = self_test("libraries", "window", DISPLAY=":4711")
    assert result.returncode == 1
    assert re.search(r"^FAILED +window .*DISPLAY=:4711", result.stdout, re.MULTILINE)


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


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")
def test_trying_the_display_does_not_make_it_start_over(tmp_path: Path) -> None:
    # Xserver(1): -terminate ends the server when its last client leaves, where it would start over without.
    reading, writing = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-terminate"], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as pipe:
            display = f":{pipe.readline().strip()}"
        try:
            variables = {**os.environ, "DISPLAY": display, "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb"}
            variables["CLOUDGATE_SETUP_DATA"] = str(tmp_path)
            command = [sys.executable, "-m", "wizard", "--exit-when-ready"]
            done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, done.stderr
        finally:
            server.kill()


@pytest.mark.parametrize("script", ["dev.py", "installers/product.py"])
def test_what_a_script_imports_of_the_program_needs_no_library(script: str) -> None:
    """README starts ``dev.py`` with the system's Python, before anything is installed."""
    tree = ast.parse((ROOT / script).read_text(encoding="utf-8"))
    found = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "wizard"
    ]
    assert found
    result = subprocess.run(
        [sys.executable, "-S", "-c", "\n".join(found)], cwd=ROOT, check=False, stderr=subprocess.PIPE
    )
    assert result.returncode == 0, result.stderr.decode()


def test_the_terminal_needs_nothing_of_qt() -> None:
    """On a server without Qt's shared libraries, importing PySide6 fails, and every command works."""
    code = (
        "import importlib, pkgutil, sys; sys.modules['PySide6'] = None\n"
        "import wizard.__main__, wizard.cli\n"
        "for found in pkgutil.walk_packages(wizard.cli.__path__, 'wizard.cli.'): importlib.import_module(found.name)\n"
        "sys.exit(wizard.__main__.main(['--help']) or wizard.__main__.main(['steps', '--help']))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_qt_that_python_cannot_import_is_explained(tmp_path: Path) -> None:
    """`PySide6` as it fails without a shared library, in the loader's words (dlerror(3), glibc 2.36)."""
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").touch()
    reason = "libglib-2.0.so.0: cannot open shared object file: No such file or directory"
    (tmp_path / "PySide6" / "QtCore.py").write_text(f"raise ImportError({reason!r})\n", encoding="utf-8")
    result = start("--practice", PYTHONPATH=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "libglib-2.0.so.0" in result.stderr
    assert "libglib2.0-0" in result.stderr
