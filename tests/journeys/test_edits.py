"""Everything that can be changed on the way is changed, saved, and read back through Graph by somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from driver import Driver


@pytest.mark.usefixtures("both_entras")
@pytest.mark.timeout(240)
@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # the values that exist are listed while typing
def test_mappings_scope_assignment_and_job_are_changed_and_read_back(driver: Driver) -> None:
    from PySide6.QtWidgets import QComboBox

    from wizard.core.tasks import Task

    graph = driver.begin_at("users")
    answers = driver.journey.answers

    # A mapping: edited with a mistake first, then saved.
    driver.pick("title")
    driver.find("expression").setPlainText("Join(")
    assert driver.find("expressionError").text()
    assert driver.find("savedState").text() != "not saved"
    driver.find("expression").setPlainText('Join(" · ", [jobTitle], [department])')
    assert "·" in driver.find("result").text()
    assert driver.find("changes").isVisible()
    driver.type("defaultValue", "Staff")
    driver.click("saveMappings")
    title = next(row for row in driver.schema(graph).mapping("User").rows if row.target == "title")
    assert title.expression == 'Join(" · ", [jobTitle], [department])'
    assert title.default == "Staff"
    assert driver.find("savedState").text() == "saved"

    # A row more, a row less, and back to the application's own.
    driver.click("addMapping")
    added = driver.page.edits.row.target
    driver.click("saveMappings")
    assert added in {row.target for row in driver.schema(graph).mapping("User").rows}
    driver.pick("preferredLanguage")
    driver.click("removeMapping")
    driver.click("saveMappings")
    assert "preferredLanguage" not in {row.target for row in driver.schema(graph).mapping("User").rows}
    driver.click("restoreDefaults")
    driver.click("saveMappings")
    rows = driver.schema(graph).mapping("User").rows
    assert len(rows) == 22
    assert next(row for row in rows if row.target == "title").expression == "[jobTitle]"
    driver.next()

    # Groups off.
    driver.find("groupsEnabled").click()
    driver.click("saveMappings")
    assert driver.schema(graph).mapping("Group").enabled is False
    driver.next()

    # Scope and a filter.
    driver.find("scopeAll").click()
    driver.click("whoIsThat")
    entering = [row for row in driver.find("effects").rows._rows if row.what == "entering"]
    assert len(entering) > 10, "nobody comes in although everybody shall"
    driver.click("addFilter")
    editor = driver.find("filter-0")
    boxes = editor.findChildren(QComboBox)
    assert [box.currentText() for box in boxes] == ["department", "EQUALS"]
    value = next(edit for edit in editor.findChildren(type(driver.find("value-0-0"))) if edit.isVisible())
    value.setFocus()
    driver.qtbot.keyClicks(value, "Security")
    driver.click("whoIsThat")
    driver.click("saveScope")
    settings = graph.credentials.read(Task(), answers.service_principal_id)
    assert settings.sync_all is True
    (group,) = driver.schema(graph).mapping("User").scope.groups
    assert [(clause.attribute, clause.operator, clause.values) for clause in group.clauses] == [
        ("department", "EQUALS", ("Security",))
    ]
    driver.next()
    driver.quiet()
    driver.next()
    driver.click("turnOn")
    driver.next()
    driver.until(lambda: driver.journey.state("watch") == "done", 90)
    driver.quiet()

    # Stop, start again, restart, one person on demand.
    driver.click("stopJob")
    assert graph.jobs.status(
        Task(), answers.service_principal_id, graph.jobs.all(Task(), answers.service_principal_id)[0].id
    ).running
    driver.click("impactGo")
    (job,) = graph.jobs.all(Task(), answers.service_principal_id)
    assert graph.jobs.status(Task(), answers.service_principal_id, job.id).running is False
    driver.click("stopJob")
    driver.until(lambda: driver.page.job.status.running)
    driver.click("restartJob")
    driver.quiet()
    table = driver.find("provisioningLog")
    row = next(row for row in table.rows._rows if row.source.kind.lower() == "user")
    assert table.select_row(row)
    driver.click("onDemand")
    assert row.source.display_name in driver.find("logDetail").title.text()
    assert driver.find("logDetailText").text()

    # Somebody is taken off the list of assignments again.
    driver.click("rail-assign")
    assignments = driver.find("assignments")
    before = len(graph.assignments.all(Task(), answers.service_principal_id))
    place = next(number for number, row in enumerate(driver.texts_of("assignments")) if "MacDonald" in row)
    assert assignments.select_row(assignments.rows.row_at(place))
    driver.click("remove")
    assert len(graph.assignments.all(Task(), answers.service_principal_id)) == before - 1
    assert driver.journey.state("preview") == "stale"


@pytest.mark.timeout(240)
def test_saved_with_next_the_page_shows_what_entra_has_after_coming_back(driver: Driver) -> None:
    """Saving with Next leaves the page; coming back, *Discard changes* must not claim what Entra does not have."""
    graph = driver.begin_at("users")
    page = driver.page
    targets = [row.target for row in page.rows]
    driver.pick("title")
    driver.click("removeMapping")
    assert driver.find("savedState").text() == page.t("users-unsaved")
    driver.next()  # saves
    kept = [row.target for row in driver.schema(graph).mapping("User").rows]
    assert kept == [name for name in targets if name != "title"]

    driver.window.context.controller.go("users")
    driver.quiet()
    assert [row.target for row in page.job.saved.rows] == kept, "the page's base is what Entra has"
    assert driver.find("savedState").text() == page.t("users-saved")
    assert not driver.find("revert").isEnabled(), "there is nothing to discard"
    driver.pick("preferredLanguage")
    driver.click("removeMapping")
    driver.click("revert")
    driver.quiet()
    assert [row.target for row in page.rows] == kept
    assert [row.target for row in driver.schema(graph).mapping("User").rows] == kept


@pytest.mark.timeout(240)
def test_a_later_step_and_another_run_leave_what_was_changed_in_the_portal(driver: Driver) -> None:
    """Answers stay after their step saved them; in between, the portal is where mappings are changed too."""
    from tests.journeys.test_practice_kept import carry_on, restart, sign_in
    from wizard.core.tasks import Task
    from wizard.mapping import AttributeMapping
    from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter

    def title(schema: Any) -> str:
        return str(next(row for row in schema.mapping("User").rows if row.target == "title").expression)

    def in_portal(graph: Any, **changes: Any) -> None:
        principal = driver.journey.answers.service_principal_id
        (job,) = graph.jobs.all(Task(), principal)
        changed = driver.schema(graph).with_mapping("User", **changes)
        graph.schema.replace(Task(), principal, job.id, changed.to_json())

    def retitled(graph: Any, expression: str) -> tuple[Any, ...]:
        rows = driver.schema(graph).mapping("User").rows
        return tuple(AttributeMapping.make("title", expression) if row.target == "title" else row for row in rows)

    graph = driver.begin_at("users")
    driver.pick("title")
    driver.find("expression").setPlainText('Join(" - ", [jobTitle], [department])')
    driver.click("saveMappings")
    driver.next()

    in_portal(graph, rows=retitled(graph, "[department]"))
    driver.click("groupsEnabled")
    driver.next()
    assert title(driver.schema(graph)) == "[department]"
    driver.click("addFilter")
    driver.type("value-0-0", "Facilities")
    driver.quiet()
    driver.next()
    assert title(driver.schema(graph)) == "[department]"
    assert len(driver.schema(graph).mapping("User").scope.groups) == 1

    in_portal(graph, scope=ScopingFilter((FilterGroup("P", (Clause("department", "EQUALS", ("Security",)),)),)))
    setup_id = driver.window.context.controller.setup_id
    restart(driver)
    carry_on(driver, setup_id)
    sign_in(driver)
    graph = driver.graph()
    driver.click("rail-users")
    assert next(row.expression for row in driver.page.rows if row.target == "title") == "[department]"
    assert not driver.page.job.unsaved(driver.page.edits)
    driver.click("rail-scope")
    assert [group.name for group in driver.page.filters.groups] == ["P"]
    driver.next()
    assert [group.name for group in driver.schema(graph).mapping("User").scope.groups] == ["P"]
    assert title(driver.schema(graph)) == "[department]"
