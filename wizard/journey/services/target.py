"""CloudGate as the answers name it: the one SCIM client of the journey, and the form of its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.journey.services.token import load_token
from wizard.scim.endpoint import parse_tenant_url

if TYPE_CHECKING:
    from wizard.http import RetryPolicy
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.provisioning.model import Dialect
    from wizard.scim.client import ScimClient


def target_client(context: Context, answers: Answers, retry: RetryPolicy | None = None) -> ScimClient:
    """Return the client for the Tenant URL and the token of the answers.

    Args:
        retry: how patient it is; the client's own way where this is left out.

    Raises:
        InputError: there is no Tenant URL that can be used, or no token.
        KeyStoreError: the token cannot be read.
    """
    from wizard.scim.client import ScimClient

    url, token = parse_tenant_url(answers.tenant_url), load_token(context, answers)
    if retry is None:
        return ScimClient(url, token, context.transport)
    return ScimClient(url, token, context.transport, retry=retry)


def dialect_of(answers: Answers) -> Dialect:
    """Return how Entra writes changes to this Tenant URL.

    Without the flag that is the older form. So it is for an address that cannot be read: that is told where it is used.
    """
    try:
        return parse_tenant_url(answers.tenant_url).dialect
    except InputError:
        return "classic"
