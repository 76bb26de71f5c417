"""Practice setups saved at the beginning of a step, with their company: the steps before were done without a window.

``tests/journeys/test_practice_kept.py`` compares them with what a person has who clicked there.
"""

from __future__ import annotations

import atexit
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from wizard import wiring
from wizard.core.tasks import Task
from wizard.journey.answers import PlannedAssignment
from wizard.journey.context import Context
from wizard.journey.machine import Journey, SavedSetup
from wizard.journey.services.token import keep_token
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.journey.steps.assign import search, standing, usual_role
from wizard.practice.company import PracticeCompany
from wizard.practice.process import PracticeProcess

SETUP = "0123456789ab"
NAME = "Practice"
ASSIGN = ("Door", "MacDonald")
"""Beginnings of the names of who is assigned: a group, and a user."""
MAIL = "it-oncall@harborlights.example"


class Here:
    """Replaces the practice process, so that a test can reach into the company, which still listens on sockets."""

    stdin = stdout = None

    def __init__(self, company: PracticeCompany) -> None:
        self.company = company

    def wait(self, _seconds: float) -> int:
        self.company.stop()
        return 0


def here(company: PracticeCompany) -> PracticeProcess:
    """Return a company of the test process in the form that the window expects."""
    return PracticeProcess(Here(company), company.describe())  # type: ignore[arg-type]


@dataclass(frozen=True)
class Before:
    """The beginning of a step, and what was answered and done before it."""

    step: str
    delete_threshold: int = 500
    lenient: tuple[str, ...] = ()
    """In which of its behaviors the practice Entra is lenient."""


@cache
def recorded(before: Before) -> Path:
    """Return a folder of saved setups with such a setup and its company; made once in a test process."""
    folder = Path(mkdtemp(prefix="saved-practice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = SetupStore(folder)
    company = PracticeCompany(keep=store.practice_path(SETUP))
    for name in before.lenient:
        company.strict.set(name, strict=False)
    context = wiring.make_context()
    context.start_practice = lambda _keep, _waiting: here(company)
    context.make_keystore = lambda: context.memory
    try:
        context.use_practice()
        journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat(timespec="seconds"))
        do_steps(journey, context, before, store.token_name(SETUP))
        saved = SavedSetup(SETUP, NAME, "2026-01-12T09:00:00+00:00", True, journey.snapshot)
        store.save(saved)
    finally:
        context.close()  # the company writes its last state
    return folder


def do_steps(journey: Journey, context: Context, before: Before, token: str) -> None:
    """Answer and do the steps before one as the window does, from the first page on; ``token``: its token's name."""
    practice = context.practice
    assert practice is not None
    journey.answer(cloud=practice.cloud.id, tenant=practice.domain, tenant_url=practice.tenant_url)
    journey.next()
    while (step := journey.current).id != before.step:
        if step.id == "begin":
            journey.answer(cloudgate_admin=True)
        elif step.id == "credentials":
            journey.answer(**keep_token(context, journey.answers, practice.token, "memory", name=token))
        elif step.id == "assign":
            role = usual_role(standing(Task(), context, journey.answers).roles)
            found = [hit for text in ASSIGN for hit in search(Task(), context, text)]
            planned = [PlannedAssignment(one.id, one.kind, one.display_name, role) for one in found]
            journey.answer(assignments=tuple(planned))
        elif step.id == "connect":
            journey.answer(notification_email=MAIL, delete_threshold=before.delete_threshold)
        assert step.perform is not None
        given = journey.answers
        journey.record(step.id, step.perform(Task(), context, given), given)
        journey.next()
