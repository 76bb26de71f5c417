"""The help of every command besides its options: purpose, examples, exit codes; from one source."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterator
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
    codes = [_code(texts, code, width) for code in CODES]
    parser.epilog = _block(texts.get("cli-exit-title"), codes)
    for command in commands_of(parser):
        key = help_key(command)
        said = texts.get(f"clihelp-{key}") if texts.has(f"clihelp-{key}") else ""
        command.description = textwrap.fill(" ".join(said.split()), width) if said else command.description
        more = [textwrap.fill(command.epilog, width)] if command.epilog else []
        examples = [one for inner in commands_of(command) for one in _examples(texts, inner)[:1]]  # for a group
        examples = examples or _examples(texts, command)
        if examples:
            more.append(_block(texts.get("cli-example-title"), [f"  cloudgate-setup {one}" for one in examples]))
        own = []
        for code in CODES:
            name = f"clihelp-{key}.exit{code}"
            if texts.has(name):
                own.append(_wrapped(code, texts.get(name), width))
            elif code != 3 or is_group(command):  # 3 is only listed by commands that have a text for it
                own.append(_code(texts, code, width))
        more.append(_block(texts.get("cli-exit-title"), own))
        command.epilog = "\n\n".join(more)


def _examples(texts: Texts, command: argparse.ArgumentParser) -> list[str]:
    name = f"clihelp-{help_key(command)}.example"
    return texts.get(name).splitlines() if texts.has(name) else []


def _block(title: str, lines: list[str]) -> str:
    return "\n".join([title, *lines])


def _code(texts: Texts, code: int, width: int) -> str:
    return _wrapped(code, texts.get(f"cli-exit-{code}"), width)


def _wrapped(code: int, words: str, width: int) -> str:
    return textwrap.fill(words, width, initial_indent=f"  {code:>3}  ", subsequent_indent=" " * 7)


def overview(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Return the names of all top-level commands with their help; needs the parser of all commands."""
    return [
        (choice.dest, choice.help or "")
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for choice in action._choices_actions
    ]


def command_rows(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Return the name and help of each command, as docs/cli.md lists them; needs the parser of all commands."""
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                command = action.choices[choice.dest]
                if is_group(command):
                    found += command_rows(command)
                else:
                    found.append((command.prog.partition(" ")[2], choice.help or ""))
    return found
