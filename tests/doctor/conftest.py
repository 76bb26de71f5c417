"""The practice Graph and sign-in behind TLS, as the tests of the Graph client have them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.conftest import authority, ca_file, leaf, login, make_wire, practice, script, scripted, world

__all__ = ["authority", "ca_file", "leaf", "login", "make_wire", "practice", "script", "scripted", "world"]


@pytest.fixture(autouse=True)
def judged_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is judged in a test of the doctor is judged the same from a support file: same findings, same order."""
    from wizard.doctor import clinic, rules

    seen: list[tuple[Any, Any, tuple[str, ...]]] = []
    rank = rules.rank

    def noting(given: Any, facts: Any) -> Any:
        found = rank(given, facts)
        seen.append((given, facts, tuple(one.id for one in found)))
        return found

    for module in (rules, clinic):
        monkeypatch.setattr(module, "rank", noting)
    yield
    for given, facts, before in seen:
        assert tuple(one.id for one in rank(given, from_a_file(facts))) == before
    JUDGED.update(name for _, _, before in seen for name in before)


JUDGED: set[str] = set()
"""Findings that were found again in a support file."""


def from_a_file(facts: Any) -> Any:
    """Return facts as they come out of a support file with stand-in names."""
    from tests.support_file.build import manifest, setup
    from wizard.support.archive import parse
    from wizard.support.make import finish
    from wizard.support.model import Account, Case, Doctor

    entra = Account(
        cloud="global", account="astrid.berg@contoso.example", tenant_id="cd613e30-d8f1-4adf-91b7-584a2265b1f5",
        tenant_name="Contoso", domains=("contoso.example",),
    )  # fmt: skip
    case = Case(manifest=manifest("stand-ins"), setup=setup(), entra=entra, doctor=Doctor(facts=facts))
    opened = parse(finish(case).content)
    assert opened.doctor is not None
    return opened.doctor.facts
