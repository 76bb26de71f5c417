"""Evidence for server developers: the exchange that shows a defect of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.doctor.rules import CONNECTION_RULES

if TYPE_CHECKING:
    from wizard.doctor.model import Answer
    from wizard.doctor.report import Finding, Report
    from wizard.http import Exchange

LONGEST = 4_000
"""Maximum number of response characters on a page."""

DEFECTS = {rule.id: rule for rule in CONNECTION_RULES if rule.defect}


def has_evidence(finding: Finding, report: Report) -> bool:
    """Return whether a finding is a server defect with an exchange that shows it."""
    return finding.id in DEFECTS and exchange_of(finding, report) is not None


def exchange_of(finding: Finding, report: Report) -> Exchange | None:
    """Return the exchange that shows a finding: the first one of its evidence with a bad answer, or else the first."""
    named = [name for name in finding.evidence if name in report.exchanges]
    wrong = [name for name in named if _is_wrong(report.facts.answers[name])]
    return report.exchanges[(wrong or named)[0]] if named else None


def _is_wrong(answer: Answer) -> bool:
    return not answer.good or bool(answer.odd or answer.shapes)


def people_in(finding: Finding, report: Report) -> int:
    """Return the number of user records in the evidence page's response."""
    exchange = exchange_of(finding, report)
    return exchange.answer_text()[:LONGEST].count('"userName"') if exchange is not None else 0
