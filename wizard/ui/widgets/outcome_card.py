"""The outcome on a page: a sentence, the picture, and the same numbers as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from wizard.ui.announce import announce
from wizard.ui.layout import Wide, row
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.outcome import OutcomePicture
from wizard.ui.widgets.table import DataTable
from wizard.wording.outcome import Row, rows, sentence

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.provisioning.outcome import Part, Picture

MOST = 14
"""Largest number of rows of the table: every part of a picture."""


class PictureCard(Card):
    """Hidden until there is a picture. ``part_chosen`` emits the pressed part, empty for all of them.

    Args:
        texts: the text catalog.
        press: id of the text that says what pressing a part does.
        live: whether the log updates the picture, so that its table has columns for results.
    """

    part_chosen = Signal(str)

    def __init__(self, texts: Texts, press: str, *, live: bool = False, name: str = "pictureCard") -> None:
        super().__init__(name=name)
        self.setAccessibleName(texts.get("outcome-title"))
        self._texts = t = texts
        self._live = live
        self.sentence = label("", "strong", name="pictureSentence", select=True)
        self.sentence.setContentsMargins(0, px(3), 0, 0)  # on the baseline of the links beside it
        self.all_link = LinkButton(t.get("outcome-all"), self.show_all, name="pictureAll")
        self.all_link.hide()
        self.toggle = LinkButton(t.get("outcome-as-table"), self._toggle, name="pictureAsTable")
        self.add(row(Wide(self.sentence), Wide(self.all_link, 0, top=True), Wide(self.toggle, 0, top=True)))
        self.drawn = OutcomePicture(texts, press)
        self.drawn.pressed.connect(self._pressed)
        self.add(self.drawn)
        self._table: DataTable[Row] | None = None
        self.hide()

    @property
    def picture(self) -> Picture | None:
        """The picture that is shown."""
        return self.drawn.picture

    @property
    def chosen(self) -> Part | None:
        """The part that is currently selected."""
        return self.drawn.chosen

    def show_picture(self, picture: Picture) -> None:
        """Show an outcome; a selected part stays selected if its number is not zero."""
        before, words = self.chosen, sentence(picture, self._texts)
        if words != self.sentence.text():
            self.sentence.setText(words)
            announce(self.sentence, words)
        self.drawn.show_picture(picture)
        if self._table is not None:
            self._table.change_rows(rows(picture, self._texts))
            self._table.fit_height(MOST)
        if before is not None and self.chosen is None:
            self._pressed("")
        self.show()

    def show_all(self) -> None:
        """Deselect the selected part."""
        self.drawn.choose(None)
        self._pressed("")

    def choose(self, part: str) -> None:
        """Select a part as if it was pressed; do nothing if its number is zero."""
        for drawn in tuple(self.drawn.parts):
            if drawn == part != self.chosen:
                self.drawn.press(drawn)

    def _pressed(self, part: str) -> None:
        self.all_link.setVisible(bool(part))
        self.part_chosen.emit(part)

    def _toggle(self) -> None:
        table = self._table or self._make_table()
        as_table = self.drawn.isVisible()
        self.drawn.setVisible(not as_table)
        table.setVisible(as_table)
        self.toggle.setText(self._texts.get("outcome-as-picture" if as_table else "outcome-as-table"))

    def _make_table(self) -> DataTable[Row]:
        t = self._texts.get
        columns: list[Column[Row]] = [
            Column(t("outcome-column-part"), lambda row: row.label, stretch=2),
            Column(t("outcome-column-count"), lambda row: row.count, right=True),
        ]
        if self._live:
            columns += [
                Column(t("outcome-column-done"), lambda row: row.done, right=True),
                Column(t("outcome-column-failed"), lambda row: row.failed, right=True),
            ]
        self._table = table = DataTable(columns, name="pictureTable", title=t("outcome-title"))
        table.row_opened.connect(self._opened)
        self.add_flush(table)
        if self.picture is not None:
            table.set_rows(rows(self.picture, self._texts))
            table.fit_height(MOST)
        return table

    def _opened(self, row: Row | None) -> None:
        if row is not None:
            self.drawn.press(row.part)
