"""The practice service's own parser for mapping expressions: text to ``attributeMappingSource``, and back to text.

Grammar and spacing as in Microsoft's *Functions for customizing application data* and its responses of
``parseExpression`` (``tests/real/graph/parseExpression``). It is independent of the program's parser.
"""

from __future__ import annotations

import re

from wizard.core.json_types import JsonObject
from wizard.practice.entra.functions import FUNCTIONS, PAGE_FORMS

LONGEST = 10_000
"""Maximum characters of an expression (documented)."""

DEEPEST = 60
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<attribute>\[[^\]]+\])
      | (?P<text>"(?:\\\\|\\"|[^"])*+"|"[\s\S]*\\")
      | (?P<number>-?\d+(?:\.\d+)?|&H[0-9A-Fa-f]+)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<sign><>|<=|>=|[=<>&])
      | (?P<mark>[(),])
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)


class NotAnExpression(Exception):
    """Why a text is not an expression; ``at`` counts characters from 1."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(f"{reason} Position: {at}.")
        self.at = at


def read(text: str) -> JsonObject:
    """Return an expression as ``attributeMappingSource``.

    Raises:
        NotAnExpression: it cannot be parsed, or names a function that this tenant does not support.
    """
    if len(text) > LONGEST:
        raise NotAnExpression(f"The expression is longer than {LONGEST} characters.", LONGEST)
    return _Reader(text).whole()


def respaced(text: str) -> str:
    """Return an expression as the service prints it; text that cannot be parsed stays unchanged."""
    try:
        return str(read(text)["expression"])
    except NotAnExpression:
        return text


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._kind = ""
        self._word = ""
        self._next = 0
        self._step()

    def whole(self) -> JsonObject:
        tree, _ = self._argument(0)
        if self._kind != "end":
            raise self._wrong("The end of the expression was expected.")
        return tree

    def _step(self) -> None:
        found = _TOKEN.match(self._text, self._next)
        if found is None:
            raise NotAnExpression("This character is not expected here.", self._next + 1)
        self._kind = found.lastgroup or ""
        self._word = found.group(self._kind)
        self._at = found.start(self._kind)
        self._next = found.end()

    def _wrong(self, reason: str) -> NotAnExpression:
        return NotAnExpression(reason, self._at + 1)

    def _argument(self, depth: int) -> tuple[JsonObject, str]:
        """Return a source and its text inside a call: two operands and an operator become a function of both."""
        tree, text = self._operand(depth)
        while self._kind == "sign":
            sign = self._word
            self._step()
            right, more = self._operand(depth)
            text = f"{text} {sign} {more}"
            parameters = [{"key": "source", "value": tree}, {"key": "source", "value": right}]
            tree = {"expression": text, "name": sign, "parameters": parameters, "type": "Function"}
        return tree, text

    def _operand(self, depth: int) -> tuple[JsonObject, str]:
        if depth > DEEPEST:
            raise self._wrong("The expression is nested too deeply.")
        kind, token = self._kind, self._word
        if kind == "attribute":
            self._step()
            return _leaf("Attribute", token[1:-1], token), token
        if kind == "text":
            self._step()
            name = re.sub(r'\\([\\"])', r"\1", token[1:-1])
            return _leaf("Constant", name, token), token
        if kind == "number":
            self._step()
            return _leaf("Constant", token, f'"{token}"'), token
        if kind != "word":
            raise self._wrong("An attribute, a text, a number or a function was expected.")
        at = self._at
        self._step()
        if (self._kind, self._word) != ("mark", "("):
            return _leaf("Constant", token, f'"{token}"'), token
        if token not in FUNCTIONS:
            raise NotAnExpression(f"The function '{token}' is not supported.", at + 1)
        return self._call(token, depth)

    def _call(self, name: str, depth: int) -> tuple[JsonObject, str]:
        self._step()
        given: list[tuple[JsonObject, str] | None] = []
        while True:
            if self._kind == "mark" and self._word in ",)":
                given.append(None)
            else:
                given.append(self._argument(depth + 1))
            if (self._kind, self._word) == ("mark", ")"):
                break
            if (self._kind, self._word) != ("mark", ","):
                raise self._wrong("A comma or a closing parenthesis was expected.")
            self._step()
        if given == [None]:
            given = []
        parameters = []
        for number, one in enumerate(given):
            key = self._key(name, number, len(given))
            if one is not None:
                parameters.append({"key": key, "value": one[0]})
        self._step()
        text = f"{name}({', '.join('' if one is None else one[1] for one in given)})"
        return {"expression": text, "name": name, "parameters": parameters, "type": "Function"}, text

    def _key(self, name: str, number: int, count: int) -> str:
        known = FUNCTIONS[name]
        if count > len(known):
            known = PAGE_FORMS.get(name, known)
        if number < len(known):
            return known[number].name
        if known and known[-1].repeats:
            return known[-1].name
        raise self._wrong(f"The function '{name}' takes no more than {len(known)} parameters.")


def _leaf(kind: str, name: str, expression: str) -> JsonObject:
    return {"expression": expression, "name": name, "parameters": [], "type": kind}
