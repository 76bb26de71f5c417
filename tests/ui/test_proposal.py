"""A proposal of support, as the customer sees it."""

from __future__ import annotations

from typing import Any

from wizard.mapping.differences import SchemaDifference
from wizard.support_file.proposal import Offer
from wizard.ui.widgets.proposal import ProposalDialog


def test_a_proposal_is_told_in_words(qtbot: Any, make_world: Any) -> None:
    world = make_world()
    settings = (("scope", "assigned", "all"), ("groups_enabled", "True", "False"))
    row = SchemaDifference("removed", "User", "row", "title", "", "[jobTitle]", "")
    dialog = ProposalDialog(world.context, Offer({"scope": "all"}, (row,), settings), world.window)
    assert dialog.lines == [
        "Scope, users and groups in scope: only assigned users and groups → all users and groups",
        "Mapping, groups are provisioned: yes → no",
        "Mapping, User title: [jobTitle] → nothing",
    ]


def test_a_proposal_without_a_difference_cannot_be_applied(qtbot: Any, make_world: Any) -> None:
    world = make_world()
    dialog = ProposalDialog(world.context, Offer({}), world.window)
    assert dialog.lines == [] and not dialog.take.isEnabled()


def test_a_proposal_with_nothing_to_show_cannot_be_applied(qtbot: Any, make_world: Any) -> None:
    world = make_world()
    dialog = ProposalDialog(world.context, Offer({"scope": "all"}), world.window)
    assert dialog.lines == [] and not dialog.take.isEnabled()
