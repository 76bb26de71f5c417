"""The provisioning engine: computes operations and SCIM requests from people, groups, assignments, mappings, scoping
filters and target accounts.

The engine is pure: it queries a :class:`TargetView` and computes. The preview passes it a snapshot of what was read;
the practice Entra passes it a live server and carries out each operation. Nothing else differs.

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
