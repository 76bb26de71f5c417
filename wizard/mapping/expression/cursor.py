"""The context of the cursor in a possibly unfinished expression: for completion and help on a call's arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wizard.mapping.expression.table import Function
from wizard.mapping.expression.tokens import RULES
from wizard.mapping.language import OWN, Language


@dataclass(frozen=True, slots=True)
class CursorContext:
    """What can be completed at a position.

    Args:
        kind: ``attribute`` inside brackets, ``name`` on a word, ``none`` inside a text or where nothing has begun.
        prefix: the part before the cursor.
        start: where the word or attribute begins, without the bracket.
        end: where it ends, without the bracket; after the cursor if the cursor is inside it.
        call: the function whose arguments contain the cursor, ``None`` if there is none or it is unknown.
        argument: the number of that argument, counted from 0.
        opening: where that call's name begins.
    """

    kind: Literal["attribute", "name", "none"]
    prefix: str
    start: int
    end: int
    call: Function | None = None
    argument: int = 0
    opening: int = 0


def context(source: str, position: int, language: Language = OWN) -> CursorContext:
    """Return the context of a character position in an expression, finished or not."""
    position = max(0, min(position, len(source)))
    calls: list[tuple[str, int, int]] = []
    name, begun = "", 0
    at = 0
    kind: Literal["attribute", "name", "none"] = "none"
    start = end = position
    while at < position:
        sign = source[at]
        if sign == '"':
            match = RULES["text"].match(source, at)
            after = match.end() if match else len(source)
            if after > position or match is None:
                break
            at, name = after, ""
        elif sign == "[":
            after = source.find("]", at)
            line = len(source) if after < 0 else after
            if after < 0 or after >= position:
                stop = next((index for index in range(at + 1, line) if source[index] in ',()"[\n'), line)
                if position <= (after if after >= 0 else stop):
                    kind, start, end = "attribute", at + 1, stop
                    break
                at = stop
                continue
            at, name = after + 1, ""
        elif match := RULES["name"].match(source, at):
            name, begun, at = match[0], at, match.end()
            if at >= position:
                kind, start, end = "name", begun, at
                break
        else:
            if sign == "(":
                calls.append((name, 0, begun))
            elif sign == ")" and calls:
                calls.pop()
            elif sign == "," and calls:
                calls[-1] = (calls[-1][0], calls[-1][1] + 1, calls[-1][2])
            if not sign.isspace():
                name = ""
            at += 1
    known = calls[-1] if calls else ("", 0, 0)
    prefix = source[start:position]
    return CursorContext(kind, prefix, start, max(end, position), language.function(known[0]), known[1], known[2])
