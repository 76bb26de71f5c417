"""Differences in words: no setting is told by its name in the program."""

from __future__ import annotations

from pathlib import Path

from wizard.core.texts import Texts
from wizard.mapping.differences import SchemaDifference
from wizard.support_file.archive import read
from wizard.support_file.compare import Difference, _settings
from wizard.wording.differences import difference_line

TEXTS = Texts()


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
