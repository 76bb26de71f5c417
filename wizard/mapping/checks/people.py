"""Checks a mapping's effect on real people: each expression is evaluated once for every person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.core.errors import MappingError
from wizard.core.json_types import JsonMapping
from wizard.directory import Person
from wizard.mapping.attribute_mapping import AttributeDefinition, AttributeMapping, ObjectKind, ObjectMapping
from wizard.mapping.checks.model import Finding, PersonRef, Severity
from wizard.mapping.checks.static import ROLE_SOURCE, check, takes_one_role, uses_roles
from wizard.mapping.checks.types import fits
from wizard.mapping.comparison import folded
from wizard.mapping.expression import Attribute, Batch, Compiled, Flow, Result, as_text, compile_expression
from wizard.mapping.expression.values import HERE, Environment, EvaluationContext, as_list
from wizard.mapping.population import environment
from wizard.mapping.schema import Schema

Accounts = Mapping[str, Sequence[JsonMapping]]
"""CloudGate's accounts by the person's object id: the results of the look-ups by the matching attributes."""

_ADDRESSES = ("userName", "emails[")
"""Targets that contain sign-in names or mail addresses."""

_UNIQUE = ("userName", "externalId", "emails[")
"""Targets whose values belong to one person only."""


@dataclass(slots=True)
class _Row:
    """The results of one row; the lists contain numbers of people."""

    row: AttributeMapping
    compiled: Compiled | None
    definition: AttributeDefinition | None
    empty: list[int] = field(default_factory=list)
    failed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    several: list[int] = field(default_factory=list)
    unfit: list[int] = field(default_factory=list)
    special: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    texts: dict[str, list[int]] | None = None

    @property
    def unique(self) -> bool:
        return self.row.target.startswith(_UNIQUE)


def check_people(
    schema: Schema,
    kind: ObjectKind,
    people: Sequence[Person],
    *,
    sync_all: bool = False,
    accounts: Accounts | None = None,
    discovered: Collection[str] | None = None,
    context: EvaluationContext = HERE,
    checkpoint: Checkpoint = lambda: None,
) -> tuple[Finding, ...]:
    """Return the unwanted effects that the mapping would have on people.

    Rows and filters that :func:`check` already reports are skipped: their effect on people has the same cause.

    Args:
        schema: schema with the mapping.
        kind: ``User``; for another kind nothing is evaluated, and only ``discovered`` is checked.
        people: all people who may come into scope.
        sync_all: whether all users are in scope; then role functions return nothing.
        accounts: CloudGate's accounts of these people, if they were looked up.
        discovered: the attribute names of CloudGate's own ``/Schemas``, if they were read.
        context: clock and target of the expressions.
        checkpoint: called periodically; raises to cancel.
    """
    if not schema.has(kind):
        return ()
    mapping = schema.mapping(kind)
    definitions = {item.name: item for item in schema.target_attributes(kind)}
    rows = [_Row(row, _compiled(row), definitions.get(row.target)) for row in mapping.rows]
    findings = [*_unknown_to_target(mapping, discovered)]
    if kind == "User" and people:
        for item in rows:
            if item.row.matching or item.unique:
                item.texts = defaultdict(list)
        _evaluate(rows, people, context, checkpoint)
        told = {finding.target for finding in check(schema, kind)}
        sound = [item for item in rows if item.row.target not in told]
        findings += _of_rows(sound, people)
        findings += _matching(sound, people)
        findings += _roles_and_guests(rows, people, sync_all=sync_all)
        if not told & {group.name for group in mapping.scope.groups}:
            findings += _filters(mapping, people, checkpoint)
        findings += _of_accounts(rows, people, accounts)
    return tuple(findings)


def _compiled(row: AttributeMapping) -> Compiled | None:
    if row.source is None:
        return None
    try:
        return compile_expression(row.expression)
    except MappingError:
        return None


def _evaluate(
    rows: Sequence[_Row], people: Sequence[Person], context: EvaluationContext, checkpoint: Checkpoint
) -> None:
    ready = [item for item in rows if item.compiled is not None]
    batch = Batch([item.compiled for item in ready])
    for number, person in enumerate(with_checkpoints(people, checkpoint, 100)):
        attributes = environment(person)
        try:
            values = batch(attributes, context)
        except MappingError:
            _one_by_one(ready, number, attributes, context)
            continue
        for item, value in zip(ready, values, strict=True):
            _note(item, number, value)


def _one_by_one(rows: Sequence[_Row], number: int, attributes: Environment, context: EvaluationContext) -> None:
    """Find out which row fails for a person."""
    for item in rows:
        assert item.compiled is not None
        try:
            value = item.compiled(attributes, context)
        except MappingError as error:
            item.failed[error.code].append(number)
        else:
            _note(item, number, value)


def _note(item: _Row, number: int, value: Result) -> None:
    text = value if type(value) is str else as_text(value)
    if text == "":
        item.empty.append(number)
        return
    definition = item.definition
    if definition is not None:
        if isinstance(value, tuple) and len(value) > 1 and not definition.multivalued:
            item.several.append(number)
        elif definition.type != "String" and not fits(text, definition.type):
            item.unfit.append(number)
    if item.texts is not None and not isinstance(value, Flow):
        item.texts[text].append(number)
        if item.row.matching and any(is_special(sign) for sign in text):
            item.special.append(number)
        if item.row.target.startswith(_ADDRESSES) and not text.isascii():
            item.beyond.append(number)


def is_special(sign: str) -> bool:
    """Return whether a character in a matching value can make Entra's look-up fail (Microsoft's list of known
    issues).
    """
    return not (sign.isalnum() or sign in "@._- ")


# --- findings


def _who(people: Sequence[Person], numbers: Sequence[int]) -> tuple[PersonRef, ...]:
    return tuple(PersonRef(people[number].id, people[number].display_name) for number in numbers)


def _of_rows(rows: Sequence[_Row], people: Sequence[Person]) -> Iterator[Finding]:
    for item in rows:
        row, target = item.row, item.row.target
        for code, numbers in item.failed.items():
            params: dict[str, str | int] = {"code": code, "count": len(numbers)}
            yield Finding("map-expression-fails", "warning", target, params, _who(people, numbers))
        if item.several:
            params = {"source": row.expression[:60], "count": len(item.several)}
            yield Finding("map-multi-into-single", "warning", target, params, _who(people, item.several))
        if item.unfit and item.definition is not None:
            params = {"source": "String", "target": item.definition.type, "count": len(item.unfit)}
            yield Finding("map-type-conflict", "warning", target, params, _who(people, item.unfit))
        always = len(item.empty) == len(people) and row.type == "Expression"
        if always:
            yield Finding("map-expression-always-empty", "warning", target, {"people": len(people)})
        required = item.definition is not None and item.definition.required
        if item.empty and required and not row.matching and not always and not row.default:
            params = {"count": len(item.empty)}
            yield Finding("map-required-empty", "warning", target, params, _who(people, item.empty))


def _matching(rows: Sequence[_Row], people: Sequence[Person]) -> Iterator[Finding]:
    matching = [item for item in rows if item.row.matching and item.compiled is not None]
    if matching:
        missing = set(matching[0].empty).intersection(*(item.empty for item in matching[1:]))
        if missing:
            names = ", ".join(item.row.expression for item in matching)
            params: dict[str, str | int] = {"attribute": names[:80], "count": len(missing)}
            numbers = sorted(missing)
            yield Finding("map-match-value-missing", "warning", matching[0].row.target, params, _who(people, numbers))
    for item in rows:
        if item.texts is None:
            continue
        groups: dict[str, list[str]] = defaultdict(list)
        for text in item.texts:
            groups[folded(text)].append(text)
        texts = item.texts
        twice = [found for found in groups.values() if sum(len(texts[text]) for text in found) > 1]
        if twice:
            numbers = sorted(number for found in twice for text in found for number in texts[text])
            params = {"count": len(numbers), "value": twice[0][0][:60]}
            name = "map-duplicate-source" if item.row.matching and item.row.type == "Direct" else "map-alias-collision"
            yield Finding(name, "warning", item.row.target, params, _who(people, numbers))
        if item.beyond:
            letters = Counter(sign for text in texts for sign in text if not sign.isascii())
            params = {"signs": " ".join(sorted(letters)[:10]), "count": len(item.beyond)}
            yield Finding("map-not-ascii", "warning", item.row.target, params, _who(people, item.beyond))
        if item.special:
            signs = Counter(sign for text in texts for sign in set(text) if is_special(sign))
            params = {"signs": " ".join(sorted(signs)[:10]), "count": len(item.special)}
            yield Finding("map-special-characters", "warning", item.row.target, params, _who(people, item.special))


def _roles_and_guests(rows: Sequence[_Row], people: Sequence[Person], *, sync_all: bool) -> Iterator[Finding]:
    for item in rows:
        if sync_all and item.compiled is not None and uses_roles(item.compiled.node):
            yield Finding("scope-role-mapping-sync-all", "warning", item.row.target)
        if item.compiled is not None and takes_one_role(item.compiled.node):
            several = [n for n, person in enumerate(people) if len(as_list(person.attributes.get(ROLE_SOURCE))) > 1]
            if several:
                who = _who(people, several)
                yield Finding("map-second-role", "warning", item.row.target, {"count": len(several)}, who)
    guests = [number for number, person in enumerate(people) if person.is_guest and _reshaped(person)]
    row = next((item.row for item in rows if item.compiled and "userPrincipalName" in item.compiled.attributes), None)
    if guests and row is not None:
        example = people[guests[0]]
        params: dict[str, str | int] = {
            "count": len(guests),
            "name": str(example.mappable.get("userPrincipalName"))[:80],
            "original": example.user_principal_name[:80],
        }
        yield Finding("scope-guest-name-shape", "advice", row.target, params, _who(people, guests))


def _reshaped(person: Person) -> bool:
    return person.mappable.get("userPrincipalName") != person.attributes.get("userPrincipalName")


def _filters(mapping: ObjectMapping, people: Sequence[Person], checkpoint: Checkpoint) -> Iterator[Finding]:
    """Yield, clause by clause, people who fail only because of letter case, an empty value, or a value that is no
    number.
    """
    if not mapping.scope.groups:
        return
    inside = 0

    def each() -> Iterator[Environment]:
        nonlocal inside
        for person in with_checkpoints(people, checkpoint, 100):
            attributes = environment(person)
            inside += mapping.scope.holds(attributes)
            yield attributes

    try:
        tallies = mapping.scope.tally(each())
    except MappingError as error:
        if error.code.startswith("filter-"):
            return  # reported by ``check``
        raise
    near: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for group, clauses in zip(mapping.scope.groups, tallies, strict=True):
        for clause, tally in zip(group.clauses, clauses, strict=True):
            for outcome in ("case", "empty", "number"):
                if numbers := tally.get(outcome):
                    near[group.name, clause.attribute, outcome] += numbers
    for (title, attribute, why), numbers in near.items():
        name = "scope-filter-number-on-text" if why == "number" else "scope-filter-case-or-null"
        params: dict[str, str | int] = {"attribute": attribute, "operator": "", "why": why, "count": len(numbers)}
        severity: Severity = "advice" if why == "empty" else "warning"
        yield Finding(name, severity, title, params, _who(people, numbers))
    if not inside:
        yield Finding("scope-filter-nobody", "warning", "", {"people": len(people)})


def _unknown_to_target(mapping: ObjectMapping, discovered: Collection[str] | None) -> Iterator[Finding]:
    """Compare with the attributes that CloudGate lists; names are not case-sensitive (RFC 7643 section 2.1)."""
    if not discovered:
        return
    known = {name.lower() for name in discovered}
    for row in mapping.rows:
        plain = row.target.lower()
        short = plain.partition("[")[0].partition(".")[0] if not plain.startswith("urn:") else plain
        if plain not in known and short not in known:
            yield Finding("map-attribute-unknown-to-target", "warning", row.target)


def _of_accounts(rows: Sequence[_Row], people: Sequence[Person], accounts: Accounts | None) -> Iterator[Finding]:
    defaults = [item for item in rows if item.row.default and item.compiled is not None]
    held = accounts or {}
    having = [number for number, person in enumerate(people) if held.get(person.id)]
    for item in defaults:
        empty = [number for number in item.empty if accounts is None or held.get(people[number].id)]
        if empty:
            params: dict[str, str | int] = {"default": str(item.row.default)[:60], "count": len(empty)}
            severity: Severity = "advice" if accounts is None else "warning"
            yield Finding("map-default-only-on-create", severity, item.row.target, params, _who(people, empty))
    if accounts is None:
        return
    several = [number for number in having if len(held[people[number].id]) > 1]
    matching = next((item.row for item in rows if item.row.matching), None)
    if several and matching is not None:
        params = {"count": len(several)}
        yield Finding("map-duplicate-target", "warning", matching.target, params, _who(people, several))
    yield from _upn_or_mail(rows, people, held)
    for item in rows:
        if item.compiled is None or not isinstance(item.compiled.node, Attribute) or "[" in item.row.target:
            continue
        target = item.row.target
        kept = [n for n in item.empty if any(_holds(each, target) for each in held.get(people[n].id, ()))]
        if kept:
            params = {"count": len(kept)}
            yield Finding("map-null-not-cleared", "advice", target, params, _who(people, kept))


def _holds(account: JsonMapping, target: str) -> bool:
    holder: object = account
    urn, _, rest = target.rpartition(":")
    for name in [*([urn] if urn else []), *rest.split(".")]:
        holder = holder.get(name) if isinstance(holder, Mapping) else None
    return holder not in (None, "", [], {})


def _upn_or_mail(
    rows: Sequence[_Row], people: Sequence[Person], held: Mapping[str, Sequence[JsonMapping]]
) -> Iterator[Finding]:
    """Yield people whose account has the mail address as user name while the mapping matches by user principal name."""
    row = next((item.row for item in rows if item.row.matching == 1), None)
    if row is None or row.target != "userName" or row.expression != "[userPrincipalName]":
        return
    names = {folded(str(each.get("userName", ""))) for found in held.values() for each in found}
    differ = [
        number
        for number, person in enumerate(people)
        if (mail := folded(person.text("mail"))) in names
        and mail
        and folded(person.text("userPrincipalName")) not in names
    ]
    if differ:
        params: dict[str, str | int] = {"count": len(differ)}
        yield Finding("map-upn-differs-from-mail", "warning", row.target, params, _who(people, differ))
