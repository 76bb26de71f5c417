"""Findings about mappings and filters as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.mapping.checks.model import Finding

if TYPE_CHECKING:
    from wizard.core.texts import Texts


def finding_words(texts: Texts, finding: Finding) -> tuple[str, str]:
    """Return the problem and what to do; if an error caused the finding, its reason is included."""
    key = f"mapcheck-{finding.id}"
    what = texts.get(key, **finding.params)
    if finding.cause is None:
        return what, texts.get(f"{key}.fix", **finding.params)
    told = texts.problem(finding.cause)
    parts = (what, told.what, told.why)
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part), told.next
