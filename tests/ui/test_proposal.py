"""A proposal of support, as the customer sees it."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from wizard.mapping.differences import SchemaDifference
from wizard.support_file.proposal import Offer
from wizard.ui.widgets.proposal import ProposalDialog


def test_a_proposal_is_told_in_words(qtbot: QtBot, make_world: Any) -> None:
    world = make_world()
    settings = (("scope", "assigned", "all"), ("groups_enabled", "True", "False"))
    row = SchemaDifference("removed", "User", "row", "title", "", "[jobTitle]", "")
    dialog = ProposalDialog(world.context, Offer({"scope": "all"}, (row,), settings), world.window)
    assert dialog.lines == [
        "Scope changes from only assigned users and groups to all users and groups.",
        "Groups are no longer provisioned.",
        "User mapping for title: removed (now [jobTitle]).",
    ]


def test_a_proposal_without_a_difference_cannot_be_applied(qtbot: QtBot, make_world: Any) -> None:
    world = make_world()
    dialog = ProposalDialog(world.context, Offer({}), world.window)
    assert dialog.lines == [] and not dialog.take.isEnabled()


def test_a_proposal_with_nothing_to_show_cannot_be_applied(qtbot: QtBot, make_world: Any) -> None:
    world = make_world()
    dialog = ProposalDialog(world.context, Offer({"scope": "all"}), world.window)
    assert dialog.lines == [] and not dialog.take.isEnabled()


def test_every_change_of_a_mapping_or_filter_is_a_sentence() -> None:
    from wizard.core.texts import Texts
    from wizard.wording.differences import change_sentence

    texts = Texts()
    for one, said in (
        (
            SchemaDifference("changed", "User", "row", "title", "expression", "[jobTitle]", "[city]"),
            "User mapping for title: the source changes from [jobTitle] to [city].",
        ),
        (
            SchemaDifference("added", "Group", "filter", "Sites", "", "", 'displayName EQUALS "Site"'),
            'Scoping filter “Sites” for groups: added, with displayName EQUALS "Site".',
        ),
        (
            SchemaDifference("changed", "Group", "mapping", "", "enabled", "True", "False"),
            "Group mappings: turned off.",
        ),
        (
            SchemaDifference("changed", "User", "target", "title", "type", "String", "Boolean"),
            "User attribute title of CloudGate: type changes from String to Boolean.",
        ),
    ):
        assert change_sentence(one, texts) == said
