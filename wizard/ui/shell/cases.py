"""Support files in the window: opening, trying in a practice company, exporting a proposal, closing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wizard.core.errors import InputError, SupportFileError
from wizard.support_file import offline_client
from wizard.support_file.archive import encode, pack, read, save
from wizard.support_file.model import Proposal
from wizard.support_file.offline_client import Opened
from wizard.support_file.proposal import offer
from wizard.support_file.proposal import propose as make
from wizard.support_file.sandbox import try_out
from wizard.ui.files import ask_open, ask_save
from wizard.ui.widgets.proposal import ProposalDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.journey.setups import SetupStore
    from wizard.support_file.proposal import Offer
    from wizard.ui.pages.base import AnyPage


def choose_case(page: AnyPage) -> None:
    """Ask for a support file or a proposal, and open it."""
    take, files = partial(open_case, page), page.t("support-filter")
    ask_open(page, page.context, "support-open-title", files, take, name="openSupportFile")


def open_case(page: AnyPage, path: Path) -> None:
    """Open a support file, or show a proposal for the open setup."""

    def shown(found: Opened | Offer) -> None:
        if isinstance(found, Opened):
            page.context.controller.open_case(found)
        else:
            ProposalDialog(page.context, found, page).open()

    controller = page.context.controller
    page.run(
        _open,
        page.context.services,
        path,
        page.context.setups,
        controller.setup_id,
        page.journey.snapshot,
        on_result=shown,
        busy="support-opening",
    )


def try_case(page: AnyPage) -> None:
    """Start a practice company made from the open file, and continue in it."""
    controller = page.context.controller
    opened = controller.case
    if opened is None:
        return

    ready = partial(controller.try_case, opened)
    page.run(try_out, page.context.services, opened, on_result=ready, busy="support-trying")


def propose(page: AnyPage) -> None:
    """Ask where to save the proposal, and save it."""
    take, files, suggest = partial(save_proposal, page), page.t("support-filter"), "support-propose-file"
    ask_save(page, page.context, "support-propose-title", files, take, name="saveProposal", suggest=suggest)


def save_proposal(page: AnyPage, path: Path) -> None:
    """Save the changes made in the practice company as a proposal."""
    opened = page.context.controller.case
    if opened is None:
        return

    saved, answers = page.messages.saved("support-proposed"), page.journey.answers
    page.run(_propose, page.context.services, opened, answers, path, on_result=saved, busy="support-making")


def leave_case(page: AnyPage) -> None:
    """Close the file, and the practice company made from it, if one runs."""
    controller = page.context.controller
    if controller.trying:
        page.run(_leave, page.context.services, on_result=lambda _nothing: controller.close_case())
    else:
        controller.close_case()


def _open(
    task: Task,
    services: Context,
    path: Path,
    setups: Callable[[], SetupStore],
    setup_id: str,
    snapshot: Snapshot,
) -> Opened | Offer:
    case = read(path, task.checkpoint)
    if case.proposal is not None:
        if not setup_id:
            raise SupportFileError("support-proposal-alone", {"file": path.name})
        return offer(task, services, case, lambda origin: setups().names_in(setup_id, origin), snapshot.answers)
    opened = offline_client.open_case(case, path)
    offline_client.enter(services, opened)
    return opened


def _propose(task: Task, services: Context, opened: Opened, answers: Answers, path: Path) -> str:
    case = make(task, services, opened, answers)
    if case.proposal == Proposal():
        raise InputError("support-nothing-changed")
    save(pack(encode(case), task.checkpoint), path)
    return path.name


def _leave(task: Task, services: Context) -> None:
    services.close()
