"""Step 4: the gallery application, found or added, never duplicated (T11 to T15)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wizard.core.errors import InputError, SavedSetupError
from wizard.core.times import moment
from wizard.journey.answers import GALLERY_NAME, Answers
from wizard.journey.model import Outcome
from wizard.journey.services.settling import settle_quietly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.tasks import Task
    from wizard.graph.applications import ApplicationTemplate, ServicePrincipal
    from wizard.journey.context import Context

ADD_NEW = "new"
"""The answer ``service_principal_id`` that requests another instance although one exists already."""


_SETTLED: Mapping[str, object] = {"application_asked": "", "application_known": ()}
"""The answers of a setup without a pending request."""


@dataclass(frozen=True, slots=True)
class Found:
    """The gallery's template, and the instances of it that the tenant already has."""

    template: ApplicationTemplate
    instances: tuple[ServicePrincipal, ...]


def find(task: Task, context: Context) -> Found:
    """Find the application in the gallery and in the tenant.

    Raises:
        GraphError: ``gallery-app-missing`` where this cloud's gallery does not have it, and those of Graph.
    """
    template = context.graph.applications.find_template(task, GALLERY_NAME)
    return Found(template, tuple(context.graph.applications.instances(task, template.id)))


def add_or_take(task: Task, context: Context, answers: Answers) -> Outcome[ServicePrincipal]:
    """Take the chosen instance or the only one, or add the application and wait until it can be used.

    The request is stored with the setup before it is sent, and the new id as soon as it is known: an interrupted run
    can be continued, and nothing is added twice.

    Raises:
        InputError: ``application-choice``: there are several instances and none was chosen. ``application-gone``: the
            chosen instance does not exist.
        GraphError: those of Graph.
        SavedSetupError: the setup cannot be saved; nothing was added.
    """
    found = find(task, context)
    chosen = answers.service_principal_id
    pending = _pending(answers)
    added = ""
    if chosen and chosen != ADD_NEW:
        asked = moment(answers.application_asked)
        if asked is not None and chosen not in answers.application_known:  # the requested instance
            context.graph.calls.settling.expect_new(chosen, age=(context.now() - asked).total_seconds())
            added = answers.application_asked
        elif context.graph.calls.settling.is_new(chosen):
            added = answers.application_added
        instance = _chosen(task, context, found, chosen)
    elif found.instances and chosen != ADD_NEW and pending is None:
        if len(found.instances) > 1:
            raise InputError("application-choice", {"count": len(found.instances)})
        instance = found.instances[0]
    else:
        instance, added = _add(task, context, answers, found, pending)
        if pending is not None:
            settle_quietly(task, context)  # it is the instance that an earlier run requested
    facts: dict[str, str | int | bool] = {
        "application": instance.display_name,
        "service_principal_id": instance.id,
        "app_id": instance.app_id,
        "added": bool(added),
    }
    settled: dict[str, object] = {
        "service_principal_id": instance.id,
        "application_name": instance.display_name,
        **_SETTLED,
    }
    if added:
        # Stored with the setup: if the program restarts within minutes, the application is still incomplete.
        settled["application_added"] = added
    return Outcome("done", facts, data=instance, answers=settled)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A requested instance whose outcome is unknown: when it was requested, and the ids that existed then."""

    asked: datetime
    known: tuple[str, ...]


def _pending(answers: Answers) -> _Pending | None:
    asked = moment(answers.application_asked)
    # Only without a choice, or if a new instance is wanted: a person who has chosen another instance wants that one.
    if asked is None or answers.service_principal_id not in {"", ADD_NEW}:
        return None
    return _Pending(asked, answers.application_known)


def _pending_elsewhere(context: Context, answers: Answers) -> _Pending | None:
    """Return what another saved setup for this tenant requested moments ago.

    An interrupted run may be started again as a new setup before Entra lists its application.
    """
    place = (answers.cloud, answers.tenant.strip().lower())
    since = context.now() - timedelta(seconds=context.graph.calls.settling.seconds)
    others = (other for other in context.saved_answers() if (other.cloud, other.tenant.strip().lower()) == place)
    return next((one for one in map(_pending, others) if one is not None and one.asked > since), None)


def _chosen(task: Task, context: Context, found: Found, chosen: str) -> ServicePrincipal:
    for item in found.instances:
        if item.id == chosen:
            return item
    if context.graph.calls.settling.is_new(chosen):  # added moments ago: not every part of the directory lists it yet
        return context.graph.applications.get(task, chosen)
    raise InputError("application-gone", {"id": chosen})


def _add(
    task: Task, context: Context, answers: Answers, found: Found, pending: _Pending | None
) -> tuple[ServicePrincipal, str]:
    """Return the instance added now or by an earlier run, and since when it is new (ISO 8601, UTC)."""
    name = answers.application_name.strip() or GALLERY_NAME
    here = tuple(item.id for item in found.instances)
    if not here and answers.service_principal_id != ADD_NEW:
        pending = pending or _pending_elsewhere(context, answers)
    known = here if pending is None else pending.known
    if len(set(here) - set(known)) > 1:
        raise InputError("application-choice", {"count": len(found.instances)})
    now = context.now()
    since = now if pending is None else pending.asked

    def asking() -> None:
        nonlocal since
        since = context.now()
        task.keep(application_asked=_text(since), application_known=tuple(dict.fromkeys((*known, *here))))

    def answered(added: ServicePrincipal | None) -> None:
        if added is None:
            with suppress(SavedSetupError):  # the person must see Entra's error, not this one
                task.keep(**_SETTLED)
        else:
            task.keep(service_principal_id=added.id, application_added=_text(since), **_SETTLED)

    asked = None if pending is None else max(0.0, (now - pending.asked).total_seconds())
    instance = context.graph.applications.add(
        task, found.template.id, name, known, asked=asked, asking=asking, answered=answered
    )
    return instance, _text(since)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def verify(task: Task, context: Context, answers: Answers) -> Outcome[ServicePrincipal]:
    """Find what the person added in the portal, without adding anything.

    Raises:
        InputError: ``application-not-found`` or ``application-choice``.
    """
    found = find(task, context)
    if not found.instances:
        raise InputError("application-not-found")
    if answers.service_principal_id == ADD_NEW:
        answers = answers.with_(service_principal_id="")
    return add_or_take(task, context, answers.with_(**_SETTLED))
