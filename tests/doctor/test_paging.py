"""What Test Connection says beforehand about servers whose pages cannot be read, or say what is not true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from listeners import Certificates, serving
from scim_service import Json, Refused, ScimService

from wizard.core.tasks import Task
from wizard.doctor import Report, diagnose
from wizard.doctor.evidence import has_evidence
from wizard.http import Transport
from wizard.secrets.secret import Secret

TOKEN = Secret("paging-canary-5a5a")
PEOPLE = [{"id": str(number), "userName": f"p{number}@contoso.example"} for number in range(3)]


@pytest.fixture
def check(tmp_path: Path) -> Iterator[Callable[[ScimService], Report]]:
    certificates = Certificates(tmp_path)
    transport = Transport([certificates.ca_file])

    def run(service: ScimService) -> Report:
        with serving(service, certificates) as server:
            return diagnose(Task(), f"{server.root}/scim", TOKEN, transport)

    yield run
    transport.close()


class Fails(ScimService):
    """Answers 500 to every count, as Canaille 0.3.6 does."""

    def listed(self, kind: str, query: Mapping[str, str]) -> Json:
        if "count" in query:
            raise Refused(500, "count is a text")
        return super().listed(kind, query)


class FailsLater(ScimService):
    def listed(self, kind: str, query: Mapping[str, str]) -> Json:
        if query.get("startIndex", "1") != "1":
            raise Refused(500)
        return super().listed(kind, query)


class Again(ScimService):
    def listed(self, kind: str, query: Mapping[str, str]) -> Json:
        return super().listed(kind, {**query, "startIndex": "1"})


class PageTotal(ScimService):
    def listed(self, kind: str, query: Mapping[str, str]) -> Json:
        found = super().listed(kind, query)
        return {**found, "totalResults": len(found["Resources"])}


@pytest.mark.parametrize(
    ("kind", "why"),
    [(Fails, "failed"), (FailsLater, "second-page"), (Again, "page-again"), (PageTotal, "total-is-page")],
)
def test_pages_that_cannot_be_trusted_are_told_and_keep_nobody_out(
    check: Callable[[ScimService], Report], kind: type[ScimService], why: str
) -> None:
    report = check(kind(PEOPLE))
    (finding,) = [one for one in report.findings if one.id == "service-paging"]
    assert report.ok and finding.advice and finding.params["why"] == why
    assert has_evidence(finding, report)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_good_pages_are_no_finding(check: Callable[[ScimService], Report], count: int) -> None:
    report = check(ScimService(PEOPLE[:count]))
    assert [one.params for one in report.findings if one.id == "service-paging"] == []
