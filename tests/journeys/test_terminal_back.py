"""Going back in the terminal: to the question before, to the step before, and forward again, with nothing undone and
nothing done twice. What was written is read from the requests that arrived at the practice Entra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("termios", reason="pseudo-terminals are a thing of Unix")

from cli_world import NotedCompany, World
from terminal import Terminal, approve, attached

HOW = "How do you want to do this?"
CHOICE = "Number or text ["
KEPT = "Number or text [Leave it as it is and continue]"


@pytest.fixture
def company() -> Iterator[NotedCompany]:
    made = NotedCompany(40)
    yield made
    made.stop()


def signed_in(company: NotedCompany, folder: Path, *steps: str) -> tuple[World, Terminal]:
    """Continue a setup in which these steps are done."""
    world = World(company, folder)
    world.run_steps(*steps, assign=["Reception"])
    world.save_as(world.setup, sign_in="device")
    terminal = attached(company, folder, "--setup", world.setup[:5])
    approve(company, terminal)
    return world, terminal


@pytest.mark.timeout(240)
def test_a_step_that_changed_something_is_shown_with_it_and_neither_undone_nor_done_twice(
    company: NotedCompany, tmp_path: Path
) -> None:
    world, opened = signed_in(company, tmp_path, "begin", "credentials", "application", "assign")
    with opened as terminal:
        terminal.expect("Step 6 of 12")
        terminal.answer(HOW, "")
        terminal.answer("failure occurs", "no")
        terminal.answer("Prevent accidental deletion", "<")
        terminal.answer("failure occurs (yes/no) [no]", "<")  # the first field: back to how to do the step
        terminal.answer(HOW, "")
        terminal.answer("failure occurs (yes/no) [no]", "yes")
        terminal.answer("Prevent accidental deletion", "")
        terminal.answer("Notification email [", "it@contoso.example")
        terminal.answer("Accidental deletion threshold", "")
        terminal.expect("Step 7 of 12")
        written = len(company.written())
        terminal.expect(CHOICE)
        terminal.type("<")
        terminal.expect("Step 6 of 12")
        terminal.expect("This step is done:")
        terminal.expect("It has changed in Entra:")
        terminal.expect(f"cloudgate-setup undo {world.setup} --to ")
        terminal.expect(KEPT)
        terminal.type("do it for me")
        for question in ("failure occurs", "Prevent accidental deletion", "Notification email [", "deletion threshold"):
            terminal.answer(question, "")
        terminal.expect("Step 7 of 12")
        jobs = [path for method, path in company.written()[written:] if method == "POST" and path.endswith("/jobs")]
        assert jobs == [], "there is no second job"
        terminal.expect(CHOICE)
        terminal.type("<")
        before = len(company.written())
        for number in (6, 5, 4, 3):
            terminal.expect(f"Step {number} of 12")
            terminal.expect(KEPT)
            terminal.type("<")
        terminal.expect("Step 2 of 12")
        terminal.expect(KEPT)
        terminal.type("<")
        terminal.expect("there is no question before this one")
        terminal.type("")
        for number in (3, 4, 5, 6):
            terminal.expect(f"Step {number} of 12")
            terminal.expect(KEPT)
            terminal.type("")
        terminal.expect("Step 7 of 12")
        terminal.expect(CHOICE)
        terminal.press("\x04")
        assert terminal.end() == 3
        assert "Traceback" not in terminal.screen
    assert len(company.written()) == before, "looking at steps that are done writes nothing"
    saved = world.store.load(world.setup).snapshot
    assert set(saved.results) >= {"begin", "credentials", "application", "assign", "connect"}
    assert not any(result.lapsed for result in saved.results.values())


@pytest.mark.timeout(240)
def test_an_answer_changed_on_the_way_back_is_asked_about_again_where_it_matters(
    company: NotedCompany, tmp_path: Path
) -> None:
    _, opened = signed_in(company, tmp_path, "begin", "credentials", "application", "assign", "connect", "users",
                          "groups", "scope", "preview")  # fmt: skip
    before = len(company.written())
    with opened as terminal:
        terminal.expect("Step 11 of 12")
        terminal.answer(HOW, "")
        terminal.answer("Turn provisioning on now? (yes/no) [no]:", "<")
        terminal.answer(HOW, "<")  # of step 11 again
        for number in (10, 9, 8, 7, 6):
            terminal.expect(f"Step {number} of 12")
            terminal.expect(KEPT)
            terminal.type("<")
        terminal.expect("Step 5 of 12")
        terminal.expect(KEPT)
        terminal.type("do it for me")
        terminal.answer("User or group to assign", "Finance")
        terminal.answer("a hyphen for none [Finance & Legal]", "")
        terminal.answer("User or group to assign", "")
        for number in (6, 7, 8, 9):
            terminal.expect(f"Step {number} of 12")
            terminal.expect(KEPT)
            terminal.type("")
        terminal.expect("Step 10 of 12")
        terminal.expect("Number or text [Do it for me]")  # the preview rests on who is assigned
        terminal.type("")
        terminal.expect("Step 11 of 12")
        terminal.answer(HOW, "")
        terminal.answer("Turn provisioning on now? (yes/no) [no]:", "yes")
        terminal.expect("Step 12 of 12")
        terminal.answer(HOW, "<")
        terminal.expect("Step 11 of 12")
        terminal.expect("Provisioning turned on")
        terminal.expect(KEPT)
        terminal.type("do it for me")  # it is on already
        terminal.expect("Step 12 of 12")
        terminal.answer(HOW, "")
        assert terminal.end() == 0, terminal.screen
    assert len([path for method, path in company.written() if method == "POST" and path.endswith("/start")]) == 1
    assigned = [path for _, path in company.written()[before:] if path.endswith("/appRoleAssignedTo")]
    assert len(assigned) == 1, "Reception was assigned before: only Finance & Legal is new"


@pytest.mark.timeout(240)
def test_a_setup_that_is_finished_can_be_gone_back_in_too(company: NotedCompany, tmp_path: Path) -> None:
    _, opened = signed_in(company, tmp_path, "begin", "credentials", "application", "assign", "connect", "users",
                          "groups", "scope", "preview", "turnon", "watch")  # fmt: skip
    before = len(company.written())
    with opened as terminal:
        terminal.expect("Step 12 of 12")
        terminal.expect("This step is done:")
        terminal.expect(KEPT)
        terminal.type("<")
        terminal.expect("Step 11 of 12")
        terminal.expect(KEPT)
        terminal.type("")
        terminal.expect("Step 12 of 12")
        terminal.expect(KEPT)
        terminal.type("")
        assert terminal.end() == 0, terminal.screen
    assert len(company.written()) == before


@pytest.mark.timeout(240)
def test_from_the_instructions_and_the_token_one_goes_back_too(company: NotedCompany, tmp_path: Path) -> None:
    with attached(company, tmp_path, "--show-me") as terminal:
        terminal.expect("Step 2 of 12")
        terminal.answer(HOW, "<")
        terminal.expect("there is no question before this one")
        terminal.type("")
        terminal.answer("Admin permissions (", "")
        terminal.answer("When you have done it:", "<")
        terminal.answer(HOW, "")
        terminal.answer("Admin permissions (", "")
        terminal.answer("When you have done it:", "i have done it")
        terminal.expect("Step 3 of 12")
        terminal.answer(HOW, "do it for me")
        terminal.answer("Tenant URL [", company.describe()["scim"])
        terminal.answer("Secret token (", "<")
        terminal.answer("Tenant URL [", "<")
        terminal.answer(HOW, "<")
        terminal.expect("Step 2 of 12")
        terminal.expect("Confirmed by you; nothing was checked.")
        terminal.expect(KEPT)
        terminal.type("")
        terminal.expect("Step 3 of 12")
        terminal.press("\x04")
        assert terminal.end() == 3
        assert "Traceback" not in terminal.screen
    assert company.written() == []
