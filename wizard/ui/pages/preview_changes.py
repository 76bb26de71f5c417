"""What follows a preview: it is saved, and compared with the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.services.log_comparison import keep_plan
from wizard.journey.steps.preview import forget
from wizard.provisioning.plan_json import Difference, compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.tasks import Task
    from wizard.journey.found import Rehearsal
    from wizard.provisioning import Plan
    from wizard.ui.pages.base import AnyPage

SOME = 5
"""Number of names in a sentence."""


class PreviewChanges:
    """The comparison on one page."""

    def __init__(self, page: AnyPage) -> None:
        self._page = page

    def look_behind(self, before: Rehearsal | None, found: Rehearsal) -> None:
        """Save the plan, and compare it with the previous run."""
        page = self._page
        setup_id = page.context.controller.setup_id
        page.run(keep_plan, page.context.setups, setup_id, found, key="keep-plan", quiet=True)
        if before is not None:
            page.run(_compared, [before], found.plan, on_result=self._was_compared, key="compare", quiet=True)

    def forget(self, before: Rehearsal) -> None:
        """Release a preview of another setup."""
        self._page.run(_forgotten, [before])

    def _was_compared(self, found: Sequence[Difference]) -> None:
        """Show the differences from the previous run."""
        t = self._page.t
        names = ", ".join(dict.fromkeys(one.operation.name for one in found[:SOME]))
        more = max(0, len(found) - SOME)
        text = t("preview-changed-names", names=names, more=more) if found else ""
        self._page.problem.say(t("preview-changed", count=len(found)), text, tone="info" if found else "ok")


def _forgotten(_task: Task, before: list[Rehearsal]) -> None:
    forget(before)


def _compared(task: Task, before: list[Rehearsal], after: Plan) -> Sequence[Difference]:
    """Compare with the previous run, which is released here."""
    found = compare(before[0].plan, after, task.checkpoint)
    forget(before)
    return found
