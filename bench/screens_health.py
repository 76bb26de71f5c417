"""Screenshots of the Health page: healthy, with people who fail and changes from the portal, and in quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.screens_hand import Hand, Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wizard.journey.context import Practice


def walk(hand: Hand) -> Iterator[Shot | Callable[[], bool]]:
    """Show the health of a setup in use while weeks pass in its practice company."""
    yield lambda: hand.there("rail-health")
    yield hand.practice(lambda company: company.live(20))
    yield hand.click("rail-health")
    yield Shot("14-health")
    yield hand.fault("run-department-refused", True)
    yield hand.practice(_trouble)
    yield hand.click("healthLook")
    yield lambda: hand.there("failingTable")
    table = hand.find("failingTable")
    table.select_row(table.rows.row_at(0))
    yield hand.quiet
    yield Shot("14-health-needs")
    yield lambda: hand.there("driftShow-schema")
    yield hand.click("driftShow-schema")
    yield lambda: hand.there("effectDialog")
    effect = hand.find("effectDialog")
    yield Shot("14-health-effect", effect)
    effect.accept()
    yield hand.click("replaceToken")
    token = hand.find("tokenDialog")
    yield Shot("14-health-token", token)
    token.reject()
    yield hand.fault("cred-expired-later", True)
    yield hand.practice(lambda company: company.live(1))
    yield hand.click("healthLook")
    yield Shot("14-health-quarantine")


def _trouble(company: Practice) -> None:
    company.live(9)
    company.edit("mapping")
    company.edit("deletion-limit")
