"""The base classes of rules, and the ranking of findings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from wizard.doctor.model import LAYERS, Answer, Confidence, Facts, Layer, Params, Who
from wizard.doctor.report import Finding

NONE: Params = {}
"""For findings whose texts have no placeholders."""


class Rule(ABC):
    """One cause, recognized in facts. A rule returns nothing if a fact it needs was not collected.

    Attributes:
        id: its failure catalog id (``resources/failures.json``) if it has one; the texts are ``finding-<id>``. Several
            rules may have one id: the same words, recognized by other facts, in another layer, or to be fixed by
            someone else.
        layer: the layer of the cause.
        who: who can fix it.
        advice: whether it is only advice that does not prevent Entra from connecting.
        confidence: how certain the cause is.
        evidence: the probes whose answers it is based on.
        defect: whether it is a server defect; text ``evidence-rule-<id>``, the correct response is ``expected``.
        recorded: whether it cannot be reproduced on every computer, so its test uses recorded facts.
    """

    id: str
    layer: Layer
    who: Who
    advice: bool = False
    confidence: Confidence = "certain"
    evidence: tuple[str, ...] = ()
    defect: bool = False
    expected: str = ""
    recorded: bool = False

    @abstractmethod
    def params(self, facts: Facts) -> Params | None:
        """Return the values for the finding's placeholders, ``None`` if this is not the cause."""

    def expected_for(self, answer: str) -> str:
        """Return the correct response in place of ``answer``, the actual response body."""
        return self.expected

    @property
    def doc(self) -> str:
        """The condition that the rule recognizes, in one sentence: the first paragraph of its docstring."""
        return " ".join((type(self).__doc__ or "").split("\n\n")[0].split())

    def look(self, facts: Facts) -> Finding | None:
        """Return the finding, ``None`` if this is not the cause."""
        found = self.params(facts)
        if found is None:
            return None
        evidence = tuple(name for name in self.evidence if name in facts.answers)
        return Finding(self.id, self.who, found, self.is_advice(facts), self.layer, self.confidence, evidence)

    def is_advice(self, facts: Facts) -> bool:
        """Return whether the finding is only advice for these facts."""
        return self.advice


class AnswerRule(Rule):
    """A rule about the answer to Entra's user query."""

    layer: Layer = "service"
    who: Who = "cloudgate"
    evidence: tuple[str, ...] = ("users",)

    def params(self, facts: Facts) -> Params | None:
        network, users = facts.network, facts.answer("users")
        if users is None or network.name_error or network.connect_error:
            return None
        return self.judge(users, facts)

    @abstractmethod
    def judge(self, users: Answer, facts: Facts) -> Params | None:
        """Return the values for the finding's placeholders, ``None`` if this is not the cause."""


def rank(rules: Sequence[Rule], facts: Facts) -> tuple[Finding, ...]:
    """Return the findings for the facts, root cause first.

    Of the blocking findings, only those in the lowest layer count, since failures above follow from it. In that layer,
    the first rule explains the others; in the service layer, the first rule for each request. Findings about changes
    and about a job are all returned. Advice comes last.
    """
    found = [finding for rule in rules if (finding := rule.look(facts)) is not None]
    blocking = _roots([finding for finding in found if not finding.advice])
    told = {finding.id for finding in blocking}
    advice = [finding for finding in found if finding.advice and finding.id not in told]
    return (*blocking, *_unique(advice))


def _roots(found: Sequence[Finding]) -> list[Finding]:
    if not found:
        return []
    lowest = min(LAYERS.index(finding.layer) for finding in found)
    layer = LAYERS[lowest]
    same = _unique(finding for finding in found if finding.layer == layer)
    if layer in ("changes", "job"):
        return list(same)
    by_evidence: dict[str, Finding] = {}
    for finding in same:
        by_evidence.setdefault(finding.evidence[0] if layer == "service" and finding.evidence else "", finding)
    return list(by_evidence.values())


def _unique(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({finding.id: finding for finding in reversed(list(found))}.values())[::-1]
