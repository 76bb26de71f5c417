"""CloudGate's accounts in an open support file, as if they had been read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.journey.services.account_keys import Keys
from wizard.provisioning import TargetSnapshot
from wizard.provisioning.rows import columns_of
from wizard.provisioning.target_snapshot import Held

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.services.meter import Meter
    from wizard.mapping import ObjectMapping


class RecordedAccounts:
    """Returns the CloudGate data of a support file as if it had been read.

    Args:
        accounts: the file's accounts.
        mappings: what will be compared, by kind.
        meter: receives the progress.

    Raises:
        InputError: ``support-attribute-not-read``: a mapped attribute was not read when the file was made.
    """

    def __init__(
        self, accounts: TargetSnapshot, mappings: Mapping[str, Sequence[ObjectMapping]], meter: Meter | None = None
    ) -> None:
        self._accounts = accounts
        self._meter = meter
        for kind, held in (("User", accounts.users), ("Group", accounts.groups)):
            first = next(iter(held), None)
            if isinstance(first, Held) and kind in mappings:
                known = first.columns.places
                for path in columns_of(mappings[kind]).paths:
                    if path not in known:
                        raise InputError("support-attribute-not-read", {"attribute": path})

    def only(
        self, count: int, keys: Callable[[], Sequence[Keys]], groups: Callable[[], Sequence[tuple[str, str]]] = tuple
    ) -> None:
        """Do nothing: all accounts are available already."""

    def read(self, task: Task) -> TargetSnapshot:
        """Return all accounts."""
        if self._meter is not None:
            self._meter.expect("accounts", len(self._accounts.users))
            self._meter.add(task, "accounts", len(self._accounts.users))
        return self._accounts

    def look_up(self, task: Task, keys: Sequence[Keys]) -> TargetSnapshot:
        """Return all accounts; the requested people's accounts are among them."""
        task.checkpoint()
        return self._accounts
