"""The recorded and documented traffic of Microsoft Entra provisioning: files, and what came of looking at one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from wizard.core.errors import SupportFileError
from wizard.support_file.recording.file import read
from wizard.support_file.recording.model import INDEX

HERE = Path(__file__).resolve().parent
SUBJECTS = ("graph", "schema", "logs", "scim", "errors")
"""Folders of a corpus; the subject of an item is the first one of its path."""

Outcome = Literal["agrees", "differs", "not tried"]


@dataclass(frozen=True)
class Item:
    """One piece of traffic.

    Args:
        slug: path below the corpus without the ending, such as ``scim/requests/16-manager-bare-id-2024``.
        raw: the file. ``request`` and ``response`` may be null, and so may a status.
    """

    slug: str
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def subject(self) -> str:
        return self.slug.partition("/")[0]

    @property
    def folder(self) -> str:
        """The folder below the subject: the call for Graph, ``requests`` or ``answers`` for SCIM; may be empty."""
        parts = self.slug.split("/")
        return parts[1] if len(parts) > 2 else ""

    @property
    def request(self) -> Mapping[str, Any]:
        """The request, empty when only the answer is known."""
        found = self.raw.get("request")
        return found if isinstance(found, dict) else {}

    @property
    def response(self) -> Mapping[str, Any]:
        """The answer, empty when only the request is known."""
        found = self.raw.get("response")
        return found if isinstance(found, dict) else {}

    @property
    def status(self) -> int:
        """The HTTP status of the answer, 0 when it was not recorded."""
        found = self.response.get("status")
        return found if isinstance(found, int) else 0

    @property
    def body(self) -> Any:
        """The body of the answer."""
        return self.response.get("body")

    def text(self, name: str) -> str:
        """Return a key of the frame as text: ``change``, ``dialect``, ``form``, ``fragment``, ``kind``, ``trust``."""
        found = self.raw.get(name)
        return found if isinstance(found, str) else ""


@dataclass(frozen=True)
class Verdict:
    """What came of one question about one item: ``detail`` says what differs, or why it was not tried."""

    subject: str
    slug: str
    outcome: Outcome
    detail: str = ""


def corpus(place: Path = HERE) -> tuple[Item, ...]:
    """Return every item of a corpus, in order of its path; a recording may be its file or its unpacked folder.

    Raises:
        ValueError: a file is no JSON object, or no recording.
    """
    return tuple(_items(place) if place.is_dir() else _recorded(place))


def _recorded(path: Path) -> Iterator[Item]:
    try:
        documents = read(path)
    except SupportFileError as error:
        raise ValueError(f"{path}: {error}") from error
    documents.pop(INDEX)
    for name in sorted(documents, key=lambda name: (SUBJECTS.index(name.partition("/")[0]), name)):
        yield Item(name, documents[name])


def _items(folder: Path) -> Iterator[Item]:
    for subject in SUBJECTS:
        for path in sorted((folder / subject).rglob("*.json")):
            try:
                raw = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from error
            if not isinstance(raw, dict):
                raise ValueError(f"{path}: no JSON object")
            yield Item(path.relative_to(folder).with_suffix("").as_posix(), raw)
