"""``doctor``: lists and explains the doctor's rules, finds a Tenant URL, and tries PATCH dialects."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wizard.cli.files import read_text
from wizard.cli.output import columns, say, say_finding, table, write_json
from wizard.cli.parser import complete
from wizard.cli.progress import progress
from wizard.cli.stdin import read_token
from wizard.core.errors import ConsentNeeded, InputError
from wizard.core.nearest import nearest
from wizard.core.resources import resource
from wizard.core.texts import Texts
from wizard.doctor.evidence import DEFECTS
from wizard.doctor.finder import find_url
from wizard.doctor.patch_probe.probe import findings_of, probe_changes
from wizard.doctor.rules import all_rules
from wizard.doctor.rules.front import wants_slash
from wizard.mapping import Schema
from wizard.provisioning import Configuration
from wizard.secrets.token import clean_token
from wizard.wiring import make_context
from wizard.wording.findings import SAMPLE, finding_title
from wizard.wording.patch_probe import rows, verdicts

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonObject
    from wizard.doctor.rules import Rule
    from wizard.secrets.secret import Secret


NAMED = 3
"""Number of similar ids that an error names."""


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("doctor", help=texts.get("cli-doctor-help"))
    commands = parser.add_subparsers(dest="doctor", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help=texts.get("cli-doctor-list"))
    complete(listing, texts, show_rules)
    showing = commands.add_parser("show", help=texts.get("cli-doctor-show"))
    showing.add_argument("id", metavar="ID", help=texts.get("cli-doctor-id"))
    complete(showing, texts, show_finding)
    finder = commands.add_parser("find-url", help=texts.get("cli-doctor-find"))
    dialect = commands.add_parser("patch", help=texts.get("cli-doctor-patch"))
    dialect.add_argument("--schema", type=Path, metavar="FILE", help=texts.get("cli-doctor-schema"))
    dialect.add_argument("--users-only", action="store_true", help=texts.get("cli-doctor-users-only"))
    dialect.add_argument("--agree", action="store_true", help=texts.get("cli-doctor-agree"))
    for each, work in ((finder, find), (dialect, try_patch)):
        each.add_argument("--tenant-url", required=True, metavar="URL", help=texts.get("cli-check-url"))
        each.add_argument("--token-stdin", action="store_true", help=texts.get("cli-check-token"))
        complete(each, texts, work, ca=True)


def show_rules(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print every rule: id, layer, who can fix it, what it recognizes, and the text of its fix."""
    rows = [
        {
            "id": rule.id,
            "title": finding_title(rule.id, texts),
            "fix": texts.get(f"finding-{rule.id}.fix", **SAMPLE),
            **_row(rule),
        }
        for rule in all_rules()
    ]
    if arguments.json:
        write_json(rows)
        return 0
    for row in rows:
        mark = texts.get("cli-doctor-recorded") if row["tested_on_recorded_facts"] else ""
        kind = texts.get("cli-doctor-advice" if row["advice"] else "cli-doctor-cause")
        say((str(row["id"]), "bold"), f"  [{row['layer']}, {row['who']}, {kind}] {mark}".rstrip())
        say(f"  {row['title']}")
        say(f"  {texts.get('cli-doctor-recognises')} {row['recognises']}")
        say(f"  {texts.get('cli-doctor-fix')} {row['fix']}")
    say(texts.get("cli-doctor-count", count=len(rows)))
    return 0


def show_finding(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print what is known about one finding: its words, and every rule that yields it.

    Raises:
        InputError: ``usage-finding``: no rule yields a finding of that id.
    """
    name = arguments.id
    rules = [rule for rule in all_rules() if rule.id == name]
    if not rules:
        near = nearest(name, (rule.id for rule in all_rules()), NAMED, parts=True)
        raise InputError("usage-finding", {"name": name[:60], "near": ", ".join(near), "count": len(near)})
    title = finding_title(name, texts)
    cause, fix = (texts.get(f"finding-{name}.{part}", **SAMPLE) for part in ("cause", "fix"))
    standard = texts.get(f"evidence-rule-{name}") if name in DEFECTS else ""
    if arguments.json:
        rows = [_row(rule) for rule in rules]
        write_json({"id": name, "title": title, "cause": cause, "fix": fix, "standard": standard, "rules": rows})
        return 0
    say((f"{title}  [{name}]", "bold"))
    say(texts.get("cli-doctor-why"), f" {cause}", indent=2)
    say(texts.get("cli-doctor-fix"), f" {fix}", indent=2)
    if standard:
        say(texts.get("cli-doctor-standard"), f" {standard}", indent=2)
    for rule in rules:
        kind = texts.get("cli-doctor-advice" if rule.advice else "cli-doctor-cause")
        mark = texts.get("cli-doctor-recorded") if rule.recorded else ""
        say()
        say(texts.get("cli-doctor-recognises"), f" {rule.doc}", indent=2)
        say(texts.get("cli-doctor-layer"), f" {texts.get(f'cli-doctor-layer-{rule.layer}')} [{rule.layer}]", indent=2)
        say(texts.get("cli-doctor-kind"), f" {kind} {mark}".rstrip(), indent=2)
        say(texts.get("credentials-who", who=rule.who, confidence=rule.confidence), f" [{rule.who}]", indent=2)
    say()
    say(texts.get("cli-doctor-sample"))
    return 0


def _row(rule: Rule) -> JsonObject:
    return {
        "layer": rule.layer,
        "who": rule.who,
        "advice": rule.advice is True,
        "confidence": rule.confidence,
        "evidence": list(rule.evidence),
        "defect": rule.defect,
        "tested_on_recorded_facts": rule.recorded,
        "recognises": rule.doc,
    }


def _token(arguments: argparse.Namespace, texts: Texts) -> Secret:
    return clean_token(read_token(texts, piped=arguments.token_stdin)).secret


def find(arguments: argparse.Namespace, texts: Texts) -> int:
    """Try the given URL and likely alternatives: return 0 if a response is SCIM, else 1.

    Raises:
        InputError: URL or token cannot be used.
    """
    token = _token(arguments, texts)
    with (
        closing(make_context(ca_files=arguments.ca)) as context,
        progress(texts, quiet=arguments.json, what="cli-doctor-finding") as tell,
    ):
        found = find_url(tell.task, arguments.tenant_url, token, context.transport)
    if arguments.json:
        write_json([asdict(each) for each in found])
    else:
        rows = []
        for each in found:
            answer = each.answer
            said = texts.get("cli-doctor-answers", how="good" if answer.good else "no", status=answer.status)
            rows.append((each.url, texts.get(f"finder-{each.note}"), answer.error or said))
        table(columns(texts, [f"cli-doctor-head-{name}" for name in ("url", "guess", "answer")]), rows)
        given = next(each for each in found if each.note == "as-given")
        if wants_slash(given.answer, f"{urlsplit(given.url).path}/Users"):
            params = {"status": given.answer.status, "location": given.answer.location}
            for part in ("", ".cause", ".fix"):
                say(texts.get(f"finding-service-trailing-slash{part}", **params))
        elif not found[0].answer.good:
            say(texts.get("cli-doctor-find-none"))
    return 0 if found[0].answer.good else 1


def try_patch(arguments: argparse.Namespace, texts: Texts) -> int:
    """Run the patch probe: return 0 if all trials work, 1 if something that Entra needs does not.

    Raises:
        ConsentNeeded: ``usage-agree``: it creates test objects, and nobody agreed.
        InputError: URL or token cannot be used.
        MappingError: the schema cannot be used.
        NetworkError: the service does not respond.
    """
    raw = read_text(arguments.schema or resource("schema/practice-schema.json"))
    configuration = Configuration.from_schema(Schema.from_text(raw), sync_all=False)
    if arguments.users_only:
        configuration = replace(configuration, groups=None)
    token = _token(arguments, texts)
    if not arguments.agree:
        raise ConsentNeeded("usage-agree")
    with closing(make_context(ca_files=arguments.ca)) as context, progress(texts, quiet=arguments.json) as tell:
        facts = probe_changes(tell.task, arguments.tenant_url, token, context.transport, configuration)
    found = findings_of(arguments.tenant_url, facts)
    code = 0 if all(each.advice for each in found) else 1
    if arguments.json:
        write_json({"facts": asdict(facts), "findings": [asdict(each) for each in found]})
        return code
    heads = columns(texts, [f"cli-doctor-head-{name}" for name in ("tried", "classic", "standard")])
    table(heads, [row[:3] for row in rows(facts, texts)])
    for line in verdicts(facts, texts):
        say(line)
    for each in found:
        say()
        say_finding(each, texts)
    return code
