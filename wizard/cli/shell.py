"""``completion`` and ``man``: shell completion and the manual page, generated from the parser."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.cli.help import commands_of, is_group, options_of
from wizard.cli.parser import complete
from wizard.core.texts import Texts

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers

SHELLS = ("bash", "zsh", "fish")


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the commands."""
    completion = subparsers.add_parser("completion", help=texts.get("cli-completion-help"))
    completion.add_argument("shell", choices=SHELLS, help=texts.get("cli-completion-shell"))
    complete(completion, texts, run_completion, json=False)
    man = subparsers.add_parser("man", help=texts.get("cli-man-help"))
    complete(man, texts, run_man, json=False)


def run_completion(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print a script that completes commands, options and files."""
    import shtab

    parser = arguments.parser
    for command in (parser, *commands_of(parser)):
        for action in command._actions:
            if re.search(r"FILE|\.json", str(action.metavar or "")):
                action.complete = shtab.FILE
    print(shtab.complete(parser, arguments.shell))
    return 0


def run_man(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print the manual page, in roff (man(7))."""
    for line in man_page(arguments.parser, texts):
        print(line)
    return 0


def man_page(parser: argparse.ArgumentParser, texts: Texts) -> Iterator[str]:
    """Yield the lines of the manual page of all commands; plain ASCII with roff's special characters."""
    yield f'.TH CLOUDGATE-SETUP 1 "" "cloudgate-setup {__version__}" ""'
    yield ".SH NAME"
    yield f"cloudgate\\-setup \\- {_roff(texts.get('cli-man-name'))}"
    yield ".SH SYNOPSIS"
    yield "\\fBcloudgate\\-setup\\fR [options]"
    yield ".br"
    yield "\\fBcloudgate\\-setup\\fR \\fICOMMAND\\fR ..."
    yield ".SH DESCRIPTION"
    yield _roff(parser.description or "")
    yield ".SH COMMANDS"
    for command in commands_of(parser):
        yield f'.SS "{_roff(command.prog.partition(" ")[2])}"'
        yield from _paragraph(command.description or "")
        if is_group(command):
            continue
        usage = " ".join(command.format_usage().split()).removeprefix("usage: ")
        yield ".PP"
        yield _roff(usage)
        for name, words in options_of(command):
            yield ".TP"
            yield f"\\fB{_roff(name)}\\fR"
            yield _roff(words)
        yield from _verbatim(command.epilog or "")
    yield ".SH EXIT STATUS"
    yield from _verbatim((parser.epilog or "").partition("\n")[2])
    yield ".SH ENVIRONMENT"
    for variable in ("CLOUDGATE_SETUP_DATA", "CLOUDGATE_SETUP_DEBUG", "NO_COLOR"):
        yield ".TP"
        yield f"\\fB{variable}\\fR"
        yield _roff(texts.get(f"cli-man-{variable.lower().replace('_', '-')}"))


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield ".PP"
        yield _roff(" ".join(text.split()))


def _verbatim(text: str) -> Iterator[str]:
    for block in filter(None, text.split("\n\n")):
        yield ".PP"
        yield ".nf"
        yield from map(_roff, block.splitlines())
        yield ".fi"


_SIGNS = {"\\": "\\e", "-": "\\-", "’": "\\(cq", "‘": "\\(oq", "“": "\\(lq", "”": "\\(rq", "…": "...", "→": "\\(->"}


def _roff(text: str) -> str:
    """Return text in which nothing is interpreted as a request or an escape by roff (groff_char(7))."""
    signs = "".join(_SIGNS.get(one) or (one if one.isascii() else f"\\[u{ord(one):04X}]") for one in text)
    return f"\\&{signs}" if signs.startswith((".", "'")) else signs
