"""The differences from Entra's mappings or from the application's default mappings, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.mapping.attribute_mapping import ON_CREATE
from wizard.ui.layout import SPACE, holder, row
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.segmented import SegmentedControl
from wizard.wording.targets import short

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.mapping.checks import Change
    from wizard.ui.shell.context import UiContext

FEW = 3
"""Number of sentences shown before the list is expanded."""


def clipped(text: str, limit: int = 60) -> str:
    """Return a value for use in a sentence: on one line, and at most ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


class ChangesPanel(Card):
    """Sentences about the differences; ``compare`` shows the selected comparison."""

    def __init__(self, context: UiContext, compare: Callable[[], object]) -> None:
        super().__init__(name="changes")
        self._t = t = context.t
        self.setAccessibleName(t("users-changes"))
        options = (("saved", t("users-compare-saved")), ("default", t("users-compare-default")))
        self.against = SegmentedControl(options, name="compare", title=t("users-changes"))
        self.against.chosen.connect(lambda _key: compare())
        self.more = LinkButton("", self._toggle, name="changesMore")
        self.text = label("", name="changesText", select=True)
        self.head_text = label(t("users-changes"), "strong", wrap=False)
        self.add(holder(row(self.head_text, self.against, SPACE, self.more, gap=12)))
        self.add(self.text)
        self._all = False
        self._sentences: list[str] = []

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Show the differences."""
        self._sentences = [self.sentence(item) for item in changes]
        self._say()

    def sentence(self, item: Change) -> str:
        """Return a difference in words."""
        t, target = self._t, short(item.target)
        if item.kind == "added":
            return t("users-change-added", target=target, new=clipped(item.new) or t("users-none"))
        if item.kind == "removed":
            return t("users-change-removed", target=target)
        key = f"users-change-{item.field}"
        return t(key, target=target, old=self._value(item, item.old), new=self._value(item, item.new))

    def _value(self, item: Change, value: str) -> str:
        t = self._t
        if item.field == "flow":
            return t("users-on-create" if value == ON_CREATE else "users-always")
        if item.field == "matching" and value in {"", "0"}:
            return t("users-matching-none")
        return clipped(value) or ("" if item.field == "default" else t("users-none"))

    def _say(self) -> None:
        count = len(self._sentences)
        shown = self._sentences if self._all else self._sentences[:FEW]
        self.text.setText("\n".join(shown) or self._t("users-no-changes"))
        self.more.setVisible(count > FEW)
        self.more.setText(self._t("users-fewer" if self._all else "users-all-changes", count=count))

    def _toggle(self) -> None:
        self._all = not self._all
        self._say()
