"""The connection doctor: probes collect facts, rules turn facts into findings.

Probes never judge; a rule sees facts only and skips rather than guesses.
"""

from wizard.doctor.diagnose import Asked, diagnose
from wizard.doctor.model import Answer, Check, EntraFacts, Facts, Finding, Report, TlsFacts
from wizard.doctor.rules import explain

__all__ = ["Answer", "Asked", "Check", "EntraFacts", "Facts", "Finding", "Report", "TlsFacts", "diagnose", "explain"]
