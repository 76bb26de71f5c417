"""Differences in words: no setting is told by its name in the program."""

from __future__ import annotations

import re
from pathlib import Path

from wizard.core.texts import Texts
from wizard.doctor.model import SIGNS
from wizard.doctor.probes.service import ODD_PAGES
from wizard.doctor.rules import all_rules
from wizard.mapping.differences import SchemaDifference
from wizard.support_file.archive import read
from wizard.support_file.compare import Area, Difference, _settings
from wizard.wording.differences import difference_line
from wizard.wording.findings import finding_title

TEXTS = Texts()
ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_that_is_compared_has_words() -> None:
    (sample,) = (Path(__file__).parent / "samples").glob("*1*.cgsupport")
    settings = list(_settings(read(sample)))
    assert len(settings) > 8
    own = {"endpoint", "plan"}  # checks and verdicts have names of their own
    for area, what, _value in settings:
        assert area in own or TEXTS.has(f"support-setting-{area}-{what}"), (area, what)


def test_a_difference_is_one_line() -> None:
    assert (
        difference_line(Difference("url", "path", "/scim", "/scim/v2"), TEXTS)
        == "Path of the Tenant URL: /scim → /scim/v2"
    )
    row = SchemaDifference("changed", "User", "row", "title", "expression", "[jobTitle]", "[department]")
    line = difference_line(Difference("mapping", row.place, row.old, row.new, row), TEXTS)
    assert line == "User mapping for title: the source changes from [jobTitle] to [department]."
    planned = difference_line(Difference("plan", "User create", "3", ""), TEXTS)
    assert planned == "Users in the preview (create): 3 → nothing"
    assert difference_line(Difference("scope", "scope", "all", "assigned"), TEXTS) == (
        "Users and groups in scope: all users and groups → only assigned users and groups"
    )
    assert difference_line(Difference("notification", "mail", "True", "False"), TEXTS) == "Failure emails: yes → no"


def test_answers_findings_and_trials_are_told_without_codes() -> None:
    def line(area: Area, what: str, before: str, after: str) -> str:
        return difference_line(Difference(area, what, before, after), TEXTS)

    assert line("endpoint", "users", "200", "404 html") == (
        "CloudGate’s answer to a search for a user: status 200 → status 404, a web page instead of JSON"
    )
    assert line("endpoint", "service", "connect-timeout", "200 schemas letter-case") == (
        "CloudGate’s answer to ServiceProviderConfig: no connection in time → "
        "status 200, without the schema of a list, names in different letter case"
    )
    assert line("endpoint", "patch-classic", "–", "add, disable") == (
        "Changes that fail without the feature flag: nothing → Add an attribute, Disable"
    )
    found = Difference(
        "finding", "findings", "conn-null-resources, service-search-letter-case", "conn-null-resources",
        params=({"conn-null-resources": {"why": "resources"}}, {"conn-null-resources": {"why": "schema"}}),
    )  # fmt: skip
    before, after = (TEXTS.get("finding-conn-null-resources", why=why) for why in ("resources", "schema"))
    assert before != after, "each side has the values of its own finding"
    assert difference_line(found, TEXTS) == f"Findings: {before}; Searches are case-sensitive → {after}"
    assert line("job", "quarantine", "", "TooManyDeletes") == "Reason of the quarantine: nothing → too many deletions"
    assert line("job", "state", "Active", "Quarantine") == "State of provisioning: running → in quarantine"


def test_every_value_that_the_doctor_can_give_has_words() -> None:
    """Sources: the codes that the client and the checks use, read from their code."""
    errors = _codes(r'(?:NetworkError|TlsError)\(\s*"([a-z-]+)"', "http", "doctor")
    for name in errors | _codes(r'"(tls-[a-z-]+)"', "http"):
        assert "(" not in TEXTS.get("support-no-answer", error=name), name
    for name in (*_codes(r'odd\.append\("([a-z-]+)"\)|shape="([a-z-]+)"', "doctor/probes"), *ODD_PAGES):
        assert TEXTS.get("support-answer-part", part=name) != name, name
    for name in (*_codes(r'self\.ask\(\s*"([a-z-]+)"', "doctor/probes"), *(f"quoting-{sign}" for sign in SIGNS)):
        assert "“" not in TEXTS.get("support-setting-asked", request=name), name
    for rule in all_rules():
        assert finding_title(rule.id, TEXTS) != rule.id


def _codes(pattern: str, *folders: str) -> set[str]:
    texts = [file.read_text("utf-8") for folder in folders for file in (ROOT / "wizard" / folder).rglob("*.py")]
    found = {name for text in texts for groups in re.finditer(pattern, text) for name in groups.groups() if name}
    assert len(found) > 3
    return found
