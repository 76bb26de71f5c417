"""Cases for tests: what a support file of a company would hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tests.truth.companies import Company
from wizard.journey.answers import Answers
from wizard.mapping.expression import EvaluationContext
from wizard.provisioning import Configuration, Source, TargetSnapshot, plan
from wizard.support_file.convert import cloudgate_of, directory_of, operations_of
from wizard.support_file.model import Case, Manifest, Naming, Planned, Setup

MADE = "2026-05-04T10:00:00+00:00"


def manifest(naming: Naming = "real", **fields: Any) -> Manifest:
    """Return a manifest."""
    return Manifest(
        version=1, kind="case", id="0" * 32, made=MADE, program="1.0", tutorial="today", naming=naming, **fields
    )  # fmt: skip


def setup(**answers: Any) -> Setup:
    """Return a journey that has just begun."""
    import msgspec

    return Setup(
        practice=False, current="start", reached="start", answers=msgspec.to_builtins(Answers(**answers)), results={}
    )  # fmt: skip


def configuration_for(company: Company) -> Configuration:
    """Return the company's configuration; its clock stands still."""
    return Configuration.from_schema(
        company.schema,
        sync_all=company.sync_all,
        dialect="aadOptscim062020" if company.flag else "classic",
        context=EvaluationContext(now=datetime.fromisoformat(MADE).astimezone(UTC)),
    )


def case_of(company: Company) -> Case:
    """Return the case of a company, under its real names."""
    source = Source(company.people, company.groups, company.assignments)
    target = TargetSnapshot(_identified("u", company.accounts), _identified("g", company.held_groups))
    return planned_case(source, target, configuration_for(company), company.schema.to_json())


def planned_case(source: Source, target: TargetSnapshot, configuration: Configuration, schema: dict[str, Any]) -> Case:
    """Return the case of both sides and what was planned for them."""
    found = plan(source, target, configuration)
    return Case(
        manifest=manifest(),
        setup=setup(),
        directory=directory_of(source, _nothing),
        cloudgate=cloudgate_of(target, configuration, _nothing),
        plan=Planned(
            made=MADE,
            schema=schema,
            sync_all=configuration.sync_all,
            modern=configuration.dialect != "classic",
            skip_out_of_scope_deletions=configuration.skip_out_of_scope_deletions,
            operations=operations_of(found, _nothing),
        ),
    )


def _identified(kind: str, resources: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"{kind}{number}", **resource} for number, resource in enumerate(resources)]


def _nothing() -> None:
    pass
