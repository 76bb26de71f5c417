"""Pages read the quick way give what the long way gives, whatever the server writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.provisioning.page_decoder import PageDecoder
from wizard.provisioning.scimvalues import read, reference_id
from wizard.provisioning.target_snapshot import Columns

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
MANAGER = f"{ENTERPRISE}:manager"
PATHS = (
    "userName", "active", "displayName", "name.givenName", "name.familyName", 'emails[type eq "work"].value',
    'emails[type eq "home"].value', 'phoneNumbers[type eq "work"].value', f"{ENTERPRISE}:department", MANAGER,
    'addresses[primary eq "true"].country', "title",
)  # fmt: skip
texts = st.sampled_from(["", "a", "Ann", "Ågot", " b ", "work"])
anything = texts | st.none() | st.booleans() | st.integers(-5, 5) | st.lists(texts, max_size=2) | st.just({"x": 1})
elements = st.fixed_dictionaries(
    {}, optional={"type": st.sampled_from(["work", "WORK", "home", None]), "value": anything}
)
names = {"userName": "USERNAME", "name": "Name", "emails": "Emails", "givenName": "givenname", "manager": "Manager"}


@st.composite
def resources(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(
        st.fixed_dictionaries(
            {"id": st.text("abc", min_size=1, max_size=3)},
            optional={
                "userName": anything,
                "active": st.booleans() | texts,
                "displayName": texts,
                "name": st.fixed_dictionaries({}, optional={"givenName": anything, "familyName": texts}) | anything,
                "emails": st.lists(elements, max_size=3) | anything,
                "phoneNumbers": st.lists(elements, max_size=2) | st.none(),
                "addresses": st.lists(st.fixed_dictionaries({"primary": st.booleans(), "country": texts}), max_size=2),
                ENTERPRISE: st.fixed_dictionaries(
                    {},
                    optional={
                        "department": texts,
                        "manager": st.fixed_dictionaries({"value": texts})
                        | texts
                        | st.none()
                        | st.lists(texts, max_size=1),
                    },
                ),
                "title": anything,
                "meta": st.just({"resourceType": "User"}),
            },
        )
    )
    if draw(st.booleans()):
        return found
    return {names.get(key, key): value for key, value in found.items()}


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(resources(), max_size=4), st.lists(resources(), max_size=4))
def test_both_ways_give_the_same(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    columns = Columns(PATHS, {MANAGER})
    quick = PageDecoder(columns)
    quick.learn(first)
    body = json.dumps({"totalResults": 9, "Resources": second}).encode()
    found = quick.read(body)
    if found is None:
        return  # read the long way
    total, ids, given = found
    spelled = {name.lower(): name for item in first for name in item}
    if any(spelled.get(name.lower(), name) != name for item in second for name in item):
        return  # a server that changes its spelling between two pages does not exist; within one page it is seen
    assert total == 9
    assert list(ids) == [item["id"] for item in second]
    if all(_usual(item) for item in second):
        assert list(zip(*given, strict=True)) == [columns.take(item) for item in second]


def _usual(item: dict[str, Any]) -> bool:
    """Inner names as the standard writes them."""
    return not any(key in {"Name", "Emails", "USERNAME"} for key in item)


@given(resources())
def test_a_row_is_what_each_path_reads(resource: dict[str, Any]) -> None:
    columns = Columns(PATHS, {MANAGER})
    for path, value in zip(PATHS, columns.row(resource), strict=True):
        held = read(resource, path)
        if path == MANAGER:
            assert (value or "") == reference_id(held)
        elif held is None or isinstance(held, dict):
            assert value is None
        elif isinstance(held, list):
            assert isinstance(value, str)
        else:
            assert value == held
            assert type(value) is type(held)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"totalResults": "1", "Resources": []}', b'{"Resources": []}', b'{"totalResults": 1, "Resources": [1]}',
     b'{"totalResults": 1, "Resources": [{"id": 5}]}', b'{"totalResults": 1, "Resources": [{"name": "text", "id": "x"}]}',
     b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
def test_what_is_not_as_expected_is_left_to_the_long_way(body: bytes) -> None:
    quick = PageDecoder(Columns(PATHS, {MANAGER}))
    assert quick.read(b'{"totalResults": 0, "Resources": []}') is None, "nothing learned yet"
    quick.learn([{"id": "1", "userName": "ann"}])
    assert quick.read(body) is None


def test_a_server_with_two_spellings_is_read_the_long_way() -> None:
    quick = PageDecoder(Columns(PATHS, {MANAGER}))
    quick.learn([{"id": "1", "userName": "ann"}, {"id": "2", "UserName": "ben"}])
    assert quick.read(b'{"totalResults": 0, "Resources": []}') is None
