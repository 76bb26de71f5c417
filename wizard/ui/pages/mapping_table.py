"""The left side of the mapping page: all rows, search, and the commands for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from wizard.mapping import AttributeMapping
from wizard.mapping.attribute_mapping import ALWAYS, ON_CREATE
from wizard.ui.layout import SPACE, Wide, row
from wizard.ui.models.mapping_edits import Edits
from wizard.ui.models.rows import Column
from wizard.ui.pages.mapping_cells import MappingCells
from wizard.ui.theme import px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Card, Chip, Tone, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.expression_help import CallHelp
from wizard.ui.widgets.fields import search_edit
from wizard.ui.widgets.table import DataTable
from wizard.wording.mapping_checks import finding_words
from wizard.wording.targets import short

if TYPE_CHECKING:
    from wizard.mapping.checks import Finding
    from wizard.ui.shell.context import UiContext

_SIGNS = {"error": ("bang", "bad"), "warning": ("warning", "warn"), "advice": ("info", "muted")}
_TONES: dict[str, Tone] = {"default": "neutral", "differs": "warn", "added": "info"}


class MappingTable(Card):
    """Rows with their problems and their relation to the default mappings."""

    def __init__(self, context: UiContext, title: str) -> None:
        super().__init__(title, name="mappingsCard")
        self._t = t = context.t
        self._texts = context.texts
        self._edits = Edits()
        self._defaults: Mapping[str, AttributeMapping] = {}
        self._findings: Mapping[str, Sequence[Finding]] = {}
        self.state = Chip("", name="savedState")
        self.add_to_head(self.state, right=False)
        self.filter = search_edit(t("users-search-placeholder"), name="filter")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(px(190))
        self.add_to_head(self.filter)
        columns: tuple[Column[AttributeMapping], ...] = (
            Column(
                t("users-column-source"),
                self._source,
                mono=True,
                lines=7,
                stretch=3,
                tip=self._tip,
                sign=self._sign,
                tag=lambda row: "fx" if row.type == "Expression" else "",
                editable=True,
            ),
            Column(
                t("users-column-target"),
                lambda row: short(row.target),
                mono=True,
                stretch=3,
                tip=lambda row: row.target,
                middle=True,
            ),
            Column(t("users-column-match"), self._match, tone=_match_tone, editable=True),
            Column(t("users-column-apply"), self._apply, editable=True),
            Column(t("users-column-default"), self._default, tone=lambda row: _TONES[self.default_key(row)]),
        )
        self.rows = DataTable(columns, name="mappings", title=title)
        choices = ((ALWAYS, t("users-always")), (ON_CREATE, t("users-on-create")))
        self.call_help = CallHelp("cellExpression", t("users-expression.help"))
        self.call_help.setContentsMargins(px(14), px(6), px(14), px(2))
        self.call_help.hide()
        self.cells = MappingCells(self.rows, context.texts, choices, self._typed, self.call_help)
        self.rows.setItemDelegate(self.cells)
        self.rows.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.cells.refused.connect(self._refused)
        self.filter.textChanged.connect(self.rows.set_filter)
        self.add_flush(self.rows, 1)
        self.add_flush(self.call_help)
        self.refusal = label("", "error", name="cellError")
        self.refusal.setContentsMargins(px(14), px(4), px(14), px(2))
        self.refusal.hide()
        self.add_flush(self.refusal)
        self._build_foot()

    def _build_foot(self) -> None:
        t = self._t
        self.add_button = button(t("users-add"), name="addMapping")
        self.remove = LinkButton(t("users-remove"), name="removeMapping")
        self.undo = LinkButton(t("users-undo"), name="undo")
        self.redo = LinkButton(t("users-redo"), name="redo")
        set_tip(self.undo, t("users-undo.help"))
        set_tip(self.redo, t("users-redo.help"))
        self.count = label("", "hint", name="mappingCount")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.add(row(self.add_button, self.remove, self.undo, self.redo, Wide(self.count)))
        self.restore = LinkButton(t("users-restore"), name="restoreDefaults")
        self.revert = LinkButton(t("users-revert"), name="revert")
        self.load = LinkButton(t("users-import"), name="importSchema")
        self.store = LinkButton(t("users-export"), name="exportSchema")
        self.save = button(t("users-save"), name="saveMappings", kind="primary", guarded=True)
        self.add(row(self.restore, self.revert, self.load, self.store, SPACE, self.save))

    # --- content

    def set_defaults(self, defaults: Mapping[str, AttributeMapping]) -> None:
        """Set the default rows, by target, to compare with."""
        self._defaults = defaults

    def differing(self) -> int:
        """Return the number of rows that differ from the defaults, including missing rows."""
        targets = {row.target for row in self._edits.rows}
        missing = sum(target not in targets for target in self._defaults)
        return missing + sum(self.default_key(row) != "default" for row in self._edits.rows)

    def show_edits(self, edits: Edits) -> None:
        """Show a state of the rows, with its current row."""
        self._edits = edits
        self.remove.setEnabled(edits.row is not None)
        self.rows.change_rows(edits.rows)
        if self.rows.current_place() != edits.at:
            self.rows.select_place(edits.at)

    def show_findings(self, findings: Mapping[str, Sequence[Finding]]) -> None:
        """Mark the rows with findings."""
        self._findings = findings
        self.rows.viewport().update()

    def _typed(self, place: int) -> str:
        return self._edits.text(place)

    def _refused(self, words: str) -> None:
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))

    # --- cells

    def _source(self, row: AttributeMapping) -> str:
        if row.source is None:
            return self._t("users-none")
        return str(row.source.get("name")) if row.type == "Direct" else row.expression

    def _is_bad(self, row: AttributeMapping) -> bool:
        return any(self._edits.rows[place] is row for place in self._edits.bad if place < len(self._edits.rows))

    def _sign(self, row: AttributeMapping) -> tuple[str, str] | None:
        findings = self._findings.get(row.target)
        if self._is_bad(row):
            return _SIGNS["error"]
        return _SIGNS[findings[0].severity] if findings else None

    def _tip(self, row: AttributeMapping) -> str:
        if self._is_bad(row):
            return self._t("users-unfinished")
        findings = self._findings.get(row.target)
        if findings:
            return "\n".join(finding_words(self._texts, finding)[0] for finding in findings)
        return self._source(row)

    def _match(self, row: AttributeMapping) -> str:
        return self._t("users-match", rank=row.matching) if row.matching else ""

    def _apply(self, row: AttributeMapping) -> str:
        return self._t("users-on-create" if row.flow == ON_CREATE else "users-always")

    def default_key(self, row: AttributeMapping) -> str:
        """Compare a row with the application's default; return ``default``, ``differs`` or ``added``."""
        usual = self._defaults.get(row.target)
        if usual is None:
            return "added"
        same = (usual.expression, usual.default, usual.matching, usual.flow) == (
            row.expression,
            row.default,
            row.matching,
            row.flow,
        )
        return "default" if same else "differs"

    def _default(self, row: AttributeMapping) -> str:
        return self._t(f"users-chip-{self.default_key(row)}")


def _match_tone(row: AttributeMapping) -> str | None:
    return "info" if row.matching else None
