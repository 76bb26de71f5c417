"""Server evidence: one page per defect, for those who write the server.

Request, answer, the rule that the answer breaks (RFC 7643, RFC 7644, or what Entra asks for), and the answer that was
expected. Everything in it went through the redactor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.doctor.rules import CONNECTION_RULES

if TYPE_CHECKING:
    from wizard.doctor.model import Answer, Finding, Report
    from wizard.http import Exchange
    from wizard.texts import Texts

LONGEST = 4_000
"""Characters of an answer on a page."""

_DEFECTS = {rule.id: rule for rule in CONNECTION_RULES if rule.defect}


def has_evidence(finding: Finding, report: Report) -> bool:
    """Tell whether a finding is a defect of the server, with an exchange that shows it."""
    return finding.id in _DEFECTS and exchange_of(finding, report) is not None


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


def page(finding: Finding, report: Report, texts: Texts) -> str:
    """Return the page as text; empty when there is no evidence."""
    exchange = exchange_of(finding, report)
    if exchange is None or finding.id not in _DEFECTS:
        return ""
    answer = exchange.answer_text()
    if len(answer) > LONGEST:
        answer = f"{answer[:LONGEST]}…"
    parts = (
        (texts.get("evidence-defect"), f"{texts.get(f'finding-{finding.id}', **finding.params)} [{finding.id}]"),
        (texts.get("evidence-rule"), texts.get(f"evidence-rule-{finding.id}")),
        (texts.get("evidence-request"), exchange.request_text()),
        (texts.get("evidence-answer"), answer),
        (texts.get("evidence-expected"), _DEFECTS[finding.id].expected_for(exchange.response_body)),
        (texts.get("evidence-when"), f"{exchange.started:%Y-%m-%d %H:%M:%S} UTC, {exchange.elapsed_ms:.0f} ms"),
    )
    return "\n\n".join(f"{title}\n{'-' * len(title)}\n{text}" for title, text in parts) + "\n"
