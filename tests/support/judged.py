"""Checks that facts and plans keep their meaning in a round trip through a support file with replacement names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

JUDGED: set[str] = set()
"""Findings that were the same after the round trip."""

_ASKED: set[tuple[tuple[str, ...], str, tuple[str, ...]]] = set()
"""Rules, facts and findings that were judged again already; many tests judge the same."""

PLANNED: Counter[tuple[str, str, str]] = Counter()
"""Kind, verdict and reason of operations that were the same after the round trip."""


def from_a_file(facts: Any) -> Any:
    """Return facts after a round trip through a support file."""
    from tests.support_file.build import manifest, setup
    from wizard.support_file.archive import parse
    from wizard.support_file.make import finish
    from wizard.support_file.model import Account, Case, Doctor

    entra = Account(
        cloud="global", account="astrid.berg@contoso.example", tenant_id="cd613e30-d8f1-4adf-91b7-584a2265b1f5",
        tenant_name="Contoso", domains=("contoso.example",),
    )  # fmt: skip
    case = Case(manifest=manifest("stand-ins"), setup=setup(), entra=entra, doctor=Doctor(facts=facts))
    opened = parse(finish(case).content)
    assert opened.doctor is not None
    return opened.doctor.facts


@cache
def _whole_lists() -> tuple[tuple[Any, ...], ...]:
    from wizard.doctor.rules import CONNECTION_RULES, ERROR_RULES
    from wizard.doctor.rules.job import JOB_RULES

    return tuple(CONNECTION_RULES), (*ERROR_RULES, *CONNECTION_RULES), tuple(JOB_RULES)


def judge_again(rank: Callable[[Any, Any], Any], given: Any, facts: Any, before: tuple[str, ...]) -> None:
    """Check that facts mean the same after a round trip: to the rules, and to the reader of the file.

    Args:
        rank: The real function.
        given: The rules to evaluate.
        before: The ids of their findings for the original facts, in order.
    """
    from wizard.support_file.offline_client import judge

    asked = (tuple(rule.id for rule in given), repr(facts), before)
    if asked in _ASKED:
        return
    opened = from_a_file(facts)
    assert tuple(one.id for one in rank(given, opened)) == before
    connection, error, job = _whole_lists()
    told = [one.id for one in judge(opened)]
    if tuple(given) == error and opened.error is not None:
        assert told[:1] == list(before[:1])
    elif (tuple(given) == connection and opened.url.host and opened.error is None) or tuple(given) == job:
        assert [name for name in told if name in before] == list(before)
    JUDGED.update(before)
    _ASKED.add(asked)


def plan_again(case: Any, key: bytes = b"k" * 32) -> Counter[tuple[str, str, str]]:
    """Check that a case's plan has the same operations and reasons in its file, and that planning again gives them.

    Returns:
        Kind, verdict and reason of its operations.
    """
    import msgspec

    from wizard.provisioning import plan
    from wizard.support_file.archive import parse
    from wizard.support_file.convert import configuration_of, operations_of, source_of, target_of
    from wizard.support_file.make import finish

    case = msgspec.structs.replace(case, manifest=msgspec.structs.replace(case.manifest, naming="stand-ins"))
    opened = parse(finish(case, key=key).content)
    assert opened.plan and opened.directory and opened.cloudgate
    found = plan(source_of(opened.directory), target_of(opened.cloudgate), configuration_of(opened.plan))
    assert operations_of(found, lambda: None) == opened.plan.operations
    before, after = (
        [(one.kind, one.verdict, one.reason, one.stage, one.targets) for one in side.plan.operations]
        for side in (case, opened)
        if side.plan is not None
    )
    assert before == after
    return Counter((one.kind, one.verdict, one.reason) for one in opened.plan.operations)
