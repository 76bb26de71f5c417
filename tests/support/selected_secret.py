"""Selects a visible secret with the mouse on X11, and prints the primary selection; run under Xvfb."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from wizard.ui.widgets.fields import SecretEdit, text_edit


def main() -> None:
    _app = QApplication([])
    clipboard = QGuiApplication.clipboard()
    assert clipboard.supportsSelection()
    plain, secret = text_edit("for everybody", name="plain"), SecretEdit("Show", "Hide")
    secret.set_text("token-4711")
    for field, edit in ((plain, plain), (secret, secret.edit)):
        field.resize(300, 40)
        field.show()
        QTest.qWaitForWindowExposed(field)
        if field is secret:
            secret.toggle.click()
        QTest.mouseDClick(edit, Qt.MouseButton.LeftButton, pos=edit.rect().center())
        QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(edit, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, edit.rect().topLeft())
        QTest.qWait(50)
        print(clipboard.text(QClipboard.Mode.Selection))
    clipboard.setText("pasted-token", QClipboard.Mode.Selection)
    told: list[str] = []
    secret.pasted.connect(told.append)
    QTest.mouseClick(secret.edit, Qt.MouseButton.MiddleButton)
    print(told)


if __name__ == "__main__":
    main()
