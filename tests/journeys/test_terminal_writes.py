"""Nothing is written to the tenant before Test Connection passed or the person said otherwise, and nothing is turned on
unasked. What was written is read from the requests that arrived at the practice Entra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("termios", reason="pseudo-terminals are a thing of Unix")

from cli_world import NotedCompany, World
from terminal import Terminal, approve, attached

HOW = "How do you want to do this?"
WRONG_TOKEN = "not-the-token-of-this-company"


@pytest.fixture
def company() -> Iterator[NotedCompany]:
    made = NotedCompany(40)
    yield made
    made.stop()


def sign_in(company: NotedCompany, terminal: Terminal) -> None:
    """Answer step 2, and approve the code that is shown."""
    terminal.expect("Step 2 of 12")
    terminal.answer(HOW, "")
    terminal.answer("Microsoft cloud", "")
    terminal.answer("Tenant [empty]", company.describe()["domain"])
    terminal.answer("Application (client) ID", "")
    terminal.answer("How to sign in", "with a device code")
    terminal.answer("Admin permissions (yes/no) [no]", "y")
    approve(company, terminal)


def credentials(company: NotedCompany, terminal: Terminal, token: str) -> None:
    terminal.expect("Step 3 of 12")
    terminal.answer(HOW, "")
    terminal.answer("Tenant URL [", company.describe()["scim"])
    terminal.answer("Secret token (what you type or paste stays hidden):", token)


def started(company: NotedCompany) -> list[str]:
    return [path for method, path in company.seen if method == "POST" and path.endswith(("/start", "/restart"))]


@pytest.mark.timeout(240)
def test_a_failed_test_connection_stops_before_anything_is_written(company: NotedCompany, tmp_path: Path) -> None:
    with attached(company, tmp_path) as terminal:
        sign_in(company, terminal)
        credentials(company, terminal, f'"Bearer {WRONG_TOKEN}"')
        terminal.expect("Removed on paste: ")
        terminal.expect("the word Bearer in front")
        terminal.expect("What to do: ")
        terminal.answer("What now?", "Continue although the connection does not work")
        terminal.expect("has not passed its test")
        terminal.answer("Continue anyway? (yes/no) [no]:", "")
        terminal.expect("Number or text")
        assert company.written() == []
        terminal.type("try again")
        terminal.expect("What now?")
        terminal.expect("Number or text")
        terminal.type("stop here; everything is saved")
        assert terminal.end() == 3
        screen = terminal.screen
    assert company.written() == []
    assert WRONG_TOKEN not in screen, "what is typed at the token's prompt is not shown"
    assert "setup --setup" in screen


@pytest.mark.timeout(240)
def test_only_the_persons_word_leads_on_and_then_entra_itself_refuses(company: NotedCompany, tmp_path: Path) -> None:
    with attached(company, tmp_path) as terminal:
        sign_in(company, terminal)
        credentials(company, terminal, WRONG_TOKEN)
        terminal.answer("What now?", "Continue although the connection does not work")
        terminal.answer("Continue anyway? (yes/no) [no]:", "yes")
        terminal.expect("Step 4 of 12")
        assert company.written() == []
        terminal.answer(HOW, "")
        terminal.answer("Name of the application", "")
        terminal.expect("Step 5 of 12")
        terminal.answer(HOW, "")
        terminal.answer("User or group to assign", "")
        terminal.expect("Step 6 of 12")
        terminal.answer(HOW, "")
        terminal.answer("failure occurs", "no")
        terminal.answer("Prevent accidental deletion", "")
        terminal.answer("Notification email [", "it@contoso.example")
        terminal.answer("Accidental deletion threshold", "0", "")
        terminal.expect("What now?")
        assert "Continue without this step" not in terminal.screen, "turning on rests on it"
        terminal.expect("Number or text")
        terminal.type("4")
        assert terminal.end() == 1
    assert not [path for _, path in company.written() if "secrets" in path], "credentials that fail are not saved"
    assert started(company) == []


@pytest.mark.timeout(240)
def test_nothing_is_turned_on_unasked_and_a_saved_setup_goes_on_there(company: NotedCompany, tmp_path: Path) -> None:
    world = World(company, tmp_path)
    world.run_steps("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "preview",
                    assign=["Reception"])  # fmt: skip
    world.save_as(world.setup, sign_in="device")
    before = len(company.written())
    with attached(company, tmp_path, "--setup", world.setup[:5]) as terminal:
        terminal.expect("Signing in again as admin@")
        approve(company, terminal)
        terminal.expect("Step 11 of 12")
        terminal.answer(HOW, "")
        terminal.expect("Summary")
        terminal.answer("Turn provisioning on now? (yes/no) [no]:", "")
        assert terminal.end() == 3
    assert len(company.written()) == before and started(company) == []
    with attached(company, tmp_path, "--setup", "harbor lights") as terminal:
        approve(company, terminal)
        terminal.expect("Step 11 of 12")
        terminal.answer(HOW, "do it for me")
        terminal.answer("Turn provisioning on now?", "Y")
        terminal.expect("Step 12 of 12")
        terminal.answer(HOW, "")
        assert terminal.end() == 0, terminal.screen
    assert len(started(company)) == 1


@pytest.mark.timeout(240)
def test_shown_to_the_person_the_program_writes_nothing_at_all(company: NotedCompany, tmp_path: Path) -> None:
    with attached(company, tmp_path, "--show-me") as terminal:
        for number in range(2, 13):
            terminal.expect(f"Step {number} of 12")
            terminal.answer(HOW, "")
            while True:
                asked = terminal.expect(
                    "Admin permissions (", "Tenant URL [", "Name of the application [", "failure occurs (",
                    "Notification email [", "Accidental deletion threshold [", "[Only assigned users and groups]", "When you have done it:",
                )  # fmt: skip
                if asked.startswith("When"):
                    break
                terminal.type({"failure occurs (": "yes", "Notification email [": "it@contoso.example"}.get(asked, ""))
            if number == 6:
                assert "it@contoso.example\n" in terminal.screen, "the values stand on lines of their own, to be copied"
            terminal.type("i have DONE it")
        assert terminal.end() == 0, terminal.screen
    assert company.written() == []
    assert "Confirmed by you; nothing was checked." in terminal.screen


@pytest.mark.timeout(120)
def test_ctrl_c_stops_what_is_waited_for_and_says_how_to_go_on(company: NotedCompany, tmp_path: Path) -> None:
    with attached(company, tmp_path) as terminal:
        terminal.answer(HOW, "")
        terminal.answer("Microsoft cloud", "")
        terminal.answer("Tenant [empty]", company.describe()["domain"])
        terminal.answer("Application (client) ID", "")
        terminal.answer("How to sign in", "2")
        terminal.answer("Admin permissions (yes/no) [no]", "y")
        terminal.expect("enter the code ")
        terminal.press("\x03")
        assert terminal.end() == 130
        assert "Interrupted at step 2." in terminal.screen and "Traceback" not in terminal.screen
        assert "setup --setup " in terminal.screen


@pytest.mark.timeout(120)
def test_what_cannot_be_checked_is_confirmed_by_the_person(company: NotedCompany, tmp_path: Path) -> None:
    for person in company.entra.directory.people():
        company.entra.directory.set_roles(person.id, [])
    with attached(company, tmp_path) as terminal:
        sign_in(company, terminal)
        terminal.expect("No active role that can set up provisioning. You need Application Administrator")
        terminal.answer("Role: have you checked that this is in place? (yes/no) [no]:", "yes")
        terminal.expect("confirmed by you")
        terminal.expect("Step 3 of 12")
        terminal.press("\x03")
        assert terminal.end() == 130
    (saved,) = World(company, tmp_path).store.list().setups
    assert saved.snapshot.answers.role_confirmed is True
    assert saved.snapshot.results["begin"].facts["role"] == "confirmed"
