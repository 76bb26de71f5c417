"""``check``: Test Connection without the window."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from wizard.tasks import Progress, Task
from wizard.texts import Texts

SIGNS = {"pass": "ok  ", "fail": "FAIL", "warn": "note", "skip": "-   "}


def register(subparsers: Any, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help=texts.get("cli-check-help"))
    parser.add_argument("--tenant-url", required=True, metavar="URL", help=texts.get("cli-check-url"))
    parser.add_argument("--token-stdin", action="store_true", help=texts.get("cli-check-token"))
    parser.add_argument("--ca", type=Path, metavar="FILE", help=texts.get("cli-check-ca"))
    parser.add_argument("--matching", default="userName", metavar="NAME", help=texts.get("cli-check-matching"))
    parser.add_argument("--no-groups", action="store_true", help=texts.get("cli-check-no-groups"))
    parser.add_argument("--evidence", action="store_true", help=texts.get("cli-check-evidence"))
    parser.add_argument("--json", action="store_true", help=texts.get("cli-json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Test the connection: 0 when Entra can connect, 1 when not.

    Raises:
        InputError: URL or token cannot be used.
    """
    from wizard.cli.stdin import read_token, tell_cleaned
    from wizard.doctor import Asked, Check, diagnose
    from wizard.doctor.evidence import has_evidence, page
    from wizard.secrets.secret import Secret
    from wizard.secrets.token import clean_token
    from wizard.wiring import make_context

    pasted = read_token(texts, piped=arguments.token_stdin)
    tell_cleaned(clean_token(pasted), texts)
    context = make_context(ca_files=[arguments.ca] if arguments.ca else [])

    def show(progress: Progress) -> None:
        check = progress.data
        if isinstance(check, Check) and not arguments.json:
            ms = f"{check.ms:6.0f} ms" if check.ms is not None else " " * 9
            print(f"{SIGNS[check.status]} {ms}  {texts.get(check.key, **check.params)}", flush=True)

    asked = Asked(matching=arguments.matching, groups=not arguments.no_groups)
    try:
        report = diagnose(arguments.tenant_url, Secret(pasted), context.transport, Task(show), asked)
    finally:
        context.close()
    if arguments.json:
        print(json.dumps(_with_words(report.to_json(), texts), indent=1))
        return 0 if report.ok else 1
    for finding in report.findings:
        key = f"finding-{finding.id}"
        print(f"\n{texts.get(key, **finding.params)}  [{finding.id}]")
        print(f"  {texts.get(f'{key}.cause', **finding.params)}")
        print(f"  {texts.get(f'{key}.fix', **finding.params)}")
    if arguments.evidence:
        for finding in report.findings:
            print("\n" + page(finding, report, texts) if has_evidence(finding, report) else "", end="")
    if report.ok:
        print(f"\n{texts.get('cli-check-ok')}")
    return 0 if report.ok else 1


def _with_words(report: dict[str, Any], texts: Texts) -> dict[str, Any]:
    for check in report["checks"]:
        check["text"] = texts.get(check["key"], **check["params"])
    for finding in report["findings"]:
        key = f"finding-{finding['id']}"
        finding["title"] = texts.get(key, **finding["params"])
        finding["cause"] = texts.get(f"{key}.cause", **finding["params"])
        finding["fix"] = texts.get(f"{key}.fix", **finding["params"])
    return report
