"""Describes responses without judging them. Server text is redacted, since it may contain the token."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from wizard.doctor.model import Answer
from wizard.doctor.probes.shapes import no_list
from wizard.http import Response
from wizard.provisioning.scimvalues import read
from wizard.provisioning.shapes import odd_attributes
from wizard.scim.answer import error_words, html_title, is_html, one_line, pick
from wizard.secrets.redact import Redactor

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

LIST_SCHEMA: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_MEDIA: Final = frozenset({"application/scim+json", "application/json"})
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][\w-]*)(?=\s+[\w-]+\s*=|\s*,|\s*$|\s+[\w~+/.-]+=*\s*(?:,|$))")
_MOST_NAMES = 2_000


def describe(response: Response, redactor: Redactor, kind: str = "list") -> Answer:
    """Return the description of a response.

    Args:
        response: the response, with any status.
        redactor: knows the token.
        kind: what is expected with status 200: the empty ``list`` of a lookup, a ``page`` of a list, or a ``document``.
    """
    found = Answer(
        response.status,
        one_line(response.content_type, redactor),
        location=one_line(response.headers.get("location", ""), redactor),
        schemes=schemes(response.headers.get("www-authenticate", "")),
        detail=_challenge(response, redactor),
    )
    if is_html(response) or response.body[:64].lstrip()[:1] == b"<":
        return replace(found, shape="html", title=one_line(html_title(response), redactor))
    try:
        body = json.loads(response.body)
    except (ValueError, RecursionError):
        shape = "not-json" if response.status == 200 else ""
        wrong = "empty" if not response.body.strip() else "not-json"
        return replace(found, shape=shape, wrong=wrong, detail=one_line(response.text, redactor) or found.detail)
    if not isinstance(body, dict):
        # Some services return schemas and resource types as a bare array; Entra does not request these.
        listed = kind == "document" and isinstance(body, list)
        return replace(found, shape="" if listed else "no-list", wrong="" if listed else no_list(body)[0])
    detail = error_words(body, redactor) or found.detail
    if response.status != 200:
        declared = pick(body, "schemas")
        told = isinstance(declared, list) and any(str(item).endswith(":Error") for item in declared)
        return replace(found, shape="scim-error" if told else "", detail=detail)
    if kind == "document":
        return replace(found, names=tuple(_attribute_names(body)))
    shape = _list_shape(body, kind)
    wrong, value = no_list(body) if shape == "no-list" else ("", "")
    if wrong == "other" and detail:
        wrong = "said"
    return replace(
        found,
        shape=shape,
        wrong=wrong,
        value=one_line(value, redactor),
        odd=tuple(_odd(body, response, kind)),
        shapes=_shapes(body),
        detail=detail,
    )


def _list_shape(body: JsonMapping, kind: str) -> str:
    total, resources = pick(body, "totalResults"), pick(body, "Resources")
    if total is None and isinstance(resources, list) and not resources:
        return "no-total"
    if not isinstance(total, int) or isinstance(total, bool):
        return "no-list"
    if resources is None and total == 0:
        return "null-resources"  # optional in RFC 7644 for an empty list; Entra requires it
    if not isinstance(resources, list):
        return "no-list"
    return "found" if kind == "list" and (total or resources) else ""


def _shapes(body: JsonMapping) -> tuple[str, ...]:
    resources = pick(body, "Resources")
    given = [each for each in resources if isinstance(each, dict)] if isinstance(resources, list) else []
    return tuple(dict.fromkeys(name for each in given[:100] for name in odd_attributes(each)))


def match(response: Response, redactor: Redactor, identifier: str, attribute: str, value: str) -> Answer:
    """Return the description of the response to a lookup of an existing account, or of a similar value.

    Args:
        identifier: the account that must be in the result; empty if none must be.
        attribute: the attribute of the lookup.
        value: the value of the lookup; accounts with another value must not be found.
    """
    found = describe(response, redactor, "match")
    if not found.good:
        return found
    resources = pick(json.loads(response.body), "Resources")
    given = [each for each in resources if isinstance(each, dict)] if isinstance(resources, list) else []
    odd = list(found.odd)
    if identifier and identifier not in {str(pick(each, "id")) for each in given}:
        odd.append("missing")
    if any(str(read(each, attribute)).casefold() != value.casefold() for each in given if read(each, attribute)):
        odd.append("others")
    return replace(found, odd=tuple(odd))


def _odd(body: JsonMapping, response: Response, kind: str) -> list[str]:
    odd = []
    declared = pick(body, "schemas")
    if not isinstance(declared, list) or LIST_SCHEMA.lower() not in {str(item).lower() for item in declared}:
        odd.append("schemas")
    if any(name not in body and pick(body, name) is not None for name in ("totalResults", "Resources", "schemas")):
        odd.append("letter-case")
    if response.content_type not in _MEDIA:
        odd.append("content-type")
    resources = pick(body, "Resources")
    if kind == "page" and isinstance(resources, list):
        if len(resources) > 1:
            odd.append("count-ignored")
        if any(isinstance(item, dict) and pick(item, "members") for item in resources):
            odd.append("members")
        if any(isinstance(item, dict) and not pick(item, "id") for item in resources):
            odd.append("no-id")
    return odd


def schemes(header: str) -> tuple[str, ...]:
    """Return the schemes in a ``WWW-Authenticate`` header, in lower case (RFC 9110 section 11.6.1)."""
    return tuple(dict.fromkeys(found.lower() for found in _SCHEME.findall(header[:2_000])))


def _challenge(response: Response, redactor: Redactor) -> str:
    """Return the text of a bearer challenge (RFC 6750 section 3), for responses without an informative body."""
    found = re.search(r'error_description="([^"]{1,300})"', response.headers.get("www-authenticate", "")[:2_000])
    return one_line(found[1], redactor) if found else ""


def _attribute_names(body: JsonMapping) -> list[str]:
    """Return the attribute names in a ``/Schemas`` response as mappings write them, extensions with their URN."""
    names: list[str] = []
    resources = pick(body, "Resources")
    for schema in resources if isinstance(resources, list) else [body]:
        if not isinstance(schema, dict):
            continue
        identifier = str(pick(schema, "id") or "")
        prefix = "" if ":core:" in identifier.lower() else f"{identifier}:"
        attributes = pick(schema, "attributes")
        for item in attributes if isinstance(attributes, list) else ():
            name = pick(item, "name")
            if not isinstance(name, str):
                continue
            names.append(prefix + name)
            inner = pick(item, "subAttributes")
            names += [
                f"{prefix}{name}.{sub}"
                for each in (inner if isinstance(inner, list) else ())
                if isinstance(sub := pick(each, "name"), str)
            ]
            if len(names) > _MOST_NAMES:
                return names[:_MOST_NAMES]
    return names
