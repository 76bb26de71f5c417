"""The entry point of the command line: parses, runs one command, and prints errors as text."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Collection, Sequence
from importlib import import_module

from wizard import __version__
from wizard.cli import streams
from wizard.cli.help import describe
from wizard.cli.output import Exit, exit_of, note, printable, tell_error
from wizard.cli.parser import Parser
from wizard.core.errors import Cancelled, WizardError
from wizard.core.texts import Texts

DEBUG = "CLOUDGATE_SETUP_DEBUG"
"""Environment variable: also print the traceback of a program error; it may contain typed input."""


COMMANDS = {
    "setup": {"setup": "cli-setup-help"},
    "status": {"status": "cli-status-help"},
    "replace_token": {"replace-token": "cli-replace-help"},
    "check": {"check": "cli-check-help"},
    "doctor": {"doctor": "cli-doctor-help"},
    "mappings": {"mappings": "cli-mappings-help"},
    "rehearse": {"rehearse": "cli-rehearse-help", "why": "cli-why-help"},
    "steps": {"steps": "cli-steps-help"},
    "setups": {"setups": "cli-setups-help"},
    "history": {"history": "cli-history-help", "undo": "cli-undo-help"},
    "support": {"support": "support-cli-help"},
    "practice": {"practice": "cli-practice-help"},
    "shell": {"completion": "cli-completion-help", "man": "cli-man-help"},
}
"""Module of ``wizard.cli`` -> its commands and their one-line descriptions, in the order of the help."""


def build_parser(texts: Texts, complete: Collection[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser.

    Args:
        complete: Commands whose options are wanted, or None for all. The others only have their line in the list of
            commands, so that the modules they work with need not be loaded.
    """
    parser = Parser(prog="cloudgate-setup", description=texts.get("cli-description"))
    parser.add_argument("--version", action="version", version=__version__, help=texts.get("main-version"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module, names in COMMANDS.items():
        if complete is None or names.keys() & set(complete):
            import_module(f"wizard.cli.{module}").register(commands, texts)
        else:
            for name in names:
                commands.add_parser(name, help=texts.get(names[name]))
    parser.set_defaults(parser=parser)
    describe(parser, texts)
    return parser


def main(argv: Sequence[str]) -> int:
    """Run a command and return its exit code, one of :class:`wizard.cli.output.Exit`."""
    return guarded(lambda: _run(argv), as_json=wants_json(argv))


def wants_json(argv: Sequence[str]) -> bool:
    """Return whether ``--json`` is among the options, even if they cannot be parsed."""
    options = argv[: argv.index("--")] if "--" in argv else argv
    return "--json" in options


def _run(argv: Sequence[str]) -> int:
    texts = Texts()
    command = argv[:1]
    of_all = COMMANDS["shell"].keys() & set(command)  # completion and the manual page
    arguments, unknown = build_parser(texts, None if of_all else command).parse_known_args(argv)
    if unknown:  # by the command's own parser, which names the command's usage
        arguments.own.error(f"unrecognized arguments: {' '.join(unknown)}")
    return int(arguments.run(arguments, texts))


def guarded(work: Callable[[], int], *, as_json: bool = False) -> int:
    """Run work that prints, and return an exit code in any case; a traceback is only printed on request."""
    streams.prepare()
    texts = Texts()
    try:
        code = _attempt(work, texts, as_json=as_json)
    except BrokenPipeError:
        code = Exit.FAILED  # the reader has closed the pipe
    except OSError as error:
        # Only writes to standard output and error raise here; commands handle all other errors.
        code = _cannot_write(error, texts)
    failed = streams.flush()
    if failed is not None:
        code = Exit.FAILED if isinstance(failed, BrokenPipeError) else _cannot_write(failed, texts)
        streams.flush()
    return int(code)


def _attempt(work: Callable[[], int], texts: Texts, *, as_json: bool) -> int:
    try:
        return work()
    except SystemExit as end:  # --help, --version
        return int(end.code or 0)
    except KeyboardInterrupt:
        note(texts.get("cli-interrupted"))
        return Exit.INTERRUPTED
    except Cancelled:
        return Exit.INTERRUPTED
    except WizardError as error:
        tell_error(texts, error, as_json=as_json)
        return exit_of(error)
    except OSError as error:
        if error.filename is None:
            raise
        _tell_bug(error, texts, as_json=as_json)
        return Exit.FAILED
    except Exception as error:
        _tell_bug(error, texts, as_json=as_json)
        return Exit.FAILED


def _tell_bug(error: Exception, texts: Texts, *, as_json: bool) -> None:
    """Report where the program is wrong: the kind of error and the place, never its text, which may hold a secret."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    module = place.filename.replace(os.sep, "/").rpartition("/wizard/")[2] or "?"
    params: dict[str, str | int | float] = {
        "place": f"{type(error).__name__} {module}:{place.lineno}",
        "variable": DEBUG,
    }
    tell_error(texts, WizardError("program-fault", params), as_json=as_json)
    if os.environ.get(DEBUG):
        traceback.print_exception(error, file=sys.stderr)


def _cannot_write(error: OSError, texts: Texts) -> Exit:
    # Pending output would fail again, and would take this message with it where both streams are one file.
    streams.flush()
    note(texts.get("cli-output-failed", reason=printable(error.strerror or type(error).__name__)))
    return Exit.FAILED
