"""Differences as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.wording.findings import finding_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.texts import Texts
    from wizard.doctor.model import Params
    from wizard.mapping.differences import SchemaDifference
    from wizard.support_file.compare import Difference

_PATCH: Final = frozenset({"endpoint-patch-classic", "endpoint-patch-standard"})
_PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "job-state": ("watch-state",),
    "job-quarantine": ("watch-reason",),
    "roles-standing": ("begin-standing",),
    "licence-standing": ("begin-standing",),
}
"""Ids of texts that other pages have for the values of a setting."""


def difference_line(one: Difference, texts: Texts) -> str:
    """Return a difference as one line, in the words of the pages; attributes have their technical names."""
    if one.mapping is not None:
        return change_sentence(one.mapping, texts)
    before = _value(one, one.before, one.params[0], texts)
    after = _value(one, one.after, one.params[1], texts)
    return texts.get("support-difference", what=_setting(one, texts), before=before, after=after)


def _setting(one: Difference, texts: Texts) -> str:
    key = f"support-setting-{one.area}-{one.what}"
    if texts.has(key):
        return texts.get(key)
    if one.area == "plan":
        kind, _, verdict = one.what.partition(" ")
        return texts.get("support-setting-planned", kind=kind, verdict=texts.get(f"plan-verdict-{verdict}"))
    return texts.get("support-setting-asked", request=one.what)


def _value(one: Difference, value: str, params: Mapping[str, Params], texts: Texts) -> str:
    if value in {"", "–"}:
        return texts.get("support-nothing")
    slot = f"{one.area}-{one.what}"
    if one.area == "finding":
        return "; ".join(finding_title(name, texts, params.get(name, {})) for name in value.split(", "))
    if slot in _PATCH:
        return ", ".join(texts.get("doctor-patch-trial", trial=trial) for trial in value.split(", "))
    if one.area == "endpoint":
        return _answer(value, texts)
    prefixes = (f"support-value-{slot}", f"support-value-{one.what}", "support-value", *_PREFIXES.get(slot, ()))
    words = next((key for key in (f"{prefix}-{value}" for prefix in prefixes) if texts.has(key)), "")
    return texts.get(words) if words else value


def _answer(value: str, texts: Texts) -> str:
    """Return the text of an answer: its status and what is unusual in it, or the error instead of an answer."""
    status, *unusual = value.split()
    if not status.isdigit():
        return texts.get("support-no-answer", error=status)
    parts = (texts.get("support-answer-part", part=part) for part in unusual)
    return ", ".join((texts.get("support-answer-status", status=status), *parts))


def change_sentence(one: SchemaDifference, texts: Texts) -> str:
    """Return what a proposal changes in a mapping or filter, as a sentence."""
    t, nothing = texts.get, texts.get("support-nothing")
    where = t(f"support-change-{one.part}", kind=one.kind, name=one.name)
    key = f"support-change-{one.field or one.change}"
    key = key if texts.has(key) else "support-change-other"
    what = t(key, field=one.field, old=one.old or nothing, new=one.new or nothing)
    return t("support-change", where=where, what=what)
