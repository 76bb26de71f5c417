"""Checks what the types of a support file's documents cannot say, and what the rest of the program relies on."""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from wizard.core.errors import MappingError, SupportFileError
from wizard.journey.answers import Answers
from wizard.provisioning.rows import columns_of
from wizard.support_file.convert import configuration_of
from wizard.support_file.model import Case, CloudGate, Planned

MOST_DEPTH: Final = 200
"""Objects and lists in each other."""


class Refusal(Protocol):
    """Makes the error for a file: its code, the part that is wrong, and the cause."""

    def __call__(self, code: str, part: str, cause: BaseException | None = None) -> SupportFileError: ...


def check(case: Case, refusal: Refusal) -> None:
    """Check a whole case.

    Raises:
        SupportFileError: what ``refusal`` makes of the code, the part, and the cause.
    """
    free: list[tuple[str, object]] = [("plan", case.plan.schema if case.plan is not None else None)]
    free += [("setup", case.setup.answers if case.setup is not None else None)]
    if case.proposal is not None:
        free += [("proposal", msgspec.to_builtins(case.proposal))]
    if case.history is not None:
        free += [("history", msgspec.to_builtins(case.history))]
    for name, value in free:
        if _too_deep(value):
            raise refusal("support-unsafe", name)
    if case.manifest.kind == "case":
        if case.setup is None:
            raise refusal("support-damaged", "setup")
        try:
            msgspec.convert(case.setup.answers, Answers)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise refusal("support-damaged", "setup", error) from error
    elif case.proposal is None:
        raise refusal("support-damaged", "proposal")
    if case.directory is not None:
        count = len(case.directory.attributes)
        if any(len(row.values) != count for row in case.directory.people):
            raise refusal("support-damaged", "directory")
    if case.cloudgate is not None:
        users, groups = len(case.cloudgate.user_paths), len(case.cloudgate.group_paths)
        if any(len(row.values) != users for row in case.cloudgate.users) or any(
            len(row.values) != groups for row in case.cloudgate.groups
        ):
            raise refusal("support-damaged", "cloudgate")
    if case.kept is not None and not case.kept.is_sound():
        raise refusal("support-damaged", "kept")
    if case.doctor is not None:
        recorded = len(case.exchanges.exchanges) if case.exchanges is not None else 0
        if any(not 0 <= place < recorded for place in case.doctor.evidence.values()):
            raise refusal("support-damaged", "doctor")
    if case.plan is not None:
        _usable(case.plan, case.cloudgate, refusal)


def _usable(plan: Planned, cloudgate: CloudGate | None, refusal: Refusal) -> None:
    try:
        configuration = configuration_of(plan)
    except (MappingError, RecursionError) as error:
        raise refusal("support-damaged", "plan", error) from error
    if cloudgate is None:
        return
    for mapping, paths in (
        (configuration.users, cloudgate.user_paths),
        (configuration.groups, cloudgate.group_paths),
    ):
        if mapping is not None and not set(columns_of([mapping]).paths) <= set(paths):
            raise refusal("support-damaged", "cloudgate")


def _too_deep(value: object) -> bool:
    """Tell whether the objects and lists of a value lie too deep in each other for what walks through them."""
    level = [value]
    for _ in range(MOST_DEPTH):
        below: list[object] = []
        for one in level:
            if isinstance(one, dict):
                below += one.values()
            elif isinstance(one, list | tuple):
                below += one
        if not below:
            return False
        level = below
    return True
