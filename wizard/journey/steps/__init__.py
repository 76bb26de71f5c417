"""The twelve steps in order. A new step needs a module here, its line in this list, its texts and its page."""

from wizard.journey.model import Step, in_order
from wizard.journey.steps.application import APPLICATION
from wizard.journey.steps.assign import ASSIGN
from wizard.journey.steps.begin import BEGIN
from wizard.journey.steps.connect import CONNECT
from wizard.journey.steps.credentials import CREDENTIALS
from wizard.journey.steps.mappings import GROUPS, USERS
from wizard.journey.steps.preview import PREVIEW
from wizard.journey.steps.scope import SCOPE
from wizard.journey.steps.start import START
from wizard.journey.steps.turnon import TURNON
from wizard.journey.steps.watch import WATCH

__all__ = [
    "APPLICATION",
    "ASSIGN",
    "BEGIN",
    "CONNECT",
    "CREDENTIALS",
    "GROUPS",
    "PREVIEW",
    "SCOPE",
    "START",
    "STEPS",
    "TURNON",
    "USERS",
    "WATCH",
]

STEPS: tuple[Step, ...] = in_order(
    START,
    BEGIN,
    CREDENTIALS,
    APPLICATION,
    ASSIGN,
    CONNECT,
    USERS,
    GROUPS,
    SCOPE,
    PREVIEW,
    TURNON,
    WATCH,
)
