"""Compares the default user mapping for many people to hand-written code: ``bench mapping [--people 100000]``."""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT = 4.0
ROUNDS = 7

Person = Mapping[str, Any]


def by_hand(person: Person) -> list[Any]:
    """Return the results of the default mapping, written by hand for this mapping, row by row."""
    get = person.get
    deleted = get("IsSoftDeleted")
    given, family = get("givenName"), get("surname")
    return [
        get("userPrincipalName"),
        "True" if deleted in (False, "False") else "False" if deleted in (True, "True") else None,
        get("displayName"),
        get("jobTitle"),
        get("mail"),
        get("preferredLanguage"),
        given,
        family,
        " ".join([part for part in (given, family) if part]),
        get("physicalDeliveryOfficeName"),
        get("streetAddress"),
        get("city"),
        get("state"),
        get("postalCode"),
        get("country"),
        get("telephoneNumber"),
        get("mobile"),
        get("facsimileTelephoneNumber"),
        get("mailNickname"),
        get("employeeId"),
        get("department"),
        get("manager"),
    ]


def people(count: int) -> list[dict[str, Any]]:
    """Return invented people, some attributes missing."""
    chance = random.Random(7)
    found = []
    for number in range(count):
        person: dict[str, Any] = {
            "userPrincipalName": f"person{number}@harborlights.example", "displayName": f"Person {number}",
            "jobTitle": chance.choice(["Guard", "Analyst", None]), "mail": f"person{number}@harborlights.example",
            "preferredLanguage": "en", "givenName": chance.choice(["Ann", "Bo", "", None]), "surname": f"Berg{number}",
            "city": "Oslo", "country": "NO", "telephoneNumber": f"+47 22{number:06}", "mailNickname": f"person{number}",
            "employeeId": f"E{number:06}", "department": chance.choice(["Sales", "Security"]),
            "IsSoftDeleted": number % 20 == 0,
        }  # fmt: skip
        found.append({name: value for name, value in person.items() if value is not None})
    return found


def seconds(run: Callable[[Person], Any], everybody: list[dict[str, Any]]) -> float:
    """Return the duration of one pass over all people in seconds."""
    gc.collect()
    began = time.perf_counter()
    for person in everybody:
        run(person)
    return time.perf_counter() - began


def main() -> int:
    """Alternate both, so that other load on the machine affects both, and compare the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    count = max(100, parser.parse_args().people)
    from wizard.mapping import Schema
    from wizard.mapping.expression import Batch, compile_expression

    raw = json.loads((ROOT / "resources" / "schema" / "practice-schema.json").read_text(encoding="utf-8"))
    rows = Schema(raw).mapping("User").rows
    batch = Batch([compile_expression(row.expression) for row in rows])
    everybody = people(count)
    for person in everybody:
        if batch(person) != by_hand(person):
            print(f"the results differ: {batch(person)} and {by_hand(person)}")
            return 1
    pairs = [(seconds(by_hand, everybody), seconds(batch, everybody)) for _ in range(ROUNDS)]
    hand, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{len(rows)} rows, {count} people: by hand {hand:.3f} s, ours {ours:.3f} s (medians of {ROUNDS})")
    print(f"mapping ratio: {ours / hand:.2f} (limit {LIMIT})")
    return 0 if ours / hand <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
