"""A rule and the ways to write one, and the ranking of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from wizard.doctor.model import LAYERS, Confidence, Facts, Layer, Params, Who
from wizard.doctor.report import Finding

NONE: Params = {}
"""For findings whose texts have no placeholders."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """One cause, recognized in facts.

    Args:
        id: its failure catalog id (``resources/failures.json``) if it has one; the texts are ``finding-<id>``. Several
            rules may have one id: the same words, recognized by other facts, in another layer, or to be fixed by
            someone else.
        layer: the layer of the cause.
        who: who can fix it.
        doc: the condition that the rule recognizes, in one sentence.
        params: returns the values for the finding's placeholders, ``None`` if this is not the cause.
        advice: whether it is only advice that does not prevent Entra from connecting, or for which facts.
        confidence: how certain the cause is.
        evidence: the probes whose answers it is based on.
        expected: for a server defect (text ``evidence-rule-<id>``) the correct response, or what returns it for the
            actual response body.
        recorded: whether it cannot be reproduced on every computer, so its test uses recorded facts.
    """

    id: str
    layer: Layer
    who: Who
    doc: str
    params: Callable[[Facts], Params | None]
    advice: bool | Callable[[Facts], bool] = False
    confidence: Confidence = "certain"
    evidence: tuple[str, ...] = ()
    expected: str | Callable[[str], str] = ""
    recorded: bool = False

    @property
    def defect(self) -> bool:
        """Whether it is a server defect."""
        return self.expected != ""

    def expected_for(self, answer: str) -> str:
        """Return the correct response in place of ``answer``, the actual response body."""
        return self.expected(answer) if callable(self.expected) else self.expected

    def look(self, facts: Facts) -> Finding | None:
        """Return the finding, ``None`` if this is not the cause."""
        found = self.params(facts)
        if found is None:
            return None
        advice = self.advice(facts) if callable(self.advice) else self.advice
        evidence = tuple(name for name in self.evidence if name in facts.answers)
        return Finding(self.id, self.who, found, advice, self.layer, self.confidence, evidence)


@dataclass(frozen=True, slots=True)
class Topic(Generic[T]):
    """What the rules about one thing have in common; calling it makes a rule of the function below.

    Args:
        subject: returns the facts that the function is given; the rule does not apply if there are none.
        layer, who, evidence: of rules that do not name another.
    """

    subject: Callable[[Facts], T | None]
    layer: Layer
    who: Who
    evidence: tuple[str, ...] = ()

    def __call__(
        self,
        id: str,
        *,
        layer: Layer | None = None,
        who: Who | None = None,
        advice: bool | Callable[[Facts], bool] = False,
        confidence: Confidence = "certain",
        evidence: tuple[str, ...] | None = None,
        expected: str | Callable[[str], str] = "",
        recorded: bool = False,
    ) -> Callable[[Callable[[T], Params | None]], Rule]:
        """Return what makes a rule of a function; the first paragraph of its docstring is the rule's ``doc``."""

        def made(judge: Callable[[T], Params | None]) -> Rule:
            def params(facts: Facts) -> Params | None:
                subject = self.subject(facts)
                return None if subject is None else judge(subject)

            return Rule(
                id,
                layer or self.layer,
                who or self.who,
                " ".join((judge.__doc__ or "").split("\n\n")[0].split()),
                params,
                advice,
                confidence,
                self.evidence if evidence is None else evidence,
                expected,
                recorded,
            )

        return made


def _answered(facts: Facts) -> Facts | None:
    away = facts.network.name_error or facts.network.connect_error or "users" not in facts.answers
    return None if away else facts


from_facts: Topic[Facts] = Topic(lambda facts: facts, "computer", "you")
from_answers: Topic[Facts] = Topic(_answered, "service", "cloudgate", ("users",))
"""About the answer to Entra's user query, if the server was reached."""


def users_found(facts: Facts) -> bool:
    """Return whether Entra's user query is answered as Entra expects."""
    return facts.users.good


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
