"""The sign-in card of step 2, which shows the account after sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.ui.layout import SPACE, Wide, column, holder, row
from wizard.ui.pages.begin_device import DevicePanel
from wizard.ui.widgets.basic import Card, Chip, label, note
from wizard.ui.widgets.buttons import LinkButton, button

if TYPE_CHECKING:
    from wizard.ui.pages.begin import StepPage


class SignInCard(Card):
    """The sign-in card."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page.t("begin-sign-in-title"), name="signInCard")
        self._page, t, form = page, page.t, page.form
        self.account_chip = Chip("", "ok", name="accountChip")
        self.add_to_head(self.account_chip, right=False)
        self.sign_out_link = LinkButton(t("begin-sign-out"), page.sign_out, name="signOut")
        self.add_to_head(self.sign_out_link)
        tenant = form.field("tenant", mono=True)
        self.cloud_field = form.field("cloud").box
        self.client_field = form.field("client_id", mono=True).box
        self.client_field.hide()
        way = form.field("sign_in", look="segments", titled=False, helped=False, called="signInWay")
        self.sign_in_button = button(t("begin-sign-in"), page.sign_in, name="signIn", kind="primary")
        self.more = LinkButton(t("begin-more"), self._toggle_more, name="moreOptions")
        self.practice_note = label("", "hint", name="practiceNote")
        asked = column(
            row(Wide(tenant.box, 3, top=True), Wide(self.cloud_field, 2, top=True)),
            self.client_field,
            *form.rest(),
            row(way.box, self.sign_in_button, SPACE, self.more),
            self.practice_note,
            gap=12,
        )
        self.form_part = holder(asked)
        form.edited.connect(self._edited)
        self.device = DevicePanel(page)
        self.who = label("", "hint", name="whoIsSignedIn", select=True)
        self.permissions = label("", "hint", name="permissions", select=True)
        self.about_permissions = note(t("begin-permissions.detail"))
        self.not_kept = note(t("begin-not-kept"))
        notes = (self.about_permissions, self.not_kept)
        self.signed_in = holder(column(self.who, self.permissions, *notes, gap=4))
        self.add(column(self.form_part, self.device, self.signed_in, gap=12))

    def show_session(self) -> None:
        """Show the signed-in account, or the fields for signing in."""
        services, t = self._page.context.services, self._page.t
        session, practice = services.session, services.practice
        self.form_part.setVisible(session is None)
        self.signed_in.setVisible(session is not None)
        self.sign_out_link.setVisible(session is not None)
        self.not_kept.setVisible(not self._page.only_shown)
        self.account_chip.setVisible(session is not None)
        self.client_field.setVisible(self.client_field.isVisibleTo(self) or bool(self._page.journey.answers.client_id))
        self.cloud_field.setVisible(practice is None)
        self.practice_note.setVisible(practice is not None)
        if practice is not None:
            way = self._page.journey.answers.sign_in
            self.practice_note.setText(t("begin-practice-note", account=practice.admin, way=way))
        if session is not None:
            self.account_chip.show_state(t("begin-signed-in", account=session.account), "ok")
            tenant = session.tenant
            self.who.setText(t("begin-signed-in-tenant", tenant=tenant.display_name, id=tenant.id))
            names = ", ".join(name.rpartition("/")[2] for name in session.sign_in.carried)
            self.permissions.setText(t("begin-permissions", names=names) if names else "")
            self.permissions.setVisible(bool(names))
            self.about_permissions.setVisible(bool(names))

    def _edited(self, name: str) -> None:
        if name == "sign_in":
            self.show_session()

    def begin(self) -> None:
        """Show that sign-in has started."""
        self.sign_in_button.setEnabled(False)

    def end(self) -> None:
        """Show that sign-in has ended, whatever its outcome."""
        self.sign_in_button.setEnabled(True)
        self.device.end()
        self.show_session()

    def _toggle_more(self) -> None:
        shown = not self.client_field.isVisibleTo(self)
        self.client_field.setVisible(shown)
        self.more.setText(self._page.t("begin-less" if shown else "begin-more"))
