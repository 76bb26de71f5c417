"""Contrast by WCAG 2.2 AA: success criteria 1.4.3 (text 4.5:1) and 1.4.11 (parts of controls, focus and signs 3:1).

What stands on what is read from the style sheet and from the code that paints signs, so a new rule is covered too.
Disabled controls are exempt in both criteria, cards and rules are decoration.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit
from ui_world import World

from wizard.core.resources import resource_root
from wizard.health.model import Day
from wizard.ui import theme
from wizard.ui.icons import ICON_NAMES
from wizard.ui.widgets.basic import _CHIPS
from wizard.ui.widgets.day_chart import DayChart
from wizard.wording import outcome_layout as drawn
from wizard.wording.outcome_svg import COLORS

TEXT, PART = 4.5, 3.0
PALETTES = pytest.mark.parametrize("c", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
NAMES = frozenset(theme.Colors._fields)
SOFT = ("ok_soft", "info_soft", "warn_soft", "bad_soft")
ON_RAIL = re.compile(r"#(rail|practiceControls|makeSupportFile|about|help(?!Panel))")
IN_BANNERS = re.compile(r'QLabel$|QLabel\[role="strong"\]|QPushButton\[kind="link"\]')
CONTROL = re.compile(
    r"(QPushButton|QLineEdit|QPlainTextEdit|QTextEdit|QSpinBox|QComboBox|QDateTimeEdit|\w+::indicator)(?![:\w])"
)
BEARS_TEXT = re.compile(r"Q(PushButton|LineEdit|PlainTextEdit|TextEdit|SpinBox|ComboBox|DateTimeEdit|Label)$")
BARE = re.compile(r'QPushButton\[kind="link"\]')  # a control without an edge: its text is what is seen
STATES = ((), ("hover",), ("focus",), ("checked",), ("checked", "focus"), ("read-only", "focus"), ("indeterminate",),
          ("indeterminate", "focus"))  # fmt: skip


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio of two ``#rrggbb``, 1 to 21."""

    def luminance(value: str) -> float:
        parts = [int(value[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True)
class Rule:
    """One selector with its declarations; ``element`` has a type or id and subcontrol, ``attrs`` are as written."""

    element: str
    attrs: frozenset[str]
    states: frozenset[str]
    said: tuple[tuple[str, str], ...]
    order: int

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.element.startswith("#"), len(self.attrs) + len(self.states), self.order)


@cache
def rules() -> tuple[Rule, ...]:
    text = re.sub(r"/\*.*?\*/", "", (resource_root() / "style.qss").read_text(encoding="utf-8"), flags=re.DOTALL)
    found = []
    for order, (selectors, body) in enumerate(re.findall(r"([^{}]+)\{([^{}]*)\}", text)):
        said = tuple(
            (name.strip(), value.strip())
            for name, value in (one.split(":", 1) for one in body.split(";") if ":" in one)
        )
        for selector in selectors.split(","):
            last = selector.split()[-1]
            attrs = frozenset(re.findall(r"\[[^\]]+\]", last))
            bare = re.sub(r"\[[^\]]+\]", "", last)
            element = re.sub(r"(?<!:):(?!:)[\w-]+", "", bare)
            states = frozenset(re.findall(r"(?<!:):(?!:)([\w-]+)", bare))
            found.append(Rule(element, attrs, states, said, order))
    return tuple(found)


def look(element: str, attrs: frozenset[str], states: frozenset[str]) -> dict[str, str]:
    """Return the colours, by names of the palette, that an element ends up with: ``color``, ``background``, ``edge``."""
    result: dict[str, str] = {}
    fitting = [r for r in rules() if r.element == element and r.attrs <= attrs and r.states <= states]
    for rule in sorted(fitting, key=lambda r: r.rank):
        for name, value in rule.said:
            used = [one for one in re.findall(r"\$(\w+)", value) if one in NAMES]
            if name in {"border", "border-color"} and (used or "transparent" in value or value == "none"):
                result["edge"] = used[0] if used else ""
            elif name in {"color", "background", "selection-color", "selection-background-color"}:
                result[name] = used[0] if used else ""
    return result


def surfaces(rule: Rule) -> tuple[str, ...]:
    """Return what may be behind an element."""
    if ON_RAIL.match(rule.element):
        return ("rail",)
    place = rule.element + "".join(sorted(rule.attrs))
    return ("window", "card", *(SOFT if IN_BANNERS.match(place) else ()))


def kinds() -> list[tuple[Rule, frozenset[str]]]:
    """Return every element of the sheet in every state that is not disabled."""
    seen: dict[tuple[object, ...], tuple[Rule, frozenset[str]]] = {}
    for rule, states in product(rules(), STATES):
        wanted = rule.states | set(states)
        if "disabled" not in wanted:
            seen.setdefault((rule.element, rule.attrs, wanted), (rule, frozenset(wanted)))
    return list(seen.values())


def failing(c: theme.Colors, pairs: set[tuple[str, str, str]], least: float) -> dict[tuple[str, str, str], float]:
    ratios = {pair: contrast(getattr(c, pair[1]), getattr(c, pair[2])) for pair in pairs}
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


def place(rule: Rule, states: frozenset[str]) -> str:
    return rule.element + "".join(sorted(rule.attrs)) + "".join(f":{one}" for one in sorted(states))


@PALETTES
def test_text_of_every_rule_is_readable(c: theme.Colors) -> None:
    pairs = set()
    for rule, states in kinds():
        seen = look(rule.element, rule.attrs, states)
        ink = seen.get("color") or ("text" if BEARS_TEXT.match(rule.element) else "")
        for back in [seen["background"]] if seen.get("background") else surfaces(rule):
            if ink:
                pairs.add((place(rule, states), ink, back))
        if seen.get("selection-color"):
            pairs.add((place(rule, states), seen["selection-color"], seen["selection-background-color"]))
    assert len(pairs) > 100
    assert failing(c, pairs, TEXT) == {}


@PALETTES
def test_controls_and_their_focus_are_seen(c: theme.Colors) -> None:
    """The edge or the fill stands out from what is behind; a focus ring from both, so that it is seen on a fill."""
    weak, found = {}, 0
    for rule, states in kinds():
        if not CONTROL.match(rule.element) or ON_RAIL.match(rule.element):
            continue
        seen = look(rule.element, rule.attrs, states)
        bare = BARE.match(rule.element + "".join(rule.attrs)) is not None
        fill, edge = seen.get("background", ""), seen.get("edge", "")
        read_only = "read-only" in states and "focus" not in states  # to be read and copied, no place to type
        if (bare and "focus" not in states) or read_only:
            continue
        for back in surfaces(rule):
            found += 1
            outside = [contrast(getattr(c, one), getattr(c, back)) for one in (edge, fill) if one]
            if max(outside, default=1) < PART:
                weak[place(rule, states), edge, fill, back] = round(max(outside, default=1), 2)
            if "focus" in states:
                behind = (back, fill) if fill else (back,)
                least = min(contrast(getattr(c, edge), getattr(c, one)) for one in behind) if edge else 1
                if least < PART:
                    weak[place(rule, states), edge, fill, back] = round(least, 2)
    assert found > 100
    assert weak == {}


def signs() -> set[tuple[str, str]]:
    """Return sign and ink of every pair that the window's code writes: in a tuple or as two arguments that follow."""
    found = set()
    for path in (Path(theme.__file__).parent).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            row = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
            for sign, ink in pairwise(row):
                names = [one.value for one in ast.walk(sign) if isinstance(one, ast.Constant)]
                inks = [one.value for one in ast.walk(ink) if isinstance(one, ast.Constant)]
                found |= {(s, i) for s, i in product(names, inks) if s in ICON_NAMES and i in NAMES}
    return found


@PALETTES
def test_signs_are_seen(c: theme.Colors) -> None:
    found = signs()
    assert {("warning", "warn"), ("check", "ok"), ("cross", "bad")} <= found
    pairs = {(sign, ink, back) for sign, ink in found for back in ("window", "card", "head", "selection")}
    assert failing(c, pairs, PART) == {}


@PALETTES
def test_chips_placeholders_and_notes_in_lists_are_readable(c: theme.Colors) -> None:
    pairs = {(f"chip {tone}", ink, back) for tone, (back, ink) in _CHIPS.items()}
    pairs |= {("placeholder", "faint", back) for back in ("card", "head")}
    pairs |= {("completion", ink, back) for ink in ("text", "muted") for back in ("card", "selection")}
    pairs |= {("rail", ink, back) for ink in ("rail_text", "rail_muted") for back in ("rail", "rail_hover")}
    assert failing(c, pairs | {("rail", "rail_strong", "rail_now")}, TEXT) == {}


@PALETTES
def test_the_picture_of_the_outcome_is_seen_and_read(c: theme.Colors) -> None:
    """Every part stands out from the card; what is done and what failed from what is still to come; words on bars."""
    parts: set[tuple[str, str, str]] = {(part, edge, "card") for part, (_fill, edge) in drawn.INKS.items()}
    parts |= {(f"{part} done", drawn.INKS[part][0], soft) for part, soft in drawn.SOFT.items()}
    parts |= {(f"{part} {how}", ink, soft) for part, soft in drawn.SOFT.items() for how, ink in drawn.WENT.items()}
    parts |= {("focus", "link", back) for back in ("card", "selection", "neutral_soft")}
    parts |= {("chosen", "text", "card")}
    words = {("number", "text", drawn.INKS[part][0]) for part in ("tenant", "assigned")}
    words |= {("number", "on_primary", "primary"), ("number beside", "text", "card"), ("label", "muted", "card")}
    words |= {("key", ink, back) for ink in ("text", "link") for back in ("card", "selection", "neutral_soft")}
    assert failing(c, parts, PART) == {}
    assert failing(c, words, TEXT) == {}


def test_reports_have_the_colors_of_the_light_window() -> None:
    assert {name: getattr(theme.LIGHT, name) for name in COLORS} == COLORS


@PALETTES
def test_the_rail_shows_states_and_focus(c: theme.Colors) -> None:
    states = ("rail_ok", "rail_warn", "rail_bad", "rail_accent")
    pairs = {("rail", ink, back) for ink in states for back in ("rail", "rail_hover", "rail_now")}
    pairs |= {("ring", "rail_ring", back) for back in ("rail", "rail_hover")}
    assert failing(c, pairs, PART) == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_drawn_signs_of_the_style_sheet_are_seen(mode: str) -> None:
    c = theme.DARK if mode == "dark" else theme.LIGHT
    found = []
    for path in sorted((resource_root() / "icons").glob("*.svg")):
        other = {"light": "dark", "dark": "light"}[mode]
        if path.stem == "app" or path.stem.endswith(other):
            continue
        ink = re.findall(r'(?:stroke|fill)="(#[0-9a-f]{3,6})"', path.read_text(encoding="utf-8"))[0]
        back = c.card if path.stem.startswith("chevron") else c.primary
        found.append((path.stem, contrast("#ffffff" if ink == "#fff" else ink, back)))
    assert len(found) == 5
    assert [one for one in found if one[1] < PART] == []


def test_placeholders_and_bars_are_painted_in_the_theme(world: World) -> None:
    """Qt takes half of a text color that a style sheet sets; half-transparent bars are no longer the color tested above."""
    fields_ = (QLineEdit(world.window), QPlainTextEdit(world.window), QTextEdit(world.window))
    for field_ in fields_:
        field_.ensurePolished()
        assert field_.palette().color(QPalette.ColorRole.PlaceholderText).name() == theme.color("faint").name()
    chart = DayChart(world.window.context.texts)
    chart.setParent(world.window)
    chart.resize(200, 96)
    chart.show_days([Day(date(2026, 1, 1), 100, 0), Day(date(2026, 1, 2), 0, 100)])
    image = chart.grab().toImage()
    middle = round(chart.height() / 2 * image.devicePixelRatio())
    seen = [image.pixelColor(round(x * image.devicePixelRatio()), middle).name() for x in (50, 150)]
    assert seen == [theme.color("primary").name(), theme.color("bad").name()]
    card = theme.color("card").name()
    assert all(contrast(one, card) >= PART for one in seen)
