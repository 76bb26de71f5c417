"""The whole practice setup by hand on a pseudo-terminal, every prompt answered wrongly once; stopped and continued."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_runs import data_folder

from wizard.journey.setups import SetupStore

pytest.importorskip("termios", reason="pseudo-terminals are a thing of Unix")

from terminal import CTRL_C, CTRL_D, Terminal

LENIENT_RUN = Path(__file__).parent.parent / "support" / "lenient_run.py"
HOW = "How do you want to do this?"
WRONG = "xyzzy"
NOT_LISTED = f"“{WRONG}” is not in the list"
PYTHON = re.compile(r"\b(None|True|False)\b|Traceback|\b[a-z]+_[a-z_]+\b")
"""What nobody at a terminal may see: Python's words, and names of facts and answers with underscores."""


def begin(terminal: Terminal) -> None:
    terminal.expect("Step 2 of 12")
    terminal.answer(HOW, WRONG)
    terminal.expect(NOT_LISTED)
    terminal.type("  do IT for me ")
    terminal.answer("Microsoft cloud", "5")
    terminal.expect("“5” is not in the list. Type a number from 1 to 4")
    terminal.type("us government (GCC high)")
    terminal.expect("Tenant [")
    terminal.type("not a valid tenant")
    terminal.expect("Not accepted: ")
    terminal.type("<")  # back to the cloud
    terminal.expect("Number or text [US Government (GCC High)]")
    terminal.type("GLOBAL")
    terminal.expect("Tenant [harborlights.example]")
    terminal.type("?")
    terminal.expect("A domain or the tenant’s ID")
    terminal.type("")
    terminal.expect("Application (client) ID [empty]")
    terminal.type("12345")
    terminal.expect("Not accepted: ")
    terminal.type("")
    terminal.answer("How to sign in", WRONG)
    terminal.expect(NOT_LISTED)
    terminal.type("2")
    terminal.expect("Admin permissions (yes/no) [yes]:")
    terminal.type("perhaps")
    terminal.expect("Not accepted: type yes or no.")
    terminal.type("YES")


def credentials(terminal: Terminal) -> None:
    terminal.expect("Step 3 of 12")
    terminal.answer(HOW, "\x1b[A")
    terminal.expect("characters that are not text")
    terminal.type("1")
    terminal.expect("Tenant URL [https://")
    terminal.type("sigateway.com")
    terminal.expect("Not accepted: ")
    terminal.type("")
    terminal.expect("Secret token (one is stored")
    terminal.type("••••••••")
    terminal.expect("Not accepted: Only the dots")
    terminal.expect("Secret token (one is stored")  # what is typed before the prompt is there is thrown away
    terminal.type("")


def application_and_people(terminal: Terminal) -> None:
    terminal.answer(HOW, WRONG)
    terminal.expect(NOT_LISTED)
    terminal.type("")
    terminal.expect("Name of the application [")
    terminal.type("?")
    terminal.expect("Enterprise applications")
    terminal.type("")
    terminal.expect("Step 5 of 12")
    terminal.answer(HOW, "")
    terminal.expect("User or group to assign")
    terminal.type("Nobody of this name")
    terminal.expect("begins with “Nobody of this name”")
    terminal.type("Reception")
    terminal.expect("Number or name")
    terminal.type("7")
    terminal.expect("“7” is not in the list")
    terminal.type("RECEPTION")
    terminal.expect("To be assigned: Reception")
    terminal.type("-")
    terminal.expect("No more assignments are planned")
    terminal.answer("User or group to assign", "Jakub")
    terminal.answer("[none of them]", "")
    terminal.answer("User or group to assign", "Reception")
    terminal.answer("a hyphen for none [Reception]", "-")
    terminal.answer("User or group to assign", "Reception")
    terminal.answer("a hyphen for none [Reception]", "")
    terminal.expect("To be assigned: Reception")
    terminal.answer("User or group to assign", "")


def connect(terminal: Terminal) -> None:
    terminal.expect("Step 6 of 12")
    terminal.answer(HOW, "")
    terminal.answer("failure occurs (yes/no) [yes]", "j")
    terminal.expect("Not accepted: ")
    terminal.type("y")
    terminal.expect("Prevent accidental deletion (yes/no) [yes]")
    terminal.type(" No ")
    terminal.expect("Notification email [it-oncall@")
    terminal.type("-")
    terminal.expect("Not accepted: An email address is needed")
    terminal.type("it oncall")
    terminal.expect("Not accepted: This is not one email address")
    terminal.type("")
    terminal.expect("Step 7 of 12")


def mappings_and_scope(terminal: Terminal) -> None:
    terminal.answer(HOW, "")
    terminal.answer("Turn on create, update and delete where they are off (yes/no) [no]", "2")
    terminal.expect("Not accepted: type yes or no.")
    terminal.type("")
    terminal.expect("Step 8 of 12")
    terminal.answer(HOW, "")
    terminal.answer("Provision groups to CloudGate (yes/no) [as it is in Entra now]", "yes")
    terminal.expect("Turn on create")
    terminal.type("<")
    terminal.answer("Provision groups to CloudGate (yes/no) [yes]", "-")
    terminal.expect("The answer is now: as it is in Entra now")
    terminal.answer("Turn on create", "")
    terminal.expect("Step 9 of 12")
    terminal.answer(HOW, "")
    terminal.expect("Only assigned users and groups")
    terminal.type("everybody")
    terminal.expect("“everybody” is not in the list")
    terminal.type("assigned")
    terminal.expect("Step 10 of 12")
    terminal.answer(HOW, "")


@pytest.mark.timeout(240)
def test_the_whole_practice_setup_by_hand_with_every_prompt_answered_wrongly_once(
    tmp_path: Path, lenient: tuple[str, ...]
) -> None:
    program = [str(LENIENT_RUN), ",".join(lenient)]
    with Terminal(tmp_path, "setup", "--practice", program=program) as terminal:
        begin(terminal)
        credentials(terminal)
        application_and_people(terminal)
        connect(terminal)
        mappings_and_scope(terminal)
        terminal.expect("Step 11 of 12")
        terminal.answer(HOW, "")
        terminal.expect("Summary")
        terminal.expect("5 people created, 1 group created, 1 person updated")
        terminal.expect("Turn provisioning on now? (yes/no) [no]:")
        terminal.type("1")
        terminal.expect("Not accepted: type yes or no.")
        terminal.type("Yes")
        terminal.expect("Step 12 of 12")
        terminal.answer(HOW, "")
        assert terminal.end() == 0, terminal.screen
        screen = terminal.screen
    assert "Done. 6 users and 1 group are synchronized." in screen
    said = re.findall(r"setup --setup ([0-9a-f]{12})", screen)
    assert len(said) == 1, "it says under which id the setup is saved, and how to continue"
    assert f"setups delete {said[0]}" in screen, "and how to remove it"
    assert [found.group() for found in PYTHON.finditer(screen)] == []
    (saved,) = SetupStore(data_folder(tmp_path) / "setups").list().setups
    assert (saved.id, saved.practice, saved.snapshot.answers.prevent_deletions) == (said[0], True, False)


@pytest.mark.timeout(240)
def test_it_is_stopped_in_the_middle_and_continued(tmp_path: Path) -> None:
    with Terminal(tmp_path, "setup", "--practice", "--show-me") as terminal:
        terminal.expect("Step 2 of 12")
        terminal.answer(HOW, "")
        terminal.answer("Admin permissions", "")
        terminal.answer("When you have done it", "I have done it")
        terminal.expect("Step 3 of 12")
        terminal.press(CTRL_C)
        assert terminal.end() == 130
        assert "Interrupted at step 3." in terminal.screen
        assert "Traceback" not in terminal.screen
        setup_id = terminal.found(r"\n +cloudgate-setup setup --setup ([0-9a-f]{12})\n")
    with Terminal(tmp_path, "setup") as terminal:
        terminal.answer("Which setup?", "")
        terminal.expect("type a number from 1 to 2")
        terminal.type("harborlights.EXAMPLE")
        terminal.expect("The practice company was restored")
        terminal.expect("Continuing at step 3")
        terminal.expect("Step 3 of 12")
        terminal.expect("Number or text [Show me how to do it in the portal]")
        terminal.press(CTRL_D)
        assert terminal.end() == 3
        assert "The input ended, so the setup stopped." in terminal.screen
        assert "Traceback" not in terminal.screen
        assert f"--setup {setup_id}" in terminal.screen, "it is the same setup"


def test_the_choice_of_setups_ends_with_its_input_too(tmp_path: Path) -> None:
    with Terminal(tmp_path, "setup", "--setup", "nothing") as terminal:
        assert terminal.end() == 2
        assert "There is no saved setup “nothing”" in terminal.screen
    with Terminal(tmp_path, "setup") as terminal:
        terminal.expect("Step 2 of 12")
        terminal.press(CTRL_D)
        assert terminal.end() == 3
        assert "--setup" not in terminal.screen, "nothing was answered, so nothing is saved"
