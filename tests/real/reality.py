"""All questions about a corpus together, the list of known differences, and counts."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from tests.real.corpus import HERE, Item, Verdict
from tests.real.decode import check_answers
from tests.real.practice import check_practice
from tests.real.schemas import check_schemas
from tests.real.scim import check_scim

KNOWN = HERE / "known.toml"
COLUMNS = ("agrees", "differs", "known", "not tried")


def judge(items: Iterable[Item]) -> tuple[Verdict, ...]:
    """Return a verdict for every question about every item."""
    every = tuple(items)
    return (*judge_program(every), *check_practice(every))


def judge_program(items: Iterable[Item]) -> tuple[Verdict, ...]:
    """Return the verdicts about the program alone; nothing is started."""
    every = tuple(items)
    return (*check_answers(every), *check_schemas(every), *check_scim(every))


@lru_cache(maxsize=1)
def known() -> Sequence[Mapping[str, str]]:
    """Return the known differences: ``subject``, ``item`` and ``detail`` as patterns, and the ``reason``."""
    found: list[Mapping[str, str]] = tomllib.loads(KNOWN.read_text(encoding="utf-8")).get("known", [])
    return found


def reason_for(verdict: Verdict) -> str:
    """Return why a difference is known, empty when it is not."""
    return next((entry["reason"] for entry in known() if _matches(entry, verdict)), "")


READ_BY_THE_PROGRAM = frozenset(
    [
        "id",
        "displayName",
        "userPrincipalName",
        "mail",
        "accountEnabled",
        "userType",
        "description",
        "securityEnabled",
        "groupTypes",
        "appId",
        "applicationTemplateId",
        "appRoles",
        "appRoleAssignmentRequired",
    ]
)
"""Properties that the client selects and decides by: no general entry excuses a practice Entra that lacks one."""


def _matches(entry: Mapping[str, str], verdict: Verdict) -> bool:
    lacking = verdict.detail.partition(" ")[2].rpartition(".")[2] if verdict.detail.startswith("lacks ") else ""
    if entry.get("general") and lacking in READ_BY_THE_PROGRAM:
        return False
    return (
        entry["subject"] == verdict.subject
        and fnmatchcase(verdict.slug, entry["item"])
        and fnmatchcase(verdict.detail, entry.get("detail", "*"))
    )


def unused(verdicts: Iterable[Verdict]) -> tuple[Mapping[str, str], ...]:
    """Return the entries of the list that no difference matches: what agrees by now. General ones may wait."""
    found = [one for one in verdicts if one.outcome == "differs"]
    particular = [entry for entry in known() if not entry.get("general")]
    return tuple(entry for entry in particular if not any(_matches(entry, one) for one in found))


def unknown(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the differences that are on no list."""
    return tuple(one for one in verdicts if one.outcome == "differs" and not reason_for(one))


def counts(verdicts: Iterable[Verdict]) -> Mapping[str, Counter[str]]:
    """Return how many questions of each subject have which outcome."""
    found: dict[str, Counter[str]] = {}
    for one in verdicts:
        column = "known" if one.outcome == "differs" and reason_for(one) else one.outcome
        found.setdefault(one.subject, Counter(dict.fromkeys(COLUMNS, 0)))[column] += 1
    return found
