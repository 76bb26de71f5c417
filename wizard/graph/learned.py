"""What a session has learned about its tenant and its permissions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.graph.pace import Pace
    from wizard.graph.scopes import Purpose


@dataclass(slots=True)
class Learned:
    """What a session has learned, shared by all clients of its account, whatever they send through.

    Args:
        reports: the pace of calls to ``/auditLogs``, which Graph limits per tenant.
        new: object id of an application that was added -> the monotonic time until which calls wait for it.
        granted: permissions of the tokens; one to write also permits reads.
        denied: purposes for which the usual permission was refused.
    """

    reports: Pace
    new: dict[str, float] = field(default_factory=dict)
    granted: set[str] = field(default_factory=set)
    denied: set[Purpose] = field(default_factory=set)
