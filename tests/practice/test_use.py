"""The practice company in use: days go by, tokens expire, a colleague edits in the portal, and it is kept."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from wizard.core.errors import InputError
from wizard.practice.colleague import portal_edit
from wizard.practice.company import PracticeCompany
from wizard.practice.control import Control
from wizard.secrets.secret import Secret


@pytest.fixture
def company() -> Iterator[PracticeCompany]:
    made = PracticeCompany(people=30)
    try:
        yield made
    finally:
        made.stop()


def asked(company: PracticeCompany, token: Secret) -> int:
    """Ask CloudGate as any client does; return the status."""
    request = urllib.request.Request(f"{company.addresses.scim}/Users?count=1")
    request.add_header("Authorization", f"Bearer {token.reveal()}")
    context = ssl.create_default_context(cafile=str(company.authority.ca_file))
    try:
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_days_go_by_and_people_change(company: PracticeCompany) -> None:
    before, version = company.clock.now(), company.entra.directory.version
    company.live(3)
    assert timedelta(days=3) <= company.clock.now() - before < timedelta(days=3, hours=1)
    assert company.entra.directory.version > version
    with pytest.raises(ValueError, match="days"):
        company.live(0)


def test_a_new_token_does_not_expire_with_the_old_one(company: PracticeCompany) -> None:
    new = company.new_token()
    assert (asked(company, company.token), asked(company, new)) == (200, 200)
    company.faults.set("cred-expired-later", True)
    assert (asked(company, company.token), asked(company, new)) == (401, 200)
    assert asked(company, Secret("practice-none")) == 401


def test_a_colleague_needs_something_to_change(company: PracticeCompany) -> None:
    for name, code in (("mapping", "practice-edit-early"), ("coffee", "practice-edit-unknown")):
        with pytest.raises(InputError) as caught:
            portal_edit(company.entra, name)
        assert caught.value.code == code


def test_the_control_does_all_of_it(company: PracticeCompany) -> None:
    from wizard.http import Transport

    transport = Transport([company.authority.ca_file])
    control = Control(company.addresses.control, company.control_key, transport)
    try:
        before = control.now()
        control.live(1)
        assert control.now() - before >= timedelta(days=1)
        assert asked(company, control.new_token()) == 200
        with pytest.raises(Exception, match="practice-edit-early"):
            control.edit("mapping")
    finally:
        transport.close()


def test_a_company_with_a_later_token_comes_back_with_one(tmp_path: Path) -> None:
    keep = tmp_path / "company.gz"
    first = PracticeCompany(people=12, keep=keep)
    first.faults.set("cred-expired-later", True)
    new = first.new_token()
    first.stop()
    assert new.reveal().encode() not in keep.read_bytes()
    second = PracticeCompany(keep=keep)
    try:
        assert second.came == "restored"
        assert asked(second, second.token) == 200, "what Entra has is the later one, which has not expired"
    finally:
        second.stop()


def test_a_file_that_is_damaged_in_the_middle_is_damaged(tmp_path: Path) -> None:
    keep = tmp_path / "company.gz"
    PracticeCompany(people=12, keep=keep).stop()
    raw = keep.read_bytes()
    keep.write_bytes(raw[:40] + bytes(byte ^ 0xFF for byte in raw[40:80]) + raw[80:])
    second = PracticeCompany(people=12, keep=keep)
    try:
        assert second.came == "damaged"
    finally:
        second.stop()
