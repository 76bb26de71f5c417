"""scim2-server in its original form, without the practice CloudGate, and filled by plain requests."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import requests
from scim2_models import ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BEARER_TOKEN_SCHEME, BearerTokenApplication
from scim2_server.utils import load_default_resource_types, load_default_schemas, load_default_service_provider_config


@cache
def _published() -> ScimProvider:
    """Return what the service publishes; creating classes from the schemas takes a third of a second."""
    config = load_default_service_provider_config()
    config.authentication_schemes = [BEARER_TOKEN_SCHEME]
    return ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config
    )


def plain_scim(token: str) -> BearerTokenApplication:
    """Return the application that the ``scim2-server`` command serves."""
    return BearerTokenApplication(InMemoryStorage(), _published(), bearer_tokens=[token])


def fill(root: str, token: str, ca_file: Path, resources: Iterable[tuple[str, dict[str, Any]]]) -> list[str]:
    """Create resources at ``/v2/Users`` or ``/v2/Groups``; return their ids."""
    ids = []
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        session.trust_env = False  # a certificate bundle named in the environment would replace this one
        session.verify = str(ca_file)
        for kind, body in resources:
            answer = session.post(f"{root}/v2/{kind}", json=body, timeout=20)
            assert answer.status_code == 201, answer.text
            ids.append(str(answer.json()["id"]))
    return ids
