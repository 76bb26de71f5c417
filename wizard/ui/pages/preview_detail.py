"""Step 10: details of the selected operation: reason, what to do, attribute values; requests on demand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wizard.journey.steps.preview import way_of
from wizard.provisioning.plan_json import request_json
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.fields import reading_box
from wizard.ui.widgets.table import DataTable
from wizard.wording.plan import help_words, reason_words, sentence, shown_name
from wizard.wording.targets import short

if TYPE_CHECKING:
    from wizard.journey.found import Rehearsal
    from wizard.provisioning import AttributeChange, Operation
    from wizard.provisioning.explain import Explanation
    from wizard.ui.pages.base import AnyPage

ROWS = 6
"""Number of attributes visible without scrolling."""


class DetailCard(Card):
    """Hidden while nothing is selected. SCIM requests are collapsed, because most users do not need them.

    Args:
        page: The page that runs the work.
    """

    def __init__(self, page: AnyPage) -> None:
        super().__init__(" ", name="operationDetail")
        self._page, self._texts = page, page.context.texts
        t = page.t
        self.technical = LinkButton(t("preview-technical-show"), self._toggle, name="technicalDetails")
        self.add_to_head(self.technical)
        self.text = label("", name="detailText", select=True)
        self.add(self.text)
        columns: tuple[Column[AttributeChange], ...] = (
            Column(
                t("preview-column-attribute"),
                lambda one: short(one.target),
                mono=True,
                stretch=2,
                tip=lambda one: one.target,
                middle=True,
            ),
            Column(t("preview-column-now"), lambda one: _value(one.old), stretch=3),
            Column(t("preview-column-after"), lambda one: _value(one.new), stretch=3),
        )
        self.values = DataTable(columns, name="detailValues", title=t("preview-values"))
        self.add_flush(self.values)
        self.walked = label("", "hint", name="detailWay", select=True)
        self.add(self.walked)
        self.requests = reading_box(name="detailRequests", title=t("preview-requests"))
        self.requests.setTabChangesFocus(True)
        self.requests.setFixedHeight(px(126))
        self.add(self.requests)
        self._open = False
        self.hide()

    def show_operation(self, operation: Operation | None, rehearsal: Rehearsal | None) -> None:
        """Show the details of an operation; hide the card for ``None``."""
        if operation is None:
            self.hide()
            return
        said = reason_words(operation, self._texts), help_words(operation, self._texts)
        lines = []
        for request in operation.requests:
            asked = request_json(request)
            body = json.dumps(asked["body"], ensure_ascii=False, indent=2) if asked["body"] else ""
            lines.append(f"{asked['method']} {asked['path']}\n{body}".strip())
        self.show_title(shown_name(operation.name))
        self.text.setText(". ".join(text for text in said if text))
        self._show_values(operation.changes)
        self.requests.setPlainText("\n\n".join(lines))
        self.walked.setText("")
        self._show_technical()
        self.show()
        if operation.kind == "User" and rehearsal is not None:
            self._page.run(way_of, rehearsal, operation.source_id, on_result=self._show_way, key="way")

    def _show_values(self, changes: tuple[AttributeChange, ...]) -> None:
        self.values.set_rows(changes)
        self.values.setVisible(bool(changes))
        if changes:
            self.values.fit_height(ROWS)

    def _show_way(self, way: Explanation | None) -> None:
        """Show how the user's verdict was reached, step by step."""
        steps = [step for step in way.steps if step.name != "action"] if way is not None else []
        signs = {True: "✓", False: "✗"}
        self.walked.setText("\n".join(f"{signs[step.passed]} {sentence(step, self._texts)}" for step in steps))
        self._show_technical()

    def _toggle(self) -> None:
        self._open = not self._open
        self._show_technical()
        if self._open:
            self._page.viewport.show(self.requests)

    def _show_technical(self) -> None:
        asked, way = bool(self.requests.toPlainText()), bool(self.walked.text())
        self.technical.setVisible(asked)
        self.technical.setText(self._page.t("preview-technical-hide" if self._open else "preview-technical-show"))
        self.requests.setVisible(asked and self._open)
        self.walked.setVisible(way)


def _value(text: str | None) -> str:
    """Return a value as the request has it: the engine's text of true and false is Entra's, with a capital."""
    return {"True": "true", "False": "false"}.get(text or "", text or "–")
