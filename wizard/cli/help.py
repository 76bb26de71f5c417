"""The help of every command besides its options: purpose, examples, exit codes; from one source."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts

CODES = (0, 1, 2, 3, 130)


def commands_of(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of every command and subcommand, in the order in which they are listed."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in dict.fromkeys(action.choices.values()):
                yield command
                yield from commands_of(command)


def help_key(command: argparse.ArgumentParser) -> str:
    """Return the command's part of a text id: ``setups-list`` for ``cloudgate-setup setups list``."""
    return "-".join(command.prog.split()[1:])


def is_group(command: argparse.ArgumentParser) -> bool:
    """Return whether a command only contains subcommands."""
    return any(isinstance(action, argparse._SubParsersAction) for action in command._actions)


def describe(parser: argparse.ArgumentParser, texts: Texts) -> None:
    """Add purpose, examples and the meaning of exit codes to every command."""
    width = max(40, min(shutil.get_terminal_size().columns - 2, 100))
    parser.epilog = _codes(((code, texts.get(f"cli-exit-{code}")) for code in CODES), texts, width)
    for command in commands_of(parser):
        key = f"clihelp-{help_key(command)}"
        said = texts.get(key) if texts.has(key) else ""
        command.description = textwrap.fill(" ".join(said.split()), width) if said else command.description
        more = [textwrap.fill(command.epilog, width)] if command.epilog else []
        if examples := examples_of(command, texts):
            more.append("\n".join([texts.get("cli-example-title"), *(f"  {one}" for one in examples)]))
        more.append(_codes(exit_codes(command, texts), texts, width))
        command.epilog = "\n\n".join(more)


def examples_of(command: argparse.ArgumentParser, texts: Texts) -> list[str]:
    """Return command lines: a command's own, and for a group the first of each command in it."""
    inner = [one for below in commands_of(command) for one in examples_of(below, texts)[:1]]
    name = f"clihelp-{help_key(command)}.example"
    own = texts.get(name).splitlines() if texts.has(name) else []
    return inner or [f"cloudgate-setup {one}" for one in own]


def exit_codes(command: argparse.ArgumentParser, texts: Texts) -> Iterator[tuple[int, str]]:
    """Yield a command's exit codes with their meaning; 3 only if it has a text for it."""
    for code in CODES:
        name = f"clihelp-{help_key(command)}.exit{code}"
        if texts.has(name):
            yield code, texts.get(name)
        elif code != 3 or is_group(command):
            yield code, texts.get(f"cli-exit-{code}")


def options_of(command: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Yield a command's arguments and options as they are typed, with their help."""
    for action in command._actions:
        if action.dest == "help" or action.help == argparse.SUPPRESS or isinstance(action, argparse._SubParsersAction):
            continue
        choices = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""
        value = str(action.metavar or choices or action.dest.upper()) if action.nargs != 0 else ""
        yield " ".join(filter(None, (", ".join(action.option_strings), value))), (action.help or "").replace("%%", "%")


def _codes(codes: Iterable[tuple[int, str]], texts: Texts, width: int) -> str:
    lines = [
        textwrap.fill(words, width, initial_indent=f"  {code:>3}  ", subsequent_indent=" " * 7) for code, words in codes
    ]
    return "\n".join([texts.get("cli-exit-title"), *lines])


def overview(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Return the names of all top-level commands with their help; needs the parser of all commands."""
    return [
        (choice.dest, choice.help or "")
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for choice in action._choices_actions
    ]
