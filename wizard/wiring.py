"""The composition root: the only module that chooses implementations for the interfaces."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wizard.core.errors import InputError
from wizard.core.resources import resource_root
from wizard.journey.context import Context, Practice
from wizard.journey.setups import SetupStore
from wizard.secrets.memory import MemoryStore

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.http import Transport
    from wizard.mapping import Schema
    from wizard.provisioning import Source
    from wizard.secrets.memory import TokenStore

APP_NAME = "cloudgate-setup"
DATA_VARIABLE = "CLOUDGATE_SETUP_DATA"
"""Environment variable for another data folder; for portable installations and tests."""

_THIS_COMPUTER = frozenset({"localhost", "127.0.0.1", "::1"})


def data_folder() -> Path:
    """Return the platform's data folder for this program."""
    override = os.environ.get(DATA_VARIABLE)
    if override:
        return Path(override)
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def setup_store() -> SetupStore:
    """Return the store of saved setups."""
    return SetupStore(data_folder() / "setups")


def make_context(*, ca_files: Sequence[Path] = ()) -> Context:
    """Return the context with real transport, key store, browser and practice company; nothing is opened yet."""
    return Context(
        make_transport=_transport,
        make_keystore=_keystore,
        memory=MemoryStore(),
        open_url=open_url,
        start_practice=_practice,
        start_practice_of=_practice_of,
        saved_answers=lambda: [one.snapshot.answers for one in setup_store().list().setups],
        ca_files=tuple(ca_files),
    )


def open_url(url: str) -> bool:
    """Open a web page in the user's browser; return whether a browser accepted it.

    Only HTTPS pages, and pages of this computer for sign-in redirects (RFC 8252 section 7.3). Host names are
    compared completely: ``http://localhost.example.com`` is another computer.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or "@" in parts.netloc:  # the part before the @ only looks like the host
        return False
    if parts.scheme != "https" and (parts.scheme != "http" or host not in _THIS_COMPUTER):
        return False
    import webbrowser

    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


def _transport(ca_files: Sequence[Path]) -> Transport:
    from wizard.http import Transport

    return Transport(ca_files)


def _keystore() -> TokenStore:
    from wizard.secrets.keystore import KeyStore

    return KeyStore()


def _practice(keep: Path | None, waiting: Callable[[], object]) -> Practice:
    from wizard.practice.process import PracticeProcess

    return PracticeProcess.start(keep=keep, waiting=waiting)


def _practice_of(file: Path) -> Practice:
    from wizard.practice.process import PracticeProcess

    return PracticeProcess.start(more=("--case", str(file)))


def practice_can_come_back(keep: Path) -> bool:
    """Return whether a practice company can be restored from its file; nothing is started."""
    from wizard.practice.kept import read

    return read(keep)[1] == "restored"


def practice_sides(people: int) -> tuple[Source, tuple[JsonObject, ...], Schema]:
    """Return both sides of a practice company without starting it: people and groups, accounts, and the mappings.

    Raises:
        InputError: ``practice-people``: the number is not between 1 and 100,000.
    """
    import json

    from wizard.mapping import Schema
    from wizard.practice.people import practice_people, seed_accounts
    from wizard.provisioning import Source

    if not 1 <= people <= 100_000:
        raise InputError("practice-people", {"value": people})
    company = practice_people(people)
    schema = Schema(json.loads((resource_root() / "schema/practice-schema.json").read_text(encoding="utf-8")))
    return Source(company.people, company.groups), tuple(seed_accounts(company.people)), schema
