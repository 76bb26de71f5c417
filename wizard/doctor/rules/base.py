"""What a rule is, and how findings are ranked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from wizard.doctor.model import LAYERS, Answer, Confidence, Facts, Finding, Layer, Params, Who

NONE: Params = {}
"""For a finding whose words need no values."""


class Rule(ABC):
    """One cause, recognised in facts. A rule that needs a fact which was not collected yields nothing.

    Attributes:
        id: of the failure catalogue where it has one; the words are ``finding-<id>``.
        layer: where the cause lies.
        who: who can fix it.
        advice: it does not keep Entra from connecting.
        confidence: how sure the facts make it.
        evidence: the probes whose answers it rests on.
        defect: a server breaks a rule; the words are ``evidence-<id>``, what was expected ``expected``.
        recorded: it cannot be brought about on any computer, so that its test uses recorded facts.
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
        """Return the values for the finding's words, ``None`` when this is not the cause."""

    def expected_for(self, answer: str) -> str:
        """Return what should have come in place of an answer, whose body is given."""
        return self.expected

    @property
    def doc(self) -> str:
        """What the rule recognises, in a sentence."""
        return " ".join((type(self).__doc__ or "").split("\n\n")[0].split())

    def look(self, facts: Facts) -> Finding | None:
        """Return the finding, ``None`` when this is not the cause."""
        found = self.params(facts)
        if found is None:
            return None
        evidence = tuple(name for name in self.evidence if name in facts.answers)
        return Finding(self.id, self.who, found, self.is_advice(facts), self.layer, self.confidence, evidence)

    def is_advice(self, facts: Facts) -> bool:
        """Tell whether the finding is advice only, with these facts."""
        return self.advice


class AnswerRule(Rule):
    """A rule about the answer to the user query as Entra sends it."""

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
        """Return the values for the finding's words, ``None`` when this is not the cause."""


def rank(rules: Sequence[Rule], facts: Facts) -> tuple[Finding, ...]:
    """Return what the facts mean, the root first.

    Of what keeps Entra out, the lowest layer counts: what fails above it follows from it. Within that layer the first
    rule explains those after it; of the service's, one for each request. Findings about changes and about a job stand
    beside each other.
    Advice comes last.
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
