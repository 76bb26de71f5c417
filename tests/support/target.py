"""A SCIM target in memory that applies requests by the rules of RFC 7644, written without the engine's own code.

It supports only what Entra sends: POST, DELETE, and PATCH in both dialects.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

from wizard.provisioning import Operation, Ref

_FILTERED = re.compile(r'(\w+)\[(\w+) eq "([^"]*)"\](?:\.(\w+))?')


class MemoryTarget:
    """Works as a TargetView, and carries out operations."""

    def __init__(self, users: Sequence[dict[str, Any]] = (), groups: Sequence[dict[str, Any]] = ()) -> None:
        self.held: dict[str, dict[str, dict[str, Any]]] = {
            "Users": {str(user["id"]): copy.deepcopy(user) for user in users},
            "Groups": {str(group["id"]): copy.deepcopy(group) for group in groups},
        }
        self.sent: list[tuple[str, str]] = []
        self.fail_on: set[str] = set()
        self._next = 1

    # --- look-ups of the engine

    def find(self, kind: str, attribute: str, value: str) -> Sequence[dict[str, Any]]:
        return [
            item
            for item in self.held[f"{kind}s"].values()
            if str(self._value(item, attribute) or "").lower() == value.lower()
        ]

    def get(self, kind: str, target_id: str) -> dict[str, Any] | None:
        return self.held[f"{kind}s"].get(target_id)

    def has_member(self, group_id: str, user_id: str) -> bool:
        group = self.held["Groups"].get(group_id, {})
        return any(member["value"] == user_id for member in group.get("members", ()))

    # --- carrying out operations

    def carry_out(self, operation: Operation) -> str | None:
        if operation.source_id in self.fail_on:
            return None
        target_id: str | None = operation.target_id if isinstance(operation.target_id, str) else None
        for request in operation.requests:
            self.sent.append((request.method, request.resource))
            held = self.held[request.resource]
            if request.method == "POST":
                target_id = f"t{self._next}"
                self._next += 1
                held[target_id] = {**copy.deepcopy(dict(request.body or {})), "id": target_id}
                continue
            assert isinstance(request.target_id, str), "a request for an account that does not exist yet"
            target_id = request.target_id
            if request.method == "DELETE":
                del held[target_id]
            else:
                assert request.body is not None
                assert request.body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
                for change in request.body["Operations"]:
                    self._patch(held[target_id], change)
        return target_id

    def _patch(self, item: dict[str, Any], change: dict[str, Any]) -> None:
        op, path = change["op"].lower(), change.get("path", "")
        value: Any = change.get("value")
        assert op in {"add", "replace", "remove"}
        if not path:
            for name, part in value.items():
                self._set(item, name, part)
        elif path == "members":
            ids = [member["value"] for member in value]
            assert not any(isinstance(each, Ref) for each in ids)
            members = [member for member in item.get("members", ()) if member["value"] not in ids]
            item["members"] = members if op == "remove" else [*members, *({"value": each} for each in ids)]
        elif op == "remove" and (match := _FILTERED.fullmatch(path)):
            item["members"] = [member for member in item.get("members", ()) if member["value"] != match[3]]
        else:
            self._set(item, path, value)

    def _set(self, item: dict[str, Any], path: str, value: Any) -> None:
        if path.lower().startswith("urn:"):
            urn, _, name = path.rpartition(":")
            if not urn.endswith((":core:2.0:User", ":core:2.0:Group")):
                item = item.setdefault(urn, {})
            path = name
        if match := _FILTERED.fullmatch(path):
            elements = item.setdefault(match[1], [])
            element: Any = next((each for each in elements if each.get(match[2]) == match[3]), None)
            if element is None:
                element = {match[2]: match[3]}
                elements.append(element)
            element[match[4] or "value"] = value
        elif "." in path:
            outer, inner = path.split(".", 1)
            item.setdefault(outer, {})[inner] = value
        else:
            item[path] = ({"value": value} if value else None) if path == "manager" else value

    def _value(self, item: dict[str, Any], path: str) -> Any:
        if match := _FILTERED.fullmatch(path):
            elements = item.get(match[1]) or []
            element: Any = next((each for each in elements if each.get(match[2]) == match[3]), {})
            return element.get(match[4] or "value")
        holder: Any = item
        for part in path.split("."):
            holder = holder.get(part) if isinstance(holder, dict) else None
        return holder
