"""What a schema cannot know of the workflows: names that have to agree, scripts that have to parse, files that have to be there.

They run elsewhere only, so that a slip would show on the day of a release.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("ruamel.yaml", reason="comes with what dev.py check needs")

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FILES}
FLOWS: dict[str, dict[str, Any]] = {name: yaml.YAML(typ="safe").load(text) for name, text in TEXTS.items()}
JOBS = [(name, key, job) for name, flow in FLOWS.items() for key, job in flow["jobs"].items()]

RUNNERS = {"ubuntu-24.04", "windows-2025", "macos-15"}


def steps(action: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The steps that use an action, with the name of their job."""
    for _, key, job in JOBS:
        for step in job.get("steps", []):
            if step.get("uses", "").startswith(f"actions/{action}@"):
                yield key, step


def needed(flow: dict[str, Any], key: str) -> set[str]:
    """Every job that is over when a job begins."""
    direct = flow["jobs"][key].get("needs", [])
    direct = [direct] if isinstance(direct, str) else direct
    return set(direct).union(*(needed(flow, one) for one in direct))


def test_actions_are_pinned_to_one_commit_with_its_version_beside_it() -> None:
    pinned: dict[str, set[tuple[str, str]]] = {}
    for name, text in TEXTS.items():
        for line in re.findall(r"uses: (.+)", text):
            if line.startswith("./"):
                assert (ROOT / line.split()[0]).is_file(), line
                continue
            found = re.fullmatch(r"([\w/-]+)@([0-9a-f]{40}) # (v[\d.]+)", line)
            assert found, f"{name}: {line}"
            pinned.setdefault(found[1], set()).add((found[2], found[3]))
    assert [action for action, commits in pinned.items() if len(commits) > 1] == []


@pytest.mark.parametrize(("name", "key", "job"), JOBS, ids=lambda one: one if isinstance(one, str) else "")
def test_what_a_job_names_is_there(name: str, key: str, job: dict[str, Any]) -> None:
    assert needed(FLOWS[name], key) <= set(FLOWS[name]["jobs"]) - {key}
    matrix = job.get("strategy", {}).get("matrix", {})
    runner = job.get("runs-on", "ubuntu-24.04")
    for one in matrix["os"] if runner == "${{ matrix.os }}" else [runner]:
        assert one in RUNNERS
    assert "uses" in job or job["timeout-minutes"] <= 60
    said = repr(job)
    known = {f"matrix.{of}" for of in matrix} | {f"env.{of}" for of in job.get("env", {})}
    conditions = [step["if"] for step in job.get("steps", []) if "if" in step]
    for expression in (*conditions, *re.findall(r"\$\{\{(.*?)\}\}", said)):
        for context in re.findall(r"\b(?:matrix|env)\.\w+", expression):
            assert context in known, context


def test_secrets_are_those_that_releasing_explains() -> None:
    used = {name for text in TEXTS.values() for name in re.findall(r"secrets\.(\w+)", text)}
    explained = set(re.findall(r"`((?:WINDOWS|MACOS)_\w+)`", (ROOT / "RELEASING.md").read_text(encoding="utf-8")))
    assert used == explained


def test_what_is_fetched_was_put_there_by_a_job_that_is_over() -> None:
    put = {step["with"]["name"]: key for key, step in steps("upload-artifact")}
    fetched = list(steps("download-artifact"))
    assert fetched
    for key, step in fetched:
        names = step["with"].get("name") or step["with"]["pattern"].strip("{}")
        for name in names.split(","):
            assert put[name] in needed(FLOWS["release.yml"], key), f"{key}: {name}"


def scripts() -> list[Any]:
    found = []
    for name, key, job in JOBS:
        for number, step in enumerate(job.get("steps", [])):
            if "run" in step:
                found.append(pytest.param(step["run"], step.get("shell", "bash"), id=f"{name}-{key}-{number}"))
    return found


@pytest.mark.parametrize(("script", "shell"), scripts())
def test_scripts_parse_and_name_what_is_there(script: str, shell: str) -> None:
    assert "${{" not in script, "values come by the environment: put into a script they would be run"
    if shell == "bash" and shutil.which("bash"):
        done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    known = set(re.findall(r"^def command_(\w+)", (ROOT / "dev.py").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bdev\.py (\w+)", script)) <= known
    for path in re.findall(r"(?:installers|tests)/[\w./-]+", script):
        assert (ROOT / path).is_file(), path
