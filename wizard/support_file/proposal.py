"""What support proposes: the configuration that was changed in a practice company, as answers for the customer."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wizard import __version__
from wizard.core.errors import InputError, SupportFileError
from wizard.journey.services.job_schema import apply, read_schema
from wizard.mapping import Schema
from wizard.mapping.differences import SchemaDifference, schema_differences
from wizard.scim.endpoint import parse_tenant_url
from wizard.support_file.collect import TUTORIAL
from wizard.support_file.known import WORD
from wizard.support_file.model import VERSION, Case, Manifest, Proposal

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.mapping.attribute_mapping import ObjectKind
    from wizard.support_file.offline_client import Opened


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal beside the setup that it is for.

    ``changes`` are answers that taking it over would change, ``mapping`` what would differ in the mappings and filters,
    ``settings`` other settings: name, before, after.
    """

    changes: Mapping[str, Any]
    mapping: tuple[SchemaDifference, ...] = ()
    settings: tuple[tuple[str, str, str], ...] = ()


_OF_SCHEMA = frozenset({"user_rows", "group_rows", "user_filter", "group_filter"})


def propose(task: Task, context: Context, opened: Opened, answers: Answers) -> Case:
    """Return what was changed in the practice company since the file was made.

    Raises:
        GraphError, NetworkError: the practice company does not answer.
    """
    case = opened.case.case
    now = apply(read_schema(task, context, answers), answers)
    recorded = opened.case.schema
    before = Schema(recorded) if recorded is not None else None
    changed: dict[str, Any] = {}
    kinds: tuple[ObjectKind, ...] = ("User", "Group")
    for kind in kinds:
        if not now.has(kind):
            continue
        found = [one for one in schema_differences(before, now) if one.kind == kind] if before is not None else None
        name, mapping = kind.lower(), now.mapping(kind)
        if found is None or any(one.part == "row" for one in found):
            changed[f"{name}_rows"] = tuple(row.to_json() for row in mapping.rows)
        if found is None or any(one.part == "filter" for one in found):
            changed[f"{name}_filter"] = tuple(group.to_json() for group in mapping.scope.groups)
        if kind == "Group" and found is not None and any(one.field == "enabled" for one in found):
            changed["groups_enabled"] = mapping.enabled
    if answers.scope != opened.snapshot.answers.scope:
        changed["scope"] = answers.scope
    changed |= _url_changes(opened.snapshot.answers.tenant_url, answers.tenant_url)
    manifest = Manifest(
        version=VERSION,
        kind="proposal",
        id=randomness.token_hex(16),
        made=context.now().isoformat(timespec="seconds"),
        program=__version__,
        tutorial=TUTORIAL,
        naming=case.manifest.naming,
        name=case.manifest.name,
        origin=case.manifest.id,
    )
    return Case(manifest=manifest, proposal=Proposal(**changed))


def _url_changes(before: str, after: str) -> dict[str, Any]:
    """Return what was changed in the Tenant URL; its host is the practice company's."""
    new = parse_tenant_url(after)
    try:
        old = parse_tenant_url(before)
    except InputError:
        return {"path": _path(new.base), "flags": new.flags}
    found: dict[str, Any] = {}
    if (new.flags, new.query) != (old.flags, old.query):
        found["flags"] = new.flags
    if _path(new.base) != _path(old.base):
        found["path"] = _path(new.base)
    return found


def _path(base: str) -> str:
    return "/" + base.partition("://")[2].partition("/")[2]


def offer(
    task: Task, context: Context, case: Case, names: Callable[[str], Mapping[str, str]], answers: Answers
) -> Offer:
    """Return what a proposal would change in a setup, in the setup's own names.

    Args:
        names: returns the words behind the replacements of a support file by its id; nothing where it is not known.

    Raises:
        SupportFileError: ``support-is-case``: it is no proposal.
        InputError: ``support-sign-in-first``: it changes mappings, and what they are now cannot be read yet.
    """
    proposal = case.proposal
    if proposal is None:
        raise SupportFileError("support-is-case", {"file": case.manifest.name})
    own = names(case.manifest.origin)
    changes: dict[str, Any] = {}
    for name in sorted(_OF_SCHEMA):
        value = getattr(proposal, name)
        if value is not None:
            changes[name] = tuple(_in_own_words(item, own) for item in value)
    for name in ("scope", "groups_enabled"):
        value = getattr(proposal, name)
        if value is not None and value != getattr(answers, name):
            changes[name] = value
    if proposal.path is not None or proposal.flags is not None:
        url = _url(answers.tenant_url, proposal)
        if url != answers.tenant_url:
            changes["tenant_url"] = url
    mapping: tuple[SchemaDifference, ...] = ()
    if not _OF_SCHEMA.isdisjoint(changes):
        if context.session is None:
            raise InputError("support-sign-in-first")
        current = read_schema(task, context, answers)
        now = apply(current, answers)

        def differences(**given: Any) -> tuple[SchemaDifference, ...]:
            return schema_differences(now, apply(current, answers.with_(**given)))

        for name in _OF_SCHEMA.intersection(changes):
            if not differences(**{name: changes[name]}):
                del changes[name]  # it is so already
        mapping = differences(**changes)
    told = ("scope", "groups_enabled", "tenant_url")
    settings = tuple((name, str(getattr(answers, name)), str(changes[name])) for name in told if name in changes)
    return Offer(changes, mapping, settings)


def _url(given: str, proposal: Proposal) -> str:
    old = parse_tenant_url(given)
    host = old.base.partition("://")[2].partition("/")[0]
    path = proposal.path if proposal.path is not None else _path(old.base)
    flags: Sequence[str] = proposal.flags if proposal.flags is not None else old.flags
    other = "" if proposal.flags is not None and old.flag_problem else old.query  # a flag in wrong letters goes
    query = "&".join(filter(None, [*flags, other]))
    return f"{old.scheme}://{host}{path}" + (f"?{query}" if query else "")


def _in_own_words(value: Any, own: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return WORD.sub(lambda found: own.get(found[0], found[0]), value)
    if isinstance(value, Mapping):
        return {key: _in_own_words(item, own) for key, item in value.items()}
    return [_in_own_words(item, own) for item in value] if isinstance(value, list | tuple) else value
