"""Thirty days of looking, in a short form: only what is new is read, nothing grows. ``bench health`` is the long one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any


def bench() -> Any:
    place = Path(__file__).resolve().parents[2] / "bench" / "health.py"
    spec = importlib.util.spec_from_file_location("bench_health", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_health"] = module
    spec.loader.exec_module(module)
    return module


def test_some_days_of_looks(tmp_path: Path) -> None:
    found = bench().watch(60, 4, 1, tmp_path)
    assert found.written > 0
    # Jobs, secrets, schema, assignments, and one page of the log: that is a look, however long the watch.
    assert max(found.requests) <= 5 and max(found.log_pages) == 1
    assert found.held[-1] < 2_000_000, "what a look holds is small, whatever the log has"
    assert found.record[-1] < 2 * found.record[0] + 20_000
