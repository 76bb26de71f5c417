"""Compares plans to the requests that arrive at the socket, for thousands of generated companies: ``bench truth``."""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]


def main() -> int:
    """Print how much was compared; return 0 if nothing differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=3_000)
    examples = parser.parse_args().examples
    warnings.simplefilter("ignore")
    from hypothesis import HealthCheck, Phase, given, settings

    from tests.truth.companies import Company, companies
    from tests.truth.test_truth import check
    from tests.truth.world import truth

    cases = operations = requests = 0
    wrong: list[str] = []
    began = time.perf_counter()
    with truth() as world:

        @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(companies())
        def compare(company: Company) -> None:
            nonlocal cases, operations, requests
            cases += 1
            try:
                planned, sent = check(world, company)
            except AssertionError as error:
                wrong.append(f"{error}\n{company}")
                return
            operations += planned
            requests += sent

        compare()
    seconds = time.perf_counter() - began
    print(f"{cases} companies: {operations} operations, {requests} requests compared, in {seconds:.0f} s")
    for text in wrong[:3]:
        print(text[:6_000])
    print(f"truth mismatches: {len(wrong)} (limit 0)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
