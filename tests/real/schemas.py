"""Every recorded schema: read, written, compared; and nothing that nobody changed keeps anybody from saving."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.real.corpus import Item, Verdict
from wizard.core.errors import WizardError
from wizard.core.resources import resource
from wizard.journey.services.tenant_check import blocking
from wizard.mapping import Schema
from wizard.mapping.sameness import same_schema

SUBJECT = "schemas"
_KINDS = ("User", "Group")


def check_schemas(items: Iterable[Item]) -> Iterator[Verdict]:
    """Yield a verdict for every schema, wherever in the corpus one stands."""
    for item in items:
        try:
            found = tuple(_schemas(item))
        except Exception as error:  # another corpus is read to its end
            yield Verdict(SUBJECT, item.slug, "differs", f"raises {type(error).__name__}: {error}")
            continue
        for where, raw in found:
            yield _judged(f"{item.slug}{where}", raw)


def _schemas(item: Item) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schemas of an item, with where in it they stand; fragments in a schema around them."""
    if item.subject == "schema":
        for where, body in ((" (request)", item.request.get("body")), ("", item.body)):
            if isinstance(body, dict):
                whole = _without_gaps(body) if item.text("kind") == "docs-example" else body
                found = around(whole, item.text("fragment"))
                yield where, completed(found) if item.text("fragment") else found
    elif item.subject == "graph" and item.folder in {"schema-get", "schema-put"}:
        for where, body in ((" (request)", item.request.get("body")), ("", item.body)):
            if isinstance(body, dict) and "synchronizationRules" in body:
                yield where, completed(_without_gaps(body) if item.text("kind") == "docs-example" else body)
    elif item.subject == "graph" and item.folder.startswith("templates-"):
        for half, body in ((" (request)", item.request.get("body")), ("", item.body)):
            for one in _templates(body):
                if (one.get("schema") or {}).get("synchronizationRules"):
                    yield f"{half} ({one.get('id')})", completed(one["schema"])


def _templates(body: Any) -> list[dict[str, Any]]:
    """Return the templates of a collection, or the one that there is."""
    found = body.get("value", [body]) if isinstance(body, dict) else []
    return [one for one in found if isinstance(one, dict) and isinstance(one.get("schema"), dict)]


def _without_gaps(value: Any) -> Any:
    """Return an example without the empty objects that its author left where more would stand."""
    if isinstance(value, dict):
        return {name: _without_gaps(inner) for name, inner in value.items() if inner != {}}
    return [_without_gaps(inner) for inner in value if inner != {}] if isinstance(value, list) else value


def completed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cut schema with definitions of everything that its mappings name: what was cut off is no fault of it."""
    whole = copy.deepcopy(dict(raw))
    directories = _list(whole, "directories")
    for rule in whole.get("synchronizationRules") or ():
        for mapping in rule.get("objectMappings") or ():
            rows = mapping.get("attributeMappings") or ()
            sources = {name for row in rows if isinstance(row, dict) for name in _sources(row.get("source"))}
            clauses = [
                one for group in (mapping.get("scope") or {}).get("groups") or () for one in group.get("clauses") or ()
            ]
            sources |= {str(one.get("sourceOperandName")) for one in clauses}
            targets = {str(row.get("targetAttributeName")) for row in rows if isinstance(row, dict)}
            for side, names in (("source", sources), ("target", targets)):
                directory = _named(directories, str(rule.get(f"{side}DirectoryName")))
                kind = _named(_list(directory, "objects"), str(mapping.get(f"{side}ObjectName")))
                known = _list(kind, "attributes")
                for name in sorted(names - {"None", ""}):
                    _named(known, name)
    return whole


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    """Return a list of an object; one that is null or absent is made."""
    if not isinstance(holder.get(name), list):
        holder[name] = []
    found: list[Any] = holder[name]
    return found


def _named(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found = next((one for one in items if isinstance(one, dict) and one.get("name") == name), None)
    if found is None:
        found = {"name": name}
        items.append(found)
    return found


def _sources(source: Any) -> Iterator[str]:
    """Yield the attributes that a source tree names."""
    if isinstance(source, dict):
        if source.get("type") == "Attribute":
            yield str(source.get("name"))
        for parameter in source.get("parameters") or ():
            yield from _sources(parameter.get("value"))


def around(body: Mapping[str, Any], fragment: str) -> dict[str, Any]:
    """Return a schema that holds a fragment; a whole or a cut one stays as it is."""
    if "synchronizationRules" in body:
        return copy.deepcopy(dict(body))
    if fragment == "synchronizationRule":
        return {"directories": [], "synchronizationRules": [copy.deepcopy(dict(body))]}
    whole: dict[str, Any] = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
    rule, place, mapping = next(
        (rule, place, mapping)
        for rule in whole["synchronizationRules"]
        for place, mapping in enumerate(rule["objectMappings"])
        if mapping["sourceObjectName"] == "User"
    )
    if fragment == "objectMapping":
        rule["objectMappings"][place] = copy.deepcopy(dict(body))
    elif fragment == "objectDefinition":
        whole["directories"][0]["objects"][0] = copy.deepcopy(dict(body))
    elif fragment == "attributeMapping":
        mapping["attributeMappings"].append(copy.deepcopy(dict(body)))
    elif fragment == "attributeMappingSource":
        mapping["attributeMappings"].append({"targetAttributeName": "extension", "source": copy.deepcopy(dict(body))})
    elif fragment == "filter":
        mapping["scope"] = copy.deepcopy(dict(body))
    return whole


def _judged(slug: str, raw: dict[str, Any]) -> Verdict:
    try:
        wrong = "; ".join(_problems(raw))
    except WizardError as error:
        wrong = f"raises {error.code} {dict(error.params)}"
    except Exception as error:  # another corpus is read to its end
        wrong = f"raises {type(error).__name__}: {error}"
    return Verdict(SUBJECT, slug, "differs" if wrong else "agrees", wrong)


def _problems(raw: dict[str, Any]) -> Iterator[str]:
    told = {name: value for name, value in raw.items() if not name.startswith("@odata")}
    schema = Schema.from_text(json.dumps(raw))
    if schema.to_json() != told:
        yield "written otherwise than read"
    for kind in _KINDS:
        if not schema.has(kind):  # type: ignore[arg-type]
            continue
        mapping = schema.mapping(kind)  # type: ignore[arg-type]
        again = schema.with_mapping(kind, rows=mapping.rows, scope=mapping.scope)  # type: ignore[arg-type]
        if again.to_json() != told:
            yield f"the {kind} mapping is written otherwise than read"
        if not same_schema(schema, again):
            yield f"the {kind} mapping means something else after writing"
        for one in blocking(schema, again, kind):  # type: ignore[arg-type]
            yield f"{kind}: {one.id} at {one.target} blocks though nothing was changed"
