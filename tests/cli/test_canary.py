"""A whole unattended setup on the practice company, watched: no secret is in any file, output, argument or variable."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from canary import PLANTED, Watch, files_below, forms, search
from cli_runs import data_folder, environment

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are watched through /proc")

SUPPORT = Path(__file__).parents[1] / "support"
CONTROL = 'Control+/=%"\\~value'


@dataclass
class Run:
    """What a run left behind and what was seen of it. ``watched`` holds the planted control as well."""

    code: int
    output: str
    errors: str
    secrets: list[str]
    after: dict[str, bytes]
    watched: dict[str, bytes]
    folder: Path


def plant(watch: Watch, folder: Path) -> None:
    """Show the control value for a moment: to a process, in its variables, and in a file."""
    file = folder / "scratch" / "control"
    file.write_bytes(b"in front " + base64.b64encode(b"12345" + CONTROL.encode()))
    process = subprocess.Popen(
        ["sh", "-c", "read line", "control", CONTROL],
        env={"PATH": os.environ["PATH"], "CONTROL": json.dumps(CONTROL)},
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    watch.sessions.add(process.pid)
    try:
        assert watch.whole_round()
    finally:
        process.communicate(timeout=20)
        file.unlink()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("canary")
    variables = environment(folder)
    (folder / "answers.json").write_text('{"turn_on": true}', encoding="utf-8")
    secrets: list[str] = []
    reading, writing = os.pipe()
    pipe = os.fdopen(reading, encoding="utf-8")
    reader = threading.Thread(target=lambda: secrets.extend(json.loads(line) for line in pipe), daemon=True)
    watch = Watch(folder)
    arguments = ["setup", "--practice", "--answers", str(folder / "answers.json")]
    process = subprocess.Popen(
        [sys.executable, str(SUPPORT / "canary_run.py"), str(writing), *arguments],
        env=variables,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        pass_fds=(writing,),
        start_new_session=True,
    )
    os.close(writing)
    watch.sessions.add(process.pid)
    reader.start()
    watch.start()
    try:
        plant(watch, folder)
        output, errors = process.communicate(timeout=100)
    finally:
        process.kill()
        process.wait()
        watch.stop()
        reader.join(20)
        pipe.close()
    return Run(process.returncode, output, errors, secrets, files_below(folder), watch.seen, folder)


def test_an_unattended_setup_runs_to_its_end(finished: Run) -> None:
    assert finished.code == 0, finished.errors
    assert re.search(r"[1-9]\d* users and [1-9]\d* groups are synchronized", finished.output)
    assert re.search(r"All [1-9]\d* as planned", finished.output), "the log was compared with the preview"
    (saved,) = data_folder(finished.folder).joinpath("setups").glob("*.json")
    state = json.loads(saved.read_bytes())
    assert state["practice"] is True and state["current"] == "watch"
    assert [result["status"] for result in state["results"].values()] == ["done"] * 11


def test_nothing_but_the_saved_setup_its_plan_and_its_company_is_left(finished: Run) -> None:
    left = [path for path in finished.folder.rglob("*") if path.is_file() and path.name != "answers.json"]
    assert {path.parent.name for path in left} == {"setups"}
    kinds = sorted(path.name.partition(".")[2] for path in left)
    assert kinds == ["journal.jsonl", "json", "plan.gz", "practice.gz"]


def test_what_is_kept_of_the_company_holds_no_secret(finished: Run) -> None:
    (kept,) = data_folder(finished.folder).joinpath("setups").glob("*.practice.gz")
    content = gzip.decompress(kept.read_bytes())
    assert b"practice-token" in content, "a mark stands for the token"
    assert [secret for secret in long_secrets(finished) if secret.encode() in content] == []


def long_secrets(finished: Run) -> list[str]:
    return [secret for secret in dict.fromkeys(finished.secrets) if len(secret) >= 12]


def test_the_search_finds_a_value_that_is_planted(finished: Run) -> None:
    hits = search([CONTROL], finished.watched)
    assert any(hit.endswith("/cmdline") and "as it is" in hit for hit in hits)
    assert any(hit.endswith("/environ") and "in JSON" in hit for hit in hits)
    assert any("/control" in hit and "base64" in hit for hit in hits)


@pytest.mark.parametrize("name", forms(PLANTED))
def test_the_search_knows_every_form(name: str) -> None:
    assert any(f" {name}:" in hit for hit in search([PLANTED], {"x": b"before" + forms(PLANTED)[name] + b"after"}))


def test_the_run_really_knew_the_secrets_and_its_processes_were_watched(finished: Run) -> None:
    secrets = long_secrets(finished)
    assert f"practice-{PLANTED}" in secrets
    assert len(secrets) >= 4, "the token, the control's key, a device code, and access tokens"
    commands = [content for place, content in finished.watched.items() if place.split(" ")[0].endswith("/cmdline")]
    assert any(b"canary_practice.py" in content for content in commands)
    assert any(b"canary_run.py" in content for content in commands)
    assert any(b"XDG_DATA_HOME" in content for place, content in finished.watched.items() if "/environ" in place)
    assert any("/setups/" in place for place in finished.watched), "files are watched while they are written"


def test_no_secret_is_in_a_file_an_output_an_argument_or_a_variable(finished: Run) -> None:
    places = finished.watched | {f"afterwards {name}": content for name, content in finished.after.items()}
    places |= {"standard output": finished.output.encode(), "standard error": finished.errors.encode()}
    # The middle of the planted token too, in case something is put before it or cut off it.
    assert search([*long_secrets(finished), PLANTED, PLANTED[3:-3]], places) == []
    jwt = re.compile(rb"eyJ[\w-]{10,}\.[\w-]{10,}")
    assert [place for place, content in places.items() if jwt.search(content)] == [], "also of tokens nobody told us"
