"""The container: a zip of JSON documents, written whole or not at all, read as data from a stranger."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec

from wizard.core.atomic_write import write_whole
from wizard.core.checkpoints import Checkpoint
from wizard.core.errors import SupportFileError
from wizard.support_file.consistency import check
from wizard.support_file.model import DOCUMENTS, VERSION, Case, Manifest, Part

Upgrade = Callable[[dict[str, bytes]], dict[str, bytes]]
"""Brings the raw documents of one version to the next; the manifest is among them."""

MOST_BYTES: Final = 256 * 1024 * 1024
"""Of the file."""

MOST_INFLATED: Final = 512 * 1024 * 1024
"""Of all documents together, once they are unpacked."""

MOST_RATIO: Final = 100
"""How many times its size a document may unpack to, when it is larger than :data:`SMALL`; tables of people come to ten
times theirs."""

SMALL: Final = 1024 * 1024
MOST_FREE: Final = 8 * 1024 * 1024
"""Of documents without rows, and of a plan's schema: what has no fixed members may need twenty times its bytes."""

MOST_VALUES: Final = 16_000_000
"""Of all documents together. A value may take a hundred times the three bytes of ``[],``, so that bytes alone bound
nothing; a hundred thousand people and their accounts come to thirteen million."""

MOST_RECORDED: Final = 3_000_000
"""Members of exchanges, and values of the log, neither of which grows with the number of people."""

OF_ROWS: Final = frozenset({"exchanges", "directory", "cloudgate", "plan", "kept", "log"})
"""Documents that grow with the number of people; the others do not."""

MANIFEST: Final = "manifest"
WHOLE: Final = "archive"
"""What is to blame where it is no single document."""
_SUFFIX: Final = ".json"
_WHEN: Final = (2020, 1, 1, 0, 0, 0)
_PIECE: Final = 256 * 1024
_LEVEL: Final = 1
"""Of compression: a seventh larger than with zlib's usual 6, in a third of its time."""
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

UPGRADES: Mapping[int, Upgrade] = {}
"""Version -> what makes the next one of it."""


class _Version(msgspec.Struct):
    version: int
    program: str = ""


# --- writing


def encode(case: Case) -> dict[str, bytes]:
    """Return the documents of a case as bytes, by name; the manifest, which tells their hashes, comes last."""
    documents = {name: _encoded(document) for name in DOCUMENTS if (document := getattr(case, name)) is not None}
    parts = {name: Part(hashlib.sha256(raw).hexdigest(), len(raw)) for name, raw in documents.items()}
    documents[MANIFEST] = msgspec.json.format(
        msgspec.json.encode(msgspec.structs.replace(case.manifest, parts=parts)), indent=1
    )
    return documents


def _encoded(document: Any) -> bytes:
    """Return a document as bytes; half of a surrogate pair, which is no character, becomes U+FFFD (RFC 8259, 8.2)."""
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(document), ensure_ascii=False)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def pack(documents: Mapping[str, bytes], checkpoint: Checkpoint = lambda: None) -> bytes:
    """Return the archive of some documents; equal documents give equal bytes."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(documents, key=lambda name: (name != MANIFEST, name)):
            entry = zipfile.ZipInfo(name + _SUFFIX, _WHEN)
            entry.external_attr = (stat.S_IFREG | 0o600) << 16
            entry.create_system = 3
            checkpoint()
            archive.writestr(entry, documents[name], zipfile.ZIP_DEFLATED, _LEVEL)
    return whole.getvalue()


def save(content: bytes, path: Path) -> None:
    """Write an archive as a whole or not at all.

    Raises:
        SupportFileError: ``support-not-written``; what was at the place is untouched.
    """
    try:
        write_whole(path, lambda file: file.write(content))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SupportFileError("support-not-written", {"file": path.name, "reason": reason}, cause=error) from error


# --- reading


def read(path: Path, checkpoint: Checkpoint = lambda: None) -> Case:
    """Read a support file.

    Raises:
        SupportFileError: ``support-missing``, and as :func:`parse` does. The file is never changed.
    """
    return parse(_content(path), checkpoint, path.name)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SupportFileError("support-too-large", {"file": path.name, "part": WHOLE})
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SupportFileError("support-missing", {"file": path.name, "reason": reason}, cause=error) from error


def documents_of(path: Path, checkpoint: Checkpoint = lambda: None) -> dict[str, bytes]:
    """Return the documents of a support file as they are, also what this version would not read of them.

    Raises:
        SupportFileError: as :func:`read` does.
    """
    raw = _content(path)
    parse(raw, checkpoint, path.name)
    return _Reading(path.name, checkpoint, UPGRADES).unpacked(raw)


def parse(
    raw: bytes, checkpoint: Checkpoint = lambda: None, name: str = "", upgrades: Mapping[int, Upgrade] = UPGRADES
) -> Case:
    """Read the bytes of a support file, which a stranger may have made.

    Raises:
        SupportFileError: ``support-not-archive``; ``support-damaged``, ``support-too-large`` or ``support-unsafe`` with
            the part; ``support-newer`` with the program that made it.
    """
    return _Reading(name, checkpoint, upgrades).case(raw)


class _Reading:
    """Reads one file; knows its name, for errors."""

    def __init__(self, name: str, checkpoint: Checkpoint, upgrades: Mapping[int, Upgrade]) -> None:
        self._name, self._checkpoint, self._upgrades = name, checkpoint, upgrades
        self._left, self._built = MOST_INFLATED, 0

    def _refuse(self, code: str, part: str, cause: BaseException | None = None) -> SupportFileError:
        return SupportFileError(code, {"file": self._name, "part": part}, cause=cause)

    def case(self, raw: bytes) -> Case:
        documents = self.unpacked(raw)
        if MANIFEST not in documents:
            raise self._refuse("support-not-archive", MANIFEST)
        version = self._version(documents[MANIFEST])
        self._compare(documents)
        while version < VERSION:
            documents = self._upgrades[version](documents)
            version += 1
        manifest: Manifest = self._typed(MANIFEST, documents.pop(MANIFEST), Manifest)
        if "plan" in documents and len(self._typed("plan", documents["plan"], _SchemaOnly).schema) > MOST_FREE:
            raise self._refuse("support-too-large", "plan")
        typed = {name: self._typed(name, content, DOCUMENTS[name]) for name, content in documents.items()}
        case = Case(manifest=manifest, **typed)
        check(case, self._refuse)
        return case

    def unpacked(self, raw: bytes) -> dict[str, bytes]:
        """Return the documents by name; only the container has been looked at."""
        try:
            with zipfile.ZipFile(BytesIO(raw)) as archive:
                entries = archive.infolist()
                if len(entries) > len(DOCUMENTS) + 1:
                    raise self._refuse("support-unsafe", WHOLE)
                found: dict[str, bytes] = {}
                for entry in entries:
                    name = self._name_of(entry, found)
                    found[name] = self._inflated(archive, entry, name)
                return found
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ) as error:
            # What the library raises for archives that are none, damaged, encrypted, or cut off.
            raise self._refuse("support-not-archive", WHOLE, error) from error

    def _name_of(self, entry: zipfile.ZipInfo, found: Mapping[str, bytes]) -> str:
        name = entry.filename.removesuffix(_SUFFIX)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        known = entry.filename == name + _SUFFIX and (name in DOCUMENTS or name == MANIFEST)
        plain = kind in {0, stat.S_IFREG} and not entry.flag_bits & _ENCRYPTED and entry.compress_type in _METHODS
        if not known or not plain or name in found:
            raise self._refuse("support-unsafe", WHOLE)
        return name

    def _inflated(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
        """Unpack bit by bit, and stop at the limits: what an archive says about sizes is not believed."""
        whole = bytearray()
        most = max(SMALL, entry.compress_size * MOST_RATIO)
        if name not in OF_ROWS:
            most = min(most, MOST_FREE)
        with archive.open(entry) as member:
            while piece := member.read(_PIECE):
                self._checkpoint()
                whole += piece
                self._left -= len(piece)
                if len(whole) > most:
                    raise self._refuse("support-unsafe", name)
                if self._left < 0:
                    raise self._refuse("support-too-large", name)
        self._built += (count := _values_in(name, whole))
        if self._built > MOST_VALUES or (name in {"exchanges", "log"} and count > MOST_RECORDED):
            raise self._refuse("support-too-large", name)
        return bytes(whole)

    def _version(self, raw: bytes) -> int:
        try:
            told = msgspec.json.decode(raw, type=_Version)
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise self._refuse("support-damaged", MANIFEST, error) from error
        if told.version > VERSION:
            raise SupportFileError(
                "support-newer", {"file": self._name, "version": told.version, "program": told.program[:40]}
            )
        if told.version < 1 or any(number not in self._upgrades for number in range(told.version, VERSION)):
            raise self._refuse("support-damaged", MANIFEST)
        return told.version

    def _compare(self, documents: Mapping[str, bytes]) -> None:
        """Check that the documents are those that the manifest tells of."""
        try:
            parts = msgspec.json.decode(documents[MANIFEST], type=_Parts).parts
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise self._refuse("support-damaged", MANIFEST, error) from error
        for name in sorted({*parts, *documents} - {MANIFEST}):
            raw, part = documents.get(name), parts.get(name)
            if raw is None or part is None or len(raw) != part.bytes:
                raise self._refuse("support-damaged", name if name in DOCUMENTS else WHOLE)
            if hashlib.sha256(raw).hexdigest() != part.sha256:
                raise self._refuse("support-damaged", name)

    def _typed(self, name: str, raw: bytes, kind: type[Any]) -> Any:
        self._checkpoint()
        try:
            return msgspec.json.decode(raw, type=kind)
        except (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError) as error:
            raise self._refuse("support-damaged", name, error) from error


def _values_in(name: str, raw: bytearray) -> int:
    """Return how many values a document has at most, before any of them is built.

    Signs inside texts count as well; texts of exchanges are JSON themselves, so that there members are counted.
    """
    if name == "exchanges":
        return raw.count(b'":')
    return raw.count(b",") + raw.count(b"[") + raw.count(b"{")


class _SchemaOnly(msgspec.Struct):
    schema: msgspec.Raw


class _Parts(msgspec.Struct):
    parts: dict[str, Part]
