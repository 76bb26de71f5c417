"""Types for JSON that comes from outside or goes there: its members are read one by one and may be anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

JsonObject = dict[str, Any]
"""One object of a JSON document. What is ours has a class of its own instead."""

JsonMapping = Mapping[str, Any]
"""The same, where it is only read."""
