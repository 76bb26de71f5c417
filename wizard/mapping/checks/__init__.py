"""Checks that a mapping must pass, what it would do to people, repairs, and differences between two states.

:func:`check` looks at the schema alone; what it calls an error Entra refuses or cannot carry out, and saving is kept
back. :func:`check_people` looks at what the mapping does to real people, and never keeps anything back.

Words: :func:`finding_words`; ``mapcheck-<id>`` with the finding's parameters, and its attribute ``fix``.
"""

from wizard.mapping.checks.changes import Change, difference, differing
from wizard.mapping.checks.fixes import apply_fix
from wizard.mapping.checks.model import Finding, Fix, PersonRef, Severity
from wizard.mapping.checks.people import check_people
from wizard.mapping.checks.static import check, check_schema

__all__ = [
    "Change",
    "Finding",
    "Fix",
    "PersonRef",
    "Severity",
    "apply_fix",
    "check",
    "check_people",
    "check_schema",
    "difference",
    "differing",
]
