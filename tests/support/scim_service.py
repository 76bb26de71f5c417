"""A small SCIM service that carries out Entra's requests in both PATCH dialects; tests add a fault in a subclass."""

from __future__ import annotations

import copy
import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]
_ELEMENT = re.compile(r'(\w+)\[(\w+) eq "([^"]*)"\](?:\.(\w+))?')
_TERM = re.compile(r'(\S+) eq "((?:[^"\\]|\\.)*)"')
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class Refused(Exception):
    """Makes the service respond with a SCIM error."""

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class ScimService:
    """Implements the parts of RFC 7644 that Entra uses. Override methods to add a fault.

    Args:
        users: The users that it starts with.
    """

    def __init__(self, users: Sequence[Json] = ()) -> None:
        self.held: dict[str, dict[str, Json]] = {"Users": {str(one["id"]): dict(one) for one in users}, "Groups": {}}
        self.seen: list[tuple[str, str, Json | None]] = []

    def __call__(self, environ: Mapping[str, Any], start: Callable[..., Any]) -> list[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix("/scim")
        query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        body = json.loads(raw) if raw else None
        self.seen.append((method, path, body))
        try:
            status, found = self.answer(method, path, query, body)
        except Refused as refused:
            status = refused.status
            found = {"schemas": [ERROR], "status": str(status), "detail": refused.detail}
        data = b"" if found is None else json.dumps(found).encode()
        start(f"{status} X", [("Content-Type", "application/scim+json"), ("Content-Length", str(len(data)))])
        return [data]

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Json | None) -> tuple[int, Json | None]:
        """Return status and body of the response."""
        kind, _, identifier = path.strip("/").partition("/")
        if kind not in self.held:
            raise Refused(404)
        held = self.held[kind]
        if method == "POST" and identifier == ".search":  # RFC 7644 section 3.4.3
            wanted = body or {}
            names = ("filter", "startIndex", "count")
            return 200, self.listed(kind, {name: str(wanted[name]) for name in names if name in wanted})
        if method == "POST":
            return 201, self.create(kind, body or {})
        if not identifier:
            return 200, self.listed(kind, query)
        if identifier not in held:
            raise Refused(404)
        if method == "DELETE":
            self.delete(kind, identifier)
            return 204, None
        if method == "PATCH":
            assert body is not None
            changed = copy.deepcopy(held[identifier])
            for change in body["Operations"]:
                self.change(kind, changed, change)
            held[identifier] = changed
            return 200, self.shown(kind, changed, query)
        return 200, self.shown(kind, held[identifier], query)

    def create(self, kind: str, body: Json) -> Json:
        """Store a new object and return the resource for the response."""
        made = {**copy.deepcopy(body), "id": uuid.uuid4().hex}
        self.held[kind][made["id"]] = made
        return made

    def delete(self, kind: str, identifier: str) -> None:
        """Remove an object."""
        del self.held[kind][identifier]

    def shown(self, kind: str, item: Json, query: Mapping[str, str]) -> Json:
        """Return an object as a resource for the response."""
        return {name: value for name, value in item.items() if name != query.get("excludedAttributes")}

    def listed(self, kind: str, query: Mapping[str, str]) -> Json:
        """Return a page of a list."""
        found = [one for one in self.held[kind].values() if self.matches(one, query.get("filter", ""))]
        start = max(1, int(query.get("startIndex", 1)))
        page = found[start - 1 :][: int(query.get("count", 100))]
        return {
            "schemas": [LIST], "totalResults": len(found), "startIndex": start, "itemsPerPage": len(page),
            "Resources": [self.shown(kind, one, query) for one in page],
        }  # fmt: skip

    def matches(self, item: Json, wanted: str) -> bool:
        """Return whether an object matches all terms of a filter."""
        return all(
            value.lower() in [str(one).lower() for one in self.values(item, path)]
            for path, value in _TERM.findall(wanted)
        )

    def values(self, item: Json, path: str) -> list[Any]:
        """Return an attribute's values; for a list, those of its elements."""
        found = item.get(path)
        if isinstance(found, list):
            return [one.get("value") for one in found]
        return [found] if found is not None else []

    def change(self, kind: str, item: Json, change: Json) -> None:
        """Carry out one operation of a PATCH request."""
        op, path = change["op"].lower(), change.get("path", "")
        value: Any = change.get("value")
        if path == "members" or path.startswith("members["):
            self.members(item, op, path, value)
        elif not path:
            for name, part in value.items():
                self.set(item, name, part)
        else:
            self.set(item, path, value)

    def members(self, item: Json, op: str, path: str, value: Any) -> None:
        """Add or remove members."""
        one = re.fullmatch(r'members\[value eq "([^"]*)"\]', path)
        ids = [one[1]] if one else [each["value"] for each in value]
        rest = [each for each in item.get("members", []) if each["value"] not in ids]
        item["members"] = rest if op == "remove" else [*rest, *({"value": each} for each in ids)]

    def set(self, item: Json, path: str, value: Any) -> None:
        """Set an attribute."""
        if path.lower().startswith("urn:"):
            urn, _, path = path.rpartition(":")
            item = item.setdefault(urn, {})
        if path == "active":
            value = {"true": True, "false": False}[str(value).lower()]
        if path == "manager":
            self.manager(item, value)
        elif found := _ELEMENT.fullmatch(path):
            elements = item.setdefault(found[1], [])
            element = next((one for one in elements if one.get(found[2]) == found[3]), None)
            if element is None:
                element = self.new_element(found[2], found[3])
                elements.append(element)
            element[found[4] or "value"] = value
        elif "." in path:
            outer, inner = path.split(".", 1)
            item.setdefault(outer, {})[inner] = value
        else:
            item[path] = value

    def new_element(self, name: str, value: str) -> Json:
        """Return a new list element for a path that names a missing one."""
        return {name: value}

    def manager(self, item: Json, value: Any) -> None:
        """Set or clear the manager."""
        if not isinstance(value, str):
            raise Refused(400, "manager is a text")
        if value:
            item["manager"] = {"value": value}
        else:
            item.pop("manager", None)
