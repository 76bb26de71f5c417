"""Step 4: the gallery application, found or added, never doubled (T11 to T15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.errors import InputError
from wizard.journey.answers import GALLERY_NAME, Answers
from wizard.journey.model import Field, Outcome, Step

if TYPE_CHECKING:
    from wizard.graph.applications import ApplicationTemplate, ServicePrincipal
    from wizard.journey.context import Context
    from wizard.tasks import Task

ADD_NEW = "new"
"""The answer ``service_principal_id`` of somebody who wants one more instance although there is one already."""


@dataclass(frozen=True, slots=True)
class Found:
    """The gallery's template, and the instances of it that the tenant already has."""

    template: ApplicationTemplate
    instances: tuple[ServicePrincipal, ...]


def find(context: Context, task: Task) -> Found:
    """Look the application up in the gallery and in the tenant.

    Raises:
        GraphError: ``gallery-app-missing`` where this cloud's gallery does not have it, and those of Graph.
    """
    template = context.graph.find_template(GALLERY_NAME, task)
    return Found(template, tuple(context.graph.instances(template.id, task)))


def add_or_take(context: Context, answers: Answers, task: Task) -> Outcome:
    """Take the chosen instance, the only one, or add the application and wait until it can be used.

    Raises:
        InputError: ``application-choice``: there are several instances and none was chosen.
        GraphError: those of Graph.
    """
    found = find(context, task)
    chosen = answers.service_principal_id
    added = False
    if chosen and chosen != ADD_NEW:
        match = [item for item in found.instances if item.id == chosen]
        if not match:
            raise InputError("application-gone", {"id": chosen})
        instance = match[0]
    elif found.instances and chosen != ADD_NEW:
        if len(found.instances) > 1:
            raise InputError("application-choice", {"count": len(found.instances)})
        instance = found.instances[0]
    else:
        name = answers.application_name.strip() or GALLERY_NAME
        known = frozenset(item.id for item in found.instances)
        instance = context.graph.add_application(found.template.id, name, known, task)
        added = True
    facts: dict[str, str | int | bool] = {
        "application": instance.display_name,
        "service_principal_id": instance.id,
        "app_id": instance.app_id,
        "added": added,
    }
    settled = {"service_principal_id": instance.id, "application_name": instance.display_name}
    if added:
        # Kept with the setup: a restart of the program within minutes meets the same unfinished application.
        settled["application_added"] = context.now().isoformat(timespec="seconds")
    return Outcome("done", facts, data=instance, answers=settled)


def verify(context: Context, answers: Answers, task: Task) -> Outcome:
    """Find what the person added in the portal, without adding anything.

    Raises:
        InputError: ``application-not-found`` or ``application-choice``.
    """
    found = find(context, task)
    if not found.instances:
        raise InputError("application-not-found")
    if answers.service_principal_id == ADD_NEW:
        answers = answers.with_(service_principal_id="")
    return add_or_take(context, answers, task)


APPLICATION = Step(
    "application",
    4,
    tutorial=("T11", "T12", "T13", "T14", "T15"),
    fields=(Field("application_name", "text"),),
    needs=("cloud", "tenant", "service_principal_id"),
    perform=add_or_take,
    verify=verify,
    requires=("credentials",),
)
