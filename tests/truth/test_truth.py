"""The plan is what happens: operation by operation, request by request, as the bytes at the socket tell.

The recorder knows nothing of the engine. What a cycle of the practice Entra sends must be what the rehearsal said
before, in the same order, and afterwards there is nothing left to do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings

from tests.truth.companies import Company, companies
from tests.truth.world import Truth, plain, truth
from wizard.provisioning import Plan


@pytest.fixture(scope="module")
def world() -> Iterator[Truth]:
    with truth() as opened:
        yield opened


@pytest.mark.timeout(600)
@settings(
    max_examples=examples(250),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(companies())
def test_the_plan_is_what_happens(world: Truth, company: Company) -> None:
    check(world, company)


CYCLES = 4


def check(world: Truth, company: Company) -> tuple[int, int]:
    """Compare one company's plans with its cycles; return how many operations and requests there were.

    After the first cycle nothing may be left to do. Only where somebody clashed, what others wrote afterwards may have
    cleared the way, and somebody may be at it again: then the cycle after a restart must be as planned too, until
    nothing is left.
    """
    world.set_up(company)
    operations = requests = 0
    stuck = False
    for number in range(CYCLES):
        planned = world.plan(world.links.copy())
        assert [one.method for one in world.recorded() if one.writes] == [], "a rehearsal writes nothing"
        left = [one for one in planned if one.work is not None and one.verdict != "clash"]
        if number:
            if not left:
                return operations, requests
            assert stuck, f"nobody clashed, and yet there is more to do after cycle {number}: {left}"
        requests += compare(planned, [one for one in world.cycle() if one.writes])
        operations += len(planned)
        stuck = bool(planned.clashes)
    raise AssertionError(f"still not done after {CYCLES} cycles: {left}")


def compare(planned: Plan, sent: list[Any]) -> int:
    """Compare request by request, and what became of each with the verdict."""
    ids: dict[tuple[str, str], str] = {}
    rest = iter(sent)
    count = 0
    for operation in planned:
        for request in operation.requests:
            seen = next(rest, None)
            assert seen is not None, f"never sent: {operation}"
            count += 1
            target = plain(request.target_id, ids)
            path = f"/scim/v2/{request.resource}" + (f"/{target}" if target is not None else "")
            body = json.loads(json.dumps(plain(request.body, ids))) if request.body is not None else None
            assert (seen.method, seen.path, seen.body) == (request.method, path, body)
            refused = operation.reason == "EntryConflict"
            assert seen.status == 409 if refused else 200 <= seen.status < 300, (operation, seen)
            if request.method == "POST" and not refused:
                assert operation.verdict == "create" or operation.reason == "overlooked"
                ids[operation.kind, operation.source_id] = seen.answer["id"]
    assert next(rest, None) is None, "more was sent than planned"
    return count
