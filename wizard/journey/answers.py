"""All decisions of the person as one frozen value. It holds no secret, only where the token is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from wizard.core.json_types import JsonObject
from wizard.core.text_files import sound

PUBLISHED_TENANT_URL = "https://sigateway.com/scim/v2/sync/serviceproviderconfig"
"""The Tenant URL printed in the tutorial's 2019 to 2024 editions (T10, T20); later ones print none."""

GALLERY_NAME = "Soloinsight-CloudGate SSO"
"""The application's name in the Entra gallery (T14)."""

Way = Literal["for_me", "show_me"]


@dataclass(frozen=True, slots=True)
class PlannedAssignment:
    """A user or group to assign to the application, with the app role (T5, T7)."""

    principal_id: str
    kind: Literal["User", "Group"]
    display_name: str
    role_id: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """The person's answers, step by step; the fields are in the order of the journey.

    ``token_reference`` names the key store's entry. ``token_saved`` (ISO 8601, UTC) changes with every new token, so
    that test results for the old token become stale. ``application_added`` (ISO 8601, UTC) is when this program added
    the application: for some minutes, not every part of Entra knows it. ``application_asked`` (ISO 8601, UTC) and
    ``application_known`` are stored before the request to add an application, until the new id is known: the time of
    the request, and the ids that existed then.

    ``user_rows`` and ``group_rows`` hold ``attributeMapping`` JSON objects, ``user_filter`` and ``group_filter``
    ``filterGroup`` JSON objects of the synchronization schema; ``None`` keeps what the job has. ``user_actions_all``
    and ``group_actions_all`` turn on create, update and delete in the mapping; without them the mapping's actions stay
    as the job has them.
    """

    way: Way = "for_me"

    cloud: str = "global"
    tenant: str = ""
    client_id: str = ""
    sign_in: Literal["browser", "device"] = "browser"
    tenant_confirmed: bool = False
    role_confirmed: bool = False
    licence_confirmed: bool = False
    cloudgate_admin: bool = False

    tenant_url: str = PUBLISHED_TENANT_URL
    token_reference: str = ""
    token_saved: str = ""
    token_kept: Literal["", "keystore", "memory"] = ""

    service_principal_id: str = ""
    application_name: str = GALLERY_NAME
    application_added: str = ""
    application_asked: str = ""
    application_known: tuple[str, ...] = ()

    assignments: tuple[PlannedAssignment, ...] = ()

    notify: bool = True
    notification_email: str = ""
    prevent_deletions: bool = True
    delete_threshold: int = 500

    user_rows: tuple[JsonObject, ...] | None = None
    group_rows: tuple[JsonObject, ...] | None = None
    user_actions_all: bool = False
    group_actions_all: bool = False
    groups_enabled: bool | None = None

    scope: Literal["assigned", "all"] = "assigned"
    user_filter: tuple[JsonObject, ...] | None = None
    group_filter: tuple[JsonObject, ...] | None = None

    @property
    def wants_mail(self) -> bool:
        """Whether an email address is needed: failures and prevented deletions are reported to it."""
        return self.notify or self.prevent_deletions

    @property
    def may_have_token(self) -> bool:
        """Whether the key store may hold the setup's token: not if its only token was in memory."""
        return bool(self.token_reference) and self.token_kept != "memory"  # noqa: S105 - where it is kept

    def with_(self, **changes: Any) -> Answers:
        """Return a copy with some answers changed.

        Raises:
            TypeError: there is no such answer.
        """
        return replace(self, **changes)

    def digest(self, names: Iterable[str]) -> str:
        """Return a short fingerprint of some answers; equal answers give equal fingerprints in every run."""
        import hashlib
        import json

        values = {name: getattr(self, name) for name in names}
        text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=asdict)

        return hashlib.sha256(sound(text).encode()).hexdigest()[:16]


USER_MAPPING = ("user_rows", "user_actions_all")
GROUP_MAPPING = ("group_rows", "group_actions_all", "groups_enabled")
FILTERS = ("user_filter", "group_filter")
SCHEMA_ANSWERS = (*USER_MAPPING, *GROUP_MAPPING, *FILTERS)
"""The answers that change the schema; without one of them, the job keeps its own value."""

ANSWER_NAMES = frozenset(field.name for field in fields(Answers))
