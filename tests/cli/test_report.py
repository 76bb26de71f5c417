"""What a walk tells of a step's outcome: what is counted is also said."""

from __future__ import annotations

import json

from wizard.cli.journey.report import Teller
from wizard.core.resources import resource_root
from wizard.core.texts import Texts
from wizard.journey.steps.mappings import _outcome
from wizard.mapping import Schema


def test_findings_of_a_mapping_are_told_not_only_counted() -> None:
    schema = Schema(json.loads((resource_root() / "schema/practice-schema.json").read_text(encoding="utf-8")))
    rows = tuple(row for row in schema.mapping("User").rows if row.target != "active")
    outcome = _outcome(schema.with_mapping("User", rows=rows), "User")
    assert outcome.facts["findings"] == 1
    lines: list[str] = []
    Teller(Texts(), lines.append).outcome(outcome, "users")
    assert any("active" in line and "people who leave stay active" in line for line in lines)
    assert any("Restore the default row" in line for line in lines)
