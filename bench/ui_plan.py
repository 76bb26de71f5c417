"""The preview page with 100,000 people: read, shown while it streams, searched, sorted, scrolled, run again."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PEOPLE = 100_000
SEARCH = "person 99 title"
DOING = [""]
"""The current activity, for the description of a gap."""
KEYS_APART = 0.06
"""Seconds between two keystrokes."""


def main() -> int:
    """Print what this file is; ``bench ui`` runs it."""
    print(__doc__)
    return 0


def connect(window: Any, told: dict[str, Any]) -> None:
    """Connect a window that has completed the practice company's journey to the two large services."""
    from bench.rehearse import _Tokens
    from wizard.directory import Tenant
    from wizard.graph.calls import Calls
    from wizard.graph.client import GraphClient
    from wizard.graph.clouds import practice_cloud
    from wizard.http import Transport
    from wizard.journey.context import Session
    from wizard.secrets.secret import Secret

    services = window.context.services
    services.reset()
    services._transport = Transport([Path(told["ca"])])
    services.memory.save("bench", Secret("bench-token"))
    graph = GraphClient(Calls(services.transport, practice_cloud(told["root"], told["root"]), _Tokens()))
    services.session = Session(None, graph, "admin@contoso.example", Tenant("t", "Contoso"))  # type: ignore[arg-type]
    window.context.journey.answer(
        tenant_url=f"{told['root']}/scim", token_reference="bench", token_kept="memory", scope="all",
        service_principal_id="app", user_filter=None, group_filter=None,
    )  # fmt: skip


def walk(window: Any, told: dict[str, Any]) -> Iterator[Callable[[], bool]]:
    """Yield the conditions to wait for before the next action."""
    from PySide6.QtCore import Qt

    while not window.context.journey.go("preview"):
        window.context.journey.next()
    yield lambda: window.page.step_id == "preview" and window.context.runner.busy == 0
    yield _after(10)  # the window loads pages in the background after its start
    connect(window, told)
    page = window.page
    for _round in range(2):
        DOING.append(", reading")
        page.start()
        yield lambda: page.reading.job is None
        DOING.append(", looking ahead")
        yield lambda: window.context.runner.busy == 0
        assert page.table.rows.total > PEOPLE, page.table.rows.total
    DOING.append(", searching")
    for length in range(1, len(SEARCH) + 1):
        page.card.filter.setText(SEARCH[:length])
        yield _after(KEYS_APART)
    yield lambda: window.context.runner.busy == 0
    found = page.table.rows.rowCount()
    assert 0 < found < PEOPLE, found
    page.card.filter.setText("")
    yield lambda: page.table.rows.rowCount() > PEOPLE
    DOING.append(", sorting")
    for column in (1, 4, 0, 3):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            page.table.sortByColumn(column, order)
            yield _after(KEYS_APART)
            yield lambda: window.context.runner.busy == 0
    DOING.append(", scrolling")
    for part in range(20):
        bar = page.table.verticalScrollBar()
        bar.setValue(bar.maximum() * part // 20)
        yield _after(KEYS_APART)
    page.table.select_place(PEOPLE // 2)
    yield lambda: window.context.runner.busy == 0


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


if __name__ == "__main__":
    sys.exit(main())
