"""Compares look-ups in the practice CloudGate with 100,000 accounts to look-ups with 1,000: ``bench accounts``."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT = 3.0
LOOKUPS = 300


def main() -> int:
    """Alternate both stores, so that other load on the machine affects both, and compare the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    many = max(2_000, parser.parse_args().accounts)
    from werkzeug.test import Client

    from wizard.practice.cloudgate import PracticeCloudGate
    from wizard.practice.faults import FaultBoard
    from wizard.secrets.secret import Secret

    token = Secret("bench-token")

    def store(count: int) -> Any:
        gate = PracticeCloudGate(token, FaultBoard(()))
        began = time.perf_counter()
        gate.seed({"userName": f"person{number}@contoso.example"} for number in range(count))
        print(f"{count} accounts made in {time.perf_counter() - began:.1f} s")
        client = Client(gate.app)
        once(client, 0)  # the first look-up builds the index
        return client

    def once(client: Any, number: int) -> float:
        query = {"filter": f'userName eq "person{number}@contoso.example"'}
        headers = {"Authorization": f"Bearer {token.reveal()}"}
        began = time.perf_counter()
        answer = client.get("/scim/v2/Users", query_string=query, headers=headers)
        took = time.perf_counter() - began
        assert answer.json["totalResults"] == 1
        return took

    small, large = store(1_000), store(many)
    pairs = [(once(small, turn % 1_000), once(large, turn * 331 % many)) for turn in range(LOOKUPS)]
    few, lots = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"look-up among 1000: {few * 1e6:.0f} µs, among {many}: {lots * 1e6:.0f} µs (medians of {LOOKUPS})")
    print(f"accounts ratio: {lots / few:.2f} (limit {LIMIT})")
    return 0 if lots / few <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
