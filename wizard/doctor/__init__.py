"""The connection doctor: probes collect facts, rules derive findings from facts.

Probes never judge. A rule uses facts only and returns nothing instead of guessing.
"""

from wizard.doctor.diagnose import Asked, diagnose
from wizard.doctor.model import Answer, Check, EntraFacts, Facts, TlsFacts
from wizard.doctor.report import Finding, Report
from wizard.doctor.rules import explain

__all__ = ["Answer", "Asked", "Check", "EntraFacts", "Facts", "Finding", "Report", "TlsFacts", "diagnose", "explain"]
