"""The PATCH dialect probe: which form of a change the service carries out, tried on a throw-away account.

It writes, so it runs only when the person agreed. The account's name says what it is; it is disabled and deleted at the
end, whatever happened before. Entra sends the classic form without the feature flag, the standard one with it
(behaviour reference, section on the compatibility flag).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wizard.doctor.model import Facts, Finding, PatchFacts, UrlFacts
from wizard.doctor.rules.base import rank
from wizard.doctor.rules.service import FlagMissing, FlagNotUnderstood
from wizard.errors import NetworkError, ScimError, WizardError
from wizard.http import Timeouts, Transport
from wizard.provisioning.model import Dialect
from wizard.provisioning.requests import patch_body, user_body
from wizard.scim.answer import pick
from wizard.scim.client import ScimClient
from wizard.scim.endpoint import parse_tenant_url
from wizard.secrets.secret import Secret
from wizard.tasks import Task

PREFIX = "cloudgate-setup-test-"
"""What every throw-away account's user name begins with."""

STANDARD: Dialect = "aadOptscim062020"

_TYPES: Mapping[str, str] = {"active": "Boolean"}
_SECONDS = Timeouts(connect=4.0, read=10.0, total=15.0)


def throw_away_name() -> str:
    """Return a new user name that says what the account is for."""
    return f"{PREFIX}{uuid.uuid4().hex[:12]}@example.invalid"


def probe_dialect(
    tenant_url: str, token: Secret, transport: Transport, task: Task, name: str = ""
) -> PatchFacts:  # fmt: skip
    """Create an account, disable it in both forms, read it back each time, and remove it.

    Args:
        name: of the account, as :func:`throw_away_name` gives it.

    Raises:
        InputError: the URL cannot be used.
        ScimError, NetworkError: the account could not be created; nothing is left behind as far as is known.
        Cancelled: the person cancelled; the account was removed nevertheless.
    """
    url = parse_tenant_url(tenant_url)
    client = ScimClient(url, token, transport, timeouts=_SECONDS)
    facts = PatchFacts(name or throw_away_name())
    task.report("doctor-patch-create", name=facts.name)
    created = client.create("Users", _account(facts.name), task)
    identifier = str(pick(created, "id") or "")
    facts = replace(facts, created=True)
    if not identifier:
        raise ScimError("scim-not-object", {"status": 201}, status=201)
    try:
        task.report("doctor-patch-try", form="classic")
        worked, said = _disables(client, identifier, "classic", task)
        facts = replace(facts, classic=worked, detail=said)
        task.report("doctor-patch-try", form="standard")
        worked, said = _disables(client, identifier, STANDARD, task)
        facts = replace(facts, standard=worked, detail=facts.detail or said)
    finally:
        facts = replace(facts, removed=_remove(client, identifier))
    return facts


def findings_of(tenant_url: str, facts: PatchFacts) -> tuple[Finding, ...]:
    """Return whether the feature flag is needed, or must go."""
    url = parse_tenant_url(tenant_url)
    known = Facts(UrlFacts(url.scheme, url.host, url.port, flags=url.flags), patch=facts)
    return rank((FlagMissing(), FlagNotUnderstood()), known)


def _account(name: str) -> dict[str, Any]:
    values = {
        "userName": name, "active": True, "displayName": "CloudGate Provisioning Setup (test account)",
        "name.givenName": "Test", "name.familyName": "Account", 'emails[type eq "work"].value': name,
        "externalId": name.partition("@")[0],
    }  # fmt: skip
    return user_body(values, _TYPES)


def _disables(client: ScimClient, identifier: str, dialect: Dialect, task: Task) -> tuple[bool, str]:
    """Tell whether a change in this form disables the account, and what the server said when it refused."""
    _set_active(client, identifier, task)
    try:
        client.patch("Users", identifier, patch_body([("active", True, False)], _TYPES, dialect)["Operations"], task)
    except ScimError as error:
        return False, str(error.params.get("detail", ""))
    # A service may take what it does not understand and do nothing: only what is read back counts.
    return pick(client.get("Users", identifier, task), "active") is False, ""


def _set_active(client: ScimClient, identifier: str, task: Task) -> None:
    """Enable the account before the next try, in whichever form is taken."""
    if pick(client.get("Users", identifier, task), "active") is not False:
        return
    dialects: tuple[Dialect, ...] = (STANDARD, "classic")
    for dialect in dialects:
        try:
            operations = patch_body([("active", True, True)], _TYPES, dialect)["Operations"]
            client.patch("Users", identifier, operations, task)
        except ScimError:
            continue
        if pick(client.get("Users", identifier, task), "active") is True:
            return


def _remove(client: ScimClient, identifier: str) -> bool:
    """Delete the account, also after a cancelled or failed probe; tells whether it is gone."""
    task = Task()  # the person's own may be cancelled, and the account must not stay
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            client.delete("Users", identifier, task)
        except ScimError as error:
            return error.status == 404
        except NetworkError:
            continue
        except WizardError:
            return False
        return True
    return False
