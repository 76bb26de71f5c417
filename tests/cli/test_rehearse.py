"""``rehearse`` and ``why``: from files and on the practice company, in every form, with the limits' exit code."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ROOT, run

from wizard.core.resources import resource_root
from wizard.core.texts import Texts
from wizard.directory import Group, Member, Person
from wizard.mapping import Schema
from wizard.mapping.checks.people import is_special
from wizard.provisioning import Configuration, Plan, Source, TargetSnapshot, plan
from wizard.provisioning.plan_json import compare, digest, ordered, plan_from_json, plan_json
from wizard.wording.plan import page

SCHEMA = resource_root() / "schema/practice-schema.json"
NOTHING = dict.fromkeys(
    """mail givenName surname jobTitle department employeeId preferredLanguage officeLocation
    streetAddress city state postalCode country businessPhones mobilePhone faxNumber mailNickname manager""".split()  # noqa: SIM905
)
"""A file that has every attribute that the mappings read, without values: nothing is left unknown."""

PEOPLE: list[dict[str, Any]] = [
    {**NOTHING, "id": "1", "displayName": "Ana <b>", "userPrincipalName": "ana@x.example", "mail": "ana@x.example"},
    {"id": "2", "displayName": "=Bo", "userPrincipalName": "bo@x.example"},
    {"id": "3", "displayName": "Cem", "userPrincipalName": None},
    {"id": "4", "displayName": "Dua", "userPrincipalName": "dua@x.example", "accountEnabled": False},
]
ACCOUNTS = [
    {"id": "a", "userName": "BO@x.example", "active": True, "displayName": "Bo"},
    {"id": "b", "userName": "dua@x.example", "active": True, "displayName": "Dua"},
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    (tmp_path / "accounts.json").write_text(json.dumps({"Resources": ACCOUNTS}), encoding="utf-8")
    return ["--schema", str(SCHEMA), "--people", "people.json", "--accounts", "accounts.json"]


def test_everybody_has_a_verdict_and_a_reason(tmp_path: Path, files: list[str]) -> None:
    done = run(tmp_path, "rehearse", *files, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    verdicts = {item["name"]: item["verdict"] for item in found["operations"]}
    assert verdicts == {"Ana <b>": "create", "=Bo": "update", "Cem": "skip", "Dua": "disable"}
    ana = next(item for item in found["operations"] if item["name"] == "Ana <b>")
    assert ana["requests"][0]["method"] == "POST" and ana["requests"][0]["body"]["userName"] == "ana@x.example"
    assert found["counts"]["User"] == {"create": 1, "disable": 1, "skip": 1, "update": 1}
    assert len(found["digest"]) == 64
    assert json.loads(run(tmp_path, "rehearse", *files, "--json").stdout) == found
    assert json.loads(run(tmp_path, "rehearse", *files, "--flag", "--json").stdout)["digest"] != found["digest"]


def test_a_condition_that_entra_ignores_keeps_nobody_out(tmp_path: Path) -> None:
    """define-conditional-rules-for-provisioning-user-accounts: no filters on userType. Check and plan are of one mind."""
    clause = {"sourceOperandName": "userType", "operatorName": "EQUALS", "targetOperand": {"values": ["Member"]}}
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for rule in schema["synchronizationRules"]:
        for mapping in rule["objectMappings"]:
            if mapping["sourceObjectName"] == "User":
                mapping["scope"] = {"groups": [{"name": "Members", "clauses": [clause]}]}
    guest = {"id": "5", "displayName": "Guest", "userPrincipalName": "g@x.example", "userType": "Guest"}
    (tmp_path / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "people.json").write_text(json.dumps([PEOPLE[0], guest]), encoding="utf-8")
    checked = run(tmp_path, "mappings", "check", "schema.json")
    assert "Entra ignores filters on" in checked.stdout
    files = ["--schema", "schema.json", "--people", "people.json"]
    told = run(tmp_path, "rehearse", *files).stdout
    assert "create: 2 people" in told
    assert "Entra ignores the condition on userType. 1 user is in scope only for that reason: Guest" in told
    assert json.loads(run(tmp_path, "rehearse", *files, "--json").stdout)["unfiltered"] == {"5": "userType"}
    assert "Entra ignores userType EQUALS “Member”" in run(tmp_path, "why", "Guest", *files).stdout


def test_sharp_s_is_no_double_s(tmp_path: Path) -> None:
    """Names are compared letter by letter, ignoring case: nobody gets the account of somebody else."""
    people = {
        "people": [{"id": "1", "displayName": "S", "userPrincipalName": "strasse@x.example"}],
        "groups": [{"id": "g3", "displayName": "Straße"}, {"id": "g4", "displayName": "STRASSE"}],
    }
    (tmp_path / "people.json").write_text(json.dumps(people), encoding="utf-8")
    (tmp_path / "accounts.json").write_text(json.dumps([{"id": "x", "userName": "straße@x.example"}]), encoding="utf-8")
    files = ["--schema", str(SCHEMA), "--people", "people.json", "--accounts", "accounts.json"]
    found = json.loads(run(tmp_path, "rehearse", *files, "--json").stdout)
    assert [one["verdict"] for one in found["operations"]] == ["create", "create", "create"]
    (tmp_path / "people.json").write_text(json.dumps({**people, "people": []}), encoding="utf-8")
    done = run(tmp_path, "rehearse", *files)
    assert done.returncode == 0 and "create: 2 groups" in done.stdout, "a file of groups alone is planned too"


def test_groups_have_words_of_their_own_and_blanks_are_seen(tmp_path: Path) -> None:
    members = [{"id": "1", "displayName": "A", "userPrincipalName": "a@x.example"}]
    titles = ("Engineering", "Engineering ", "engineering", "\u00a0Sales", "Sales")
    groups = [{"id": f"g{n}", "displayName": title, "members": []} for n, title in enumerate(titles)]
    (tmp_path / "people.json").write_text(json.dumps({"people": members, "groups": groups}), encoding="utf-8")
    files = ["--schema", str(SCHEMA), "--people", "people.json"]
    told = run(tmp_path, "rehearse", *files).stdout
    assert "another group has the same name in different letter case (Engineering)" in told
    assert "Rename one of the two groups in Entra." in told and "another person" not in told
    assert "“Engineering ”: new:" in told and "“\u00a0Sales”: new:" in told and "  Sales: new:" in told
    done = run(tmp_path, "rehearse", *files, "--match-audit")
    assert "look the same: Engineering, “Engineering ”, engineering" in done.stdout
    assert "look the same: “\u00a0Sales”, Sales" in done.stdout


@pytest.mark.parametrize("form", ["--json", "--csv", "--html"])
def test_names_pass_through_any_pipe(tmp_path: Path, files: list[str], form: str) -> None:
    people = [{"displayName": "Łukasz Søn 中", "userPrincipalName": "l@x.example"}]
    (tmp_path / "people.json").write_text(json.dumps(people), encoding="utf-8")
    done = run(tmp_path, "rehearse", *files, form, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Łukasz Søn 中" in done.stdout
    if form == "--json":
        assert json.loads(done.stdout)["operations"][0]["name"] == "Łukasz Søn 中"
        said = run(tmp_path, "why", "lukasz", *files, form, PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout
        assert json.loads(said)[0]["person"]["name"] == "Łukasz Søn 中"


def test_tables_are_harmless(tmp_path: Path, files: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(run(tmp_path, "rehearse", *files, "--csv").stdout)))
    assert len(rows) == 5 and rows[0][1] == "Name"
    assert "'=Bo" in [row[1] for row in rows]
    html = run(tmp_path, "rehearse", *files, "--html").stdout
    assert "<b>" not in html and "Ana &lt;b&gt;" in html
    name_of_a_form = 'xmlns="http://www.w3.org/2000/svg"'
    assert "http" not in html.replace("x.example", "").replace(name_of_a_form, "")


@pytest.mark.parametrize("form", ["", "--json", "--csv", "--html"])
def test_the_limits_have_an_exit_code_in_every_form(tmp_path: Path, files: list[str], form: str) -> None:
    arguments = [*files, *([form] if form else [])]
    good = run(tmp_path, "rehearse", *arguments)
    assert (good.returncode, good.stderr) == (0, "")
    beyond = run(tmp_path, "rehearse", *arguments, "--limit", "0")
    assert (beyond.returncode, beyond.stdout) == (3, good.stdout), "what was asked for is printed all the same"
    assert "1 person of 4 would be disabled or deleted. The limit is 0" in beyond.stderr
    assert run(tmp_path, "rehearse", *arguments, "--limit", "-1").returncode == 2


def test_the_text_shows_problems_first_with_what_to_do(tmp_path: Path, files: list[str]) -> None:
    twins = [{"id": "8", "displayName": "Zoe\x1b[2J", "userPrincipalName": "ana@x.example"}]
    many = [{"id": f"n{n}", "displayName": f"New {n:02}", "userPrincipalName": f"n{n}@x.example"} for n in range(30)]
    (tmp_path / "people.json").write_text(json.dumps([*PEOPLE, *twins, *many]), encoding="utf-8")
    said = run(tmp_path, "rehearse", *files).stdout
    assert "\x1b" not in said, "names do nothing to a terminal"
    lines = said.splitlines()
    heads = [line.partition(":")[0] for line in lines if line and not line.startswith(" ") and ": " in line]
    assert heads[:5] == ["blocking issue", "disable", "create", "update", "skip"]
    assert lines[0] == "35 people, 0 groups; everybody is in scope"
    assert lines[2:5] == [
        "blocking issue: 1 person", "  Zoe\\x1b[2J: another person matches the same account (Ana <b>)",
        "    What to do: Give one of the two people another value for the matching attribute.",
    ]  # fmt: skip
    assert "  … and 11 more (--all shows everybody)" in lines
    assert "New 29" not in said and "New 18" in said
    every = run(tmp_path, "rehearse", *files, "--all").stdout
    assert "New 29" in every and "more (--all" not in every
    assert "People: 31 create, 1 update, 1 disable, 0 delete, 1 skip, 1 blocking issue, 0 no change" in every


def test_every_reason_is_seen_however_long_the_others_are(tmp_path: Path, files: list[str]) -> None:
    people: list[dict[str, Any]] = [
        {**NOTHING, "id": f"a{n}", "displayName": f"Away {n}", "softDeleted": True} for n in range(40)
    ]
    people += [{"id": f"m{n}", "displayName": f"Nameless {n}", "userPrincipalName": None} for n in range(40)]
    (tmp_path / "people.json").write_text(json.dumps(people), encoding="utf-8")
    said = run(tmp_path, "rehearse", *files).stdout
    assert "skip: 80 people" in said and said.count("… and 20 more") == 2
    assert "Fill in the attribute in Entra" in said and "restore the person in Entra" in said


def test_what_is_different_since_a_saved_plan(tmp_path: Path, files: list[str]) -> None:
    old = run(tmp_path, "rehearse", *files, "--json").stdout
    (tmp_path / "old.json").write_text(old, encoding="utf-8")
    same = run(tmp_path, "rehearse", *files, "--against", "old.json")
    assert (same.returncode, same.stderr) == (0, "")
    assert same.stdout.startswith("No differences from the other plan.\n")
    changed = [{**PEOPLE[0], "mail": "new@x.example"}, {**PEOPLE[1], "accountEnabled": False}, *PEOPLE[3:]]
    changed.append({"id": "9", "displayName": "Nia", "userPrincipalName": "nia@x.example"})
    (tmp_path / "people.json").write_text(json.dumps(changed), encoding="utf-8")
    done = run(tmp_path, "rehearse", *files, "--against", "old.json")
    assert "different from the other plan: 2\n" in done.stdout
    assert "  =Bo: update → disable: " in done.stdout and "  Ana <b>: create: " in done.stdout
    assert "new in this plan: 1\n  Nia: create: " in done.stdout
    assert "no longer in this plan: 1\n  Cem: skip: " in done.stdout
    found = json.loads(run(tmp_path, "rehearse", *files, "--against", "old.json", "--json").stdout)
    told = {(one["how"], one["operation"]["name"]) for one in found["against"]["differences"]}
    assert told == {("other", "=Bo"), ("other", "Ana <b>"), ("new", "Nia"), ("gone", "Cem")}
    assert found["against"]["digest"] == json.loads(old)["digest"] != found["digest"]
    other = run(tmp_path, "rehearse", *files, "--flag", "--against", "old.json")
    assert "calculated for another tenant" in other.stderr
    for form in ("--csv", "--html"):
        assert run(tmp_path, "rehearse", *files, "--against", "old.json", form).returncode == 2


def test_why_tells_every_step(tmp_path: Path, files: list[str]) -> None:
    said = run(tmp_path, "why", "cem", *files)
    assert said.returncode == 0
    assert "userName has no matching value" in said.stdout and "skip" in said.stdout
    said = run(tmp_path, "why", "bo@x.example", *files)
    assert "one account has userName “bo@x.example”: a" in said.stdout and "PATCH /Users/a" in said.stdout
    found = json.loads(run(tmp_path, "why", "Dua", *files, "--json").stdout)
    assert [step["name"] for step in found[0]["steps"]] == ["assignment", "match", "action"]
    assert run(tmp_path, "why", "nobody at all", *files).returncode == 1


def test_why_asks_back_when_several_fit(tmp_path: Path) -> None:
    several = run(tmp_path, "why", "chloe", "--practice", "--people", "200")
    assert several.returncode == 1
    assert "match. Give more of the name" in several.stdout and "@harborlights.example" in several.stdout
    listed = json.loads(run(tmp_path, "why", "chloe", "--practice", "--people", "200", "--json").stdout)
    assert len(listed) > 1 and set(listed[0]) == {"person"}
    one = run(tmp_path, "why", "okafor NYSTROM", "--practice")
    assert one.returncode == 0 and one.stdout.startswith("Astrid Nyström-Okafor  admin@")


def test_why_a_group(tmp_path: Path) -> None:
    said = run(tmp_path, "why", "site leads", "--practice", "--people", "200", "--scope", "assigned").stdout
    assert said.startswith("Site Leads  group\n  STOP not assigned\n  ok   a security group\n")
    assert "it contains the nested group Door Staff, whose members Entra does not provision" in said
    assert "members are skipped or disabled:" in said and ": not assigned\n" in said
    (found,) = json.loads(run(tmp_path, "why", "Newsletter", "--practice", "--people", "200", "--json").stdout)
    assert (found["security_enabled"], found["in_scope"], found["reason"]) == (False, False, "not-security-group")
    blocked = [one for one in found["staying"] if one["reason"] == "blocked"]
    assert len(found["coming"]) > len(blocked) > 0


def test_the_practice_company(tmp_path: Path) -> None:
    done = run(tmp_path, "rehearse", "--practice", "--people", "200")
    assert done.returncode == 0, done.stderr
    assert "create" in done.stdout and "Fingerprint" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["--practice", "--people", "many"], ["--practice", "--people", "0"], ["--people", "people.json"],
     ["--schema", "none.json", "--people", "people.json"], ["--practice", "--schema", "x.json"]],
)  # fmt: skip
def test_what_cannot_be_used_is_told(tmp_path: Path, files: list[str], arguments: list[str]) -> None:
    done = run(tmp_path, "rehearse", *arguments)
    assert done.returncode == 2
    assert done.stderr and "Traceback" not in done.stderr


def test_accounts_of_another_shape_are_told(tmp_path: Path, files: list[str]) -> None:
    (tmp_path / "accounts.json").write_text('{"Resources": 5}', encoding="utf-8")
    done = run(tmp_path, "rehearse", *files)
    assert done.returncode == 2 and "accounts.json" in done.stderr


# --- a plan as a value


def planned(people: list[dict[str, Any]]) -> Plan:
    schema = Schema.from_text(SCHEMA.read_text(encoding="utf-8"))
    persons = tuple(
        Person(str(one["id"]), {k: v for k, v in one.items() if k not in {"id", "accountEnabled"}},
               account_enabled=one.get("accountEnabled", True))
        for one in people
    )  # fmt: skip
    return plan(Source(persons), TargetSnapshot(ACCOUNTS, ()), Configuration.from_schema(schema, sync_all=True))


def test_the_digest_is_of_operations_and_of_what_they_are_for() -> None:
    one, two = planned(PEOPLE), planned(PEOPLE)
    facts = {"tenant": "t", "target": "u", "configuration": "c"}
    assert digest(one, facts) == digest(two, facts)
    others = [digest(one, {**facts, name: "other"}) for name in facts]
    changed = planned([*PEOPLE[:1], {**PEOPLE[1], "displayName": "Bob"}, *PEOPLE[2:]])
    assert len({digest(one, facts), digest(changed, facts), *others}) == 5


def test_two_plans_are_compared_object_by_object() -> None:
    before = planned(PEOPLE)
    after = planned(
        [{**PEOPLE[0], "mail": "new@x.example"}, *PEOPLE[2:], {"id": "9", "userPrincipalName": "n@x.example"}]
    )
    found = {(one.how, one.operation.source_id) for one in compare(before, after)}
    assert found == {("other", "1"), ("gone", "2"), ("new", "9")}
    assert compare(before, planned(PEOPLE)) == ()


def test_every_part_of_a_large_group_is_compared() -> None:
    schema = Schema.from_text(SCHEMA.read_text(encoding="utf-8"))
    configuration = Configuration.from_schema(schema, sync_all=True)
    people = [Person(str(n), {"userPrincipalName": f"u{n}@x.example"}) for n in range(150)]

    def with_members(numbers: Iterable[int]) -> Plan:
        group = Group("g", {"displayName": "All"}, tuple(Member(str(n), "User") for n in numbers))
        return plan(Source(people, (group,)), TargetSnapshot((), ()), configuration)

    before = with_members(range(149))
    (found,) = compare(before, with_members([149, *range(1, 149)]))
    assert (found.how, found.operation.reason, found.operation.params["added"]) == ("other", "members", 100)
    assert compare(before, with_members(range(149))) == ()


def reasons() -> set[str]:
    """Return every reason for which the engine leaves somebody out or reports a problem, as its source has them."""
    found: set[str] = set()
    for path in (ROOT / "wizard").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = ast.unparse(call.func)
            texts = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
            if name == "Operation" and len(texts) > 4 and texts[3] in {"skip", "clash"} and texts[4]:
                found.add(str(texts[4]))
            elif name == "ScopeVerdict" and texts[:1] == [False] and len(texts) > 1:
                found.add(str(texts[1]))
            elif name == "EvaluationError" and isinstance(texts[0], str):
                found.add(texts[0])
    return found | {"soft-deleted", "pattern-invalid", "pattern-too-slow", "expression-value-too-long"}


def test_every_problem_and_everybody_left_out_has_advice() -> None:
    texts, found = Texts(), reasons()
    assert {"blocked", "not-assigned", "DuplicateTargetEntries", "expression-not-a-date"} <= found
    assert sorted(one for one in found if not texts.has(f"plan-help-{one}")) == []
    assert sorted(one for one in found if not texts.has(f"plan-reason-{one}")) == []


def test_problems_come_first() -> None:
    twice = planned([*PEOPLE, {"id": "8", "displayName": "Zoe", "userPrincipalName": "ana@x.example"}])
    assert ordered(twice)[0].verdict == "clash"
    read = plan_from_json(json.loads(json.dumps(plan_json(twice, {"tenant": "t"}))))
    assert compare(read.plan, twice) == () and digest(read.plan, read.facts) == read.digest
    assert "Zoe" in page(twice, Texts(), "A title", "lead")


# --- the match audit


def test_the_match_audit_instead_of_the_plan(tmp_path: Path, files: list[str]) -> None:
    said = run(tmp_path, "rehearse", *files, "--match-audit")
    assert said.returncode == 0, said.stderr
    assert "no value: Cem; userName: skipped" in said.stdout and "Fill in the attribute in Entra" in said.stdout
    assert "1 problem to review" in said.stdout and "4 people and 2 accounts were compared." in said.stdout
    found = json.loads(run(tmp_path, "rehearse", *files, "--match-audit", "--json").stdout)
    assert found["counts"] == {"empty": 1} and found["people"] == 4 and found["accounts"] == 2
    assert [(one["people"][0]["name"], one["consequence"]) for one in found["entries"]] == [("Cem", "ImportSkipped")]


def test_somebody_who_would_be_doubled_has_an_exit_code(tmp_path: Path, files: list[str]) -> None:
    (tmp_path / "accounts.json").write_text(json.dumps([*ACCOUNTS, {"id": "c", "userName": "ana@x.example "}]), "utf-8")
    said = run(tmp_path, "rehearse", *files, "--match-audit")
    assert said.returncode == 1, said.stderr
    assert (
        "account not found: Ana <b>; userName “ana@x.example”: a second account" in said.stdout
        and "In CloudGate: c" in said.stdout
    )
    assert run(tmp_path, "rehearse", *files, "--match-audit", "--json").returncode == 1


def test_the_match_audit_has_two_forms(tmp_path: Path, files: list[str]) -> None:
    for form in ("--csv", "--html"):
        done = run(tmp_path, "rehearse", *files, "--match-audit", form)
        assert done.returncode == 2 and "--json" in done.stderr


def test_in_the_practice_company_only_signs_are_suspicious(tmp_path: Path) -> None:
    done = run(tmp_path, "rehearse", "--practice", "--people", "300", "--match-audit", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["counts"]) == {"special"}
    assert all(any(map(is_special, entry["value"])) for entry in found["entries"])
    assert {entry["of"] for entry in found["entries"]} == {"User", "Group"}
    said = run(tmp_path, "rehearse", "--practice", "--people", "300", "--match-audit").stdout
    assert said.count("Check with CloudGate to be sure") == 2, "advice is told once: with an account, and without"


@pytest.mark.parametrize("number", ["-3", "0", "many", "2.5", "123456789012"])
def test_a_practice_company_needs_a_number_of_people(tmp_path: Path, number: str) -> None:
    done = run(tmp_path, "rehearse", "--practice", f"--people={number}")
    assert done.returncode == 2 and number in done.stderr, done.stderr
    assert "100,000" in done.stderr and "clear what to rehearse" not in done.stderr
