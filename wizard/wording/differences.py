"""Differences as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.support_file.compare import Difference


def difference_line(one: Difference, texts: Texts) -> str:
    """Return a difference as one line; names of settings and attributes are technical names."""
    nothing = texts.get("support-nothing")
    key = f"support-setting-{one.area}-{one.what}"
    return texts.get(
        "support-difference",
        area=texts.get(f"support-area-{one.area}"),
        what=texts.get(key) if texts.has(key) else one.what,
        before=one.before or nothing,
        after=one.after or nothing,
    )
