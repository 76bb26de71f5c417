"""Which steps have to be done again after changes were undone: those that rest on what is gone, and no others."""

from __future__ import annotations

import pytest

from wizard.history.plan_model import Action, Do, Plan
from wizard.journey.carrying_out import carried_out
from wizard.journey.changes import Undo
from wizard.journey.machine import Journey
from wizard.journey.model import Outcome
from wizard.journey.services.undoing import Undone
from wizard.journey.steps import STEPS

APP = "11111111-1111-1111-1111-111111111111"


@pytest.mark.parametrize(
    ("do", "lapsed"),
    [
        ("pause", "turnon watch"),
        ("unassign", "assign"),
        ("schema", "users groups scope preview"),
        ("remove-job", "connect users groups scope preview turnon watch"),
        ("remove-app", "application assign connect users groups scope preview turnon watch"),
    ],
)
def test_what_rests_on_an_undone_change_is_open_again(do: Do, lapsed: str) -> None:
    """Signing in, the Tenant URL and the token are neither in the application nor in its job."""
    assert _open_after(Action(do, APP)) == lapsed


@pytest.mark.parametrize(
    ("keys", "lapsed"),
    [
        ("BaseAddress SecretToken", "connect"),
        ("SyncNotificationSettings", "connect"),
        ("SyncAll", "scope preview"),
        ("BaseAddress SyncAll", "connect scope preview"),
    ],
)
def test_each_stored_setting_belongs_to_a_step(keys: str, lapsed: str) -> None:
    """Step 6 stores the connection and the notification, step 9 stores who is in scope (T20 to T25, T32)."""
    values = dict.fromkeys(keys.split(), "before")
    assert _open_after(Action("credentials", APP, what=tuple(values), values=values)) == lapsed


def _open_after(action: Action) -> str:
    journey = Journey(STEPS, lambda: "2026-11-30T09:30:00Z")
    for step in STEPS:
        journey.record(step.id, Outcome("done"))
    carried_out(journey, Undo((), (action,)), Undone((action,), (), Plan((action,))))
    return " ".join(step.id for step in STEPS if journey.state(step.id) == "stale")
