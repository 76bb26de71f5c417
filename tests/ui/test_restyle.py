"""A part of a page is styled once: when it is shown, with the role that it has then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wizard.ui.widgets.basic import Role, label, restyle


@pytest.mark.usefixtures("world")  # the program's style
@pytest.mark.parametrize("role", ["error", "lead", "hint", "number"])
def test_a_role_counts_whenever_it_was_given(qtbot: QtBot, role: Role) -> None:
    at_once, before, after = label("At once", role), label("Before it was shown"), label("After it was shown")
    restyle(before, role=role)
    assert not before.testAttribute(Qt.WidgetAttribute.WA_WState_Polished), "styled before it stands anywhere"
    for each in (at_once, before, after):
        qtbot.addWidget(each)
        each.show()
    restyle(after, role=role)
    looks = {(each.palette().color(each.foregroundRole()).name(), each.font().toString()) for each in (before, after)}
    assert looks == {(at_once.palette().color(at_once.foregroundRole()).name(), at_once.font().toString())}
    plain = label("Plain")
    qtbot.addWidget(plain)
    plain.show()
    restyle(after, role="")
    assert (after.palette(), after.font()) == (plain.palette(), plain.font())
