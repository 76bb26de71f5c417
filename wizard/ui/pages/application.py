"""Step 4: find the application in the tenant or add it, without creating a duplicate; several instances are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import SavedSetupError, WizardError
from wizard.journey.model import Outcome
from wizard.journey.steps.application import ADD_NEW, Found, find
from wizard.ui.layout import SPACE, add, column, row
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import Page
from wizard.ui.shell.context import UiContext
from wizard.ui.widgets.basic import Card, Chip, label, note
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.fields import CopyField, FormField
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from wizard.graph.applications import ServicePrincipal


class StepPage(Page[object]):
    """The application's instances in the tenant, and a button that uses or adds one."""

    step_id = "application"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._found: Found | None = None
        self._adding = False
        self.card = Card(self.t("application-none-title"), name="applicationCard")
        self.state = Chip("", name="applicationState")
        self.state.hide()
        self.card.add_to_head(self.state, right=False)
        self.look_again = LinkButton(self.t("application-look-again"), self.look, name="lookAgain")
        self.card.add_to_head(self.look_again)
        self.explain = label("", name="applicationExplain")
        self.card.add(self.explain)
        columns: tuple[Column[ServicePrincipal], ...] = (
            Column(self.t("application-column-name"), lambda row: row.display_name, stretch=2),
            Column(self.t("application-column-app-id"), lambda row: row.app_id, mono=True, stretch=2),
            Column(self.t("application-column-state"), self._enabled, tone=_tone),
        )
        self.table = DataTable(columns, name="instances", title=self.t("application-many-title"))
        self.table.row_chosen.connect(self._instance_chosen)
        self.card.add_flush(self.table)
        self.name_field = self.form.field("application_name").box
        self.card.add(column(self.name_field, *self.form.rest()))
        self.go_button = button(self.t("application-add"), self.go, name="addApplication", kind="primary", guarded=True)
        self.another = LinkButton(self.t("application-add-another"), self.add_another, name="addAnother")
        self.card.add(row(self.go_button, self.another, SPACE))
        self.object_id = CopyField("", context, name="objectId", title=self.t("application-object-id"))
        self.app_id = CopyField("", context, name="appId", title=self.t("application-app-id"))
        self.object_field = FormField(self.t("application-object-id"), self.object_id)
        self.app_field = FormField(self.t("application-app-id"), self.app_id)
        self.card.add(self.object_field)
        self.card.add(self.app_field)
        self.no_session = self.messages.sign_in_first("application-sign-in-first")
        add(self.body, self.card, self.no_session, note(self.t("application-sso-tip")), SPACE)

    def enter(self) -> None:
        super().enter()
        self.card.setVisible(self.signed_in)
        self.no_session.setVisible(not self.signed_in)
        if self.signed_in:
            self.look()

    # --- display

    def look(self) -> None:
        """Read which instances of the gallery application the tenant has."""
        self._show(None)
        self.run(find, self.context.services, on_result=self._show, key="find", busy="application-looking")

    def _show(self, found: Found | None) -> None:
        self._found = found
        answers = self.journey.answers
        instances = found.instances if found is not None else ()
        current = next((item for item in instances if item.id == answers.service_principal_id), None)
        done = current is not None and self.journey.state(self.step_id) == "done"
        which = "none" if not instances else "one" if len(instances) == 1 else "many"
        if done and current is not None:
            self.card.show_title(current.display_name)
            made = self.journey.result(self.step_id)
            added = made is not None and bool(made.facts.get("added"))
            self.explain.setText(self.t("application-added" if added else f"application-{which}"))
        else:
            self.card.show_title(self.t(f"application-{which}-title"))
            self.explain.setText(self.t(f"application-{which}"))
        self.state.setVisible(done)
        if done and current is not None:
            self.state.show_state(self.t(f"application-done-{'added' if added else 'taken'}"), "ok")
        self.table.setVisible(len(instances) > 1)
        self.table.set_rows(list(instances))
        self.table.fit_height(6)
        if current is not None:
            self.table.select_row(current)
        self.name_field.setVisible(found is not None and not instances)
        self.go_button.setVisible(found is not None and not done)
        self.go_button.setText(self.t("application-use" if instances else "application-add"))
        self.go_button.setEnabled(len(instances) < 2 or current is not None)
        self.another.setVisible(bool(instances))
        for field, copy, value in (
            (self.object_field, self.object_id, current.id if current else ""),
            (self.app_field, self.app_id, current.app_id if current else ""),
        ):
            field.setVisible(done)
            copy.set_value(value)
        self.changed.emit()

    def _enabled(self, instance: ServicePrincipal) -> str:
        return self.t("application-enabled" if instance.enabled else "application-disabled")

    # --- answers and work

    def _instance_chosen(self, row: ServicePrincipal | None) -> None:
        if row is not None and self._found is not None and len(self._found.instances) > 1:
            if row.id != self.journey.answers.service_principal_id:
                self.journey.answer(service_principal_id=row.id)
                self._show(self._found)
            self.go_button.setEnabled(True)

    def go(self) -> None:
        """Use the selected instance or add the application, as the button says, whatever was selected before."""
        if self._adding:
            return
        chosen = self.journey.answers.service_principal_id
        shown = [item.id for item in getattr(self._found, "instances", ())]
        session = self.context.services.session
        # An instance that was just added is not in every list yet.
        if chosen not in {*shown, ADD_NEW} and not (
            session is not None and session.graph.calls.settling.is_new(chosen)
        ):
            self.journey.answer(service_principal_id=shown[0] if len(shown) == 1 else "")
        self._adding = True
        self.go_button.setEnabled(False)
        self.another.setEnabled(False)
        self.perform(
            busy="application-adding", on_done=lambda _: self._again(), on_error=self._failed, on_stopped=self._again
        )

    def add_another(self) -> None:
        """Add another instance although the tenant already has one."""
        if self._adding:
            return
        self.journey.answer(service_principal_id=ADD_NEW)
        self.go()

    def took(self, _outcome: Outcome[object]) -> None:
        self.look()

    def _failed(self, error: WizardError) -> None:
        self._again()
        self.show_error(error)
        if not isinstance(error, SavedSetupError):  # the application may have been added before the error
            # Another error is not shown: the one that stopped the work is.
            self.run(find, self.context.services, on_result=self._show, on_error=lambda _: None, key="find")

    def _again(self) -> None:
        if self.journey.answers.service_principal_id == ADD_NEW:
            self.journey.answer(service_principal_id="")
        self._adding = False
        self.go_button.setEnabled(True)
        self.another.setEnabled(True)


def _tone(instance: ServicePrincipal) -> str:
    return "ok" if instance.enabled else "warn"
