"""The device code of step 2: the code, the page to enter it, and the time left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from wizard.ui.layout import SPACE, column, row
from wizard.ui.theme import mono_font
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from wizard.journey.context import Practice
    from wizard.ui.pages.base import AnyPage


class DevicePanel(QWidget):
    """A panel that is hidden until there is a code."""

    def __init__(self, page: AnyPage) -> None:
        super().__init__()
        self._page, self._expires = page, datetime.now(UTC)
        self.setObjectName("deviceCode")
        t = page.t
        self.code = label("", "number", name="userCode", wrap=False, select=True)
        self.code.setFont(mono_font(1.6))
        self.copy_code = LinkButton(t("shell-copy"), self._copy_code, name="copyCode", sign="copy")
        self.open_page = LinkButton(t("begin-device-open"), self._open_page, name="openDevicePage", external=True)
        self.approve = LinkButton(t("begin-device-practice"), self._approve, name="approveDevice")
        self.left = label("", "hint", name="codeTimeLeft", wrap=False)
        self.url = label("", "hint", name="deviceUrl", select=True)
        line = row(self.code, self.copy_code, self.open_page, self.approve, SPACE, self.left)
        title, help_line = label(t("begin-device-title"), "label"), label(t("begin-device-help"), "hint")
        self.setLayout(column(title, line, help_line, self.url, gap=6))
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show_left)
        self.hide()

    def show_code(self, code: str, url: str, expires: datetime) -> None:
        """Show a code and the page on which to enter it, until :meth:`end`."""
        self.code.setText(code)
        self.url.setText(url)
        self._expires = expires
        self.approve.setVisible(self._practice is not None)
        self.show()
        self._show_left()
        self._tick.start()

    def end(self) -> None:
        """Hide the panel: the sign-in succeeded or was given up."""
        self.hide()
        self.stop()

    def stop(self) -> None:
        """Stop the countdown while the panel is not visible."""
        self._tick.stop()

    @property
    def _practice(self) -> Practice | None:
        return self._page.context.services.practice

    def _show_left(self) -> None:
        left = int((self._expires - datetime.now(UTC)).total_seconds())
        if left <= 0:
            self._tick.stop()
            self.left.setText(self._page.t("begin-device-over"))
            return
        self.left.setText(self._page.t("begin-device-left", minutes=str(left // 60), seconds=f"{left % 60:02}"))

    def _copy_code(self) -> None:
        self._page.context.copy(self.code.text())

    def _open_page(self) -> None:
        self._page.context.open_url(self.url.text())

    def _approve(self) -> None:
        practice, code = self._practice, self.code.text()
        if practice is not None:
            self._page.run(lambda _task: practice.approve_sign_in(code), key="approve")
