"""The look-ups by which Entra would find people and groups in CloudGate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError
from wizard.mapping.expression import as_text
from wizard.provisioning.rows import Rows
from wizard.provisioning.scope import Scope

if TYPE_CHECKING:
    from wizard.directory import Value
    from wizard.provisioning import Configuration, Source


Keys = Sequence[tuple[str, str]]
"""The look-ups that would find one person: attribute and value, in order of precedence."""


def keys_of(source: Source, configuration: Configuration) -> list[Keys]:
    """Return the look-ups that would find each person in scope."""
    scope, rows = Scope(source, configuration), Rows.of(configuration.users)
    found: list[Keys] = []
    for person in source.people:
        attributes = person.mappable
        if scope.person(person, attributes).inside and (keys := _keys(rows, attributes, configuration)):
            found.append(keys)
    return found


def group_keys_of(source: Source, configuration: Configuration) -> list[tuple[str, str]]:
    """Return the look-ups that would find each group."""
    if configuration.groups is None:
        return []
    rows = Rows.of(configuration.groups)
    return [
        key for group in source.groups for key in _keys(rows, {**group.attributes, "objectId": group.id}, configuration)
    ]


def _keys(rows: Rows, attributes: Mapping[str, Value], configuration: Configuration) -> Keys:
    try:
        values = rows.keys(attributes, configuration.context)
    except MappingError:
        return ()  # the plan reports it
    return [(row.target, text) for row, value in zip(rows.matching, values, strict=True) if (text := as_text(value))]
