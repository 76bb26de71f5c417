"""What the doctor says: its findings, with the facts they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from wizard.doctor.model import Check, Confidence, Facts, Layer, Params, Who

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.http import Exchange


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause. Texts: ``finding-<id>`` and its attributes ``cause`` and ``fix``.

    Args:
        id: its failure catalog id if it has one.
        who: who can fix it.
        params: values for its texts.
        advice: whether it is only advice that does not prevent Entra from connecting.
        layer: the layer of the cause.
        confidence: how certain the rule is.
        evidence: names of the answers it is based on.
    """

    id: str
    who: Who
    params: Params = field(default_factory=dict)
    advice: bool = False
    layer: Layer = "service"
    confidence: Confidence = "certain"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a test. ``ok``: nothing prevents Entra from connecting; advice does not count.

    ``exchanges`` are the recorded requests and responses by probe, without secrets.
    """

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    facts: Facts
    exchanges: Mapping[str, Exchange] = field(default_factory=dict, compare=False, repr=False)

    @property
    def ok(self) -> bool:
        return not any(check.status == "fail" for check in self.checks) and all(f.advice for f in self.findings)

    def to_json(self) -> JsonObject:
        """Return the report as JSON, without secrets."""
        return {
            "ok": self.ok,
            "checks": [asdict(check) for check in self.checks],
            "findings": [asdict(finding) for finding in self.findings],
            "facts": asdict(self.facts),
        }
