"""What every page is given."""

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
    """Gives the portal's instructions for a step."""

    def instructions(self, step_id: str, edition: Edition, values: Mapping[str, str]) -> Sequence[Instruction]:
        """Return what to do in the portal, in order; empty where there is nothing.

        Args:
            edition: how the portal is today, or as the tutorial was published.
            values: what can be filled in to copy, by its name in the tutorial data.
        """
        ...


@dataclass
class UiContext:
    """Everything a page may use; nothing here is reached through globals.

    Args:
        services: transport, key store, sign-in, Graph, practice company; only for functions that run in jobs.
        setups: returns the folder of saved setups; only called in jobs.
        guide: the portal's instructions; without it *show me* is not offered.
        wanted: by step, what its page is to show when it is entered next; the page takes it out.
        folder: where a file was saved or opened last, for the next dialog.
        native_dialogs: whether files are chosen in the system's own dialog; tests cannot type into that.
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
        """Return a text of the catalogue."""
        return self.texts.get(key, **params)

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def open_url(self, url: str) -> None:
        """Open a web page in the person's browser, in the background; a failure becomes a problem with the address."""
        self.controller.open_url(url)
