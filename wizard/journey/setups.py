"""Saved setups: one JSON file each in the platform's data folder, written completely or not at all, without secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from wizard.core.atomic_write import write_whole
from wizard.core.checkpoints import Checkpoint
from wizard.core.errors import SavedSetupError
from wizard.core.text_files import sound

if TYPE_CHECKING:
    from wizard.journey.machine import SavedSetup
    from wizard.provisioning.plan_io import KeptPlan

MAX_BYTES = 32 * 1024 * 1024
MOST_NAMED = 20
"""Largest number of support files per setup whose replacement names are stored."""
_ID = re.compile(r"[0-9a-f]{12}")
_TOKEN = re.compile(rb'"token_reference"\s*:\s*"((?:token|setup)-[0-9a-f-]{12,30})"')


class Listing(NamedTuple):
    """The folder's content: setups that can be opened, newest first, and files that cannot, with the reason.

    A damaged setup can still be removed, with its token; a setup of a newer version is not touched.
    """

    setups: tuple[SavedSetup, ...] = ()
    unreadable: tuple[tuple[Path, SavedSetupError], ...] = ()


class SetupStore:
    """The folder of saved setups.

    Args:
        folder: created on the first save.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def token_name(self, setup_id: str) -> str:
        """Return the name of a setup's token in the key store.

        It contains the setup's id, so that a token can be found after its setup is gone, and the folder, because other
        tokens on this computer may belong to another folder.
        """
        import hashlib

        folder = hashlib.sha256(sound(str(self.folder.resolve())).encode()).hexdigest()[:8]
        return f"setup-{setup_id}-{folder}"

    def tokens_of_damaged(self, setup_id: str) -> tuple[str, ...]:
        """Return the possible names of a damaged setup's token: its usual name, and the names found in the file."""
        found: list[str] = []
        with suppress(OSError, SavedSetupError):
            raw = self._path(setup_id).read_bytes()[:MAX_BYTES]
            found = [match.decode("ascii") for match in _TOKEN.findall(raw)]
        return tuple(dict.fromkeys((self.token_name(setup_id), *found)))

    @staticmethod
    def new_id() -> str:
        """Return an id for a new setup."""
        return os.urandom(6).hex()

    def save(self, setup: SavedSetup) -> Path:
        """Write a setup to a new file next to the old one, flush it, then replace the old file.

        Raises:
            SavedSetupError: ``setup-not-saved``; the existing file is untouched.
        """
        from wizard.journey.setup_format import encode

        content = encode(setup)
        answers = setup.snapshot.answers
        if answers.may_have_token and answers.token_reference == self.token_name(setup.id):
            self._note_token(setup.id)
        return self._write(self._path(setup.id), lambda file: file.write(content))

    def _note_token(self, setup_id: str) -> None:
        """Record the name of a setup's token before it is put into the key store; it is no secret.

        Not every key store can list its entries. The note outlives the setup, so that a leftover token is found there
        too.
        """
        note = self._token_note(setup_id)
        with suppress(OSError, SavedSetupError):
            if not note.exists():
                name = f"{self.token_name(setup_id)}\n".encode("ascii")
                self._write(note, lambda file: file.write(name))

    def noted_tokens(self) -> tuple[str, ...]:
        """Return the ids of setups whose tokens the key store may hold."""
        with suppress(OSError):
            return tuple(sorted(path.stem for path in self.folder.glob("*.token") if _ID.fullmatch(path.stem)))
        return ()

    def forget_token(self, setup_id: str) -> None:
        """Remove the note of a setup's token, because the key store no longer holds the token. Never raises."""
        with suppress(OSError):
            self._token_note(setup_id).unlink(missing_ok=True)

    def _token_note(self, setup_id: str) -> Path:
        return self._path(setup_id).with_suffix(".token")

    def load(self, setup_id: str) -> SavedSetup:
        """Read one setup.

        Raises:
            SavedSetupError: ``setup-missing``, ``setup-damaged`` or ``setup-newer``; the file is not changed.
        """
        return self._read(self._path(setup_id))

    def exists(self, setup_id: str) -> bool:
        """Return whether there is a file for that setup, damaged or not."""
        return self._path(setup_id).exists()

    def list(self) -> Listing:
        """Read all setups; unreadable files are reported, not changed."""
        setups, unreadable = [], []
        for path in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []:
            if not _ID.fullmatch(path.stem):  # a copy that a person made; it has no id to open it by
                continue
            try:
                setups.append(self._read(path))
            except SavedSetupError as error:
                unreadable.append((path, error))
        setups.sort(key=lambda setup: setup.changed, reverse=True)
        return Listing(tuple(setups), tuple(unreadable))

    def delete(self, setup_id: str) -> None:
        """Delete a setup's file, its stored plan and its history; the caller deletes its token in the key store.

        Raises:
            SavedSetupError: ``setup-missing`` or ``setup-not-deleted``.
        """
        path = self._path(setup_id)
        try:
            for beside in (self._plan_path, self._names_path, self.practice_path, self.health_path, self.journal_path):
                beside(setup_id).unlink(missing_ok=True)
            path.unlink()
        except FileNotFoundError as error:
            raise SavedSetupError("setup-missing", {"id": setup_id}, cause=error) from error
        except OSError as error:
            raise SavedSetupError("setup-not-deleted", {"file": str(path)}, cause=error) from error

    def save_plan(self, setup_id: str, plan: KeptPlan, checkpoint: Checkpoint) -> Path:
        """Store the essentials of the last preview with a setup, replacing earlier ones.

        Args:
            checkpoint: called regularly; may raise to stop, and then nothing has changed.

        Raises:
            SavedSetupError: ``setup-not-saved``; the existing file is untouched.
        """
        from wizard.provisioning.plan_io import write

        return self._write(self._plan_path(setup_id), lambda file: write(plan, file, checkpoint))

    def load_plan(self, setup_id: str, checkpoint: Checkpoint) -> KeptPlan | None:
        """Return what was stored of the last preview; ``None`` if there is no readable file."""
        from wizard.provisioning.plan_io import read

        return read(self._plan_path(setup_id), checkpoint)

    def keep_names(self, setup_id: str, file_id: str, names: Mapping[str, str]) -> None:
        """Store the replacement names that a support file uses for words of the configuration, for the newest files
        only.

        Raises:
            SavedSetupError: ``setup-not-saved``.
        """
        import json

        kept = {**self._names(setup_id), file_id: dict(names)}
        newest = dict(list(kept.items())[-MOST_NAMED:])
        content = sound(json.dumps(newest, ensure_ascii=False)).encode()
        self._write(self._names_path(setup_id), lambda file: file.write(content))

    def names_in(self, setup_id: str, file_id: str) -> Mapping[str, str]:
        """Return the words by their replacement names in a support file of this setup; empty for an unknown file."""
        return self._names(setup_id).get(file_id, {})

    def _names(self, setup_id: str) -> dict[str, dict[str, str]]:
        import json

        try:
            raw = json.loads(self._names_path(setup_id).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        given = raw if isinstance(raw, dict) else {}
        return {
            key: {str(new): str(old) for new, old in names.items()}
            for key, names in given.items()
            if isinstance(names, dict)
        }

    def _names_path(self, setup_id: str) -> Path:
        return self._path(setup_id).with_suffix(".names")

    def _write(self, path: Path, put: Callable[[IO[bytes]], object]) -> Path:
        """Write a file completely or not at all."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(path, put)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SavedSetupError(
                "setup-not-saved", {"folder": str(self.folder), "reason": reason}, cause=error
            ) from error
        return path

    def practice_path(self, setup_id: str) -> Path:
        """Return the file that stores the practice company of a setup.

        Raises:
            SavedSetupError: ``setup-missing``: the id is invalid.
        """
        return self._path(setup_id).with_suffix(".practice.gz")

    def health_path(self, setup_id: str) -> Path:
        """Return the file that stores the health data of a setup in use.

        Raises:
            SavedSetupError: ``setup-missing``: the id is invalid.
        """
        return self._path(setup_id).with_suffix(".health.gz")

    def journal_path(self, setup_id: str) -> Path:
        """Return the file that stores the history of a setup.

        Raises:
            SavedSetupError: ``setup-missing``: the id is invalid.
        """
        from wizard.history.file import SUFFIX

        return self._path(setup_id).with_suffix(SUFFIX)

    def _plan_path(self, setup_id: str) -> Path:
        return self._path(setup_id).with_suffix(".plan.gz")

    def _path(self, setup_id: str) -> Path:
        if not _ID.fullmatch(setup_id):
            raise SavedSetupError("setup-missing", {"id": setup_id[:40]})
        return self.folder / f"{setup_id}.json"

    def _read(self, path: Path) -> SavedSetup:
        from wizard.journey.setup_format import decode

        name = {"file": str(path), "id": path.stem}
        try:
            if path.stat().st_size > MAX_BYTES:
                raise SavedSetupError("setup-damaged", name)
            raw = path.read_bytes()
        except FileNotFoundError as error:
            raise SavedSetupError("setup-missing", {"id": path.stem}, cause=error) from error
        except OSError as error:
            raise SavedSetupError("setup-damaged", name, cause=error) from error
        return decode(raw, path)
