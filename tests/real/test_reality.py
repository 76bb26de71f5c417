"""The program against recorded reality: whatever differs stands on the list of known differences, with its reason.

The same as ``python dev.py bench reality``, which takes another corpus too.
"""

from __future__ import annotations

import copy
import json
import random
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.real.corpus import HERE, Item, Verdict, corpus
from tests.real.practice import check_practice
from tests.real.reality import counts, judge_program, known, reason_for, unknown, unused
from tests.real.sources import LIST, listing

ROOT = Path(__file__).resolve().parents[2]
INVENTED = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net|invalid)|\w+\.example|contoso\.com|fabrikam\.com|odata\.\w+)$"
    r"|@(?:contoso|example|microsoft)\.onmicrosoft\.com$",
    re.IGNORECASE,
)
"""Example domains, and the fictitious companies of the vendor's documentation."""
ADDRESSES = re.compile(r"[\w.%+#-]+@[\w.-]+\.\w{2,}")


def test_the_program_agrees_with_what_was_recorded() -> None:
    verdicts = judge_program(corpus())
    assert unknown(verdicts) == ()
    found = counts(verdicts)
    # As much as is compared today; a check that finds nothing to compare is none.
    for subject, least in (
        ("Graph answers", 230),
        ("log rows", 26),
        ("errors", 30),
        ("schemas", 21),
        ("SCIM requests", 75),
    ):
        assert found[subject]["agrees"] + found[subject]["known"] >= least, (subject, found[subject])


def test_every_known_difference_has_its_reason() -> None:
    for entry in known():
        assert set(entry) <= {"subject", "item", "detail", "reason", "general"}
        assert len(entry["reason"]) > 20


def test_sources_are_listed() -> None:
    assert LIST.read_text(encoding="utf-8") == listing(), "run python -m tests.real.sources"
    assert all(item.text("source") and item.text("kind") and item.text("trust") for item in corpus())


def test_everybody_in_it_is_invented() -> None:
    for path in HERE.rglob("*.json"):
        strangers = [one for one in ADDRESSES.findall(path.read_text(encoding="utf-8")) if not INVENTED.search(one)]
        assert strangers == [], path


@pytest.mark.parametrize("seed", range(3))
def test_another_corpus_does_no_harm(seed: int) -> None:
    """Halves that lack, statuses that were not recorded, calls and changes that nobody knows: never an exception."""
    chance = random.Random(seed)
    items = [Item(_renamed(item.slug, chance), _changed(item.raw, chance)) for item in corpus()]
    found = list(judge_program(items))
    assert len(found) > 100, "most of it is judged all the same"
    assert [one for one in found if re.search("raises (AttributeError|TypeError)", one.detail)] == []


def _renamed(slug: str, chance: random.Random) -> str:
    subject, *rest = slug.split("/")
    return "/".join((subject, "unheard-of", *rest[1:])) if len(rest) > 1 and chance.random() < 0.2 else slug


def _changed(raw: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    made = copy.deepcopy(dict(raw))
    half = chance.choice(["request", "response"])
    how = chance.randrange(5)
    if how == 0:
        made[half] = None
    elif how == 1 and isinstance(made.get("response"), dict):
        made["response"]["status"] = None
    elif how == 2 and isinstance(made.get(half), dict):
        made[half]["body"] = chance.choice([None, "<html></html>", [1]])
    elif how == 3:
        made["change"] = "unheard-of"
    else:
        for name in ("dialect", "change", "fragment", "form"):
            made.pop(name, None)
    return made


def test_the_report_fails_on_a_difference_that_is_not_known(tmp_path: Path) -> None:
    """Another corpus, of one request that Entra never sent."""
    folder = tmp_path / "scim" / "requests"
    folder.mkdir(parents=True)
    operation = {"op": "Replace", "path": "displayName", "value": ["a", "list"]}
    bodies = {
        "01-like-entra": [{"op": "Replace", "path": "displayName", "value": "Ann"}],
        "02-unlike-entra": [{"op": "REPLACE", "path": "displayName", "value": "Ann"}],
        "03-nobody-knows": [operation],
    }
    for name, operations in bodies.items():
        request = {"method": "PATCH", "url": "/Users/1", "headers": {}, "body": {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}}  # fmt: skip
        item = {"source": "a test", "dialect": "classic", "change": "update-user", "request": request, "response": None}
        (folder / f"{name}.json").write_text(json.dumps(item), encoding="utf-8")
    command = [sys.executable, "bench/reality.py", "--corpus", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1, done.stderr
    assert "DIFFERS    SCIM requests: scim/requests/02-unlike-entra: " in done.stdout
    assert re.search(r"SCIM requests +1 +1 +0 +1\n", done.stdout)


def test_the_practice_entra_answers_as_the_real_one_did() -> None:
    verdicts = tuple(check_practice(corpus()))
    assert unknown(verdicts) == ()
    asked = {one.slug for one in verdicts if one.outcome != "not tried"}
    assert len(asked) >= 180
    assert unused((*judge_program(corpus()), *verdicts)) == (), "it agrees by now: take it off the list"


def test_no_general_entry_excuses_what_the_program_reads() -> None:
    for subject, slug in (("practice Entra", "graph/users-list/1"), ("practice Entra", "graph/groups-list/1")):
        lacking = [Verdict(subject, slug, "differs", f"lacks .value[].{name}") for name in ("proxyAddresses", "id")]
        assert [bool(reason_for(verdict)) for verdict in lacking] == [True, False]
