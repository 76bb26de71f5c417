"""``support``: make, show, scan, compare and check support files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import support_record
from wizard.cli.files import may_write
from wizard.cli.opening import OpenSetup, answers_with_token, open_setup
from wizard.cli.output import say, say_finding, write_json
from wizard.cli.parser import complete
from wizard.cli.progress import progress
from wizard.cli.stdin import read_token
from wizard.core.errors import InputError, WizardError
from wizard.journey.services.log_comparison import kept_plan
from wizard.journey.services.token import load_token
from wizard.journey.steps.begin import sign_in
from wizard.secrets.secret import Secret
from wizard.support_file.archive import documents_of, read, save
from wizard.support_file.collect import PARTS, Wanted, collect
from wizard.support_file.compare import compare, default_meaning, meaning_of
from wizard.support_file.known import Known
from wizard.support_file.make import finish
from wizard.support_file.offline_client import judge
from wizard.support_file.scan import Scanner
from wizard.wiring import practice_can_come_back
from wizard.wording.differences import difference_line

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonObject
    from wizard.core.texts import Texts
    from wizard.journey.answers import Answers
    from wizard.journey.machine import SavedSetup
    from wizard.support_file.model import Case, Naming

NAMINGS: Mapping[str, Naming] = {"none": "none", "pseudonymized": "stand-ins", "real": "real"}
"""Choices of the command line, with the values in the file's manifest."""

DEFAULTS = "defaults"


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the commands."""
    parser = subparsers.add_parser("support", help=texts.get("support-cli-help"))
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    make = actions.add_parser("make", help=texts.get("support-cli-make-help"))
    make.add_argument("setup", metavar="SETUP", help=texts.get("cli-rehearse-setup"))
    make.add_argument("file", type=Path, metavar="FILE", help=texts.get("support-cli-make-file"))
    make.add_argument("--people", choices=NAMINGS, default="pseudonymized", help=texts.get("support-cli-make-people"))
    make.add_argument(
        "--without", action="append", default=[], metavar="PART", help=texts.get("support-cli-make-without")
    )
    make.add_argument("--offline", action="store_true", help=texts.get("support-cli-make-offline"))
    make.add_argument("--token-stdin", action="store_true", help=texts.get("cli-rehearse-token"))
    complete(make, texts, run_make, ca=True, writes=True)
    support_record.register(actions, texts)
    for name, work in (("show", run_show), ("scan", run_scan), ("check", run_check)):
        action = actions.add_parser(name, help=texts.get(f"support-cli-{name}-help"))
        action.add_argument("file", type=Path, metavar="FILE", help=texts.get("support-cli-file"))
        if name == "scan":
            action.add_argument("--secret-stdin", action="store_true", help=texts.get("support-cli-scan-secret"))
        complete(action, texts, work)
    compare = actions.add_parser("compare", help=texts.get("support-cli-compare-help"))
    compare.add_argument("first", metavar="A", help=texts.get("support-cli-file"))
    compare.add_argument("second", metavar="B", help=texts.get("support-cli-compare-second", name=DEFAULTS))
    complete(compare, texts, run_compare)
    window = actions.add_parser("open", help=texts.get("support-cli-open-help"))
    window.add_argument("file", type=Path, metavar="FILE", help=texts.get("support-cli-file"))
    complete(window, texts, run_open, json=False)


def run_open(arguments: argparse.Namespace, texts: Texts) -> int:
    """Report that a window is needed; the program itself handles this command before it gets here."""
    raise InputError("no-display", {"program": "cloudgate-setup"})


def run_make(arguments: argparse.Namespace, texts: Texts) -> int:
    """Make a support file of a saved setup: return 0 if it was saved.

    Raises:
        InputError: there is no such part; no setup matches, or several do.
        ConsentNeeded: ``usage-overwrite``: the file exists, and nobody agreed to replace it.
        SavedSetupError: the setup cannot be read.
        SupportFileError: something that must not be passed on remains, or the file cannot be written.
    """
    unknown = sorted(set(arguments.without) - set(PARTS))
    if unknown:
        raise InputError("usage-support-part", {"part": unknown[0], "parts": ", ".join(PARTS)})
    parts = frozenset(PARTS) - set(arguments.without)
    with open_setup(arguments) as opened:
        may_write(arguments.file, arguments, texts)
        case, secrets = _collected(arguments, texts, parts, opened)
    with progress(texts, quiet=arguments.json, what="support-making-scan"):
        made = finish(case, secrets)
        save(made.content, arguments.file)
    if made.names:
        opened.store.keep_names(opened.setup.id, made.case.manifest.id, made.names)
    if arguments.json:
        write_json({"file": str(arguments.file), **_shown(made.case)})
        return 0
    for line in _summary(made.case, texts):
        say(line)
    say(texts.get("support-cli-saved", file=str(arguments.file)))
    return 0


def _collected(
    arguments: argparse.Namespace, texts: Texts, parts: frozenset[str], opened: OpenSetup
) -> tuple[Case, list[Secret]]:
    context, secrets = opened.context, []
    online = not arguments.offline and (not opened.setup.practice or practice_can_come_back(opened.company))
    if online:
        opened.restore_company(texts)
    answers = opened.answers
    signs_in = online and bool(answers.service_principal_id)
    if signs_in:
        answers = answers_with_token(context, opened.setup, token_stdin=arguments.token_stdin)
    with progress(texts, quiet=arguments.json) as tell:
        if signs_in:
            sign_in(tell.task, context, answers, reading=True, log=True)
        try:
            if online:
                secrets.append(load_token(context, answers))
        except WizardError as error:
            tell.say(texts.problem(error).what)
        plan = kept_plan(tell.task, context, lambda: opened.store, opened.setup.id, opened.answers)
        wanted = Wanted(naming=NAMINGS[arguments.people], parts=parts, fresh=online, kept=plan)
        case = collect(tell.task, context, _with_answers(opened.setup, answers), wanted)
        # Also secrets that were replaced meanwhile: a server may have echoed them.
        return case, [*secrets, *context.transport.redactor.secrets]


def _with_answers(setup: SavedSetup, answers: Answers) -> SavedSetup:
    """Return the setup with this run's token location; the rest is as it was saved."""
    own = setup.snapshot.answers.with_(token_reference=answers.token_reference, token_kept=answers.token_kept)
    return replace(setup, snapshot=replace(setup.snapshot, answers=own))


def _read(path: Path | str, arguments: argparse.Namespace, texts: Texts) -> Case:
    with progress(texts, quiet=arguments.json, what="cli-support-reading"):
        return read(Path(path))


def run_show(arguments: argparse.Namespace, texts: Texts) -> int:
    """Show the content of a support file."""
    case = _read(arguments.file, arguments, texts)
    if arguments.json:
        write_json(_shown(case))
        return 0
    for line in _summary(case, texts):
        say(line)
    return 0


def _shown(case: Case) -> JsonObject:
    import msgspec

    return {"manifest": msgspec.to_builtins(case.manifest), "counts": _counts(case)}


def _counts(case: Case) -> dict[str, int]:
    return {
        "people": len(case.directory.people) if case.directory is not None else 0,
        "groups": len(case.directory.groups) if case.directory is not None else 0,
        "accounts": len(case.cloudgate.users) if case.cloudgate is not None else 0,
        "operations": len(case.plan.operations) if case.plan is not None else 0,
        "log": len(case.log.rows) if case.log is not None else 0,
        "exchanges": len(case.exchanges.exchanges) if case.exchanges is not None else 0,
        "findings": len(case.doctor.findings) + len(case.doctor.job_findings) if case.doctor is not None else 0,
    }


def _summary(case: Case, texts: Texts) -> Iterator[str]:
    manifest = case.manifest
    yield texts.get("support-cli-lead", name=manifest.name, made=manifest.made, program=manifest.program)
    yield texts.get("support-cli-naming", naming=manifest.naming)
    if case.setup is not None:
        yield texts.get("support-cli-place", title=_title(case.setup.current, texts))
    for name, count in _counts(case).items():
        if count:
            yield f"  {texts.get(f'support-count-{name}', count=count)}"
    for part, reason in manifest.left_out.items():
        what = texts.get(f"support-part-{part}") if texts.has(f"support-part-{part}") else part
        if reason == "choice":
            why = texts.get("support-cli-by-choice")
        else:  # an error code; a file of a newer version may have a code without a text here
            why = texts.get(f"error-{reason}") if texts.has(f"error-{reason}") else reason
        yield texts.get("support-cli-left-out", what=what, why=why)


def _title(step_id: str, texts: Texts) -> str:
    return texts.get(f"step-{step_id}-title") if texts.has(f"step-{step_id}-title") else step_id


def run_scan(arguments: argparse.Namespace, texts: Texts) -> int:
    """Scan a file for credentials, and for a given secret: return 0 if there are none, else 1.

    Raises:
        InputError: the secret cannot be used.
        SupportFileError: the file cannot be read.
    """
    secrets = [Secret(read_token().strip())] if arguments.secret_stdin else []
    with progress(texts, quiet=arguments.json, what="cli-support-scanning"):
        leaks = Scanner(Known(), secrets).scan(documents_of(arguments.file))
    if arguments.json:
        write_json([asdict(leak) for leak in leaks])
    else:
        for leak in leaks:
            say(texts.get("support-cli-leak", document=leak.document, place=leak.place, kind=leak.kind))
        say(texts.get("support-cli-scanned", count=len(leaks)))
    return 1 if leaks else 0


def run_check(arguments: argparse.Namespace, texts: Texts) -> int:
    """Evaluate the recorded facts again: return 0 if there are no findings, else 1; new findings are marked.

    Raises:
        InputError: ``support-no-test``: the file contains no facts.
        SupportFileError: the file cannot be read.
    """
    case = _read(arguments.file, arguments, texts)
    if case.doctor is None:
        raise InputError("support-no-test")
    now = judge(case.doctor.facts)
    before = {finding.id for finding in (*case.doctor.findings, *case.doctor.job_findings)}
    if arguments.json:
        found = {
            "findings": [asdict(finding) for finding in now],
            "before": [asdict(finding) for finding in (*case.doctor.findings, *case.doctor.job_findings)],
            "new": [finding.id for finding in now if finding.id not in before],
        }
        write_json(found)
        return 1 if now else 0
    for finding in now:
        say_finding(finding, texts, texts.get("support-cli-new") if finding.id not in before else "")
    say(texts.get("support-cli-checked", count=len(now)))
    return 1 if now else 0


def run_compare(arguments: argparse.Namespace, texts: Texts) -> int:
    """Compare two files by meaning: return 0 if they mean the same, else 1.

    Raises:
        SupportFileError: a file cannot be read.
    """
    first = meaning_of(_read(arguments.first, arguments, texts))
    second = (
        default_meaning() if arguments.second == DEFAULTS else meaning_of(_read(arguments.second, arguments, texts))
    )
    with progress(texts, quiet=arguments.json, what="cli-support-comparing"):
        found = compare(first, second)
    if arguments.json:
        write_json([{name: getattr(one, name) for name in ("area", "what", "before", "after")} for one in found])
        return 1 if found else 0
    for one in found:
        say(difference_line(one, texts))
    say(texts.get("support-cli-compared", count=len(found)))
    return 1 if found else 0
