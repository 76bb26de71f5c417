"""THE engine: people, groups, assignments, mappings, filters and target accounts in, operations and requests out.

Pure: it asks a :class:`TargetView` and computes. The rehearsal gives it what was read, the practice Entra gives it a
live server and carries each operation out; nothing else differs.

Rules: Microsoft's articles on how provisioning works, on scoping filters, on attribute mappings and on the SCIM
requests that the service sends.
"""

from wizard.provisioning.engine import Run
from wizard.provisioning.model import (
    AttributeChange,
    Configuration,
    Dialect,
    Links,
    Operation,
    Plan,
    Ref,
    Request,
    Source,
    TargetView,
    Verdict,
)
from wizard.provisioning.planning import plan
from wizard.provisioning.scope import ScopeVerdict, scope_of
from wizard.provisioning.target_snapshot import Account, TargetSnapshot

__all__ = [
    "Account",
    "AttributeChange",
    "Configuration",
    "Dialect",
    "Links",
    "Operation",
    "Plan",
    "Ref",
    "Request",
    "Run",
    "ScopeVerdict",
    "Source",
    "TargetSnapshot",
    "TargetView",
    "Verdict",
    "plan",
    "scope_of",
]
