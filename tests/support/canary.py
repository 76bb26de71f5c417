"""A planted token for places where a run could leak it, and the search for it in every encoding."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

PLANTED = "Kx7+q/R=%41~\"z\\w'<&>?:Vb;9|canary"
"""Follows ``practice-`` in the token of the practice CloudGate. It looks different in every encoding."""


def forms(text: str) -> dict[str, bytes]:
    """Return the encoded forms of a text, by the name of the encoding."""
    escaped = json.dumps(text)[1:-1]
    percent = quote(text, safe="")
    found = {
        "as it is": text,
        "in JSON": escaped,
        "in JSON twice": json.dumps(escaped)[1:-1],
        "in a URL": percent,
        "in a URL, lower case": re.sub("%..", lambda match: match[0].lower(), percent),
        "in a URL's path": quote(text),
        "in hexadecimal": text.encode().hex(),
    }
    for shift in range(3):  # base64 has three forms of the same bytes, depending on the number of bytes before them
        start = -shift % 3
        whole = text.encode()[start:]
        whole = whole[: len(whole) // 3 * 3]
        found[f"in base64, shifted by {shift}"] = base64.b64encode(whole).decode()
        found[f"in base64url, shifted by {shift}"] = base64.urlsafe_b64encode(whole).decode()
    return {name: form.encode() for name, form in found.items()} | {"in UTF-16": text.encode("utf-16-le")}


def search(secrets: Iterable[str], places: dict[str, bytes]) -> list[str]:
    """Return the places that contain a secret, with its encoding; never the secret itself."""
    hits = []
    for number, secret in enumerate(secrets):
        for name, form in forms(secret).items():
            hits += [f"secret {number} {name}: {place}" for place, content in places.items() if form in content]
    return hits


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the name and content of every file, and the name of every folder, below a folder."""
    found: dict[str, bytes] = {}
    for place, _folders, files in os.walk(folder):  # unlike rglob, it tolerates folders that disappear
        found[place] = place.encode()
        for path in (Path(place, name) for name in files):
            with contextlib.suppress(OSError):  # the file was deleted meanwhile
                found[str(path)] = str(path).encode() + b"\n" + path.read_bytes()
    return found


class Watch(threading.Thread):
    """Records what the processes of some sessions show in ``/proc`` and which files they write, until stopped."""

    def __init__(self, folder: Path) -> None:
        super().__init__(name="canary watch", daemon=True)
        self.sessions: set[int] = set()
        self.seen: dict[str, bytes] = {}
        self._folder = folder
        self._ended = threading.Event()
        self._round = threading.Condition()
        self._rounds = 0

    def run(self) -> None:
        while not self._ended.wait(0.03):
            self._look()
            with self._round:
                self._rounds += 1
                self._round.notify_all()

    def whole_round(self) -> bool:
        """Wait until everything that exists now was recorded; return False on timeout."""
        with self._round:
            wanted = self._rounds + 2  # the current round may have passed it already
            return self._round.wait_for(lambda: self._rounds >= wanted, 30)

    def stop(self) -> None:
        self._ended.set()
        self.join(30)

    def _look(self) -> None:
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError, IndexError):  # the process ended meanwhile
                session = int((process / "stat").read_text().rpartition(")")[2].split()[3])
                if session in self.sessions:
                    for name in ("cmdline", "environ"):
                        self._keep(str(process / name), (process / name).read_bytes())
        for place, content in files_below(self._folder).items():
            self._keep(place, content)

    def _keep(self, place: str, content: bytes) -> None:
        if content and self.seen.get(place) != content:
            # Earlier content is kept, so that a value that was there only briefly is found.
            self.seen[f"{place} #{len(self.seen)}" if place in self.seen else place] = content
