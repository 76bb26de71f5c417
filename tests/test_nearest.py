"""Which name was probably meant."""

from __future__ import annotations

import pytest

from wizard.core.nearest import nearest

KNOWN = ("Join", "JoinAll", "Replace", "ToUpper", "conn-null-resources", "Straße")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("join", ["Join", "JoinAll"]),
        ("TOUPPER", ["ToUpper"]),
        ("Repalce", ["Replace"]),
        ("null", []),
        ("STRASSE", ["Straße"]),
        ("", []),
        ("zzz", []),
    ],
)
def test_nearest(name: str, found: list[str]) -> None:
    assert nearest(name, KNOWN, 3) == found
    assert nearest(name, KNOWN) == found[:1]


def test_a_part_of_a_name_is_enough_where_ids_are_long() -> None:
    assert nearest("null", KNOWN, 3, parts=True) == ["conn-null-resources"]
    assert nearest("", KNOWN, parts=True) == []
