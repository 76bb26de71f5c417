"""Some days of looking with the page open: only what is new is read, nothing grows. ``bench health`` is the long one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from wizard import wiring


def bench() -> Any:
    place = Path(__file__).resolve().parents[2] / "bench" / "health.py"
    spec = importlib.util.spec_from_file_location("bench_health", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_health"] = module
    spec.loader.exec_module(module)
    return module


def test_some_days_of_looks(qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(wiring.DATA_VARIABLE, str(tmp_path))
    module = bench()
    found = module.watch(qapp, 60, 5, 1, tmp_path, pause=0.02)
    assert found.written > 0
    assert found.others <= module.OTHERS, "a look is a handful of requests, however long the watch"
    # Where nobody edits, a look reads one page of the log; the audit log besides while a change is shown.
    assert max(len(log) for log, _ in found.asked[1:-3]) == 1
    assert found.record[1] < 2 * found.record[0] + 20_000
