"""The objects that every page is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wizard.core.texts import Texts
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.setups import SetupStore
    from wizard.tutorial.model import Edition, Instruction
    from wizard.ui.shell.controller import Controller
    from wizard.ui.shell.runner import Runner
    from wizard.ui.theme import Theme


class Guide(Protocol):
    """Provides the portal instructions for a step."""

    def instructions(self, step_id: str, edition: Edition, values: Mapping[str, str]) -> Sequence[Instruction]:
        """Return the portal instructions in order; empty if there are none.

        Args:
            edition: Today's portal, or the tutorial as published.
            values: Values to fill in for copying, by their name in the tutorial data.
        """
        ...


@dataclass
class UiContext:
    """Everything a page may use; there are no globals.

    Args:
        services: Transport, key store, sign-in, Graph, practice company; only for functions that run in jobs.
        setups: Returns the folder of saved setups; only called in jobs.
        guide: The portal instructions; without it, *show me* is not offered.
        wanted: By step, what its page shows when it is entered next; the page removes the entry.
        folder: Where a file was last saved or opened, for the next dialog.
        native_dialogs: Whether to use the system's file dialogs, which tests cannot control.
    """

    texts: Texts
    runner: Runner
    journey: Journey
    controller: Controller
    theme: Theme
    services: Context
    setups: Callable[[], SetupStore]
    guide: Guide | None = None
    wanted: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    native_dialogs: bool = True

    def t(self, key: str, **params: object) -> str:
        """Return a text of the catalog."""
        return self.texts.get(key, **params)

    def copy(self, text: str) -> None:
        """Copy text to the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def open_url(self, url: str) -> None:
        """Open a web page in the user's browser, in the background; a failure is shown with the address."""
        self.controller.open_url(url)
