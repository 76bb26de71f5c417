"""The practice Graph and sign-in behind TLS, as the tests of the Graph client have them."""

from collections.abc import Iterator
from typing import Any

import pytest
from judged import judge_again

from tests.graph.conftest import authority, ca_file, leaf, login, make_wire, practice, script, scripted, world

__all__ = ["authority", "ca_file", "leaf", "login", "make_wire", "practice", "script", "scripted", "world"]


@pytest.fixture(autouse=True)
def judged_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is judged in a test of the doctor is judged the same from a support file: same findings, same order."""
    from wizard.doctor import job_health, rules
    from wizard.doctor.patch_probe import probe

    seen: list[tuple[Any, Any, tuple[str, ...]]] = []
    rank = rules.rank

    def noting(given: Any, facts: Any) -> Any:
        found = rank(given, facts)
        seen.append((given, facts, tuple(one.id for one in found)))
        return found

    for module in (rules, job_health, probe):
        monkeypatch.setattr(module, "rank", noting)
    yield
    monkeypatch.undo()
    for given, facts, before in seen:
        judge_again(rank, given, facts, before)
