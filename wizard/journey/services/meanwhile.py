"""Do not overwrite what another person changes while a change is being put back.

Putting back fills in answers, and the steps save them a while after Entra was read. The values read then are stored
here, and compared again right before the write.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.mapping import Schema
from wizard.mapping.differences import schema_differences
from wizard.mapping.sameness import same_schema

if TYPE_CHECKING:
    from wizard.graph.synchronization import Secrets
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context

MOST = 3
"""Number of places that the message names."""


def schema_as_shown(context: Context, answers: Answers, now: Schema) -> None:
    """Check that the job's schema is the schema that the person saw; after that it counts as seen.

    Raises:
        InputError: ``schema-changed-meanwhile``: it was changed again. Nothing was written.
    """
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
    """Record the job's current schema as the schema that the person saw, if there is one to compare with."""
    application = context.state.application(answers)
    if application.shown is not None and application.shown.schema:
        application.shown = replace(application.shown, schema=dict(now.raw))


def settings_as_shown(context: Context, answers: Answers, now: Secrets, *names: str) -> None:
    """Check that settings about to be written are as the person saw them; after that they are no longer compared.

    Raises:
        InputError: ``settings-changed-meanwhile``: one was changed again. Nothing was written.
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
