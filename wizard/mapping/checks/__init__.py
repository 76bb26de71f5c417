"""Checks of a mapping, its effect on people, fixes, and the differences between two states.

:func:`check` looks at the schema alone; Entra refuses or cannot carry out what it reports as an error, and saving is
blocked. :func:`check_people` looks at the mapping's effect on real people and never blocks saving.

Texts: :func:`finding_words`; ``mapcheck-<id>`` with the finding's parameters, and its attribute ``fix``.
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
