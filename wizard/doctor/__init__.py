"""The connection doctor: probes collect facts, rules turn facts into findings.

Probes never judge; a rule sees facts only and skips rather than guesses.
"""

from wizard.doctor.model import Check, Facts, Finding, Lookup, Report, TlsFacts
from wizard.doctor.probe import diagnose

__all__ = ["Check", "Facts", "Finding", "Lookup", "Report", "TlsFacts", "diagnose"]
