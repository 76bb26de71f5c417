"""Long work looks around often enough, and sorts as ``sorted`` does."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core import checkpoints
from wizard.core.checkpoints import in_order, with_checkpoints
from wizard.core.errors import Cancelled
from wizard.core.tasks import Task


def test_work_looks_around_before_every_so_many_things() -> None:
    seen: list[str | int] = []
    seen.extend(number for number in with_checkpoints(range(5), lambda: seen.append("looks"), 2))
    assert seen == ["looks", 0, 1, "looks", 2, 3, "looks", 4]


def test_what_looking_around_raises_ends_the_work() -> None:
    def stop() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        list(with_checkpoints([1], stop))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers())), st.booleans())
def test_in_order_is_sorted_and_keeps_equals_where_they_were(items: list[tuple[int, int]], reverse: bool) -> None:
    with mock.patch.object(checkpoints, "_PIECE", 3):
        assert in_order(items, lambda one: one[0], reverse=reverse) == sorted(
            items, key=lambda one: one[0], reverse=reverse
        )


def test_putting_in_order_can_be_cancelled() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        in_order(range(10), lambda one: one, task.checkpoint)
