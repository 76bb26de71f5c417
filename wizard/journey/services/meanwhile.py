"""What somebody changes while a change is being put back is not overwritten.

Putting back fills in answers and saves them on the steps, a while after Entra was read. What was read then is kept
here, and compared once more right before it is written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.core.errors import InputError

if TYPE_CHECKING:
    from wizard.graph.synchronization import Secrets
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.mapping import Schema

MOST = 3
"""Places that the message names."""


def schema_as_shown(context: Context, answers: Answers, now: Schema) -> None:
    """Check that the job's schema is the one that the person saw; it counts as seen after that.

    Raises:
        InputError: ``schema-changed-meanwhile``: somebody changed it again. Nothing was written.
    """
    from wizard.mapping import Schema
    from wizard.mapping.differences import schema_differences
    from wizard.mapping.sameness import same_schema

    application = context.state.application(answers)
    shown = application.shown
    if shown is None or not shown.schema:
        return
    schema_saved(context, answers, now)
    seen = Schema(dict(shown.schema))
    if not same_schema(seen, now):
        found = (one for one in schema_differences(seen, now) if one.part not in {"source", "target"})
        names = list(dict.fromkeys(one.place for one in found))
        raise InputError("schema-changed-meanwhile", {"names": "; ".join(names[:MOST]) or "?"})


def schema_saved(context: Context, answers: Answers, now: Schema) -> None:
    """Take the schema that the job has now for the one that the person saw, where there is one to compare with."""
    application = context.state.application(answers)
    if application.shown is not None and application.shown.schema:
        application.shown = replace(application.shown, schema=dict(now.raw))


def settings_as_shown(context: Context, answers: Answers, now: Secrets, *names: str) -> None:
    """Check that settings which are about to be written are as the person saw them; they are not compared after that.

    Raises:
        InputError: ``settings-changed-meanwhile``: somebody changed one again. Nothing was written.
    """
    application = context.state.application(answers)
    shown = application.shown
    if shown is None:
        return
    compared = {name: shown.settings[name] for name in names if name in shown.settings}
    left = {name: value for name, value in shown.settings.items() if name not in names}
    application.shown = replace(shown, settings=left)
    if any(now.text(name) != value for name, value in compared.items()):
        raise InputError("settings-changed-meanwhile")
