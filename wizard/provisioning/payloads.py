"""What an operation writes, in compact form: requests and attribute changes are built only when they are accessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wizard.mapping.expression import as_text
from wizard.mapping.expression.values import Result
from wizard.provisioning import requests
from wizard.provisioning.model import AttributeChange, Dialect, Ref, Request
from wizard.provisioning.target_snapshot import Cell, as_text_of

Resource = Literal["Users", "Groups"]
RESOURCES: Mapping[str, Resource] = {"User": "Users", "Group": "Groups"}


@dataclass(frozen=True, slots=True)
class Creation:
    """Creates an object. ``values`` belong to ``targets``; ``None`` is not sent."""

    resource: Resource
    targets: tuple[str, ...]
    values: tuple[Result, ...]
    types: Mapping[str, str]

    def _sent(self) -> dict[str, Result]:
        return {target: value for target, value in zip(self.targets, self.values, strict=True) if value is not None}

    @property
    def changes(self) -> tuple[AttributeChange, ...]:
        return tuple(AttributeChange(target, None, as_text(value)) for target, value in self._sent().items())

    @property
    def requests(self) -> tuple[Request, ...]:
        body = requests.user_body if self.resource == "Users" else requests.group_body
        return (Request("POST", self.resource, None, body(self._sent(), self.types)),)


@dataclass(frozen=True, slots=True)
class Patch:
    """Changes attributes of an existing object: path, old value and new value of each."""

    resource: Resource
    target_id: str
    attributes: tuple[tuple[str, Cell, Result], ...]
    types: Mapping[str, str]
    dialect: Dialect

    @property
    def changes(self) -> tuple[AttributeChange, ...]:
        return tuple(
            AttributeChange(target, as_text_of(old) or None, as_text(new)) for target, old, new in self.attributes
        )

    @property
    def requests(self) -> tuple[Request, ...]:
        sent = [(target, as_text_of(old) != "", new) for target, old, new in self.attributes]
        body = requests.patch_body(sent, self.types, self.dialect)
        return (Request("PATCH", self.resource, self.target_id, body),)


@dataclass(frozen=True, slots=True)
class Removal:
    """Deletes an object."""

    resource: Resource
    target_id: str

    @property
    def changes(self) -> tuple[AttributeChange, ...]:
        return ()

    @property
    def requests(self) -> tuple[Request, ...]:
        return (Request("DELETE", self.resource, self.target_id, None),)


@dataclass(frozen=True, slots=True)
class Reference:
    """Sets a user's single reference, such as the manager. ``old`` is empty if there was none, ``new`` to clear it."""

    own: str | Ref
    path: str
    old: str
    new: str | Ref
    dialect: Dialect

    @property
    def changes(self) -> tuple[AttributeChange, ...]:
        return (AttributeChange(self.path, self.old or None, _shown(self.new) or None),)

    @property
    def requests(self) -> tuple[Request, ...]:
        body = requests.reference_body(self.path, bool(self.old), self.new, self.dialect)
        return (Request("PATCH", "Users", self.own, body),)


@dataclass(frozen=True, slots=True)
class Members:
    """Adds and removes members of a group."""

    own: str | Ref
    path: str
    add: tuple[str | Ref, ...]
    remove: tuple[str, ...]
    dialect: Dialect

    @property
    def changes(self) -> tuple[AttributeChange, ...]:
        new = ", ".join(_shown(item) for item in self.add)
        return (AttributeChange(self.path, ", ".join(self.remove) or None, new or None),)

    @property
    def requests(self) -> tuple[Request, ...]:
        body = requests.members_body(self.add, self.remove, self.dialect)
        return (Request("PATCH", "Groups", self.own, body),)


def _shown(identifier: str | Ref) -> str:
    return identifier if isinstance(identifier, str) else identifier.source_id
