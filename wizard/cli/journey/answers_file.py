"""Answers for an unattended setup: a TOML or JSON file, checked before anything is done."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wizard.cli.files import read_text
from wizard.cli.journey.answer_keys import CONSENTS, INTERNAL, KEYS, SECRETS, Key
from wizard.cli.parser import LONGEST_NUMBER
from wizard.core.errors import InputError, Parameter
from wizard.core.nearest import nearest

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

Place = tuple[int, int]
"""Line and column, both from 1; (0, 0) if there is none."""


@dataclass(frozen=True, slots=True)
class Given:
    """The content of an answers file.

    Args:
        file: its name, for errors.
        values: answers by their names in :class:`Answers`.
        consents: the person's consents, by name.
        assign: users and groups by name, still to be found in the tenant.
        places: the position of each key.
    """

    file: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    consents: Mapping[str, int | bool] = field(default_factory=dict)
    assign: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    def refuse(self, problem: str, name: str = "", detail: str = "", place: Place | None = None) -> InputError:
        """Return the error for something in the file; its text names file, line and column."""
        line, column = place or self.places.get(name, (0, 0))
        params: dict[str, Parameter] = {
            "file": self.file,
            "line": line,
            "column": column,
            "problem": problem,
            "name": name,
            "detail": detail,
        }
        return InputError("usage-answers", params)


def read_answers(path: Path) -> Given:
    """Read a file of answers: JSON if it begins with a brace or its name ends in ``.json``, else TOML.

    Raises:
        InputError: ``usage-answers`` with file, line and column: it cannot be read, a name is not known, a value is of
            the wrong kind, or it contains a secret.
    """
    file = path.name or str(path)
    empty = Given(file)
    try:
        text = read_text(path)
    except InputError as error:
        problem = "encoding" if error.code == "file-encoding" else "unreadable"
        raise empty.refuse(problem, detail=str(error.params.get("reason", ""))) from error
    if path.suffix.lower() == ".json" or text.lstrip()[:1] == "{":
        raw, places = _read_json(text, empty)
    else:
        raw, places = _read_toml(text, empty)
    given = Given(file, places=places)
    values: dict[str, object] = {}
    consents: dict[str, int | bool] = {}
    names: tuple[str, ...] = ()
    for name, value in raw.items():
        key = _key(name, given)
        if name in CONSENTS:
            consent = _converted(key, value, given)
            assert isinstance(consent, int)
            consents[name] = consent
        elif key.kind == "assignments" and isinstance(value, list):
            names = tuple(one.strip() for one in value if isinstance(one, str))
            if any(not one for one in names):
                raise given.refuse("kind", name, key.kind)
            values[name] = _converted(key, [one for one in value if not isinstance(one, str)], given)
        else:
            values[name] = _converted(key, value, given)
    if names and not values.get("assignments"):
        values.pop("assignments", None)
    return Given(file, values, consents, names, places)


def _key(name: str, given: Given) -> Key:
    if name.lower() in SECRETS:
        raise given.refuse("secret", name)
    if name in INTERNAL:
        raise given.refuse("internal", name)
    key = KEYS.get(name)
    if key is None:
        near = nearest(name.replace("-", "_"), KEYS, 3)
        raise given.refuse("unknown" if near else "strange", name, ", ".join(near))
    return key


def _converted(key: Key, value: object, given: Given) -> object:
    """Return a value as the answer's type; also JSON's ``null``, where an answer may be left open."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, RecursionError) as error:  # an unpaired surrogate is no character
        raise given.refuse("kind", key.name, key.kind) from error
    if isinstance(value, int) and abs(value) >= 10**LONGEST_NUMBER:
        raise given.refuse("kind", key.name, key.kind)
    if key.choices and isinstance(value, str) and value not in key.choices:
        raise given.refuse("choice", key.name, ", ".join(f'"{choice}"' for choice in key.choices))
    try:
        return msgspec.convert(value, key.type)
    except (msgspec.ValidationError, RecursionError) as error:
        raise given.refuse("kind", key.name, key.kind) from error


def _read_toml(text: str, given: Given) -> tuple[JsonObject, dict[str, Place]]:
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        place = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
        raise given.refuse("toml", detail=str(error).partition(" (at ")[0], place=place) from error
    places: dict[str, Place] = {}
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"""\s*(\[\[?\s*)?["']?([A-Za-z0-9_-]+)["']?\s*(=|\]|\.)""", line)
        if head and head[2] in raw:
            places.setdefault(head[2], (number, head.start(2) + 1))
    return raw, places


def _read_json(text: str, given: Given) -> tuple[JsonObject, dict[str, Place]]:
    """Read an object key by key, since Python's reader does not report the position of a key."""
    decoder = json.JSONDecoder()
    blank = re.compile(r"[ \t\r\n]*")
    raw: JsonObject = {}
    places: dict[str, Place] = {}
    try:
        json.loads(text)
        at = _skip(blank, text, 0)
        if text[at] != "{":
            raise given.refuse("object", place=_place(text, at))
        at = _skip(blank, text, at + 1)
        while text[at] != "}":
            start = at
            name, at = decoder.raw_decode(text, at)
            if name in raw:
                raise given.refuse("twice", name, place=_place(text, start))
            places[name] = _place(text, start)
            at = _skip(blank, text, _skip(blank, text, at) + 1)
            raw[name], at = decoder.raw_decode(text, at)
            at = _skip(blank, text, at)
            if text[at] == ",":
                at = _skip(blank, text, at + 1)
    except json.JSONDecodeError as error:
        raise given.refuse("json", detail=error.msg, place=(error.lineno, error.colno)) from error
    except RecursionError as error:
        raise given.refuse("json", detail="too deep", place=(1, 1)) from error
    return raw, places


def _skip(blank: re.Pattern[str], text: str, at: int) -> int:
    found = blank.match(text, at)
    return found.end() if found else at


def _place(text: str, at: int) -> Place:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
