"""Differences as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.mapping.differences import SchemaDifference
    from wizard.support_file.compare import Difference


def difference_line(one: Difference, texts: Texts) -> str:
    """Return a difference as one line, in the words of the pages; attributes have their technical names."""
    if one.mapping is not None:
        return change_sentence(one.mapping, texts)
    before, after = (_value(one, value, texts) for value in (one.before, one.after))
    return texts.get("support-difference", what=_setting(one, texts), before=before, after=after)


def _setting(one: Difference, texts: Texts) -> str:
    key = f"support-setting-{one.area}-{one.what}"
    if texts.has(key):
        return texts.get(key)
    if one.area == "plan":
        kind, _, verdict = one.what.partition(" ")
        return texts.get("support-setting-planned", kind=kind, verdict=texts.get(f"plan-verdict-{verdict}"))
    return texts.get("support-setting-asked", name=one.what)


def _value(one: Difference, value: str, texts: Texts) -> str:
    keys = (f"support-value-{one.what}-{value}", f"support-value-{value}", f"watch-state-{value}")
    words = next((key for key in keys if value.isalpha() and texts.has(key)), "")
    return texts.get(words) if words else value or texts.get("support-nothing")


def change_sentence(one: SchemaDifference, texts: Texts) -> str:
    """Return what a proposal changes in a mapping or filter, as a sentence."""
    t, nothing = texts.get, texts.get("support-nothing")
    where = t(f"support-change-{one.part}", kind=one.kind, name=one.name)
    key = f"support-change-{one.field or one.change}"
    key = key if texts.has(key) else "support-change-other"
    what = t(key, field=one.field, old=one.old or nothing, new=one.new or nothing)
    return t("support-change", where=where, what=what)
