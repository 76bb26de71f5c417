"""The look-ups by which Entra would find people and groups in CloudGate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError
from wizard.mapping.expression import as_text
from wizard.provisioning.rows import Rows
from wizard.provisioning.scope import Scope

if TYPE_CHECKING:
    from wizard.provisioning import Configuration, Source


Keys = Sequence[tuple[str, str]]
"""The look-ups that would find one person: attribute and value, in order of precedence."""


def keys_of(source: Source, configuration: Configuration) -> list[Keys]:
    """Return the look-ups that would find each person in scope."""
    scope, rows = Scope(source, configuration), Rows.of(configuration.users)
    found: list[Keys] = []
    for person in source.people:
        attributes = person.mappable
        if not scope.person(person, attributes).inside:
            continue
        try:
            values = rows.keys(attributes, configuration.context)
        except MappingError:
            continue  # the plan reports it
        texts = map(as_text, values)
        keys = [(row.target, text) for row, text in zip(rows.matching, texts, strict=True) if text]
        if keys:
            found.append(keys)
    return found


def group_keys_of(source: Source, configuration: Configuration) -> list[tuple[str, str]]:
    """Return the look-ups that would find each group."""
    if configuration.groups is None:
        return []
    rows = Rows.of(configuration.groups)
    found: list[tuple[str, str]] = []
    for group in source.groups:
        try:
            values = rows.keys({**group.attributes, "objectId": group.id}, configuration.context)
        except MappingError:
            continue  # the plan reports it
        texts = map(as_text, values)
        found += [(row.target, text) for row, text in zip(rows.matching, texts, strict=True) if text]
    return found
