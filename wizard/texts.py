"""All words, through Project Fluent (https://projectfluent.org).

A message id starts with its area, and each area is one file: ``credentials-token-label`` stands in
``resources/locales/en/credentials.ftl``; an area that several parts of the program share is a folder of files beside
it, ``error.d/*.ftl``. Files are parsed when their first message is asked for, so that starting
the window costs only the words of its first page. English is the source and the fallback per message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from wizard.errors import WizardError
from wizard.resources import resource_root

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in words: what happened, why, and what to do next."""

    code: str
    what: str
    why: str
    next: str


class Texts:
    """The catalogue of one language."""

    def __init__(self, language: str = SOURCE_LANGUAGE) -> None:
        self.language = language
        self._areas: dict[tuple[str, str], FluentBundle | None] = {}

    def get(self, key: str, **params: object) -> str:
        """Return the text of ``key``, or of ``key.attribute``, with its placeholders filled.

        Raises:
            KeyError: no such message or attribute, or a placeholder was not given. Both are programming errors.
        """
        name, _, attribute = key.partition(".")
        text = self._find(name, attribute, params)
        if text is None:
            raise KeyError(key)
        return text

    def has(self, key: str) -> bool:
        """Tell whether a message (or ``message.attribute``) exists in this language or in English."""
        name, _, attribute = key.partition(".")
        for language in dict.fromkeys((self.language, SOURCE_LANGUAGE)):
            bundle = self._bundle(language, name)
            if bundle is not None and bundle.has_message(name):
                message = bundle.get_message(name)
                if (attribute in message.attributes) if attribute else message.value is not None:
                    return True
        return False

    def problem(self, error: WizardError) -> Problem:
        """Put an error into words; an error without words of its own gets the general ones and its code."""
        key = f"error-{error.code}"
        params: dict[str, object] = dict(error.params)
        if not self.has(key):
            key, params = "error-unexpected", {"code": error.code}
        why = self.get(f"{key}.why", **params) if self.has(f"{key}.why") else ""
        return Problem(error.code, self.get(key, **params), why, self.get(f"{key}.next", **params))

    def _find(self, name: str, attribute: str, params: Mapping[str, Any]) -> str | None:
        for language in dict.fromkeys((self.language, SOURCE_LANGUAGE)):
            bundle = self._bundle(language, name)
            if bundle is None or not bundle.has_message(name):
                continue
            message = bundle.get_message(name)
            pattern = message.attributes.get(attribute) if attribute else message.value
            if pattern is None:
                continue
            text, errors = bundle.format_pattern(pattern, dict(params))
            if errors:
                raise KeyError(f"{name}: {errors[0]}")
            return str(text)
        return None

    def _bundle(self, language: str, name: str) -> FluentBundle | None:
        area = name.partition("-")[0]
        slot = (language, area)
        if slot not in self._areas:
            folder = resource_root() / "locales" / language
            files = [path for path in (folder / f"{area}.ftl",) if path.is_file()]
            files += sorted((folder / f"{area}.d").glob("*.ftl"))
            bundle = None
            if files:
                bundle = FluentBundle([language], use_isolating=False)
                for path in files:
                    bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
            self._areas[slot] = bundle
        return self._areas[slot]
