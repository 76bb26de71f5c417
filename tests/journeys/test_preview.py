"""The preview in the window: a person's way, what changed since the last run, and every form of file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from driver import Driver


@pytest.mark.timeout(240)
def test_a_person_looks_at_the_preview_twice_and_keeps_it(driver: Driver, tmp_path: Path) -> None:
    driver.begin_at("preview")
    assert driver.journey.current.id == "preview"
    driver.quiet(120)
    page = driver.page
    created = next(one for one in page.plan if one.verdict == "create" and one.kind == "User")
    page.table.select_row(created)
    driver.quiet()
    assert created.key in page.detail.walked.text() and "no account has userName" in page.detail.walked.text()
    assert not page.detail.requests.isVisible(), "who does not know SCIM can do without"
    driver.click("technicalDetails")
    assert "POST /Users" in page.detail.requests.toPlainText()
    values = {row.target: row.new for row in page.detail.values.rows._rows}
    assert values["userName"] == created.key

    driver.click("runAgain", 120)
    assert "No changes since the previous run" in page.problem._what.text()
    driver.journey.answer(scope="all")
    driver.click("runAgain", 120)
    assert "from the previous run" in page.problem._what.text()
    assert len(page.plan) > 15

    for ending in ("csv", "json", "html"):
        path = tmp_path / f"plan.{ending}"
        page.export_to(path)
        driver.quiet()
        assert created.name in path.read_text(encoding="utf-8-sig")
    assert len(json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["digest"]) == 64
