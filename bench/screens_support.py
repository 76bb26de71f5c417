"""The walk of ``screens`` through support files: create, view, try changes, save a proposal, and apply the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.screens_hand import Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bench.screens_hand import Hand

SEEN = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "preview", "watch")


def walk(hand: Hand, folder: Path) -> Iterator[Shot | Callable[[], bool]]:
    """Continue where the walk through all steps ended; files are saved in ``folder``."""
    window, click = hand.window, hand.click
    controller = window.context.controller
    setup_id = controller.setup_id
    case, answer = folder / "harbor-lights.cgsupport", folder / "proposal.cgsupport"

    yield click("makeSupportFile")
    dialog = hand.find("supportDialog")
    yield Shot("13-support-make", dialog)
    dialog.make(case)
    yield dialog.note.isVisible
    yield Shot("13-support-made", dialog)
    dialog.reject()
    controller.go("start")
    yield hand.quiet
    window.page.open_file(case)  # type: ignore[attr-defined]
    yield window.case_bar.isVisible
    yield hand.quiet
    for step in SEEN:
        controller.go(step)
        yield hand.quiet
        yield Shot(f"14-file-{step}")
    yield click("caseRequests")
    yield lambda: hand.there("exchangeDialog")
    yield Shot("14-file-requests", hand.find("exchangeDialog"))
    yield click("exchangeClose")
    yield click("caseCompare")
    dialog = hand.find("compareDialog")
    yield lambda: hand.quiet() and bool(dialog.list.lines)
    yield Shot("14-file-compare", dialog)
    dialog.reject()
    yield click("caseTry")
    yield lambda: controller.trying and hand.quiet()
    controller.go("users")
    yield hand.quiet
    page = window.page
    hand.find("mappings").select_row(next(row for row in page.rows if row.target == "title"))  # type: ignore[attr-defined]
    yield from hand.type("expression", "[city]")
    yield lambda: hand.quiet() and hand.find("next").isEnabled()
    yield Shot("15-try-users")
    controller.go("preview")
    yield hand.quiet
    yield Shot("15-try-preview")
    controller.go("turnon")
    yield hand.quiet
    yield Shot("15-try-turnon")
    from wizard.ui.shell.cases import save_proposal

    save_proposal(window.page, answer)
    yield answer.is_file
    yield hand.quiet
    yield Shot("15-try-proposed")
    yield click("caseLeave")
    yield hand.quiet
    yield click(f"continue-{setup_id}")
    yield lambda: controller.setup_id == setup_id and hand.quiet()
    controller.go("scope")
    yield hand.quiet
    yield Shot("16-continued")
    yield click("toSignIn")
    yield hand.quiet
    hand.find("signIn").click()
    yield window.page.card.device.isVisible  # type: ignore[attr-defined]
    yield click("approveDevice")
    controller.go("start")
    yield hand.quiet
    window.page.open_file(answer)  # type: ignore[attr-defined]
    yield lambda: hand.there("proposalDialog")
    yield Shot("16-proposal", hand.find("proposalDialog"))
    yield click("proposalTake")
    yield Shot("16-proposal-taken", hand.find("proposalDialog"))
    yield click("proposalClose")
    yield Shot("16-taken")
