"""What is checked of single answers before anything is sent: the `check` of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.graph import identifiers

if TYPE_CHECKING:
    from wizard.journey.answers import Answers


def check_tenant(answers: Answers) -> None:
    """Check that the tenant can be a directory id or a domain; for the errors see `wizard.graph.identifiers`."""
    identifiers.check_tenant(answers.tenant)


def check_client_id(answers: Answers) -> None:
    """Check that the client id can be one; for the errors see `wizard.graph.identifiers`."""
    identifiers.check_client_id(answers.client_id)


def check_address(answers: Answers) -> None:
    """Check that the Tenant URL can be the address of a SCIM service.

    Raises:
        InputError: what is wrong with it.
    """
    from wizard.scim.endpoint import parse_tenant_url

    parse_tenant_url(answers.tenant_url)


def check_mail(answers: Answers) -> None:
    """Check that there is a valid email address if the answers require an address.

    Raises:
        InputError: ``email-missing`` or ``email-invalid``.
    """
    address = answers.notification_email.strip()
    if answers.wants_mail and not address:
        raise InputError("email-missing", {"for": "notify" if answers.notify else "limit"})
    name, at, domain = address.partition("@")
    if address and not (name and at and "." in domain and not set(address) & set(" ,;<>\"'") and "@" not in domain):
        raise InputError("email-invalid", {"address": address})


def check_threshold(answers: Answers) -> None:
    """Check that the accidental deletion threshold is valid, if it is turned on.

    Raises:
        InputError: ``threshold-invalid``.
    """
    if answers.prevent_deletions and answers.delete_threshold < 1:
        raise InputError("threshold-invalid", {"value": answers.delete_threshold})
