"""Reads ``resources/tutorials/cloudgate.toml``; texts are in ``tutorial.ftl`` and ``portal.ftl``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import WizardError
from wizard.core.resources import resource
from wizard.core.texts import Texts

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

Edition = Literal["today", "published"]
VERSION = 1
DOCUMENTS = "https://learn.microsoft.com/"


@dataclass(frozen=True, slots=True)
class TutorialStep:
    """A numbered step (T1 to T37). If it is out of date, ``since`` is the date and ``source`` the evidence."""

    id: str
    section: str
    step: str
    since: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PortalLine:
    """One portal instruction. ``values`` are names of values to copy, ``links`` are pairs of text id and URL.

    ``as_of`` is the date for which the description of the portal is correct.
    """

    step: str
    edition: Edition
    key: str
    covers: tuple[str, ...]
    as_of: date
    values: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction with its texts.

    Args:
        text: what to do, one or two sentences.
        values: pairs of label and value to copy.
        links: pairs of text and URL to open in the browser.
        source: its tutorial steps, for example ``T12``; shown as a small label with ``as_of``.
        notes: changes since the tutorial was written, and missing values.
        as_of: year and month for which the description of the portal is correct.
    """

    text: str
    values: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()
    as_of: str = ""


class Tutorial:
    """The whole tutorial.

    Args:
        texts: the text catalog; used only by :meth:`instructions`.
        portal: URL of the selected cloud's admin center.
        practice: whether the practice company is used, which has no portal or Admin Console; links only documentation.

    Raises:
        WizardError: ``tutorial-unreadable``: the data file has another version or is invalid.
    """

    def __init__(self, texts: Texts, portal: str = "https://entra.microsoft.com", *, practice: bool = False) -> None:
        self._texts = texts
        self.portal, self.practice = portal, practice
        try:
            raw = tomllib.loads(resource("tutorials/cloudgate.toml").read_text(encoding="utf-8"))
            if raw["version"] != VERSION:
                raise ValueError("version")
            self.facts: Mapping[str, object] = raw["facts"]
            self.steps = {item["id"]: TutorialStep(**item) for item in raw["steps"]}
            self.lines = tuple(_line(item) for item in raw["portal"])
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise WizardError("tutorial-unreadable", cause=error) from error

    def of(self, step_id: str) -> tuple[TutorialStep, ...]:
        """Return the tutorial steps that a wizard step covers."""
        return tuple(item for item in self.steps.values() if item.step == step_id)

    def instructions(self, step_id: str, edition: Edition, values: Mapping[str, str]) -> tuple[Instruction, ...]:
        """Return the portal instructions for a wizard step, in order.

        If the tutorial is out of date, the current edition says what the tutorial says, and the published edition says
        what is true now, each with date and source.
        """
        return tuple(
            self._words(line, values) for line in self.lines if line.step == step_id and line.edition == edition
        )

    def _words(self, line: PortalLine, values: Mapping[str, str]) -> Instruction:
        t = self._texts.get
        pairs, notes = [], []
        for name in line.values:
            kind, _, key = name.partition(":")
            real = kind == "fact" and not (self.practice and str(self.facts[key]).startswith("https:"))
            value = str(self.facts[key]) if real else values.get(key, "")
            choice = f"portal-choice-{key}-{value}"
            if value:
                pairs.append((t(f"portal-value-{key}"), t(choice) if self._texts.has(choice) else value))
            elif key in values:
                notes.append(t("portal-value-missing", name=t(f"portal-value-{key}")))
            # Values that can occur several times, such as rows and filters, each with its own label.
            pairs += [(part.partition("/")[2], many) for part, many in values.items() if part.startswith(f"{key}/")]
        links = tuple(
            (t(key), address.replace("portal:", self.portal, 1))
            for key, address in line.links
            if not self.practice or address.startswith(DOCUMENTS)
        )
        for covered in line.covers:
            step = self.steps[covered]
            if step.since is None:
                continue
            says, now = (t(f"tutorial-{covered.lower()}-{part}") for part in ("says", "now"))
            since = step.since.isoformat()
            if line.edition == "published":
                notes.append(t("tutorial-note-now", since=since, now=now, source=step.source))
            else:
                notes.append(t("tutorial-note-says", says=says, now=now, since=since, source=step.source))
        source = ", ".join(line.covers)
        return Instruction(t(line.key), tuple(pairs), links, source, tuple(notes), line.as_of.isoformat()[:7])


def _line(raw: JsonObject) -> PortalLine:
    if raw["edition"] not in {"today", "published"}:
        raise ValueError(raw["edition"])
    links = tuple((str(key), str(address)) for key, address in raw.get("links", ()))
    return PortalLine(
        raw["step"],
        raw["edition"],
        raw["key"],
        tuple(raw["covers"]),
        raw["as_of"],
        tuple(raw.get("values", ())),
        links,
    )
