"""Microsoft's own Graph client, which knows nothing of this program, does the whole setup on ``practice serve``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import ROOT, served

PROGRAM = ROOT / "tests" / "support" / "graph_sdk_run.py"


@pytest.mark.timeout(180)
def test_microsofts_client_sets_everything_up(tmp_path: Path) -> None:
    # Microsoft's client has PATCH for a schema and no PUT, which the real service refuses (tests/real/errors/02).
    with served(tmp_path, ["--people", "40", "--lenient", "schema-patch"]) as running:
        facts = running.facts
        done = subprocess.run(
            [sys.executable, PROGRAM], input=running.line, capture_output=True, text=True, timeout=150, check=False
        )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["me"] == facts["admin"]["user"]
    assert seen["tenant"] == facts["tenant_id"]
    assert "AAD_PREMIUM" in seen["plans"]
    assert seen["found"] > 0
    assert seen["members"] > 0
    assert seen["application"] == "Soloinsight-CloudGate SSO"
    assert len(seen["assigned"]) == 2
    assert "Door Staff" in seen["assigned"]
    assert seen["left"] == 1
    assert seen["users rows"] == 22
    assert seen["state"].endswith("Active")
    assert "Create" in seen["actions"]
    assert seen["paused"].endswith("Paused")
    assert not seen["restarted"].endswith("Paused")
