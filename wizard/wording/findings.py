"""Titles of findings in lists of rules and of findings, also of those of which only the id is known."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wizard.core.texts import Texts

_TEXTS: Final = (
    "address answered asked attribute code connector date detail entra flag form fragment how invisible issuer "
    "kind location mapped name names note oldest path paths proxy quotes reason said schemes side signs source "
    "status title type typed until url users value what where why wrong"
)
_NUMBERS: Final = "count failed hours minutes more most times"
SAMPLE: Final[Mapping[str, object]] = {
    **dict.fromkeys(_TEXTS.split(), "…"),
    **dict.fromkeys(_NUMBERS.split(), 2),
    "host": "CloudGate",
}
"""Placeholder values for the texts of findings that are only listed."""


def finding_title(finding: str, texts: Texts, params: Mapping[str, object] = MappingProxyType({})) -> str:
    """Return the title of a finding; placeholders whose values are not known get those of :data:`SAMPLE`."""
    key = f"finding-{finding}"
    return texts.get(key, **{**SAMPLE, **params}) if texts.has(key) else finding  # found by a newer version
