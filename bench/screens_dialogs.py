"""The walk of ``screens`` through dialogs that the walk through the steps does not open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.screens_hand import Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.screens_hand import Hand


def walk(hand: Hand) -> Iterator[Shot | Callable[[], bool]]:
    """Exclude people by a filter, look into the guide, and open what needs a rare trouble."""
    from wizard.core.errors import SavedSetupError
    from wizard.ui.pages.watch_link import LinkDialog
    from wizard.ui.widgets.about import AboutDialog
    from wizard.ui.widgets.unsaved import UnsavedDialog

    window, click = hand.window, hand.click
    yield hand.fault("cred-expired-later", False)
    window.context.controller.go("scope")
    yield hand.quiet
    yield click("addFilter")
    yield from hand.type("value-0-0", "Security")
    yield click("saveScope")
    yield lambda: hand.there("impactDialog")
    yield Shot("17-impact", hand.find("impactDialog"))
    yield click("impactRefuse")
    yield click("removeFilter-0")
    window.toggle_help()
    yield click("openGuide")
    yield lambda: hand.there("guideDialog")
    yield Shot("17-guide", hand.find("guideDialog"))
    yield click("guideClose")
    window.toggle_help()
    told = {"folder": str(window.context.setups().folder), "reason": "No space left on device"}
    full = SavedSetupError("setup-not-saved", told)
    for name, dialog in (
        ("about", AboutDialog(window.context, window)),
        ("unsaved", UnsavedDialog(window.context, full, window)),
        ("link", LinkDialog(window.context, "Marta Doorn", "account-17", window)),
    ):
        dialog.open()
        yield hand.quiet
        yield Shot(f"17-{name}", dialog)
        dialog.reject()
