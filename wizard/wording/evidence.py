"""Server evidence as text: one page per defect, for the developers of the server.

It contains the request, the response, the rule that the response breaks (RFC 7643, RFC 7644, or an Entra requirement),
and the expected response. All of it has passed the redactor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.doctor.evidence import DEFECTS, LONGEST, exchange_of

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.doctor.report import Finding, Report


def page(finding: Finding, report: Report, texts: Texts) -> str:
    """Return the page as text; empty if there is no evidence."""
    exchange = exchange_of(finding, report)
    if exchange is None or finding.id not in DEFECTS:
        return ""
    answer = exchange.answer_text()
    if len(answer) > LONGEST:
        answer = f"{answer[:LONGEST]}…"
    parts = (
        (texts.get("evidence-defect"), f"{texts.get(f'finding-{finding.id}', **finding.params)} [{finding.id}]"),
        (texts.get("evidence-rule"), texts.get(f"evidence-rule-{finding.id}")),
        (texts.get("evidence-request"), exchange.request_text()),
        (texts.get("evidence-answer"), answer),
        (texts.get("evidence-expected"), DEFECTS[finding.id].expected_for(exchange.response_body)),
        (texts.get("evidence-when"), f"{exchange.started:%Y-%m-%d %H:%M:%S} UTC, {exchange.elapsed_ms:.0f} ms"),
    )
    return "\n\n".join(f"{title}\n{'-' * len(title)}\n{text}" for title, text in parts) + "\n"
