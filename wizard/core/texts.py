"""All user-visible texts, through Project Fluent (https://projectfluent.org).

A message id starts with its area, and each area is one file: ``credentials-token-label`` is in
``resources/locales/en/credentials.ftl``. An area that several parts of the program share is a folder of files next to
it, ``error.d/*.ftl``. A file is parsed when its first message is requested, so starting the window loads only the
texts of its first page. English is the source language and the fallback for each message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wizard.core.errors import WizardError
from wizard.core.resources import resource_root

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle
    from fluent.syntax.ast import Resource

SOURCE_LANGUAGE = "en"

# A single-line message with only text and plain variables means the same in every Fluent implementation. Reading those
# here saves the first page from importing Fluent's runtime and parsing its files, a third of the startup time.
_PLAIN = re.compile(r"^([a-z][A-Za-z0-9_-]*) = ((?:[^{}\n]|\{ \$[a-z_]+ \})+)$(?!\n[ }])", re.MULTILINE)
_VARIABLE = re.compile(r"\{ \$([a-z_]+) \}")


LARGEST = 10**15
"""Smallest number that is not written out: ``fluent.runtime`` cannot group the digits of any number."""


class Problem(NamedTuple):
    """The texts of an error: what happened, why, and what to do next."""

    code: str
    what: str
    why: str
    next: str


@cache
def _parsed(text: str) -> Resource:
    """Parse a file's content once for all catalogs; the result must not be modified."""
    from fluent.runtime import FluentResource

    return FluentResource(text)


class Texts:
    """The text catalog of one language."""

    def __init__(self, language: str = SOURCE_LANGUAGE) -> None:
        self.language = language
        self._areas: dict[tuple[str, str], FluentBundle | None] = {}
        self._plain: dict[tuple[str, str], dict[str, str]] = {}

    def get(self, key: str, **params: object) -> str:
        """Return the text of ``key``, or of ``key.attribute``, with its placeholders filled.

        Raises:
            KeyError: the message or attribute does not exist, or a placeholder is missing. Both are programming errors.
        """
        if (plain := self._read_plain(key, params)) is not None:
            return plain
        name, _, attribute = key.partition(".")
        text = self._find(name, attribute, params)
        if text is None:
            raise KeyError(key)
        return text

    def has(self, key: str) -> bool:
        """Return whether a message (or ``message.attribute``) exists in this language or in English."""
        name, _, attribute = key.partition(".")
        for language in dict.fromkeys((self.language, SOURCE_LANGUAGE)):
            bundle = self._bundle(language, name)
            if bundle is not None and bundle.has_message(name):
                message = bundle.get_message(name)
                if (attribute in message.attributes) if attribute else message.value is not None:
                    return True
        return False

    def load(self, area: str) -> None:
        """Load an area in advance so that its first message is fast. May run in another thread."""
        for language in dict.fromkeys((self.language, SOURCE_LANGUAGE)):
            self._bundle(language, area)

    def areas(self) -> tuple[str, ...]:
        """Return the names of all areas."""
        folder = resource_root() / "locales" / SOURCE_LANGUAGE
        return tuple(sorted({path.stem for path in (*folder.glob("*.ftl"), *folder.glob("*.d"))}))

    def problem(self, error: WizardError) -> Problem:
        """Return the texts of an error; an error without its own texts gets the general texts with its code."""
        key = f"error-{error.code}"
        params: dict[str, object] = dict(error.params)
        if not self.has(key):
            key, params = "error-unexpected", {"code": error.code}
        finding = f"finding-{params.get('finding', '')}"
        if self.has(finding):  # the error carries the finding's parameters and shows its text
            params["finding"] = self.get(finding, **params)
        why = self.get(f"{key}.why", **params) if self.has(f"{key}.why") else ""
        return Problem(error.code, self.get(key, **params), why, self.get(f"{key}.next", **params))

    def _find(self, name: str, attribute: str, params: Mapping[str, object]) -> str | None:
        for language in dict.fromkeys((self.language, SOURCE_LANGUAGE)):
            bundle = self._bundle(language, name)
            if bundle is None or not bundle.has_message(name):
                continue
            message = bundle.get_message(name)
            pattern = message.attributes.get(attribute) if attribute else message.value
            if pattern is None:
                continue
            text, errors = bundle.format_pattern(pattern, {each: _shown(value) for each, value in params.items()})
            if errors:
                raise KeyError(f"{name}: {errors[0]}")
            return str(text)
        return None

    def _read_plain(self, key: str, params: Mapping[str, object]) -> str | None:
        """Return a plain message in this language; return ``None`` if Fluent has to format it."""
        area = key.partition("-")[0]
        slot = (self.language, area)
        if slot not in self._plain:
            found: dict[str, str] = {}
            for path in self._files(self.language, area):
                found.update((name, text.strip()) for name, text in _PLAIN.findall(path.read_text(encoding="utf-8")))
            self._plain[slot] = found
        text = self._plain[slot].get(key)
        if text is None or "{" not in text:
            return text
        names = _VARIABLE.findall(text)
        values = [params.get(name) for name in names]
        # Fluent groups the digits of larger numbers and reports missing values.
        if not all(isinstance(value, str) or (type(value) is int and 0 <= value < 1000) for value in values):
            return None
        return _VARIABLE.sub(lambda match: str(params[match[1]]), text)

    @staticmethod
    def _files(language: str, area: str) -> list[Path]:
        folder = resource_root() / "locales" / language
        files = [path for path in (folder / f"{area}.ftl",) if path.is_file()]
        return files + sorted((folder / f"{area}.d").glob("*.ftl"))

    def _bundle(self, language: str, name: str) -> FluentBundle | None:
        area = name.partition("-")[0]
        slot = (language, area)
        if slot not in self._areas:
            files = self._files(language, area)
            bundle = None
            if files:
                from fluent.runtime import FluentBundle

                bundle = FluentBundle([language], use_isolating=False)
                for path in files:
                    bundle.add_resource(_parsed(path.read_text(encoding="utf-8")))
            self._areas[slot] = bundle
        return self._areas[slot]


def _shown(value: object) -> object:
    """Return a value that Fluent can write: a number of a server or file that counts nothing real becomes a text."""
    if isinstance(value, int | float) and not abs(value) < LARGEST:  # NaN is not smaller either
        return f"{Decimal(value):.1e}"
    return value
