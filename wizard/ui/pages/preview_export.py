"""Step 10: saving the preview as a table, as JSON or as a page with the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wizard.journey.services.log_comparison import facts_of
from wizard.provisioning.plan_json import digest, plan_json
from wizard.ui.files import save_table
from wizard.wording.plan import page, table

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.journey.found import Rehearsal


def write(task: Task, path: Path, found: Rehearsal, texts: Texts, title: str) -> str:
    """Write a plan in the format given by the file extension, and return the file's name.

    Values are written so that spreadsheets do not run them as formulas.
    """
    facts = facts_of(found.answers)
    return save_table(
        task,
        path,
        lambda: table(found.plan, texts),
        lambda: plan_json(found.plan, facts),
        lambda: page(found.plan, texts, title, digest(found.plan, facts), found.picture),
    )
