"""From a case to the bytes of a file: replacements, and an independent scan of these bytes before anything is saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import msgspec

from wizard.core.checkpoints import Checkpoint
from wizard.core.errors import Cancelled, SupportFileError
from wizard.core.json_types import JsonObject
from wizard.core.memory import gc_paused
from wizard.journey.answers import Answers
from wizard.mapping import Schema
from wizard.secrets.redact import Redactor
from wizard.secrets.secret import Secret
from wizard.support_file.archive import encode, pack
from wizard.support_file.collect import STALE, needed
from wizard.support_file.disguise import Disguise
from wizard.support_file.expressions_seen import literals_of
from wizard.support_file.known import Known, words_of
from wizard.support_file.known_case import known_in
from wizard.support_file.model import Case
from wizard.support_file.offline_client import OpenCase
from wizard.support_file.scan import Leak, Scanner
from wizard.support_file.standins import StandIns

T = TypeVar("T")

KEY_BYTES = 32
KEYS_TRIED = 3
"""Keys that are tried: by chance a replacement may be somebody else's name."""


@dataclass(frozen=True, slots=True)
class Made:
    """A case as it is passed on: its documents' bytes, the whole file's, and what stays on this computer.

    That is the key of the replacements, and the configuration's words by their replacements, so that a proposal can be
    read.
    """

    case: Case
    documents: Mapping[str, bytes]
    content: bytes
    key: bytes
    names: Mapping[str, str]


def finish(
    case: Case,
    secrets: Iterable[Secret] = (),
    checkpoint: Checkpoint = lambda: None,
    *,
    key: bytes | None = None,
    tell: Callable[[str], object] = lambda _key: None,
) -> Made:
    """Return a case ready to be saved: names are replaced unless it keeps real ones, and the result is scanned.

    Args:
        case: under its real names.
        secrets: those of the session; none may be in the file.
        checkpoint: called now and then; may raise to stop.
        key: of the replacements; a random one when not given.
        tell: gets the text id of what is done now.

    Raises:
        SupportFileError: ``support-leak``: something remains; the first place is named, nothing was saved.
        Cancelled: the person cancelled.
    """
    with gc_paused():
        return _finish(case, tuple(secrets), checkpoint, key, tell)


def _finish(
    case: Case,
    secrets: tuple[Secret, ...],
    checkpoint: Checkpoint,
    key: bytes | None,
    tell: Callable[[str], object],
) -> Made:
    real = case.manifest.naming == "real"
    known = Known() if real else known_in(case)
    literals = set[str]().union(*(literals_of(Schema(raw)) for raw in _schemas(case) if raw is not None))

    def disguise(standins: StandIns) -> tuple[Case, dict[str, bytes]]:
        made = _refitted(Disguise(standins, checkpoint).case(case), case)
        return made, encode(made)

    found = under_other_names(disguise, known, literals, secrets, checkpoint, tell, key=key, real=real)
    if isinstance(found, Leaks):
        raise SupportFileError("support-leak", found.params)
    return Made(found.made, found.documents, found.content, found.key, _words_back(case, found.made))


@dataclass(frozen=True, slots=True)
class Under(Generic[T]):
    """What was made with the key, its documents, and their archive; nothing was found in them."""

    made: T
    documents: Mapping[str, bytes]
    content: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Leaks:
    """What remained with every key that was tried. ``params`` name the first place for an error."""

    params: dict[str, str | int | float]


def under_other_names(
    make: Callable[[StandIns], tuple[T, Mapping[str, bytes]]],
    known: Known,
    literals: Iterable[str],
    secrets: tuple[Secret, ...],
    checkpoint: Checkpoint,
    tell: Callable[[str], object],
    *,
    key: bytes | None = None,
    real: bool = False,
) -> Under[T] | Leaks:
    """Let documents be made under replacement names, and look through them; a few keys are tried.

    Args:
        make: makes them; called once for each key.
        known: who and what must not remain.
        literals: see :class:`StandIns`, like ``real``.
        tell: gets the text id of what is done now.

    Raises:
        Cancelled: the person cancelled.
    """
    redactor = Redactor(secrets)
    for secret in secrets:
        for other in (str.upper, str.lower):  # whoever writes a secret so may mean it all the same
            redactor.know(Secret(other(secret.reveal())))
    leaks: list[Leak] = []
    for _ in range(1 if key is not None else KEYS_TRIED):
        chosen = key or os.urandom(KEY_BYTES)
        tell("support-making-standins")
        standins = StandIns(chosen, known, literals, redactor, real=real)
        made, documents = make(standins)
        tell("support-making-scan")
        scanner = Scanner(known, secrets, standins.issued, standins.issued_ids())
        leaks, content = _looked_at(documents, scanner, checkpoint)
        if not leaks:
            return Under(made, documents, content, chosen)
        if any(leak.kind in {"secret", "credential"} for leak in leaks):
            break
    first = leaks[0]
    return Leaks({"count": len(leaks), "document": first.document, "place": first.place, "kind": first.kind})


def _looked_at(documents: Mapping[str, bytes], scanner: Scanner, checkpoint: Checkpoint) -> tuple[list[Leak], bytes]:
    """Return what the scan finds in some documents and, if that is nothing, their archive, which is packed meanwhile.

    Packing leaves the interpreter to the scan for most of its time.
    """
    stopped = threading.Event()

    def go_on() -> None:
        if stopped.is_set():
            raise Cancelled

    with ThreadPoolExecutor(1, thread_name_prefix="support-pack") as pool:
        packing = pool.submit(pack, documents, go_on)
        leaks = None
        try:
            leaks = scanner.scan(documents, checkpoint)
        finally:
            if leaks is None or leaks:
                stopped.set()
        return leaks, b"" if leaks else packing.result()


def _refitted(made: Case, before: Case) -> Case:
    """Let results fit the answers as they are in the file: what was up to date stays so, what was stale too."""
    if made.setup is None or before.setup is None:
        return made
    old = msgspec.convert(before.setup.answers, Answers)
    new = msgspec.convert(made.setup.answers, Answers)
    fresh = {name for name, result in before.setup.results.items() if result.digest == needed(name, old)}
    results = {
        name: replace(result, digest=needed(name, new) if name in fresh else STALE)
        for name, result in made.setup.results.items()
    }
    return msgspec.structs.replace(made, setup=msgspec.structs.replace(made.setup, results=results))


def _words_back(before: Case, made: Case) -> dict[str, str]:
    """Return the words of the configuration that were replaced, by their replacements."""
    found: dict[str, str] = {}
    pairs = zip((*_schemas(before), _settings(before)), (*_schemas(made), _settings(made)), strict=True)
    for one, other in ((tuple(_texts(one)), tuple(_texts(other))) for one, other in pairs):
        if len(one) != len(other):  # what was recorded is not readable any more under the other names
            continue
        for old, new in zip(one, other, strict=True):
            before_words, made_words = words_of(old), words_of(new)
            if old != new and len(before_words) == len(made_words):
                found.update(zip(made_words, before_words, strict=True))
    return {new: old for new, old in found.items() if new != old and len(new) > 1 and not new[0].isdigit()}


def _schemas(case: Case) -> tuple[JsonObject | None, JsonObject | None]:
    """Return the mappings of the preview, and those that Entra had, as far as they are known."""
    planned = case.plan.schema if case.plan is not None else None
    recorded = OpenCase(case).schema if case.setup is not None else None
    return planned, recorded


def _settings(case: Case) -> JsonObject:
    return case.setup.answers if case.setup is not None else {}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
