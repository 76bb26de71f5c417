"""Differences as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.mapping.differences import SchemaDifference
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


def change_sentence(one: SchemaDifference, texts: Texts) -> str:
    """Return what a proposal changes in a mapping or filter, as a sentence."""
    t, nothing = texts.get, texts.get("support-nothing")
    where = t(f"support-change-{one.part}", kind=one.kind, name=one.name)
    key = f"support-change-{one.field or one.change}"
    key = key if texts.has(key) else "support-change-other"
    what = t(key, field=one.field, old=one.old or nothing, new=one.new or nothing)
    return t("support-change", where=where, what=what)
