"""Servers that the files of this folder open once each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from gate_world import Sockets, sockets

from tests.journeys.conftest import quick_practice

__all__ = ["quick_practice", "served"]


@pytest.fixture(scope="module")
def served() -> Iterator[Sockets]:
    with sockets() as made:
        yield made
