"""Wrong types in the fields of answers end in a result or a clear error; ``bench wrong`` tries all of them."""

from __future__ import annotations

from examples import examples

from bench.wrong import work


def test_no_field_of_a_wrong_type_ends_in_a_traceback() -> None:
    """The whole journey on the practice company, and some of what its answers could be instead."""
    some = examples(900)
    count, seen, escapes, _ = work((0, 1, some, 20261129))
    assert count == some
    assert escapes == []
    assert len(seen) > 5, "some of them are errors"
