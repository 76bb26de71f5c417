"""The rules, in the order of their prerequisites: earlier rules explain later ones.

``docs/adding.md`` says how to add one.
"""

from __future__ import annotations

from wizard.core.errors import WizardError
from wizard.doctor.model import ErrorFacts, Facts
from wizard.doctor.report import Finding
from wizard.doctor.rules.base import Rule, rank
from wizard.doctor.rules.changes import CHANGE_RULES
from wizard.doctor.rules.connection import GROUND_RULES
from wizard.doctor.rules.entra import ENTRA_RULES, ERROR_RULES
from wizard.doctor.rules.front import FRONT_RULES
from wizard.doctor.rules.job import JOB_RULES
from wizard.doctor.rules.search import SEARCH_RULES
from wizard.doctor.rules.service import SERVICE_RULES

CONNECTION_RULES: tuple[Rule, ...] = (
    *FRONT_RULES[:1],
    *GROUND_RULES,
    *FRONT_RULES[1:],
    *SERVICE_RULES,
    *SEARCH_RULES,
    *ENTRA_RULES,
    *CHANGE_RULES,
)

__all__ = ["CONNECTION_RULES", "ERROR_RULES", "Rule", "all_rules", "explain", "findings"]


def all_rules() -> tuple[Rule, ...]:
    """Return all rules of the doctor."""
    return (*CONNECTION_RULES, *ERROR_RULES, *JOB_RULES)


def findings(facts: Facts) -> tuple[Finding, ...]:
    """Return the findings for the facts of a connection, root cause first."""
    return rank(CONNECTION_RULES, facts)


def explain(error: WizardError) -> Finding | None:
    """Return the finding for an error with a failure catalog id, ``None`` for any other error."""
    if not error.failure:
        return None
    facts = Facts(error=ErrorFacts(error.code, error.failure, int(getattr(error, "status", 0)), dict(error.params)))
    found = rank((*ERROR_RULES, *CONNECTION_RULES), facts)
    return found[0] if found else None
