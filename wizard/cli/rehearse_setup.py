"""What is rehearsed, and reading it for a saved setup: signs in for reading only, reads both sides, shows progress."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.cli.opening import account, answers_with_token, open_setup
from wizard.cli.progress import Teller, progress
from wizard.core.errors import SignInError
from wizard.core.tasks import Task
from wizard.journey.found import Rehearsal
from wizard.journey.services.job_memory import link_of
from wizard.journey.services.job_schema import read_schema
from wizard.journey.services.log_comparison import facts_of
from wizard.journey.services.reading import needed_attributes
from wizard.journey.steps.begin import sign_in, sign_in_again
from wizard.journey.steps.preview import perform
from wizard.provisioning import plan
from wizard.provisioning.planning import require_matching

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.directory.reading import Note
    from wizard.graph.connections import Link
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.provisioning import Configuration, Plan, Source, TargetSnapshot


@dataclass(frozen=True, slots=True)
class Sides:
    """A plan, the data it was computed from, and its facts for a digest.

    ``look_up`` takes a name that is not among the people and groups that were read, and returns the sides with the
    matching objects from the tenant; ``None`` if everybody was read. ``as_if_restarted``: the job has run before, and
    the plan does not know what it remembers. ``link`` reads the job's link for one object, in a saved setup. ``notes``
    are about data that files lack or state differently.
    """

    plan: Plan
    source: Source
    target: TargetSnapshot
    configuration: Configuration
    facts: Mapping[str, str]
    look_up: Callable[[str], Sides] | None = None
    as_if_restarted: bool = False
    link: Callable[[str], Link] | None = None
    notes: tuple[Note, ...] = ()


@contextmanager
def reading_setup(arguments: argparse.Namespace, texts: Texts) -> Iterator[Sides]:
    """Sign in with a device code, and read the tenant and CloudGate as the preview does. Nothing is written.

    For a practice setup, the company is restored from its file and signed in to automatically.

    Raises:
        SavedSetupError: the setup cannot be read; for a practice setup: it is open elsewhere.
        InputError: no setup matches, or several do; ``setup-practice``: its practice company cannot be restored;
            ``token-missing``; a step was not done yet.
        SignInError, GraphError, ScimError, NetworkError, KeyStoreError: one of the sides cannot be read.
    """
    with open_setup(arguments) as opened:
        opened.restore_company(texts)
        answers = answers_with_token(opened.context, opened.setup, token_stdin=arguments.token_stdin)
        with progress(texts, quiet=arguments.json) as tell:
            sides = _read(opened.context, answers, tell, texts)
        yield sides


def _read(context: Context, answers: Answers, tell: Teller, texts: Texts) -> Sides:
    task = tell.task
    session = sign_in(task, context, answers, reading=True)
    tell.say(account(session, texts))
    try:
        outcome = perform(task, context, answers)
    except SignInError:  # a second factor or a consent turned out to be missing
        sign_in_again(task, context)
        outcome = perform(task, context, answers)
    found = outcome.data
    assert isinstance(found, Rehearsal)
    require_matching(found.configuration, groups=bool(found.source.groups))
    sides = Sides(
        found.plan,
        found.source,
        found.target,
        found.configuration,
        facts_of(answers),
        as_if_restarted=found.as_if_restarted,
        link=lambda one: link_of(task, context, answers, one),
    )
    if found.configuration.sync_all:
        return sides
    return replace(sides, look_up=lambda name: _look_up(task, context, answers, found, sides, name))


def _look_up(task: Task, context: Context, answers: Answers, found: Rehearsal, sides: Sides, name: str) -> Sides:
    """Return the sides with unassigned people and groups of that name, and the groups nested in the others."""
    graph = context.graph
    hits = graph.principals.search(task, name)
    known = {one.id for one in found.source.people} | {one.id for one in found.source.groups}
    ids = [hit.id for hit in hits if hit.kind == "User" and hit.id not in known]
    names = needed_attributes(read_schema(task, context, answers))
    people = (*found.source.people, *graph.people.by_id(task, ids, names)) if ids else found.source.people
    groups = list(found.source.groups)
    wanted = [hit.id for hit in hits if hit.kind == "Group" and hit.id not in known]
    wanted += [member.id for group in groups for member in group.members if member.kind == "Group"]
    while wanted := [one for one in dict.fromkeys(wanted) if one not in {group.id for group in groups}]:
        read = graph.people.groups_by_id(task, wanted)
        groups += read
        wanted = [member.id for group in read for member in group.members if member.kind == "Group"]
    source = replace(found.source, people=people, groups=tuple(groups))
    return replace(sides, source=source, plan=plan(source, found.target, found.configuration), look_up=None)
