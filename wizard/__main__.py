"""Starts the window or the command line; the only module that chooses between them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn

from wizard import __version__
from wizard.cli.parser import Parser
from wizard.core.errors import WizardError
from wizard.core.memory import gc_paused
from wizard.core.texts import Texts
from wizard.support_file import SUFFIX
from wizard.ui.shell import platform_plugin
from wizard.ui.shell.platform_plugin import not_startable

PROGRAM = "cloudgate-setup"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code.

    The first argument decides: no argument, or an option, opens the window; a word is a command. A single support
    file is opened in the window, since desktops pass the path of a double-clicked file this way.

    Args:
        arguments: without the program's name; default: the process's arguments.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:2] == ["support", "open"] and len(given) == 3 and not given[2].startswith("-"):
        given = ["--support-file", given[2]]  # the only command that opens the window
    elif len(given) == 1 and given[0].casefold().endswith(SUFFIX) and not given[0].startswith("-"):
        given = ["--support-file", given[0]]
    # --json belongs after a command's name; if it comes before, the user still expects errors as JSON.
    if given and (not given[0].startswith("-") or "--json" in given):
        from wizard.cli.main import main as run_command

        return run_command(given)
    if not {"-h", "--help", "--version"}.isdisjoint(given):
        from wizard.cli.main import guarded

        return guarded(lambda: _print_and_end(given))
    try:
        options = window_parser(_no_words).parse_args(given)
        if options.self_test:
            from wizard.selftest import run as run_self_test

            return run_self_test()
        return _open_window(options)
    except WizardError as error:
        return _tell(error)


def window_parser(words: Callable[..., str | None]) -> argparse.ArgumentParser:
    """Return the parser of the window's options.

    Args:
        words: returns a text by its id; ``None`` for every text if no help is requested.
    """
    parser = Parser(
        prog=PROGRAM,
        usage=words("main-usage", program=PROGRAM),
        description=words("main-description"),
        epilog=_commands(words),
    )
    version = f"{PROGRAM} {__version__}"
    parser.add_argument("--version", action="version", version=version, help=words("main-version"))
    parser.add_argument("--practice", action="store_true", help=words("main-practice"))
    look = parser.add_mutually_exclusive_group()
    look.add_argument("--dark", action="store_true", default=None, help=words("main-dark"))
    look.add_argument("--light", action="store_false", dest="dark", help=words("main-light"))
    parser.add_argument("--ca", action="append", type=Path, default=[], metavar="FILE", help=words("main-ca"))
    parser.add_argument("--support-file", type=Path, metavar="FILE", help=words("main-support-file"))
    parser.add_argument("--self-test", action="store_true", help=words("main-self-test"))
    parser.add_argument("--exit-when-ready", action="store_true", help=argparse.SUPPRESS)
    return parser


def _commands(words: Callable[..., str | None]) -> str | None:
    """Return the list of commands from their parser, so that it is complete; ``None`` without texts."""
    title = words("main-commands")
    if title is None:
        return None
    from wizard.cli.help import overview
    from wizard.cli.main import build_parser

    rows = overview(build_parser(Texts(), ()))
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(
        [
            title,
            *(f"  {name:<{width}}{said}" for name, said in rows),
            "",
            str(words("main-commands-more", program=PROGRAM)),
        ]
    )


def _print_and_end(arguments: list[str]) -> int:
    """Let the parser print the help or the version and end the program."""
    words = _no_words if {"-h", "--help"}.isdisjoint(arguments) else Texts().get
    window_parser(words).parse_args(arguments)
    return 0


def _no_words(key: str, **params: object) -> None:
    """Replaces the help texts if no help is requested, since loading them would delay the window."""


def _open_window(options: argparse.Namespace) -> int:
    """Open the window and run until it is closed.

    Raises:
        WizardError: no window can be opened; the codes are those of `wizard.ui.shell.platform_plugin.choose`.
    """
    try:
        with gc_paused():  # what is imported stays
            from wizard import wiring
            from wizard.journey.machine import Journey
            from wizard.journey.steps import STEPS

            plugin = platform_plugin.choose()
            from wizard.ui.shell.app import Options, run
    except ImportError as error:
        # The error names the file of a missing system library; any other error means a damaged installation.
        if ".so" not in str(error):
            raise
        raise platform_plugin.not_importable(str(error)) from error

    chosen = Options(
        practice=options.practice,
        dark=options.dark,
        exit_when_ready=options.exit_when_ready,
        support_file=options.support_file,
        platform=plugin,
        on_fatal=_qt_gave_up,
    )
    with closing(wiring.make_context(ca_files=options.ca)) as services:
        journey = Journey(STEPS, lambda: services.now().isoformat(timespec="seconds"))
        return run(journey, services, wiring.setup_store, chosen)


def _qt_gave_up(reason: str) -> NoReturn:
    """End the process with an error message where Qt would abort it; only startup code has run so far."""
    _tell(not_startable(reason))
    sys.stderr.flush()
    os._exit(1)


def _tell(error: WizardError) -> int:
    from wizard.cli.output import exit_of, tell_error

    tell_error(Texts(), error)
    return exit_of(error)


if __name__ == "__main__":
    sys.exit(main())
