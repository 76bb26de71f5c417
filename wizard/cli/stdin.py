"""The secret token: from standard input, or typed at a prompt that does not show it."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.core.text_files import decode
from wizard.core.texts import Texts
from wizard.wording.token import cleaning

if TYPE_CHECKING:
    from wizard.secrets.token import CleanedToken

MOST = 1_000_000
"""Bytes; far more than any token has, so longer input is refused as too long."""


def read_token(texts: Texts | None = None, *, piped: bool = True) -> str:
    """Return the token as it was given.

    On a terminal it is asked for, and typed or pasted text stays hidden. From a pipe or a file everything is read; the
    line end that ``echo`` and editors add is not part of the token, nor is a byte order mark, and UTF-16 is read as
    Windows PowerShell writes it with ``>``. Invalid bytes become a character that no token can have.

    Args:
        piped: ``--token-stdin`` was given. Without it only a terminal is asked.

    Raises:
        InputError: ``usage-token-stdin``: there is no terminal, and ``--token-stdin`` is missing.
        InputError: ``token-empty``: the input ended at the prompt.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            return ask_hidden((texts or Texts()).get("terminal-token"))
        except EOFError as error:
            raise InputError("token-empty", failure="cred-blank-token") from error
    if not piped or sys.stdin is None:
        raise InputError("usage-token-stdin")
    given = sys.stdin.buffer.read(MOST)
    try:
        text = decode(given)
    except InputError:
        text = given.decode("utf-8", errors="replace")
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text


def ask_hidden(prompt: str) -> str:
    """Ask in the terminal without showing what is typed.

    Raises:
        EOFError: the input ended.
    """
    return getpass.getpass(f"{prompt} ", sys.stderr)


def tell_cleaned(cleaned: CleanedToken, texts: Texts) -> None:
    """Print on standard error what was removed from a pasted token, and what is doubtful about it."""
    for line in cleaning(cleaned, texts):
        print(line, file=sys.stderr)
