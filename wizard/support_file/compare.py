"""Two setups compared by what they mean; what most likely makes the difference comes first."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import msgspec

from wizard.core.errors import InputError
from wizard.core.resources import resource
from wizard.doctor.model import Answer, Facts, Params
from wizard.doctor.patch_probe.facts import FORMS
from wizard.doctor.report import Finding
from wizard.journey.answers import Answers
from wizard.journey.steps import BEGIN
from wizard.mapping import Schema
from wizard.mapping.differences import SchemaDifference, schema_differences
from wizard.scim.endpoint import parse_tenant_url
from wizard.support_file.convert import moment
from wizard.support_file.model import Case, Planned
from wizard.support_file.offline_client import OpenCase

Area = Literal[
    "url",
    "flag",
    "token",
    "endpoint",
    "matching",
    "roles",
    "licence",
    "filter",
    "scope",
    "mapping",
    "assignment",
    "job",
    "finding",
    "notification",
    "plan",
    "program",
]

ORDER: Final[tuple[Area, ...]] = get_args(Area)
"""By how often a difference of that kind decides whether provisioning works."""

UNKNOWN: Final = "?"
"""What a file does not tell; it differs from nothing."""

_DEFINITIONS: Final = frozenset({"source", "target"})
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_WORDS = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d")
_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``what`` names the setting or attribute within its area; values are text, empty for none.

    ``mapping`` is the same in a schema's terms, for what stands in one. ``params``: placeholder values by finding,
    before and after.
    """

    area: Area
    what: str
    before: str
    after: str
    mapping: SchemaDifference | None = None
    params: tuple[Mapping[str, Params], Mapping[str, Params]] = ({}, {})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a setup means: settings by area and name, and the schema. ``veiled``: names in it are replacements."""

    settings: Mapping[tuple[Area, str], str]
    schema: Schema | None = None
    veiled: bool = False
    blamed: frozenset[Area] = field(default_factory=frozenset)
    params: Mapping[str, Params] = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[tuple[Area, str], ...]:
        """What the file does not tell."""
        return tuple(slot for slot, value in self.settings.items() if value == UNKNOWN)


def meaning_of(case: Case) -> Meaning:
    """Return what a case means."""
    found: dict[tuple[Area, str], str] = {}
    for area, what, value in _settings(case):
        found[area, what] = value
    blamed = {_BLAME[name] for one in _findings(case) for name in _BLAME if one.id.startswith(name)}
    raw = OpenCase(case).schema if case.setup is not None else None
    schema = Schema(raw) if raw is not None else None
    if schema is not None and case.plan is not None:
        found["plan", "mappings-since"] = ", ".join(
            dict.fromkeys(
                one.name or one.kind
                for one in schema_differences(Schema(case.plan.schema), schema)
                if one.part not in _DEFINITIONS
            )
        )
    params = {one.id: one.params for one in _findings(case)}
    return Meaning(found, schema, case.manifest.naming != "real", frozenset(blamed), params)


def default_meaning() -> Meaning:
    """Return what a setup means in which nothing was changed."""
    raw = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
    found = {(area, what): value for area, what, value in _answered(Answers())}
    found["plan", "mappings-since"] = ""
    return Meaning(found, Schema(raw))


def compare(first: Meaning, second: Meaning) -> tuple[Difference, ...]:
    """Return the differences: of areas that a finding of one side names first, then by :data:`ORDER`."""
    found = []
    veiled = first.veiled or second.veiled
    for slot in dict.fromkeys((*first.settings, *second.settings)):
        before, after = first.settings.get(slot, UNKNOWN), second.settings.get(slot, UNKNOWN)
        if UNKNOWN not in {before, after} and _shape(before, veiled) != _shape(after, veiled):
            found.append(Difference(*slot, before, after, params=(first.params, second.params)))
    if first.schema is not None and second.schema is not None:
        found += _of_schemas(first.schema, second.schema, veiled)
    blamed = first.blamed ^ second.blamed
    return tuple(sorted(found, key=lambda one: (one.area not in blamed, ORDER.index(one.area), one.what)))


def _of_schemas(first: Schema, second: Schema, veiled: bool) -> Iterator[Difference]:
    matching = {row.target for schema in (first, second) for row in schema.mapping("User").matching}
    for one in schema_differences(first, second):
        if one.part in _DEFINITIONS or _shape(one.old, veiled) == _shape(one.new, veiled):
            continue
        area: Area = "filter" if one.part == "filter" else "mapping"
        if one.part == "row" and one.kind == "User" and one.name in matching:
            area = "matching"
        yield Difference(area, one.place, one.old or ("" if one.change != "removed" else one.name), one.new, one)


def _shape(text: str, veiled: bool) -> str:
    """Return a text so that two replacements of the same name are equal."""
    if not veiled:
        return text
    return _ADDRESS.sub(lambda found: _DIGITS.sub("0", _WORDS.sub("a", found[0])), text)


_BLAME: Final[Mapping[str, Area]] = {
    "url-flag": "flag",
    "url-": "url",
    "cred-": "token",
    "conn-": "endpoint",
    "map-": "mapping",
    "match": "matching",
    "rights-": "roles",
    "scope-": "scope",
    "run-": "job",
}


def _findings(case: Case) -> list[Finding]:
    return [*case.doctor.findings, *case.doctor.job_findings] if case.doctor is not None else []


Setting = tuple[Area, str, str]


def _settings(case: Case) -> Iterator[Setting]:
    if case.setup is not None:
        answers = msgspec.convert(case.setup.answers, Answers)
        yield from _answered(answers)
        begin = case.setup.results.get(BEGIN.id)
        facts = begin.facts if begin is not None else {}
        yield "roles", "standing", str(facts.get("role", UNKNOWN))
        yield "licence", "standing", str(facts.get("licence", UNKNOWN))
        yield "token", "age-days", _age(answers.token_saved, case.manifest.made)
        yield "assignment", "users", str(sum(one.kind == "User" for one in answers.assignments))
        yield "assignment", "groups", str(sum(one.kind == "Group" for one in answers.assignments))
    if case.doctor is not None:
        yield from _found_out(case.doctor.facts)
        yield "finding", "findings", ", ".join(sorted({one.id for one in _findings(case)}))
    if case.plan is not None:
        yield from _planned(case.plan)
    yield "program", "version", case.manifest.program


def _answered(answers: Answers) -> Iterator[Setting]:
    try:
        url = parse_tenant_url(answers.tenant_url)
    except InputError as error:
        yield "url", "valid", error.code
    else:
        yield "url", "host", UNKNOWN if url.host in _LOCAL else url.host
        yield "url", "path", "/" + url.base.partition("://")[2].partition("/")[2]
        yield "flag", "flags", ", ".join(sorted(url.flags))
        yield "flag", "problem", url.flag_problem
    yield "scope", "scope", answers.scope
    yield "notification", "mail", str(answers.notify)
    yield "notification", "deletions", str(answers.delete_threshold) if answers.prevent_deletions else ""


def _age(saved: str, made: str) -> str:
    """Return a token's age in whole months: days tell nothing."""
    if not saved:
        return UNKNOWN
    days = (moment(made) - moment(saved)).days
    return str(max(0, days) // 30 * 30)


def _found_out(facts: Facts) -> Iterator[Setting]:
    yield "token", "form", facts.token.form or UNKNOWN
    yield "token", "expired", str(facts.token.expired) if facts.token.form else UNKNOWN
    for name, answer in sorted(facts.answers.items()):
        yield "endpoint", name, _ability(answer)
    if facts.patch is not None:
        for form in FORMS:
            name = "patch-classic" if form == "classic" else "patch-standard"
            yield "endpoint", name, ", ".join(sorted(facts.patch.harm(form))) or "–"
    if facts.job is not None:
        yield "job", "state", facts.job.code
        yield "job", "quarantine", facts.job.reason


def _ability(answer: Answer) -> str:
    if answer.error:
        return answer.error
    return " ".join(filter(None, (str(answer.status), answer.shape, *answer.odd)))


def _planned(planned: Planned) -> Iterator[Setting]:
    counts = Counter((row.kind, row.verdict) for row in planned.operations if row.stage == "object")
    for (kind, verdict), count in sorted(counts.items()):
        yield "plan", f"{kind} {verdict}", str(count)
