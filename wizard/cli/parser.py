"""The parser of the commands and of the window, whose errors are the program's; and options that many commands have."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from wizard.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import SupportsWrite

    from wizard.core.texts import Texts

_PROBLEMS = {
    "required": r"the following arguments are required: (?P<name>.+)",
    "one-of": r"one of the arguments (?P<name>.+) is required",
    "unknown": r"unrecognized arguments: (?P<name>.+)",
    "together": r"argument (?P<name>\S+): not allowed with argument (?P<value>.+)",
    "choice": r"argument (?P<name>\S+): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)",
    "number": r"argument (?P<name>\S+): invalid number value: (?P<value>.+)",
    "no-value": r"argument (?P<name>\S+): ignored explicit argument (?P<value>.+)",
    "value": r"argument (?P<name>\S+): expected .+",
}
"""Kind of a wrong usage -> what argparse says then: its messages are all it has to tell kinds apart (CPython,
``Lib/argparse.py``)."""

LONGEST_NUMBER = 15
"""Digits of a number that is typed or read from a file of answers; larger ones cannot be printed either."""

_SHOWN = 60
"""Characters of a wrong value that an error repeats."""


class Parser(argparse.ArgumentParser):
    """Accepts only complete option names: ``--token`` must never be taken for ``--token-stdin``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter)
        self.color = False  # from Python 3.14 on, a usage that an error or a page quotes would have escapes in it

    def error(self, message: str) -> NoReturn:
        """End with wrong usage.

        Raises:
            InputError: ``usage-arguments``, always.
        """
        usage = " ".join(self.format_usage().split()).removeprefix("usage: ")
        params = {"reason": message, "usage": usage, "program": self.prog, **_problem(message)}
        raise InputError("usage-arguments", params)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Raise the error that argparse ignores: that its help cannot be written."""
        if message and file is not None and file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[Parser]


def _problem(message: str) -> dict[str, str]:
    """Return what is wrong as parameters of the error: its kind, and what argparse names."""
    problem = {"problem": "other", "name": "", "value": "", "choices": ""}
    for kind, pattern in _PROBLEMS.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            problem |= {"problem": kind, **{name: text.strip("'\"") for name, text in found.groupdict().items()}}
    problem["value"] = problem["value"][:_SHOWN]
    problem["choices"] = problem["choices"].replace("'", "")
    return problem


def number(text: str) -> int:
    """Return a whole number, as the ``type`` of an option.

    Raises:
        ValueError: it is none, or is longer than any that has a meaning here.
    """
    if not re.fullmatch(rf"-?[0-9]{{1,{LONGEST_NUMBER}}}", text):
        raise ValueError(text)
    return int(text)


def complete(
    parser: argparse.ArgumentParser,
    texts: Texts,
    run: Callable[[argparse.Namespace, Texts], int],
    *,
    ca: bool = False,
    writes: bool = False,
    json: bool = True,
) -> None:
    """Add the options that many commands have, after a command's own, and what runs the command.

    Args:
        ca: it connects to somewhere.
        writes: it writes a file that is named on the command line; :func:`wizard.cli.files.may_write` asks.
        json: it can print its result as JSON.
    """
    if ca:
        parser.add_argument(
            "--ca", action="append", type=Path, default=[], metavar="FILE", help=texts.get("cli-check-ca")
        )
    if writes:
        parser.add_argument("--overwrite", action="store_true", help=texts.get("cli-overwrite"))
    if json:
        parser.add_argument("--json", action="store_true", help=texts.get("cli-json"))
    parser.set_defaults(run=run, own=parser)
