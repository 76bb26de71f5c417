"""Step 2: sign in, by browser or device code, and the prerequisites with what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from wizard.core.errors import WizardError
from wizard.journey.model import Outcome
from wizard.ui.pages.base import Page
from wizard.ui.shell.context import UiContext
from wizard.ui.shell.runner import Job
from wizard.ui.theme import mono_font, px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Card, Chip, LinkButton, Tone, button, label, note
from wizard.ui.widgets.fields import FormField, text_edit
from wizard.ui.widgets.segmented import SegmentedControl
from wizard.ui.widgets.status import Status, StatusRow

if TYPE_CHECKING:
    from wizard.journey.steps.begin import Prerequisite

CLOUDS = ("global", "us-l4", "us-l5", "china")
CONFIRMS: Mapping[str, str] = {
    "tenant": "tenant_confirmed",
    "role": "role_confirmed",
    "licence": "licence_confirmed",
    "cloudgate-admin": "cloudgate_admin",
}
"""Prerequisites and the answer by which a person vouches for each."""

_SIGNS: Mapping[str, Status] = {
    "checked": "pass", "confirmed": "confirmed", "missing": "warn", "unknown": "skip", "untold": "skip",
}  # fmt: skip
_TONES: Mapping[str, Tone] = {
    "checked": "ok", "confirmed": "info", "missing": "warn", "unknown": "neutral", "untold": "neutral",
}  # fmt: skip


class StepPage(Page["tuple[Prerequisite, ...]"]):
    """Sign-in above, prerequisites below."""

    step_id = "begin"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._sign_in_job: Job | None = None
        self._rows: tuple[Any, ...] = ()
        self.body.addWidget(self._build_sign_in())
        self.body.addWidget(self._build_prerequisites())
        self.body.addStretch(1)

    # --- building

    def _build_sign_in(self) -> QWidget:
        card = Card(self.t("begin-sign-in-title"), name="signInCard")
        self.account_chip = Chip("", "ok", name="accountChip")
        card.add_to_head(self.account_chip, right=False)
        self.sign_out_link = LinkButton(self.t("begin-sign-out"), self.sign_out, name="signOut")
        card.add_to_head(self.sign_out_link)

        self.form = QWidget()
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(px(12))
        self.tenant = text_edit(name="tenant", mono=True)
        self.tenant.textEdited.connect(self._tenant_edited)
        self.cloud = QComboBox()
        self.cloud.setObjectName("cloud")
        for cloud in CLOUDS:
            self.cloud.addItem(self.t(f"begin-field-cloud-{cloud}"), cloud)
        self.cloud.activated.connect(self._cloud_chosen)
        first = QHBoxLayout()
        first.setSpacing(px(14))
        tenant_help = self.t("begin-field-tenant.help")
        first.addWidget(FormField(self.t("begin-field-tenant"), self.tenant, tenant_help), 3, Qt.AlignmentFlag.AlignTop)
        self.cloud_field = FormField(self.t("begin-field-cloud"), self.cloud, self.t("begin-field-cloud.help"))
        first.addWidget(self.cloud_field, 2, Qt.AlignmentFlag.AlignTop)
        form.addLayout(first)

        self.client = text_edit(name="clientId", mono=True)
        self.client.textEdited.connect(self._client_edited)
        self.client_field = FormField(
            self.t("begin-field-client-id"), self.client, self.t("begin-field-client-id.help")
        )
        self.client_field.hide()
        form.addWidget(self.client_field)

        actions = QHBoxLayout()
        actions.setSpacing(px(14))
        options = [(way, self.t(f"begin-field-sign-in-{way}")) for way in ("browser", "device")]
        self.way_choice = SegmentedControl(options, name="signInWay", title=self.t("begin-field-sign-in"))
        self.way_choice.chosen.connect(self._way_chosen)
        self.sign_in_button = button(self.t("begin-sign-in"), self.sign_in, name="signIn", kind="primary")
        self.more = LinkButton(self.t("begin-more"), self._toggle_more, name="moreOptions")
        actions.addWidget(self.way_choice)
        actions.addWidget(self.sign_in_button)
        actions.addStretch(1)
        actions.addWidget(self.more)
        form.addLayout(actions)
        self.practice_note = label("", "hint", name="practiceNote")
        form.addWidget(self.practice_note)
        self.device = self._build_device()
        self.who = label("", "hint", name="whoIsSignedIn", select=True)
        self.permissions = label("", "hint", name="permissions", select=True)
        self.kept_note = note(self.t("begin-not-kept"))
        self.signed_in = QWidget()
        signed = QVBoxLayout(self.signed_in)
        signed.setContentsMargins(0, 0, 0, 0)
        signed.setSpacing(px(4))
        signed.addWidget(self.who)
        signed.addWidget(self.permissions)
        signed.addWidget(self.kept_note)
        whole = QVBoxLayout()
        whole.setSpacing(px(12))
        for part in (self.form, self.device, self.signed_in):
            whole.addWidget(part)
        card.add(whole)
        return card

    def _build_device(self) -> QWidget:
        box = QWidget()
        box.setObjectName("deviceCode")
        row = QVBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(label(self.t("begin-device-title"), "label"))
        line = QHBoxLayout()
        line.setSpacing(px(14))
        self.code = label("", "number", name="userCode", wrap=False, select=True)
        self.code.setFont(mono_font(1.6))
        self.copy_code = LinkButton(self.t("shell-copy"), self._copy_code, name="copyCode", sign="copy")
        self.open_page = LinkButton(self.t("begin-device-open"), self._open_page, name="openDevicePage", external=True)
        self.approve = LinkButton(self.t("begin-device-practice"), self._approve, name="approveDevice")
        self.left = label("", "hint", name="codeTimeLeft", wrap=False)
        for part in (self.code, self.copy_code, self.open_page, self.approve):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.left)
        row.addLayout(line)
        self.device_url = label("", "hint", name="deviceUrl", select=True)
        row.addWidget(label(self.t("begin-device-help"), "hint"))
        row.addWidget(self.device_url)
        self._expires: datetime | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show_left)
        box.hide()
        return box

    def _build_prerequisites(self) -> QWidget:
        card = Card(self.t("begin-prerequisites"), name="prerequisites")
        self.again = LinkButton(self.t("begin-again"), self.check, name="checkAgain")
        card.add_to_head(self.again)
        self.rows: dict[str, StatusRow] = {}
        self.chips: dict[str, Chip] = {}
        self.boxes: dict[str, QCheckBox] = {}
        for name, answer in CONFIRMS.items():
            row = StatusRow("skip", self.t(f"begin-{name}-unknown"), name=f"prerequisite-{name}")
            chip = Chip("", name=f"standing-{name}")
            box = QCheckBox(self.t("begin-confirm"))
            box.setObjectName(f"confirm-{name}")
            box.setAccessibleName(f"{self.t('begin-confirm')}: {self.t(f'begin-{name}-unknown')}")
            box.setProperty("answer", answer)
            box.clicked.connect(self._confirmed)
            row.add_right(box)
            row.add_right(chip)
            self.rows[name], self.chips[name], self.boxes[name] = row, chip, box
            card.add_flush(row)
        return card

    # --- showing

    def enter(self) -> None:
        answers = self.journey.answers
        if self.tenant.text().strip() != answers.tenant:
            self.tenant.setText(answers.tenant)
        if self.client.text().strip() != answers.client_id:
            self.client.setText(answers.client_id)
        self.client_field.setVisible(self.client_field.isVisibleTo(self) or bool(answers.client_id))
        self.cloud.setCurrentIndex(max(0, self.cloud.findData(answers.cloud)))
        self.way_choice.set_value(answers.sign_in)
        self._show_session()
        self.check()

    def leave(self) -> None:
        self._tick.stop()

    def _show_session(self) -> None:
        services = self.context.services
        session, practice = services.session, services.practice
        self.form.setVisible(session is None)
        self.signed_in.setVisible(session is not None)
        self.sign_out_link.setVisible(session is not None)
        self.account_chip.setVisible(session is not None)
        self.cloud_field.setVisible(practice is None)
        self.approve.setVisible(practice is not None)
        self.practice_note.setVisible(practice is not None)
        if practice is not None:
            way = self.journey.answers.sign_in
            self.practice_note.setText(self.t("begin-practice-note", account=practice.admin, way=way))
        if session is not None:
            self.account_chip.show_state(self.t("begin-signed-in", account=session.account), "ok")
            tenant = session.tenant
            self.who.setText(self.t("begin-signed-in-tenant", tenant=tenant.display_name, id=tenant.id))
            names = ", ".join(name.rpartition("/")[2] for name in session.sign_in.carried)
            self.permissions.setText(self.t("begin-permissions", names=names) if names else "")
            set_tip(self.permissions, self.t("begin-permissions.detail"))
            self.permissions.setVisible(bool(names))
        self._show_cloud_note()

    def _show_cloud_note(self) -> None:
        rare = self.journey.answers.cloud != "global"
        self.cloud_field.show_help(self.t("begin-cloud-rare" if rare else "begin-field-cloud.help"))

    def _show_rows(self, rows: tuple[Any, ...]) -> None:
        self._rows = rows
        for row in rows:
            key = f"begin-{row.id}-{row.standing}"
            detail = self.t(f"{key}.detail", **row.params) if self.context.texts.has(f"{key}.detail") else ""
            standing = self.t(f"begin-standing-{row.standing}")
            text = self.t(key, **row.params)
            self.rows[row.id].show_state(_SIGNS[row.standing], text, detail=detail, spoken=standing)
            self.chips[row.id].show_state(standing, _TONES[row.standing])
            box = self.boxes[row.id]
            box.setVisible(row.standing != "checked")
            box.setChecked(row.standing == "confirmed")

    # --- answers

    def _tenant_edited(self, text: str) -> None:
        self.journey.answer(tenant=text.strip())

    def _client_edited(self, text: str) -> None:
        self.journey.answer(client_id=text.strip())

    def _cloud_chosen(self, index: int) -> None:
        self.journey.answer(cloud=self.cloud.itemData(index))
        self._show_cloud_note()

    def _way_chosen(self, way: str) -> None:
        self.journey.answer(sign_in=way)
        self._show_session()

    def _toggle_more(self) -> None:
        shown = not self.client_field.isVisibleTo(self)
        self.client_field.setVisible(shown)
        self.more.setText(self.t("begin-less" if shown else "begin-more"))

    def _confirmed(self, checked: bool) -> None:
        self.journey.answer(**{str(self.sender().property("answer")): checked})
        self.check()

    # --- work

    def sign_in(self) -> None:
        """Sign in as chosen; the prerequisites are checked at once afterwards."""
        self.sign_in_button.setEnabled(False)
        self._sign_in_job = self.perform(
            busy="begin-signing-in",
            on_done=self._signed_in,
            on_error=self._sign_in_failed,
            on_cancelled=self._sign_in_ended,
            on_data=self._device_code,
        )

    def _sign_in_ended(self) -> None:
        self.sign_in_button.setEnabled(True)
        self.device.hide()
        self._tick.stop()
        self._expires = None

    def _sign_in_failed(self, error: WizardError) -> None:
        self._sign_in_ended()
        self._show_session()
        self.show_error(error)

    def took(self, outcome: Outcome[tuple[Prerequisite, ...]]) -> None:
        with self.at_once():
            self._show_session()
            self._show_rows(outcome.data or ())

    def _signed_in(self, _outcome: Outcome[tuple[Prerequisite, ...]]) -> None:
        self._sign_in_ended()
        self.context.controller.session_changed()

    def sign_out(self) -> None:
        """Forget the session's tokens."""
        self.run(_sign_out, self.context.services, on_result=self._signed_out, key="sign-out")

    def _signed_out(self, _nothing: None) -> None:
        self._show_session()
        self.context.controller.session_changed()
        self.check()

    def check(self) -> None:
        """Look at the prerequisites again, with what is known now."""
        session = self.context.services.session
        self.perform(busy="begin-checking" if session is not None else "", verify=True, follows=True)

    # --- device code

    def _device_code(self, items: list[Any]) -> None:
        code = items[-1]
        if not hasattr(code, "user_code"):
            return  # the browser was opened; nothing to show
        self.code.setText(code.user_code)
        self.device_url.setText(code.uri)
        self._expires = code.expires
        self.device.show()
        self._show_left()
        self._tick.start()
        self.ensure_visible(self.device)

    def _show_left(self) -> None:
        if self._expires is None:
            return
        left = int((self._expires - datetime.now(UTC)).total_seconds())
        if left <= 0:
            self._tick.stop()
            self.left.setText(self.t("begin-device-over"))
            return
        self.left.setText(self.t("begin-device-left", minutes=str(left // 60), seconds=f"{left % 60:02}"))

    def _copy_code(self) -> None:
        self.context.copy(self.code.text())

    def _open_page(self) -> None:
        self.context.open_url(self.device_url.text())

    def _approve(self) -> None:
        self.run(_approve, self.context.services, self.code.text(), key="approve")


def _sign_out(_task: object, services: Any) -> None:
    from wizard.journey.steps.begin import sign_out

    sign_out(services)


def _approve(_task: object, services: Any, code: str) -> None:
    services.practice.approve_sign_in(code)
