"""Words: every key that is used exists, every placeholder is filled, and nothing stands there unused."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path

import catalogue
import pytest
import source_trees
from catalogue import LOCALES, ROOT, files, mentions, uses, words_of
from fluent.syntax import ast as fluent

from wizard.core.errors import WizardError
from wizard.core.texts import Texts
from wizard.journey.steps import STEPS


def teardown_module() -> None:
    source_trees.forget()


LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir())

FILLED_LATER = {
    "wizard/secrets/keystore.py": {"name", "seconds"},  # the worker's caller knows the backend and the limit
}
"""Placeholders that an error gets after it was raised, by file."""

ERROR_ATTRIBUTES = {"why", "next"}


@pytest.fixture(scope="module")
def english() -> dict[str, catalogue.Words]:
    return dict(catalogue.catalogue("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_parses(language: str) -> None:
    junk = [
        f"{path.relative_to(ROOT)}: {entry.content}"
        for path in files(language)
        for entry in catalogue.body(path)
        if isinstance(entry, fluent.Junk)
    ]
    assert not junk, "\n".join(junk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_stands_once_and_in_the_file_of_its_area(language: str) -> None:
    """The catalogue looks an id up in the files of its first word only."""
    found = list(words_of(language))
    twice = [key for key, count in Counter(words.key for words in found).items() if count > 1]
    assert not twice
    stray = []
    for words in found:
        area = words.file.parent.name.removesuffix(".d") if words.file.parent.suffix == ".d" else words.file.stem
        if words.key.partition("-")[0] != area:
            stray.append(f"{words.file.relative_to(ROOT)}: {words.key}")
    assert not stray, "\n".join(stray)


@pytest.mark.parametrize("language", LANGUAGES)
def test_references_between_messages_lead_somewhere_in_the_same_area(language: str) -> None:
    known = catalogue.catalogue(language)
    wrong = [
        f"{words.key} refers to {target}"
        for words in words_of(language)
        for target in words.refers
        if target not in known or target.partition("-")[0] != words.key.partition("-")[0]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"] or ["en"])
def test_a_translation_has_the_ids_and_placeholders_of_english(
    language: str, english: dict[str, catalogue.Words]
) -> None:
    wrong = [
        words.key
        for words in words_of(language)
        if words.key not in english or words.placeholders - english[words.key].placeholders
    ]
    assert not wrong, "\n".join(wrong)


def test_every_key_in_the_source_exists(english: dict[str, catalogue.Words]) -> None:
    missing = []
    for use in uses():
        if use.call == "error":
            continue
        pattern = use.pattern
        if not (any(pattern.fullmatch(key) for key in english) if pattern else use.key in english):
            missing.append(f"{use.where}: {use.key}")
    assert not missing, "\n".join(missing)


def test_every_placeholder_is_filled(english: dict[str, catalogue.Words]) -> None:
    wrong = []
    for use in uses():
        if use.pattern is not None or use.given is None:
            continue
        if use.call == "error":
            keys = [f"error-{use.key}", *(f"error-{use.key}.{name}" for name in ERROR_ATTRIBUTES)]
        elif use.call == "text":
            keys = [use.key]
        else:
            continue
        for key in keys:
            later = FILLED_LATER.get(use.where.partition(":")[0], set()) if use.call == "error" else set()
            if key in english and (lacking := english[key].placeholders - use.given - later):
                wrong.append(f"{use.where}: {key} needs {', '.join(sorted(lacking))}")
    assert not wrong, "\n".join(wrong)


def test_every_error_has_words_and_says_what_to_do_next(english: dict[str, catalogue.Words]) -> None:
    missing = []
    for use in uses():
        if use.call == "error" and use.pattern is None and use.key != "cancelled":
            missing += [
                f"{use.where}: {key}" for key in (f"error-{use.key}", f"error-{use.key}.next") if key not in english
            ]
    for key in english:
        if key.startswith("error-") and "." not in key and f"{key}.next" not in english:
            missing.append(f"{key}.next")
    assert not missing, "\n".join(missing)


def test_every_step_has_its_title_its_lead_and_labels_for_its_fields(english: dict[str, catalogue.Words]) -> None:
    missing = []
    for step in STEPS:
        wanted = [f"step-{step.id}-title", f"step-{step.id}-lead"]
        for field in step.fields:
            # Tables and pickers are pages of their own with words of their own.
            if field.kind not in {"assignments", "rows", "filter"}:
                wanted.append(f"{step.id}-field-{field.key}")
                wanted += [f"{step.id}-field-{field.key}-{choice.replace('_', '-')}" for choice in field.choices]
        missing += [key for key in wanted if key not in english]
    assert not missing, "\n".join(missing)


def test_no_words_are_unused(english: dict[str, catalogue.Words]) -> None:
    plain, patterns = mentions()
    data = json.dumps([path.read_text(encoding="utf-8") for path in data_files()])
    # A pattern counts from a fixed beginning on: "{x}-title" would excuse everything.
    anchored = [pattern for pattern in patterns if re.match(r"[a-z]+(\\?-)", pattern.pattern)]
    codes = {text for text in plain if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text)}
    fields = {f"{step.id}-field-{field.key}" for step in STEPS for field in step.fields}
    unused = []
    for key, words in english.items():
        name, _, attribute = key.partition(".")
        if name.startswith("error-"):
            code = name.removeprefix("error-")
            composed = any(pattern.fullmatch(code) for pattern in anchored)
            used = (code in codes or composed or code in data) and (not attribute or attribute in ERROR_ATTRIBUTES)
        else:
            used = key in plain or key in fields or name in data or any(pattern.fullmatch(key) for pattern in anchored)
            if attribute and not used:
                used = any(pattern.pattern.endswith(rf"\.{attribute}") for pattern in patterns) and (
                    name in plain or name in fields or any(pattern.fullmatch(name) for pattern in anchored)
                )
        if not used:
            unused.append(f"{words.file.relative_to(ROOT)}: {key}")
    assert not unused, "\n".join(unused)


def data_files() -> list[Path]:
    folder = ROOT / "resources"
    return [path for path in sorted(folder.rglob("*")) if path.suffix in {".json", ".toml"}]


UNCLEAN = {
    r"\s$": "a blank at the end, which Fluent drops",
    r"\t": "a tab",
    r"\.\.\.": "three dots; there is a sign for that: …",
    r"<\w+[ />]": "markup; words are plain text",
    r"(\w|\})'(\w|[\s,.;:)]|$)": "a straight apostrophe; in words and names it is ’",
    r"\b(TODO|FIXME|lorem ipsum)\b": "not written yet",
}


def test_words_are_clean() -> None:
    wrong = []
    for language in LANGUAGES:
        for path in files(language):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                problem = next((why for pattern, why in UNCLEAN.items() if re.search(pattern, line)), "")
                if problem and not line.startswith("#"):
                    wrong.append(f"{path.relative_to(ROOT)}:{number}: {problem}")
    assert not wrong, "\n".join(wrong)


def test_an_error_without_words_of_its_own_still_says_what_to_do() -> None:
    problem = Texts().problem(WizardError("nobody-has-heard-of-this"))
    assert problem.code == "nobody-has-heard-of-this"
    assert "nobody-has-heard-of-this" in problem.why
    assert problem.next


def test_a_missing_placeholder_is_an_error_and_not_a_gap_in_the_sentence() -> None:
    with pytest.raises(KeyError):
        Texts().get("shell-count", done=1)


def test_a_number_of_any_size_can_be_told() -> None:
    """JSON knows no largest number (RFC 8259 section 6), and a server may send any as ``totalResults``."""
    for number in (10**15 - 1, 10**15, 10**27, -(10**30), 1e26, 1e300, 10**5000, math.inf, math.nan):
        told = Texts().get("assign-behind-people", count=number)
        assert "direct members" in told and len(told) < 100


def test_plain_messages_read_the_same_without_fluent(english: dict[str, catalogue.Words]) -> None:
    quick, whole = Texts(), Texts()
    whole._read_plain = lambda key, params: None  # type: ignore[method-assign]
    compared = 0
    for key, words in english.items():
        params: dict[str, object] = dict.fromkeys(words.placeholders, "Ann & <b>")
        plain = quick._read_plain(key, params)
        if plain is not None:
            assert plain == whole.get(key, **params), key
            compared += 1
            numbers = dict.fromkeys(words.placeholders, 7)
            assert quick.get(key, **numbers) == whole.get(key, **numbers), key
    assert compared > 500


def test_every_fault_of_the_practice_company_has_words() -> None:
    from wizard.practice.faults import all_faults

    texts = Texts()
    for fault in all_faults():
        assert texts.get(f"practice-fault-{fault.id}")
        assert texts.get(f"practice-area-{fault.area}")
