"""The command line's entrance: parses, runs one command, and puts errors into words on standard error."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from wizard import __version__
from wizard.errors import Cancelled, InputError, WizardError
from wizard.texts import Texts

USAGE = 2
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """Takes options by their whole names only: ``--token`` must never be taken for ``--token-stdin``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)


def build_parser(texts: Texts) -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    from wizard.cli import check, doctor, mappings, practice, rehearse, setup, setups, steps, support

    parser = Parser(prog="cloudgate-setup", description=texts.get("cli-description"))
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (setup, check, doctor, mappings, rehearse, steps, setups, support, practice):
        module.register(commands, texts)
    return parser


def main(argv: Sequence[str]) -> int:
    """Run a command and return the exit code: 0 good, 1 failed, 2 what was given cannot be used, 130 interrupted."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a pipe on Windows may not know every character of a name
        sys.stdout.reconfigure(errors="backslashreplace")
    texts = Texts()
    try:
        arguments = build_parser(texts).parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        return int(arguments.run(arguments, texts))
    except KeyboardInterrupt:
        print(texts.get("cli-interrupted"), file=sys.stderr)
        return INTERRUPTED
    except Cancelled:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away; Python would complain once more while it closes standard output.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except WizardError as error:
        tell(texts, error)
        return USAGE if isinstance(error, InputError) else 1


def tell(texts: Texts, error: WizardError) -> None:
    """Print an error: what happened, why, what to do next."""
    words = texts.problem(error)
    print(texts.get("cli-setup-failed", what=words.what, why=words.why).strip(), file=sys.stderr)
    print(texts.get("cli-setup-next", next=words.next), file=sys.stderr)
