"""Records: attributes of one object that share their names with others."""

from __future__ import annotations

from wizard.directory import Record


def test_a_row_has_the_values_that_are_asked_for_in_their_order() -> None:
    record = Record({"mail": 0, "city": 1, "state": 2}, ("a@example.com", "Oslo", None))
    assert record.row(("mail", "city", "state")) == ("a@example.com", "Oslo", None)
    assert record.row(("state", "none", "mail")) == (None, None, "a@example.com")
