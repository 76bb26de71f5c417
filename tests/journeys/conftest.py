"""The real window over the real parts, on the practice company."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import warm
from driver import Driver
from gate_world import Company, Sockets, Window, company, sockets, window
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def quick_practice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let practice companies be forked from a process that has read the libraries."""
    from wizard.practice import process

    monkeypatch.setattr(process, "subprocess", warm.PracticeSubprocess())


@pytest.fixture
def driver(
    request: pytest.FixtureRequest, qapp: Any, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Driver]:
    """A shown window; the practice company starts when the test asks for it."""
    from wizard import wiring
    from wizard.journey.machine import Journey
    from wizard.journey.steps import STEPS
    from wizard.ui.shell.app import build

    monkeypatch.setenv(wiring.DATA_VARIABLE, str(tmp_path / "data"))
    services = wiring.make_context()
    services.make_keystore = lambda: services.memory
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    services.open_url = open_url
    journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    window = build(qapp, journey, services, wiring.setup_store, dark=False)
    window.resize(1220, 760)
    window.show()
    qtbot.waitExposed(window)
    lenient = request.getfixturevalue("lenient") if "lenient" in request.fixturenames else ()
    made = Driver(window, qtbot, opened, lenient)
    made.quiet()
    yield made
    made.qtbot.waitUntil(lambda: window.context.controller.saving.all_saved, timeout=10_000)
    window.context.runner.close()
    services.close()
    window.close()
    window.context.theme.deleteLater()
    window.deleteLater()


# --- the gate, in the window and in the terminal, over a company in the test's own process


@pytest.fixture(scope="module")
def served() -> Iterator[Sockets]:
    with sockets() as made:
        yield made


@pytest.fixture
def made(served: Sockets) -> Iterator[Company]:
    with company(served) as one:
        yield one


@pytest.fixture
def shown(made: Company, qtbot: QtBot, qapp: Any, tmp_path: Any) -> Iterator[Window]:
    with window(made, qtbot, qapp, tmp_path) as one:
        yield one


@pytest.fixture
def both_entras(lenient: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the practice company that the window starts be the strict one, then the lenient one."""
    from wizard.practice import process

    usual = process.command
    more = [word for name in lenient for word in ("--lenient", name)]
    monkeypatch.setattr(process, "command", lambda people, seed: [*usual(people, seed), *more])


@pytest.fixture
def ask_cloudgate() -> Callable[..., Any]:
    """Ask the practice CloudGate by plain requests, as a stranger would."""

    def ask(practice: Any, path: str) -> Any:
        import requests

        answer = requests.get(
            f"{practice.tenant_url}{path}",
            headers={"Authorization": f"Bearer {practice.token.reveal()}"},
            verify=str(practice.ca_file),
            timeout=20,
        )
        answer.raise_for_status()
        return json.loads(answer.content)

    return ask
