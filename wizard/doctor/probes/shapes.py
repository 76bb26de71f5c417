"""Determines why a response is not a list, in terms that help the service's developers fix it."""

from __future__ import annotations

import json
from typing import Final

from wizard.provisioning.scimvalues import get_member

_SHOWN: Final = 40


def no_list(body: object) -> tuple[str, str]:
    """Return why JSON with status 200 is not a list, and the value that shows it.

    ``array``, ``error`` (with the status in the body), ``wrapped`` (the member that contains the list), ``total`` and
    ``total-text`` (the value of ``totalResults``), ``resources`` (the value of ``Resources``), ``resource`` (a single
    object), ``other``.
    """
    if isinstance(body, list):
        return "array", ""
    if not isinstance(body, dict):
        return "other", shown(body)
    total, resources = get_member(body, "totalResults"), get_member(body, "Resources")
    schemas = get_member(body, "schemas")
    declared = [str(each) for each in schemas] if isinstance(schemas, list) else []
    if any(each.endswith(":Error") for each in declared):
        return "error", str(get_member(body, "status"))[:_SHOWN]
    if total is None and resources is None:
        for name, inner in body.items():
            if isinstance(inner, dict) and (get_member(inner, "totalResults") is not None):
                return "wrapped", str(name)[:_SHOWN]
        return ("resource", "") if get_member(body, "id") is not None else ("other", "")
    if not isinstance(total, int) or isinstance(total, bool):
        return ("total-text", total[:_SHOWN]) if isinstance(total, str) else ("total", shown(total))
    return "resources", shown(resources)


def shown(value: object) -> str:
    """Return the beginning of a value as JSON; for objects and arrays only the kind."""
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
