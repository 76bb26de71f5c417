"""The practice company of a file has the Tenant URL of the file: it answers there, unless that is what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from tests.support_file.build import manifest, setup
from wizard.cli.practice_case import content_of
from wizard.doctor.model import Facts
from wizard.doctor.report import Finding
from wizard.practice.company import PracticeCompany
from wizard.support_file.archive import read
from wizard.support_file.model import Case, Doctor

SAMPLE = Path(__file__).parent / "samples/version-1.cgsupport"


@pytest.mark.parametrize(
    ("url", "finding", "path", "status"),
    [
        ("https://scim.contoso.example/api/scim?aadOptscim062020", "", "/api/scim?aadOptscim062020", 200),
        ("https://scim.contoso.example/scim/v2", "", "/scim/v2", 200),
        ("https://scim.contoso.example/api", "url-wrong-base-404", "/api", 404),
        ("https://scim.contoso.example/api?aadOptScim062020", "url-flag-misspelt-or-misplaced", "/api?aadOptScim062020", 200),
    ],
)  # fmt: skip
def test_it_answers_at_the_path_of_the_file(url: str, finding: str, path: str, status: int) -> None:
    found = (Finding(finding, "url", "you"),) if finding else ()
    case = Case(manifest=manifest(), setup=setup(tenant_url=url), doctor=Doctor(facts=Facts(), findings=found))
    company = PracticeCompany(content=content_of(case))
    try:
        assert company.addresses.scim.partition("127.0.0.1:")[2].partition("/")[2] == path.removeprefix("/")
        answer = requests.get(
            company.addresses.scim.partition("?")[0] + "/Users",
            headers={"Authorization": f"Bearer {company.token.reveal()}"}, timeout=20,
            verify=str(company.authority.ca_file),
        )  # fmt: skip
        assert answer.status_code == status
    finally:
        company.stop()


def test_who_made_the_file_is_its_administrator_although_only_assigned_people_are_in_it() -> None:
    whole = read(SAMPLE)
    assert whole.entra is not None and whole.setup is not None
    found = content_of(whole)
    admin = next(one for one in found.company.people if one.id == found.company.admin_id)
    assert admin.user_principal_name.casefold() == whole.entra.account.casefold()
    there = {one.id for one in whole.directory.people} if whole.directory is not None else set()
    assert {one.id for one in found.company.people} - there <= {found.company.admin_id}
    assert found.application is not None
    assert found.company.admin_id not in {one.principal_id for one in found.application.assignments}
