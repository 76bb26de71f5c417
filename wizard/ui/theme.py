"""Colors, sizes and fonts: light or dark like the system, and switched live.

Fusion is the base everywhere, because native styles draw what a style sheet omits differently, and a wizard with one
look is easier to describe over the telephone. All sizes derive from the font, so nothing is clipped at 200 %.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from wizard.core.resources import resource_root


class Colors(NamedTuple):
    """One palette, as ``#rrggbb``. ``*_soft`` are backgrounds for text in the plain color."""

    window: str
    card: str
    head: str
    border: str
    line: str
    edge: str
    text: str
    muted: str
    faint: str
    primary: str
    primary_hover: str
    on_primary: str
    ring: str
    link: str
    selection: str
    ok: str
    ok_text: str
    ok_soft: str
    info_soft: str
    info_text: str
    warn: str
    warn_text: str
    warn_soft: str
    bad: str
    bad_text: str
    bad_soft: str
    bad_chip: str
    neutral_soft: str
    rail: str
    rail_line: str
    rail_now: str
    rail_hover: str
    rail_accent: str
    rail_text: str
    rail_strong: str
    rail_muted: str
    rail_ring: str
    rail_ok: str
    rail_warn: str
    rail_bad: str


LIGHT = Colors(
    window="#f7f8fa", card="#ffffff", head="#fbfcfd", border="#dde2ea", line="#eef0f4", edge="#808b9e",
    text="#1d2433", muted="#566074", faint="#636f85", primary="#1668c7", primary_hover="#1259ab",
    on_primary="#ffffff", ring="#000000", link="#1668c7", selection="#e3eefb", ok="#1b9159", ok_text="#14784a",
    ok_soft="#e4f5ec",
    info_soft="#e8f1fc", info_text="#1259ab", warn="#bd6b14", warn_text="#8a5010", warn_soft="#fdf0dd",
    bad="#c43a31", bad_text="#a32a22", bad_soft="#fdf1f0", bad_chip="#fbe3e1", neutral_soft="#eef0f4", rail="#10223c",
    rail_line="#21395c", rail_now="#1d3a63", rail_hover="#172e50", rail_accent="#4ea1ff", rail_text="#c9d4e5",
    rail_strong="#ffffff", rail_muted="#93a6c2", rail_ring="#6c84a8",
    rail_ok="#35b578", rail_warn="#e39a4b", rail_bad="#f08078",
)  # fmt: skip

DARK = Colors(
    window="#151a22", card="#1d232d", head="#212833", border="#2e3745", line="#28303c", edge="#66738a",
    text="#e3e8f0", muted="#a5b0c1", faint="#8b97aa", primary="#2673cc", primary_hover="#1d63b3",
    on_primary="#ffffff", ring="#ffffff", link="#74b4ff", selection="#233a58", ok="#35b578", ok_text="#6fd6a3",
    ok_soft="#1b3529",
    info_soft="#1c3350", info_text="#8cc2ff", warn="#dd9140", warn_text="#efb878", warn_soft="#3a2c18",
    bad="#e2635a", bad_text="#f39b94", bad_soft="#3a2222", bad_chip="#4a2626", neutral_soft="#2a323e", rail="#0d1624",
    rail_line="#1f2d42", rail_now="#1a3152", rail_hover="#15253d", rail_accent="#4ea1ff", rail_text="#bcc8da",
    rail_strong="#ffffff", rail_muted="#8496b1", rail_ring="#61789b",
    rail_ok="#35b578", rail_warn="#e39a4b", rail_bad="#f08078",
)  # fmt: skip

_current = LIGHT


def colors() -> Colors:
    """Return the palette in use. Painters call this at paint time, so a live switch needs no bookkeeping."""
    return _current


def color(name: str) -> QColor:
    """Return a color of the palette in use. The same object each time: do not change it."""
    return _color(getattr(_current, name))


SMALL = 0.92
"""Size of hints relative to the font size."""


@cache
def _color(value: str) -> QColor:
    return QColor(value)


def px(units: float) -> int:
    """Scale a size designed for a 13 px font to the font in use; at least 1."""
    return max(1, round(units * _text_pixels() / 13))


@cache
def _text_pixels() -> float:
    font = QApplication.font()
    if font.pixelSize() > 0:
        return float(font.pixelSize())
    screen = QApplication.primaryScreen()
    return font.pointSizeF() * (screen.logicalDotsPerInchY() if screen else 96.0) / 72


@cache
def scaled_font(factor: float = 1.0, *, bold: bool = False) -> QFont:
    """Return the application's font, larger or smaller. The same object each time: do not change it."""
    font = QFont(QApplication.font())
    if font.pixelSize() > 0:
        font.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(QFont.Weight.DemiBold if bold else font.weight())
    return font


@cache
def font_metrics(factor: float = 1.0, *, bold: bool = False) -> QFontMetricsF:
    """Return the metrics of :func:`scaled_font`."""
    return QFontMetricsF(scaled_font(factor, bold=bold))


@cache
def mono_font(factor: float = 0.94) -> QFont:
    """Return the fixed-width font for addresses, attribute names and expressions. Do not change it."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if sys.platform.startswith("linux") and QFontDatabase.hasFamily("Noto Sans Mono"):
        font.setFamily("Noto Sans Mono")
    base = scaled_font(factor)
    if base.pixelSize() > 0:
        font.setPixelSize(base.pixelSize())
    else:
        font.setPointSizeF(base.pointSizeF())
    return font


class Theme(QObject):
    """Applies palette, font and style sheet to the application and follows the system's light or dark mode.

    Args:
        dark: fixes light or dark; ``None`` follows the system.
    """

    changed = Signal()

    def __init__(self, app: QApplication, *, dark: bool | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._fixed = dark
        self.dark: bool | None = None
        self._set_font()
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    def _set_font(self) -> None:
        font = QFont(self._app.font())
        if sys.platform.startswith("linux"):
            if QFontDatabase.hasFamily("Inter"):
                font.setFamily("Inter")
            if 0 < font.pointSizeF() < 9.75:
                font.setPointSizeF(9.75)
        self._app.setFont(font)
        for remembered in (_text_pixels, scaled_font, font_metrics, mono_font):
            remembered.cache_clear()

    @Slot()
    def _follow(self) -> None:
        scheme = self._app.styleHints().colorScheme()
        self.set_dark(self._fixed if self._fixed is not None else scheme == Qt.ColorScheme.Dark)

    def set_dark(self, dark: bool) -> None:
        """Switch to the dark or light palette; every widget follows at once."""
        global _current  # noqa: PLW0603 - one application, one palette, as in Qt itself
        if dark == self.dark:
            return
        self.dark = dark
        _current = DARK if dark else LIGHT
        self._app.setPalette(_palette(_current))
        sheet = _style_sheet(_current, dark)
        if sheet != self._app.styleSheet():  # Qt would process every widget again
            self._app.setStyleSheet(sheet)
        self.changed.emit()


def _palette(c: Colors) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette(QColor(c.card), QColor(c.window))
    for roles, value in (
        ((role.Window,), c.window),
        ((role.Base, role.Button, role.ToolTipBase), c.card),
        ((role.AlternateBase,), c.head),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), c.text),
        ((role.PlaceholderText,), c.faint),
        ((role.Highlight, role.Accent), c.primary),
        ((role.HighlightedText,), c.on_primary),
        ((role.Link, role.LinkVisited), c.link),
        ((role.Light, role.Midlight), c.line),
        ((role.Mid, role.Dark), c.edge),
    ):
        for each in roles:
            palette.setColor(each, QColor(value))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(c.faint))
    return palette


def _style_sheet(c: Colors, dark: bool) -> str:
    template = (resource_root() / "style.qss").read_text(encoding="utf-8")
    icons = (resource_root() / "icons").as_posix()
    values = c._asdict()
    values |= {"icons": icons, "mode": "dark" if dark else "light"}
    metrics = QFontMetricsF(QApplication.font())
    values["row"] = f"{round(metrics.height() * 1.75)}px"
    values |= {f"s{n}": f"{px(n)}px" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 24, 28)}
    # One pixel less, next to a border that is one pixel wider: focus must not change the size.
    values |= {f"s{n}_less": f"{px(n) - 1}px" for n in (2, 4, 5, 6, 8, 12, 14, 24)}
    size = _text_pixels()
    values |= {"h1": f"{size * 1.54:.1f}px", "small": f"{size * SMALL:.1f}px", "number": f"{size * 1.7:.1f}px"}
    values |= {"box_focused": f"{px(14) - 2}px"}  # one pixel less on each side, for the same reason
    values |= {"tiny": f"{size * 0.86:.1f}px"}
    # Longest names first, so that $rail does not eat the start of $rail_text.
    for name in sorted(values, key=len, reverse=True):
        template = template.replace(f"${name}", values[name])
    return template
