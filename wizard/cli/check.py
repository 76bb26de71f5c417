"""``check``: Test Connection without the window."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from wizard.cli.output import say, say_finding, say_lines, write_json
from wizard.cli.parser import complete
from wizard.cli.progress import progress
from wizard.cli.stdin import read_token, tell_cleaned
from wizard.core.tasks import Progress, Task
from wizard.core.texts import Texts
from wizard.doctor import Asked, Check, diagnose
from wizard.doctor.evidence import has_evidence
from wizard.secrets.secret import Secret
from wizard.secrets.token import clean_token
from wizard.wiring import make_context
from wizard.wording.evidence import page

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonObject

SIGNS = {"pass": ("ok  ", "green"), "fail": ("FAIL", "bold red"), "warn": ("note", "yellow"), "skip": ("-   ", "dim")}


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help=texts.get("cli-check-help"))
    parser.add_argument("--tenant-url", required=True, metavar="URL", help=texts.get("cli-check-url"))
    parser.add_argument("--token-stdin", action="store_true", help=texts.get("cli-check-token"))
    parser.add_argument("--matching", default="userName", metavar="NAME", help=texts.get("cli-check-matching"))
    parser.add_argument("--no-groups", action="store_true", help=texts.get("cli-check-no-groups"))
    parser.add_argument("--evidence", action="store_true", help=texts.get("cli-check-evidence"))
    complete(parser, texts, run, ca=True)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Test the connection: return 0 if Entra can connect, 1 if not.

    Raises:
        InputError: URL or token cannot be used.
    """
    pasted = read_token(texts, piped=arguments.token_stdin)
    tell_cleaned(clean_token(pasted), texts)
    asked = Asked(matching=arguments.matching, groups=not arguments.no_groups)
    with (
        closing(make_context(ca_files=arguments.ca)) as context,
        progress(texts, quiet=True, what="cli-check-working") as tell,
    ):

        def show(told: Progress) -> None:
            check = told.data
            if isinstance(check, Check) and not arguments.json:
                ms = f"{check.ms:6.0f} ms" if check.ms is not None else " " * 9
                say(SIGNS[check.status], f" {ms}  {texts.get(check.key, **check.params)}")
                sys.stdout.flush()
            tell(told)

        report = diagnose(Task(show), arguments.tenant_url, Secret(pasted), context.network, asked)
    if arguments.json:
        told = _with_words(report.to_json(), texts)
        for finding, shown in zip(report.findings, told["findings"], strict=True):
            if arguments.evidence and has_evidence(finding, report):
                shown["page"] = page(finding, report, texts)
        write_json(context.transport.redactor.value(told))
        return 0 if report.ok else 1
    for finding in report.findings:
        say()
        say_finding(finding, texts)
    if arguments.evidence:
        for finding in report.findings:
            if has_evidence(finding, report):
                say()
                say_lines(page(finding, report, texts))
    if report.ok:
        say()
        say((texts.get("cli-check-ok"), "green"))
    return 0 if report.ok else 1


def _with_words(report: JsonObject, texts: Texts) -> JsonObject:
    for check in report["checks"]:
        check["text"] = texts.get(check["key"], **check["params"])
    for finding in report["findings"]:
        key = f"finding-{finding['id']}"
        finding["title"] = texts.get(key, **finding["params"])
        finding["cause"] = texts.get(f"{key}.cause", **finding["params"])
        finding["fix"] = texts.get(f"{key}.fix", **finding["params"])
    return report
