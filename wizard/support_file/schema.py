"""The format as JSON Schema: ``python -m wizard.support_file.schema > resources/support/support-file.schema.json``."""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any

import msgspec

from wizard.support_file.model import DOCUMENTS, Manifest


def schema_text() -> str:
    """Return the schema of every document, by its name in the archive (JSON Schema 2020-12)."""
    kinds = {"manifest": Manifest, **DOCUMENTS}
    schemas, components = msgspec.json.schema_components(kinds.values(), ref_template="#/$defs/{name}")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CloudGate Provisioning Setup: documents of a support file, version 1",
        "properties": {f"{name}.json": schema for name, schema in zip(kinds, schemas, strict=True)},
        "$defs": dict(sorted(components.items())),
    }
    return json.dumps(_flush_left(whole), indent=1, ensure_ascii=False) + "\n"


def _flush_left(value: Any) -> Any:
    """Take the indentation of the source out of descriptions; from Python 3.13 on, the compiler does so itself.

    Empty defaults go too: versions of msgspec differ in which of them they tell.
    """
    if isinstance(value, dict):
        return {
            name: inspect.cleandoc(item) if name == "description" and isinstance(item, str) else _flush_left(item)
            for name, item in value.items()
            if (name, item) != ("default", {})
        }
    return [_flush_left(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.stdout.write(schema_text())
