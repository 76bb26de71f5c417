"""What two bodies of a SCIM request have in common, whoever wrote them down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.real.corpus import Item
from wizard.provisioning import Dialect

FLAG: Dialect = "aadOptscim062020"
GROUP_OF_THE_SERVICE = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
MANAGER = re.compile(rf"(?:{re.escape(ENTERPRISE)}:)?manager", re.IGNORECASE)


def meaning(body: Any, *, creation: bool) -> Any:
    """Return a body as far as it means something.

    In a creation an attribute without a value is no attribute (RFC 7643 section 2.5), an element that is not said to
    be primary is not (section 2.4), and the schema of an extension without attributes says nothing: Microsoft's pages
    print it or leave it out. ``$ref`` without a value says nothing either; recordings have it and leave it out.
    """
    if isinstance(body, dict):
        inner = {name: meaning(value, creation=creation) for name, value in body.items()}
        idle: tuple[Any, ...] = (None, [], {}) if creation else ()
        unsaid = [("$ref", None), *([("primary", False)] if creation else [])]
        said = {name: value for name, value in inner.items() if value not in idle and (name, value) not in unsaid}
        if creation and isinstance(said.get("schemas"), list):
            said["schemas"] = [one for one in said["schemas"] if ":extension:" not in str(one) or one in said]
        return said
    if isinstance(body, list):
        return [meaning(value, creation=creation) for value in body]
    return body


def agreed(ours: Any, recorded: Any, item: Item) -> tuple[Any, Any]:
    """Return the meanings of our body and of the recorded one, written alike where recordings of the same thing differ.

    * A classic PATCH has truth values as text or as what they are, and a manager as the bare id or, on pages until
      2019, in an array with a reference: Microsoft's compatibility article, its tutorials and recordings show each.
    * People who quote a classic PATCH may write the operation as RFC 7644 does, in small letters.
    * An element whose recording does not tell whether it is the primary one may be it.
    * What a quotation leaves out is no difference: ``schemas``, ``meta``, the service's own schema of groups.
    * One attribute without a path is the attribute at its path (RFC 7644 section 3.5.2), and members that come in
      several operations of one request are those that come in one.
    """
    creation = item.request.get("method") == "POST"
    one, two = meaning(ours, creation=creation), meaning(recorded, creation=creation)
    if not isinstance(one, dict) or not isinstance(two, dict):
        return one, two
    two = {"Operations" if name.lower() == "operations" else name: value for name, value in two.items()}
    one = {name: value for name, value in one.items() if name not in {"meta", "schemas"} or name in two}
    if creation:
        if GROUP_OF_THE_SERVICE not in two.get("schemas", ()):
            one["schemas"] = [schema for schema in one.get("schemas", ()) if schema != GROUP_OF_THE_SERVICE]
        return {name: _primary_as(value, two.get(name)) for name, value in one.items()}, two
    classic = dialect_of(item, two) == "classic"
    small = classic and all(str(one.get("op")).islower() for one in _operations(two))
    two["Operations"] = [at_its_path(op) for op in two.get("Operations", ())]
    one, two = (
        {
            **body,
            "Operations": _members_together(
                [_alike(op, truth=classic, small=small) for op in body.get("Operations", ())]
            ),
        }
        for body in (one, two)
    )
    return one, two


def at_its_path(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an operation with a path where it sets one attribute without."""
    value = operation.get("value")
    if "path" in operation or not isinstance(value, dict) or len(value) != 1:
        return operation
    path, given = next(iter(value.items()))
    return {"op": operation.get("op"), "path": path, "value": given}


def _members_together(operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in operations:
        same = found and one.get("path") == found[-1].get("path") == "members" and one.get("op") == found[-1].get("op")
        if same and isinstance(one.get("value"), list) and isinstance(found[-1].get("value"), list):
            found[-1] = {**one, "value": [*found[-1]["value"], *one["value"]]}
        else:
            found.append(one)
    return found


def _primary_as(ours: Any, recorded: Any) -> Any:
    if not isinstance(ours, list) or not isinstance(recorded, list) or len(ours) != len(recorded):
        return ours
    return [
        {name: value for name, value in mine.items() if name != "primary" or name in theirs}
        if isinstance(mine, dict) and isinstance(theirs, dict)
        else mine
        for mine, theirs in zip(ours, recorded, strict=True)
    ]


def _alike(operation: Mapping[str, Any], *, truth: bool, small: bool) -> dict[str, Any]:
    made = dict(operation)
    if small:
        made["op"] = _word(made)
    if truth and isinstance(made.get("value"), bool):
        made["value"] = str(made["value"])
    if MANAGER.fullmatch(str(made.get("path") or "")) and "value" in made:
        made["value"] = bare(made["value"])
    return made


def bare(value: Any) -> Any:
    """Return a reference as its id."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value.get("value") if isinstance(value, dict) else value


def dialect_of(item: Item, body: Mapping[str, Any]) -> Dialect:
    """Return the dialect of a request; one that is not told shows in its words, and in how members are removed."""
    if item.text("dialect"):
        return FLAG if item.text("dialect") == FLAG else "classic"
    operations = _operations(body)
    by_value = any(one.get("path") == "members" and _word(one) == "remove" and one.get("value") for one in operations)
    return (
        FLAG if operations and not by_value and all(str(one.get("op")).islower() for one in operations) else "classic"
    )


def _operations(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = next((value for name, value in body.items() if name.lower() == "operations"), None) or ()
    return [one for one in found if isinstance(one, dict)]


def _word(operation: Mapping[str, Any]) -> str:
    return str(operation.get("op")).lower()
