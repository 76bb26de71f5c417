"""Compares the program to recorded traffic of Microsoft Entra: differences line by line, then counts by subject."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]


def main() -> int:
    """Print a line for each item that differs; return 0 if all are on the list of known differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--corpus", type=Path, default=ROOT / "tests" / "real", help="a folder laid out as tests/real, or a recording"
    )
    parser.add_argument("--known", action="store_true", help="also print the known differences and what was not tried")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    from tests.real.corpus import corpus
    from tests.real.reality import counts, judge, reason_for, unused

    if not given.corpus.exists():
        print(f"no such folder or file: {given.corpus}", file=sys.stderr)
        return 2
    try:
        items = corpus(given.corpus)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    verdicts = judge(items)
    new = 0
    for one in verdicts:
        if one.outcome == "agrees":
            continue
        reason = reason_for(one) if one.outcome == "differs" else one.detail
        if one.outcome == "differs" and not reason:
            new += 1
            print(f"DIFFERS    {one.subject}: {one.slug}: {one.detail}")
        elif given.known:
            word = "not tried" if one.outcome == "not tried" else "known"
            print(f"{word:10} {one.subject}: {one.slug}: {one.detail if word == 'known' else ''} [{reason}]")
    print(f"{'subject':24}{'agrees':>8}{'differs':>9}{'known':>8}{'not tried':>11}")
    for subject, row in counts(verdicts).items():
        print(f"{subject:24}{row['agrees']:8}{row['differs']:9}{row['known']:8}{row['not tried']:11}")
    if given.known:
        for entry in unused(verdicts):
            print(f"unused     {entry['subject']}: {entry['item']}: {entry.get('detail', '*')}")
    print(f"items read: {len(items)}; differences that are not known: {new} (limit 0)")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
