"""What steps find out is told in words: every fact has a label, and values are worded, too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from wizard.core.texts import Texts
from wizard.journey import steps
from wizard.provisioning.outcome import Picture
from wizard.wording.facts import in_words, label, value

FOLDER = Path(steps.__file__).parent


def keys_of(node: ast.expr) -> set[str]:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def names_in(tree: ast.AST) -> set[str]:
    """Return the names that are put into ``facts``, or handed to an ``Outcome`` as its facts."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Outcome":
            found |= {key for given in node.args for key in keys_of(given)}
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Subscript) and ast.unparse(target.value) == "facts":
                if isinstance(target.slice, ast.Constant):
                    found.add(str(target.slice.value))
            elif ast.unparse(target) == "facts":
                assert isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign))
                found |= keys_of(node.value) if node.value is not None else set()
    return found


NAMES = {name for path in FOLDER.glob("*.py") for name in names_in(ast.parse(path.read_text(encoding="utf-8")))} | {
    # Made from other values: prerequisites, verdicts, and Entra's counts by kind.
    "tenant", "role", "licence", "cloudgate_admin",
    "create", "update", "disable", "skip", "clash", "unchanged",
    "count_User", "count_Group", "count_Device",
    *Picture().facts(),
}  # fmt: skip


def test_the_facts_were_found_in_the_source() -> None:
    assert {"tenant_name", "checks_passed", "added", "assigned_users", "token_stored", "matching", "filters",
            "groups", "other_job", "quarantine"} <= NAMES  # fmt: skip


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_fact_has_a_label_that_is_not_its_name(name: str) -> None:
    said = label(name, Texts())
    assert said and said != name.replace("_", " ") and said[0].isupper()
    for fact in (True, False, ""):
        worded = value(name, fact, Texts())
        assert worded not in {"True", "False", "None", ""}


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("role", ["checked", "missing", "unknown", "confirmed"]),
        ("token_kept", ["keystore", "memory"]),
        ("scope", ["assigned", "all"]),
        ("job_state", ["NotConfigured", "NotRun", "Active", "Paused", "Quarantine"]),
        ("quarantine", ["EncounteredQuarantineException", "TooManyDeletes", "Unknown"]),
    ],
)
def test_ids_among_the_values_are_worded(name: str, ids: list[str]) -> None:
    for one in ids:
        said = value(name, one, Texts())
        assert said != one or (" " not in one and said in {"checked", "missing"}), one


def test_figures_and_names_stay_as_they_are() -> None:
    facts: dict[str, str | int | bool] = {
        "create": 20,
        "tenant_name": "Harbor Lights",
        "deletion_limit": 0,
        "count_User": 3,
    }
    assert in_words(facts, Texts()) == [
        ("Users to create", "20"), ("Tenant", "Harbor Lights"), ("Accidental deletion threshold", "no limit"),
        ("Users synchronized", "3"),
    ]  # fmt: skip
