"""Finding people and groups as a person types them."""

from __future__ import annotations

import pytest

from wizard.directory import Group, Person
from wizard.directory.search import find, fold

PEOPLE = [
    Person(f"id-{number}", {"displayName": name, "userPrincipalName": upn, "mail": mail})
    for number, (name, upn, mail) in enumerate(
        (
            ("Ann Berg", "ann.berg@x.example", "ann@x.example"),
            ("Annika Bergström", "annika@x.example", None),
            ("Łukasz Żółć", "lukasz@x.example", "l.zolc@x.example"),
            ("Seán O'Brien", "sean.o'brien@x.example", None),
            ("Ann Berg", "ann.berg2@x.example", None),
            ("Chloé Weiß", "chloe@x.example", None),
            ("Chloe Weiss", "chloe.w@x.example", None),
            ("İpek Şimşek", "ipek@x.example", None),
        )
    )
]
GROUPS = [Group("g-1", {"displayName": "Door Staff"}), Group("g-2", {"displayName": "Door Staff (night)"})]


@pytest.mark.parametrize(
    ("wanted", "ids", "exact"),
    [
        ("ann.berg@x.example", ["id-0"], True), ("ANN@X.example", ["id-0"], True), (" id-3 ", ["id-3"], True),
        ("ann berg", ["id-0", "id-4"], True), ("Chloe Weiss", ["id-6"], True), ("CHLOÉ WEISS", ["id-5"], True),
        ("berg ann", ["id-0", "id-4"], False), ("bergs", ["id-1"], False), ("strom ann", ["id-1"], False),
        ("lukasz", ["id-2"], False), ("zolc lukasz", ["id-2"], False), ("simsek ipek", ["id-7"], False),
        ("obrien", ["id-3"], False), ("o'brien", ["id-3"], False), ("brien sean", ["id-3"], False),
        ("door staff", ["g-1"], True), ("staff door", ["g-1", "g-2"], False), ("night door", ["g-2"], False),
        ("nobody", [], False), ("", [], False), ("  ", [], False), ("!?", [], False),
    ],
)  # fmt: skip
def test_the_best_fit_is_found(wanted: str, ids: list[str], exact: bool) -> None:
    hits = find([*PEOPLE, *GROUPS], wanted)
    assert [one.id for one in hits.found] == ids
    assert hits.exact is exact


def test_folding_takes_accents_and_case_away() -> None:
    assert fold("Łódź ØRSTED Straße ÆON Đặng") == "lodz orsted strasse aeon dang"
