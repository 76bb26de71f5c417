"""A colleague changes a mapping in Entra after the preview: the file has both, and what Entra has counts."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.cli.practice_case import content_of
from wizard.core.texts import Texts
from wizard.mapping import Schema
from wizard.support_file.archive import read
from wizard.support_file.compare import compare, default_meaning, meaning_of
from wizard.support_file.model import Case
from wizard.support_file.offline_client import OpenCase
from wizard.wording.differences import difference_line

SAMPLE = Path(__file__).parent / "samples/version-1.cgsupport"


def changed_since(case: Case, source: str) -> Case:
    """Return the case as if a colleague had changed the source of ``title`` in the portal after the preview."""
    assert case.exchanges is not None

    def edited(one: Any) -> Any:
        if not one.whole or not one.url.partition("?")[0].endswith("/schema") or "/templates/" in one.url:
            return one
        body = json.loads(one.response_body)
        for rule in body["synchronizationRules"]:
            for mapping in rule["objectMappings"]:
                for row in mapping["attributeMappings"]:
                    if row["targetAttributeName"] == "title":
                        row["source"] = copy.deepcopy(row["source"]) | {"expression": f"[{source}]", "name": source}
        return msgspec.structs.replace(one, response_body=json.dumps(body))

    exchanges = msgspec.structs.replace(case.exchanges, exchanges=tuple(map(edited, case.exchanges.exchanges)))
    return msgspec.structs.replace(case, exchanges=exchanges)


@pytest.fixture(scope="module")
def case() -> Case:
    return read(SAMPLE)


def lines(case: Case) -> list[str]:
    return [difference_line(one, Texts()) for one in compare(default_meaning(), meaning_of(case))]


def test_compare_names_the_mapping_that_entra_has_and_that_it_is_newer_than_the_preview(case: Case) -> None:
    assert not [line for line in lines(case) if "title" in line]
    found = [line for line in lines(changed_since(case, "department")) if "title" in line]
    assert len(found) == 2, found
    assert "from [jobTitle] to [department]" in found[0]
    assert "title" in found[1] and "after the preview" in found[1]
    same = changed_since(case, "department")
    assert compare(meaning_of(same), meaning_of(same)) == ()


def test_a_practice_company_of_the_file_starts_from_what_entra_has(case: Case) -> None:
    application = content_of(changed_since(case, "department")).application
    assert application is not None and application.schema is not None
    rows = Schema(dict(application.schema)).mapping("User").rows
    assert next(row for row in rows if row.target == "title").expression == "[department]"


def test_attributes_without_values_are_named(case: Case) -> None:
    assert OpenCase(case).unread == ()
    assert OpenCase(changed_since(case, "department")).unread == ()
    assert OpenCase(changed_since(case, "faxNumber")).unread == ("faxNumber",)


def test_without_a_usable_recording_the_previews_mapping_counts(case: Case) -> None:
    assert case.plan is not None and case.exchanges is not None
    for body in ("", "[1]", "{}", '{"synchronizationRules": 1}'):
        broken = [
            msgspec.structs.replace(one, response_body=body) if one.url.endswith("/schema") else one
            for one in case.exchanges.exchanges
        ]
        exchanges = msgspec.structs.replace(case.exchanges, exchanges=tuple(broken))
        assert OpenCase(msgspec.structs.replace(case, exchanges=exchanges)).schema == case.plan.schema
    assert OpenCase(msgspec.structs.replace(case, entra=None)).schema == case.plan.schema
