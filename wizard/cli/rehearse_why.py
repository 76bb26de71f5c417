"""``why``: what happens to one person or group, step by step, and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from wizard.cli.files import write_utf8
from wizard.cli.output import say, write_json
from wizard.cli.people_files import tell
from wizard.cli.rehearse_read import reading
from wizard.cli.rehearse_text import advice, cut
from wizard.directory import Person
from wizard.directory.search import find
from wizard.provisioning.explain import Explanation, explain
from wizard.provisioning.explain_group import explain_group
from wizard.provisioning.plan_json import operation_json, request_json
from wizard.wording.plan import reason_words, sentence

if TYPE_CHECKING:
    from wizard.cli.rehearse_setup import Sides
    from wizard.core.json_types import JsonObject
    from wizard.core.texts import Texts
    from wizard.directory import Group
    from wizard.directory.search import Hits
    from wizard.provisioning import Operation
    from wizard.provisioning.explain_group import GroupExplanation

SIGNS = {True: "ok  ", False: "STOP"}


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print the path of the person or group of that name: return 0, or 1 if there is none or the name is ambiguous.

    Raises:
        WizardError: as ``rehearse`` does.
    """
    if arguments.json:
        write_utf8()
    with reading(arguments, texts) as read:
        sides = read
        tell(sides.notes, texts)
        hits = _find(sides, arguments.name)
        if not hits.found and sides.look_up is not None:
            sides = sides.look_up(arguments.name)
            hits = _find(sides, arguments.name)
        if len(hits.found) > 1 and not hits.exact:
            return _several(hits, texts, as_json=arguments.json, everybody=arguments.all)
        ways = [_way(one, sides) for one in hits.found]
        if arguments.json:
            write_json([_json(one) for one in ways])
        else:
            for one, way in zip(hits.found, ways, strict=True):
                for line in _lines(way, sides, texts, everybody=arguments.all):
                    say(line)
                if sides.link is not None:
                    link = sides.link(one.id)
                    say(f"  {texts.get(f'cli-why-link-{link.state}', target=link.target)}")
            if not ways:
                say(texts.get("cli-why-nobody", name=arguments.name))
        return 0 if ways else 1


def _find(sides: Sides, name: str) -> Hits:
    return find((*sides.source.people, *sides.source.groups), name)


def _several(hits: Hits, texts: Texts, *, as_json: bool, everybody: bool) -> int:
    if as_json:
        write_json([_named(one) for one in hits.found])
        return 1
    say(texts.get("cli-why-several", count=len(hits.found)))
    lines = [f"  {one.display_name}  {_detail(one, texts)}" for one in hits.found]
    for line in cut(lines, texts, everybody=everybody):
        say(line)
    return 1


def _detail(one: Person | Group, texts: Texts) -> str:
    return one.user_principal_name or one.id if isinstance(one, Person) else texts.get("preview-kind-Group")


def _named(one: Person | Group) -> JsonObject:
    kind = "person" if isinstance(one, Person) else "group"
    return {kind: {"id": one.id, "name": one.display_name}}


def _way(one: Person | Group, sides: Sides) -> Explanation | GroupExplanation:
    if isinstance(one, Person):
        return explain(one, sides.source, sides.target, sides.configuration, sides.plan)
    return explain_group(one, sides.source, sides.configuration, sides.plan)


# --- forms


def _json(way: Explanation | GroupExplanation) -> JsonObject:
    operations = [operation_json(operation) for operation in way.operations]
    if isinstance(way, Explanation):
        steps = [{**asdict(step), "params": dict(step.params)} for step in way.steps]
        return {**_named(way.person), "steps": steps, "operations": operations}

    def members(some: Iterable[Operation]) -> list[JsonObject]:
        return [
            {
                "id": one.source_id,
                "name": one.name,
                "verdict": one.verdict,
                "reason": one.reason,
                "params": dict(one.params),
            }
            for one in some
        ]

    return {
        **_named(way.group),
        "assigned": way.assigned,
        "security_enabled": way.group.security_enabled,
        "in_scope": way.verdict.inside,
        "reason": way.verdict.reason,
        "params": dict(way.verdict.params),
        "coming": members(way.coming),
        "staying": members(way.staying),
        "nested": list(way.nested),
        "unread": list(way.unread),
        "operations": operations,
    }


def _lines(way: Explanation | GroupExplanation, sides: Sides, texts: Texts, *, everybody: bool) -> Iterator[str]:
    if isinstance(way, Explanation):
        yield f"{way.person.display_name}  {way.person.user_principal_name}"
        for step in way.steps:
            if step.name != "action":
                yield f"  {SIGNS[step.passed]} {sentence(step, texts)}"
        yield from _operations(way.operations, texts)
        return
    yield f"{way.group.display_name}  {texts.get('preview-kind-Group')}"
    assigned = "explain-group-all" if sides.configuration.sync_all else "explain-group-assigned"
    yield f"  {SIGNS[way.assigned]} {texts.get(assigned if way.assigned else 'plan-reason-not-assigned')}"
    secure = way.group.security_enabled
    yield f"  {SIGNS[secure]} {texts.get('explain-group-security' if secure else 'plan-reason-not-security-group')}"
    if not way.verdict.inside and way.verdict.reason not in {"not-assigned", "not-security-group"}:
        yield f"  {SIGNS[False]} {texts.get(f'plan-reason-{way.verdict.reason}', **way.verdict.params)}"
    yield from _operations(way.operations, texts)
    yield f"  {texts.get('explain-group-coming', count=len(way.coming))}"
    some = [f"    {one.name}: {texts.get(f'plan-verdict-{one.verdict}')}" for one in way.coming]
    yield from cut(some, texts, everybody=everybody)
    yield f"  {texts.get('explain-group-staying', count=len(way.staying))}"
    some = [f"    {one.name}: {texts.get(f'plan-reason-{one.reason}', **one.params)}" for one in way.staying]
    yield from cut(some, texts, everybody=everybody)
    for name in way.nested:
        yield f"  {texts.get('explain-group-nested', group=name)}"
    if way.unread:
        yield f"  {texts.get('explain-group-unread', count=len(way.unread))}"


def _operations(operations: Iterable[Operation], texts: Texts) -> Iterator[str]:
    for operation in operations:
        sign = SIGNS[operation.verdict not in {"skip", "clash"}]
        said = reason_words(operation, texts)
        yield f"  {sign} {texts.get(f'plan-verdict-{operation.verdict}')}: {said}"
        if operation.unknown:
            yield f"       {texts.get('cli-why-unknown', names=', '.join(operation.unknown))}"
        what = advice(operation, texts)
        if what:
            yield f"       {what}"
        for request in operation.requests:
            asked = request_json(request)
            yield f"       {asked['method']} {asked['path']}"
            if asked["body"] and (operation.kind, operation.stage) != ("Group", "reference"):
                yield f"       {json.dumps(asked['body'], ensure_ascii=False)}"
