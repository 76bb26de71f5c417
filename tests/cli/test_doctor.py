"""``doctor`` and ``check --evidence`` against a practice company that really listens."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import Served, error_of, run, served

from wizard.cli.doctor import show_finding
from wizard.core.resources import resource
from wizard.core.texts import Texts
from wizard.doctor.rules import all_rules
from wizard.http import Transport
from wizard.practice.control import Control
from wizard.secrets.secret import Secret


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("company"), ["--people", "12"]) as company:
        yield company


@pytest.fixture(scope="module")
def control(company: Served) -> Iterator[Control]:
    facts = company.facts
    transport = Transport([Path(facts["ca_file"])])
    yield Control(facts["control"], Secret(facts["control_key"]), transport)
    transport.close()


def call(folder: Path, company: Served, *arguments: str, url: str = "") -> tuple[int, str, str]:
    facts = company.facts
    done = run(
        folder, *arguments, "--tenant-url", url or facts["scim"], "--token-stdin", "--ca", facts["ca_file"],
        stdin=facts["scim_token"],
    )  # fmt: skip
    assert facts["scim_token"] not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_every_rule_is_documented(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "list", "--json")
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == [rule.id for rule in all_rules()]
    assert all(len(row["recognises"]) > 20 and row["title"] and row["fix"] for row in rows)
    plain = run(tmp_path, "doctor", "list").stdout
    assert all(rule.id in plain for rule in all_rules())
    assert f"{len(rows)} rules" in plain


def test_every_finding_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    rules, texts = all_rules(), Texts()

    def shown(name: str, *, as_json: bool) -> str:
        assert show_finding(argparse.Namespace(id=name, json=as_json), texts) == 0, name
        return capsys.readouterr().out

    for name in dict.fromkeys(rule.id for rule in rules):
        said = json.loads(shown(name, as_json=True))
        own = [rule for rule in rules if rule.id == name]
        assert said["id"] == name and said["title"] and said["cause"] and said["fix"]
        assert bool(said["standard"]) == any(rule.defect for rule in own), name
        assert [(row["layer"], row["who"], row["recognises"]) for row in said["rules"]] == [
            (rule.layer, rule.who, rule.doc) for rule in own
        ]
        plain = shown(name, as_json=False)
        assert plain.startswith(f"{said['title']}  [{name}]\n")
        assert all(said[part] in plain for part in ("cause", "fix", "standard"))
        assert all(f"[{rule.layer}]" in plain and f"[{rule.who}]" in plain and rule.doc in plain for rule in own)


def test_a_finding_of_several_rules_is_shown_with_each_of_them(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "show", "cred-401-invalid")
    assert done.returncode == 0 and done.stderr == ""
    said = done.stdout
    assert said.count("did not accept the secret token") == 1
    assert "You can fix this. [you]" in said
    assert "(Likely, not certain.) Your Entra administrator can fix this. [entra-admin]" in said


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("cred-401-invald", "cred-401-invalid"),
        ("CRED-401-INVALID", "cred-401-invalid"),
        ("throttled", "run-throttled, run-graph-on-demand-throttled"),
        ("401", "cred-401-invalid"),
    ],
)
def test_an_unknown_finding_is_told_with_the_nearest(tmp_path: Path, name: str, near: str) -> None:
    done = run(tmp_path, "doctor", "show", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"“{name}”" in done.stderr and f"Did you mean {near}" in done.stderr
    done = run(tmp_path, "doctor", "show", name, "--json")
    error = error_of(done)
    assert done.returncode == 2 and error["code"] == "usage-finding"
    assert error["parameters"]["near"].startswith(near)


@pytest.mark.parametrize("name", ["zzz", "", "\x1b[31m"])
def test_where_nothing_is_near_the_list_is_named(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, "doctor", "show", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "doctor list" in done.stderr and "Did you mean" not in done.stderr and "\x1b" not in done.stderr


def test_the_address_is_found(company: Served, tmp_path: Path) -> None:
    root = company.facts["scim"].split("/scim")[0]
    code, out, _ = call(tmp_path, company, "doctor", "find-url", "--json", url=f"{root}/console")
    found = json.loads(out)
    assert code == 0 and found[0]["url"] == f"{root}/scim/v2"
    code, out, _ = call(tmp_path, company, "doctor", "find-url", url=f"{root}/console")
    assert code == 0 and out.splitlines()[0].startswith(f"{root}/scim/v2")


def test_nothing_is_created_without_agreement(company: Served, control: Control, tmp_path: Path) -> None:
    code, _, err = call(tmp_path, company, "doctor", "patch")
    assert code == 3 and "--agree" in err


def test_changes_are_tried_in_both_forms(company: Served, control: Control, tmp_path: Path) -> None:
    code, out, _ = call(tmp_path, company, "doctor", "patch", "--agree")
    assert code == 0 and "Remove one of two members" in out and "does not need it" in out
    control.set_fault("url-flag-missing", True)
    try:
        code, out, _ = call(tmp_path, company, "doctor", "patch", "--agree", "--json")
        told = json.loads(out)
        assert code == 1 and told["findings"][0]["id"] == "url-flag-missing"
        assert told["facts"]["left"] == [] and {one["outcome"] for one in told["facts"]["trials"]} > {"works"}
        facts = company.facts
        code, out, _ = call(tmp_path, company, "doctor", "patch", "--agree", url=f"{facts['scim']}?aadOptscim062020")
        assert code == 0
    finally:
        control.set_fault("url-flag-missing", False)


def test_the_mappings_say_what_is_tried(company: Served, tmp_path: Path) -> None:
    schema = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
    (users,) = [
        each for rule in schema["synchronizationRules"] for each in rule["objectMappings"]
        if each["sourceObjectName"] == "User"
    ]  # fmt: skip
    users["attributeMappings"] = [
        row for row in users["attributeMappings"] if row["targetAttributeName"] in ("userName", "active", "displayName")
    ]
    (tmp_path / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    more = ("--schema", str(tmp_path / "schema.json"), "--users-only")
    code, out, _ = call(tmp_path, company, "doctor", "patch", "--agree", "--json", *more)
    trials = {one["id"]: one for one in json.loads(out)["facts"]["trials"]}
    assert code == 0 and "create-group" not in trials
    assert (trials["manager"]["outcome"], trials["manager"]["note"]) == ("not-tried", "not-mapped")
    assert trials["replace"]["paths"] == ["displayName"]


def test_evidence_is_printed(company: Served, control: Control, tmp_path: Path) -> None:
    control.set_fault("conn-null-resources", True)
    try:
        code, out, _ = call(tmp_path, company, "check", "--evidence")
    finally:
        control.set_fault("conn-null-resources", False)
    assert code == 1
    assert "RFC 7644, section 3.4.2" in out and '"Resources": null' in out


def test_a_wrong_clock_is_advice(company: Served, control: Control, tmp_path: Path) -> None:
    control.set_fault("service-clock", True)
    try:
        code, out, _ = call(tmp_path, company, "check")
    finally:
        control.set_fault("service-clock", False)
    assert code == 0
    assert "[service-clock]" in out and "12 minutes behind" in out and "NTP" in out
    assert "[service-clock]" not in call(tmp_path, company, "check")[1]


def test_the_matching_attribute_is_asked_for(company: Served, tmp_path: Path) -> None:
    code, out, _ = call(tmp_path, company, "check", "--json", "--matching", "externalId")
    report = json.loads(out)
    assert code == 0
    assert "matching" in {check["id"] for check in report["checks"]}
    assert report["facts"]["matching"] == "externalId"
