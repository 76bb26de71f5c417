"""A real Secret Service: GNOME Keyring on a session bus of its own, in folders of the test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import wizard

MISSING = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed here: {', '.join(MISSING)} (packages dbus and gnome-keyring)"
)

TOKEN = "cg-Planted-7Hq2Zm9"

# $1: how to start the daemon; the rest: the client. The daemon ends with the bus.
SESSION = (
    'printf "a password" | gnome-keyring-daemon "$1" --components=secrets >/dev/null 2>&1 || exit 9; shift; exec "$@"'
)

CLIENT = """
import json, sys
from wizard.core.errors import KeyStoreError
from wizard.secrets.keystore import KeyStore
from wizard.secrets.secret import Secret

store = KeyStore(limit=20)
said = []
for action, text in json.load(sys.stdin):
    try:
        if action == "state":
            state = store.state()
            said.append([state.condition, state.name, state.failure])
        elif action == "save":
            said.append(store.save("token-test", Secret(text)))
        elif action == "load":
            secret = store.load("token-test")
            said.append(None if secret is None else secret.reveal())
        elif action == "names":
            said.append(sorted(store.names()))
        else:
            said.append(store.delete("token-test"))
    except KeyStoreError as error:
        said.append(error.code)
print(json.dumps(said))
"""


def session(folder: Path, actions: list[tuple[str, str]], start: str = "--unlock") -> list[Any]:
    """Run the actions on a key store in a session of its own; returns what each gave."""
    runtime = folder / "runtime"
    for place in (folder, runtime):
        place.mkdir(mode=0o700, exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": str(Path(wizard.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SESSION, "session", start, sys.executable, "-c", CLIENT],
        input=json.dumps(actions),
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_the_token_is_kept_by_gnome_keyring_beyond_the_session_and_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    long = "x" * 6000
    said = session(folder, [("state", ""), ("load", ""), ("delete", ""), ("save", long), ("save", TOKEN), ("load", "")])
    assert said == [["available", "Secret Service (GNOME Keyring)", ""], None, None, None, None, TOKEN]
    kept = [path for path in (folder / ".local").rglob("*") if path.is_file()]  # not among the sockets that just close
    assert any(path.suffix == ".keyring" for path in kept)
    assert not any(TOKEN.encode() in path.read_bytes() for path in kept), "it is encrypted where it is kept"
    assert session(folder, [("load", ""), ("delete", ""), ("load", "")]) == [TOKEN, None, None]
    assert session(folder, [("load", "")]) == [None]


def test_a_locked_keyring_is_known_without_asking_the_person(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    session(folder, [("save", TOKEN)])
    said = session(folder, [("state", "")], start="--start")
    assert said == [["locked", "Secret Service (GNOME Keyring)", "local-keyring-locked"]]


def test_a_keyring_that_was_never_set_up_counts_as_locked(tmp_path: Path) -> None:
    said = session(tmp_path / "home", [("state", "")], start="--start")
    assert said == [["locked", "Secret Service (GNOME Keyring)", "local-keyring-locked"]]


def test_what_is_kept_can_be_listed_without_asking_anybody(tmp_path: Path) -> None:
    said = session(tmp_path, [("names", ""), ("save", TOKEN), ("names", ""), ("delete", ""), ("names", "")])
    assert said == [[], None, ["token-test"], None, []]
    session(tmp_path, [("save", TOKEN)])
    assert session(tmp_path, [("names", "")], "--daemonize") == [[]], "locked: nobody is asked to unlock it"
