"""Server evidence: which exchange shows a defect of the server, for those who write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.doctor.rules import CONNECTION_RULES

if TYPE_CHECKING:
    from wizard.doctor.model import Answer, Finding, Report
    from wizard.http import Exchange

LONGEST = 4_000
"""Characters of an answer on a page."""

DEFECTS = {rule.id: rule for rule in CONNECTION_RULES if rule.defect}


def has_evidence(finding: Finding, report: Report) -> bool:
    """Tell whether a finding is a defect of the server, with an exchange that shows it."""
    return finding.id in DEFECTS and exchange_of(finding, report) is not None


def exchange_of(finding: Finding, report: Report) -> Exchange | None:
    """Return the exchange that a finding rests on: the last one of those it names, which shows what is wrong."""
    named = [report.exchanges[name] for name in finding.evidence if name in report.exchanges]
    if not named:
        return None
    wrong = [
        report.exchanges[name]
        for name in finding.evidence
        if name in report.exchanges and _is_wrong(report.facts.answers[name])
    ]
    return (wrong or named)[0]


def _is_wrong(answer: Answer) -> bool:
    return not answer.good or bool(answer.odd or answer.shapes)


def people_in(finding: Finding, report: Report) -> int:
    """Return how many people's records the page holds, as the server answered them."""
    exchange = exchange_of(finding, report)
    return exchange.answer_text()[:LONGEST].count('"userName"') if exchange is not None else 0
