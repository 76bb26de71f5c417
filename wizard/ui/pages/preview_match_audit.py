"""Step 10: the match audit, a card of the preview: problems that Entra would meet when it matches users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard.journey.services.match_audit import MOST, Settled, ask_cloudgate, askable, look
from wizard.provisioning.match_audit_model import KINDS, Entry, MatchAudit
from wizard.ui.layout import column, holder
from wizard.ui.models.rows import Column
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.table import DataTable
from wizard.wording.match_audit import accounts_text, help_text, people_text, would_text

if TYPE_CHECKING:
    from wizard.journey.found import Rehearsal
    from wizard.ui.pages.base import AnyPage
    from wizard.ui.shell.runner import Job

TONES: Mapping[str, str] = {"error": "bad", "warning": "warn", "advice": "info"}
SIGNS: Mapping[str, tuple[str, str]] = {"confirmed": ("warning", "bad"), "cleared": ("check", "ok")}
ROWS = 5
"""Number of rows shown without scrolling."""


class MatchAuditCard(Card):
    """Shows the match audit of a rehearsal; hidden until there is one.

    Args:
        page: The page that provides texts, worker threads and the busy line.
    """

    def __init__(self, page: AnyPage) -> None:
        super().__init__(" ", name="matchAuditCard")
        self._page, self._texts = page, page.context.texts
        self.match_audit: MatchAudit | None = None
        self._asking: Job | None = None
        self._settled: dict[int, Entry] = {}
        t = page.t
        self.ask = button(t("matching-ask"), self._start_asking, name="matchAuditAsk")
        set_tip(self.ask, t("matching-ask-tip", count=MOST))
        self.add_to_head(self.ask)
        columns: tuple[Column[Entry], ...] = (
            Column(
                t("matching-column-kind"),
                lambda e: t(f"matching-kind-{e.kind}"),
                lambda e: KINDS.index(e.kind),
                tone=_tone,
            ),
            Column(t("matching-column-people"), lambda e: people_text(e, self._texts), stretch=3),
            Column(t("matching-column-row"), lambda e: e.row, mono=True, stretch=2),
            Column(t("matching-column-value"), lambda e: e.value or t("matching-nothing"), mono=True, stretch=3),
            Column(t("matching-column-would"), lambda e: would_text(e, self._texts), stretch=2, sign=_sign),
        )
        self.table = DataTable(
            columns, name="matchAuditEntries", title=t("matching-title", count=0), runner=page.context.runner
        )
        self.table.row_chosen.connect(self._chosen)
        self.add_flush(self.table)
        self.detail = label("", name="matchAuditDetail", select=True)
        self.note = label("", "hint", name="matchAuditNote", select=True)
        self.add(holder(column(self.detail, self.note, gap=4)))
        self.hide()

    def show_for(self, rehearsal: Rehearsal | None) -> None:
        """Audit a rehearsal in the background and show the result; ``None`` hides the card."""
        self.match_audit = None
        if self._asking is not None:
            self._asking.abandon()
            self._asking = None
        self.setVisible(rehearsal is not None)
        self.table.set_rows(())
        self._refresh()
        if rehearsal is not None:
            self._page.run(look, rehearsal, on_result=self._looked, key="matchAudit", quiet=True)

    def _looked(self, found: MatchAudit) -> None:
        self._show(found)
        if found.entries:
            self.table.select_place(0)

    def _show(self, found: MatchAudit) -> None:
        """Show these entries; the current row stays selected."""
        self.match_audit = found
        self.table.change_rows(found.entries)
        self._refresh()

    def _refresh(self) -> None:
        found, t = self.match_audit, self._page.t
        entries = found.entries if found is not None else ()
        title = t("matching-title", count=len(found.open)) if found is not None else t("matching-looking")
        self.show_title(title)
        self.table.setAccessibleName(title)
        self.table.setVisible(bool(entries))
        self.table.fit_height(ROWS)
        self.detail.setVisible(bool(entries))
        self.ask.setVisible(bool(entries) and any(entry.asks for entry in entries))
        self.ask.setEnabled(self._asking is None and found is not None and bool(askable(found)))
        self.note.setText(self._said(found) if found is not None else "")
        self.note.setVisible(bool(self.note.text()))

    def _said(self, found: MatchAudit) -> str:
        """Return how many objects were compared, or the result of asking CloudGate."""
        states = [entry.state for entry in found.entries if entry.asks]
        confirmed, cleared = states.count("confirmed"), states.count("cleared")
        if not confirmed and not cleared:
            return self._page.t("matching-looked", people=found.people, accounts=found.accounts, groups=found.groups)
        return self._page.t("matching-asked", confirmed=confirmed, cleared=cleared, left=states.count("seen"))

    def _chosen(self, entry: Entry | None) -> None:
        if entry is None:
            self.detail.setText("")
            return
        lines = (help_text(entry, self._texts), accounts_text(entry, self._texts))
        self.detail.setText("\n".join(line for line in lines if line))

    # --- asking

    def _start_asking(self) -> None:
        if self.match_audit is None:
            return
        page = self._page
        self._settled = {}
        self._asking = page.run_step(
            ask_cloudgate,
            self.match_audit,
            on_result=self._asked,
            on_stopped=self._stopped,
            on_data=self._came,
            busy="matching-asking",
            key="matching-ask",
        )
        self._refresh()

    def _came(self, items: list[object]) -> None:
        """Keep settled entries, which remain valid if the rest is canceled."""
        self._settled |= {item.place: item.entry for item in items if isinstance(item, Settled)}

    def _asked(self, found: MatchAudit) -> None:
        self._asking = None
        self._show(found)
        self._chosen(self.table.current_row())

    def _stopped(self) -> None:
        if self.match_audit is not None:
            self._asked(self.match_audit.with_entries(self._settled))


def _tone(entry: Entry) -> str:
    return "ok" if entry.state == "cleared" else TONES[entry.severity]


def _sign(entry: Entry) -> tuple[str, str] | None:
    return SIGNS.get(entry.state)
