"""Converts Graph objects as PowerShell writes them: names begin with a capital letter, and deep parts may be cut
off.
"""

from __future__ import annotations

from wizard.core.errors import MappingError

_CUT = ("Microsoft.Graph.", "System.")


def from_powershell(raw: object) -> object:
    """Return the JSON of Microsoft.Graph's PowerShell module with Graph's names.

    Raises:
        MappingError: ``schema-cut``: ``ConvertTo-Json`` reached its depth limit (2 by default) and wrote a type's name
            instead of a list or object.
    """
    if isinstance(raw, dict):
        return {
            name[:1].lower() + name[1:]: from_powershell(value)
            for name, value in raw.items()
            if not (name == "AdditionalProperties" and not value)
        }
    if isinstance(raw, list):
        return [from_powershell(item) for item in raw]
    if isinstance(raw, str) and raw.startswith(_CUT) and " " not in raw.partition("[")[0]:
        raise MappingError("schema-cut", {"value": raw[:80]})
    return raw
