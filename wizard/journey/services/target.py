"""CloudGate according to the answers: the journey's SCIM client, and the PATCH dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.http.model import NO_RETRY
from wizard.journey.services.token import load_token
from wizard.scim.client import ScimClient
from wizard.scim.endpoint import parse_tenant_url

if TYPE_CHECKING:
    from wizard.http import RetryPolicy
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.provisioning.model import Dialect


def target_client(context: Context, answers: Answers, retry: RetryPolicy = NO_RETRY) -> ScimClient:
    """Return the client for the Tenant URL and the token of the answers.

    Raises:
        InputError: there is no usable Tenant URL, or no token.
        KeyStoreError: the token cannot be read.
    """
    url, token = parse_tenant_url(answers.tenant_url), load_token(context, answers)
    return ScimClient(url, token, context.transport, retry=retry)


def dialect_of(answers: Answers) -> Dialect:
    """Return the PATCH dialect that Entra uses for this Tenant URL.

    Without the flag this is the older dialect. An invalid address returns the older dialect too; the code that uses
    the address reports the error.
    """
    try:
        return parse_tenant_url(answers.tenant_url).dialect
    except InputError:
        return "classic"
