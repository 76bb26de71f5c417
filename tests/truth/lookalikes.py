"""Services that behave as well-known servers do, for where those are not installed.

What each does wrong was seen by running the named version as the practice Entra's target, or stands in the vendor's
documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scim_service import Json, Refused, ScimService


class LikeScimmy(ScimService):
    """SCIMMY 1.3.5 (https://github.com/scimmyjs/scimmy): strict types, strict paths, members cannot be compared."""

    def set(self, item: Json, path: str, value: Any) -> None:
        if path == "active" and not isinstance(value, bool):
            raise Refused(400, "active has to be a boolean")
        super().set(item, path, value)

    def manager(self, item: Json, value: Any) -> None:
        if not isinstance(value, dict):
            raise Refused(400, "manager is a complex attribute")
        item["manager"] = value

    def new_element(self, name: str, value: str) -> Json:
        raise Refused(400, "noTarget")

    def matches(self, item: Json, wanted: str) -> bool:
        if "members" in wanted:
            raise Refused(400, "members is a complex attribute")
        return super().matches(item, wanted)


class LikeScimPatch(ScimService):
    """scim-patch 0.8.3 with scim2-parse-filter 0.2.10: a search by members finds nobody."""

    def values(self, item: Json, path: str) -> list[Any]:
        return [] if path == "members" else super().values(item, path)


class LikeBetterAuth(LikeScimPatch):
    """@better-auth/scim 1.7.5: refuses the group schema that Entra names beside the standard one."""

    def create(self, kind: str, body: Json) -> Json:
        if any("ADSCIM" in name for name in body["schemas"]):
            raise Refused(400, "unsupported schema")
        return super().create(kind, body)


class LikeDjangoScim2(ScimService):
    """django-scim2 0.23 (https://github.com/15five/django-scim2): few attributes, those refused in changes as well."""

    _LOST = ("title", "preferredLanguage", "phoneNumbers", "addresses")

    def shown(self, kind: str, item: Json, query: Mapping[str, str]) -> Json:
        return {
            name: value for name, value in super().shown(kind, item, query).items()
            if name not in self._LOST and not name.startswith("urn:")
        }  # fmt: skip

    def set(self, item: Json, path: str, value: Any) -> None:
        if path.startswith(("urn:", *self._LOST)):
            raise Refused(501, "Not Implemented")
        if path == "active" and not isinstance(value, bool):
            raise Refused(400, '"active" should be of type "bool"')
        super().set(item, path, value)

    def members(self, item: Json, op: str, path: str, value: Any) -> None:
        if "[" in path:
            raise Refused(501, "Not Implemented")
        super().members(item, op, path, value)


class LikeDjangoScim2Server(ScimService):
    """django-scim2-server 1.1.0: refuses the enterprise extension."""

    def create(self, kind: str, body: Json) -> Json:
        if any(name.startswith("urn:") for name in body):
            raise Refused(400, "1 validation error for User")
        return super().create(kind, body)


class LikeCanaille(ScimService):
    """Canaille 0.3.6 with scim2-models 0.12: every search and every count fails."""

    def listed(self, kind: str, query: Mapping[str, str]) -> Json:
        raise Refused(500)


class LikeIdentityCenter(ScimService):
    """AWS IAM Identity Center, by its developer guide (ListUsers, Limitations from SCIM specification).

    No ``startIndex``, a hundred results at most, one value for each multi-valued attribute, no ``replace`` in groups.
    """

    def listed(self, kind: str, query: Mapping[str, str]) -> Json:
        count = str(min(100, int(query.get("count", 100))))
        found = super().listed(kind, {**query, "startIndex": "1", "count": count})
        return {**found, "totalResults": len(found["Resources"])}

    def create(self, kind: str, body: Json) -> Json:
        if len(body.get("phoneNumbers", [])) > 1:
            raise Refused(400, "phoneNumbers supports one value")
        return super().create(kind, body)

    def change(self, kind: str, item: Json, change: Json) -> None:
        if kind == "Groups" and change["op"].lower() == "replace":
            raise Refused(400, "replace is not supported")
        super().change(kind, item, change)


LOOKALIKES = (
    LikeScimmy, LikeScimPatch, LikeBetterAuth, LikeDjangoScim2, LikeDjangoScim2Server, LikeCanaille, LikeIdentityCenter,
)  # fmt: skip
