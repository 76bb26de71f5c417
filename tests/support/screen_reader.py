"""Goes through a journey like a screen reader user: only through AT-SPI, in a separate process.

Runs with the system's Python, which has pyatspi, under ``dbus-run-session``. Its arguments are the journey and a file
with the texts of ``WORDS``. It prints the problems, and returns 1 if there are any.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

WORDS = (
    "shell-rail-name", "start-new-button", "start-practice-button", "shell-next", "shell-finish", "shell-show-portal", "shell-portal-done",
    "shell-state-confirmed", "shell-state-done", "shell-way-choice", "shell-way-today", "shell-way-published", "shell-copy", "shell-copied",
    "begin-sign-in", "begin-confirm", "begin-cloudgate-admin-unknown", "credentials-practice-token", "credentials-test",
    "credentials-test-passed", "application-add", "application-done-added", "assign-search", "assign-add", "assign-go", "connect-button",
    "connect-field-notification-email", "turnon-button", "watch-state-Active", "handover-done",
    "handover-close", *(f"step-{name}-title" for name in (
        "begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "preview", "turnon",
        "watch", "health",
    )),
)  # fmt: skip
"""Ids of the texts used to find controls and announcements."""

STEPS = (
    "begin",
    "credentials",
    "application",
    "assign",
    "connect",
    "users",
    "groups",
    "scope",
    "preview",
    "turnon",
    "watch",
)

PATIENCE = 40.0
"""Seconds to wait for something to appear."""


BUTTON = "push button"


class Wrong(list[str]):
    """The problems found; each is printed immediately."""

    def append(self, told: str) -> None:
        super().append(told)
        print(told, flush=True)


class Reader:
    """Finds controls by role and name, and records announcements."""

    def __init__(self, atspi: Any, words: dict[str, str]) -> None:
        self.atspi = atspi
        self.words = {key: text.replace("&", "").split("\n")[0] for key, text in words.items()}
        self.heard: list[str] = []
        self.wrong = Wrong()
        self.listener = atspi.EventListener.new(self._hear, None)
        self.listener.register("object:announcement")

    def _hear(self, event: Any, *_more: Any) -> None:
        self.heard.append(str(event.any_data))

    def turn(self, seconds: float = 0.1) -> None:
        """Process messages from the bus."""
        from gi.repository import GLib

        loop = GLib.MainLoop()
        GLib.timeout_add(round(seconds * 1000), loop.quit)
        loop.run()

    @property
    def window(self) -> Any:
        """The front window or dialog."""
        desktop = self.atspi.get_desktop(0)
        for number in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(number)
            if app is not None and app.get_child_count():
                self.atspi.Accessible.set_cache_mask(app, self.atspi.Cache.NONE)
                return app.get_child_at_index(app.get_child_count() - 1)
        return None

    def walk(self, at: Any) -> Any:
        """Yield the visible controls from top to bottom, except a table's cells and the list of steps."""
        for number in range(at.get_child_count()):
            child = at.get_child_at_index(number)
            if child is None or not child.get_state_set().contains(self.atspi.StateType.SHOWING):
                continue
            yield child
            if child.get_role_name() != "table" and child.get_name() != self.words["shell-rail-name"]:
                yield from self.walk(child)

    def find(self, role: str, name: str, *, seconds: float = PATIENCE, usable: bool = True) -> Any:
        """Return the control with this role and name; a name that ends with an ellipsis matches the beginning."""
        until = time.monotonic() + seconds
        seen: list[str] = []
        while time.monotonic() < until:
            seen = []
            try:
                for each in self.walk(self.window):
                    said = each.get_name()
                    seen.append(f"{each.get_role_name()} {said!r}")
                    fits = said.startswith(name[:-1]) if name.endswith("…") else said == name
                    able = each.get_state_set().contains(self.atspi.StateType.ENABLED)
                    if each.get_role_name() == role and fits and (able or not usable):
                        return each
            except Exception:  # the control disappeared during the call
                seen.append("…")
            self.turn(0.3)
        raise AssertionError(f"no {role} {name!r}; there are:\n  " + "\n  ".join(seen))

    def press(self, role: str, name: str, *, seconds: float = PATIENCE) -> None:
        """Press a control by its action, as a screen reader does."""
        control = self.find(role, name, seconds=seconds)
        action = control.get_action_iface()
        names = [action.get_action_name(number) for number in range(action.get_n_actions())]
        wanted = next((each for each in ("Press", "Toggle") if each in names), None)
        if wanted is None:
            raise AssertionError(f"{role} {name!r} can only {names}")
        self.heard.clear()
        print(f"{time.strftime('%X')} {role} {name!r}", file=sys.stderr, flush=True)
        action.do_action(names.index(wanted))
        self.turn()

    def type(self, role: str, name: str, text: str) -> None:
        """Focus a field and type; text set with EditableText does not count as typed by the user in Qt."""
        field = self.find(role, name)
        field.get_component_iface().grab_focus()
        self.turn(0.5)
        self.heard.clear()
        for sign in text:
            self.atspi.generate_keyboard_event(0, sign, self.atspi.KeySynthType.STRING)
            self.turn(0.05)
        self.turn()

    def hears(self, *sayings: str, seconds: float = PATIENCE) -> None:
        """Wait until each of these patterns was announced since the last press."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if all(any(re.search(saying, one) for one in self.heard) for saying in sayings):
                return
            self.turn(0.2)
        missed = [saying for saying in sayings if not any(re.search(saying, one) for one in self.heard)]
        self.wrong.append(f"not announced: {missed}; but {self.heard}")

    def nameless(self, where: str) -> None:
        """Record usable controls without a name. A combo box's name is its value, so it needs a description."""
        usable = {
            "push button",
            "radio button",
            "check box",
            "text",
            "combo box",
            "spin button",
            "table",
            "toggle button",
        }
        for each in self.walk(self.window):
            named = each.get_description() if each.get_role_name() == "combo box" else each.get_name()
            if each.get_role_name() in usable and not (named or each.get_relation_set()):
                self.wrong.append(f"{where}: a {each.get_role_name()} has no name ({each.get_description()!r})")


def go_on(reader: Reader, step: str) -> None:
    """Press Next, expect the announcement of the next step's title, and check that its controls have names."""
    reader.press(BUTTON, reader.words["shell-next"])
    arrived(reader, step)


def arrived(reader: Reader, step: str) -> None:
    reader.hears(f"^{re.escape(reader.words[f'step-{step}-title'])}$")
    reader.nameless(step)


def practice(reader: Reader) -> None:
    """The practice journey, until provisioning runs and the Health page announces it."""
    say = reader.words
    reader.press(BUTTON, say["start-practice-button"])
    arrived(reader, "begin")
    reader.press(BUTTON, say["begin-sign-in"])
    reader.hears("Harbor Lights|harborlights")
    reader.press("check box", f"{say['begin-confirm']}: {say['begin-cloudgate-admin-unknown']}")
    go_on(reader, "credentials")
    reader.press(BUTTON, say["credentials-practice-token"])
    reader.press(BUTTON, say["credentials-test"])
    reader.hears(f"^{say['credentials-test-passed']}$")
    go_on(reader, "application")
    reader.press(BUTTON, say["application-add"])
    reader.hears(f"^{say['application-done-added']}$")
    go_on(reader, "assign")
    reader.type("text", say["assign-search"], "Door")
    reader.press(BUTTON, say["assign-add"])
    reader.press(BUTTON, say["assign-go"])
    reader.hears(f"^{say['step-assign-title']}: {say['shell-state-done']}$")
    go_on(reader, "connect")
    reader.type("text", say["connect-field-notification-email"], "it-oncall@harborlights.example")
    reader.press(BUTTON, say["connect-button"])
    reader.hears(f"^{say['step-connect-title']}: {say['shell-state-done']}$")
    for step in ("users", "groups", "scope"):
        go_on(reader, step)
    go_on(reader, "preview")
    reader.hears(f"^{say['step-preview-title']}: {say['shell-state-done']}$", "new users")
    go_on(reader, "turnon")
    reader.press(BUTTON, say["turnon-button"])
    reader.hears(f"^{say['step-turnon-title']}: {say['shell-state-done']}$")
    go_on(reader, "watch")
    reader.hears(
        f"^{say['watch-state-Active']}$", f"^{say['step-watch-title']}: {say['shell-state-done']}$", "of 15 done"
    )
    reader.press(BUTTON, say["shell-finish"])
    arrived(reader, "health")
    reader.hears(f"^{say['handover-done']}")
    reader.find(BUTTON, say["handover-close"])


def tutorial(reader: Reader) -> None:
    """All steps in the portal: instructions are read, copied and confirmed."""
    say = reader.words
    choice = say["shell-way-choice"]
    reader.press(BUTTON, say["start-new-button"])
    arrived(reader, "begin")
    reader.press(BUTTON, say["shell-show-portal"])
    for number, step in enumerate(STEPS):
        if number:
            go_on(reader, step)
        shown = [each.get_name() for each in reader.walk(reader.window) if each.get_role_name() == "radio button"]
        if f"{choice}: {say['shell-way-today']}" not in shown:
            continue  # a step without instructions for the portal
        for way in ("published", "today"):
            name = f"{choice}: {say[f'shell-way-{way}']}"
            reader.press("radio button", name)
            if not reader.find("radio button", name).get_state_set().contains(reader.atspi.StateType.CHECKED):
                reader.wrong.append(f"{step}: {name!r} is not told to be chosen")
        copies = [
            each.get_name() for each in reader.walk(reader.window)
            if each.get_role_name() == BUTTON and each.get_name().startswith(f"{say['shell-copy']}: ")
        ]  # fmt: skip
        for name in dict.fromkeys(copies):
            reader.press(BUTTON, name)
            reader.hears(f"^{re.escape(name.replace(say['shell-copy'], say['shell-copied'], 1))}$")
        reader.press(BUTTON, say["shell-portal-done"])
        reader.hears(f"^{say['shell-state-confirmed']}$", seconds=5)
    reader.press(BUTTON, say["shell-finish"])
    arrived(reader, "health")
    reader.hears(f"^{say['handover-done']}")


def main() -> int:
    """Follow a journey, and print the problems."""
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi

    Atspi.init()
    words = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    reader = Reader(Atspi, words)
    try:
        {"practice": practice, "tutorial": tutorial}[sys.argv[1]](reader)
    except AssertionError as error:
        reader.wrong.append(str(error))
    return 1 if reader.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
