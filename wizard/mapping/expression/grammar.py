"""Tokens to tree, whatever the functions are. One function per rule, its grammar in its docstring; errors point at the
character.

The grammar, whole (blanks and line breaks are free between tokens):

.. code-block:: text

    expression  = call | attribute | text
    call        = name "(" arguments ")"
    arguments   = [ argument ] { "," [ argument ] }          a skipped argument is empty
    argument    = joined [ comparison joined ]
    joined      = operand { "&" operand }                    "&" and a hexadecimal digit after H is a number
    operand     = call | attribute | text | number | name    a name without "(" is a bare word
    attribute   = "[" characters "]"                         none of "]" and line breaks
    text        = quote { backslash backslash | backslash quote | character } quote
    number      = [ "-" ] digits | "&H" hexadecimal digits
    comparison  = "=" | "<>" | "<" | ">" | "<=" | ">="
    name        = letter { letter | digit | "_" }
"""

from __future__ import annotations

from collections.abc import Callable

from wizard.core.errors import MappingError
from wizard.mapping.expression.nodes import Attribute, Bare, Call, Comparison, Joined, Node, Number, Text
from wizard.mapping.expression.slips import slip_at
from wizard.mapping.expression.tokens import Token, Tokenizer, unescape
from wizard.mapping.expression.values import MAX_DIGITS

MAX_LENGTH = 10_000
"""Maximum characters of an expression that Entra accepts (documented)."""

MAX_DEPTH = 60
"""Maximum nested calls; this program's own limit, so that no input exhausts the stack."""


class ExpressionError(MappingError):
    """An expression is wrong at one position. ``start`` and ``end`` are character positions in its source.

    Codes: ``expression-empty``, ``-too-long``, ``-too-deep``, ``-expected``, ``-unclosed-text``,
    ``-unclosed-attribute``, ``-unknown-function``, ``-arguments``, ``-argument-missing``, ``-number``, ``-trailing``,
    ``-not-a-call``. The parameter ``slip`` is what was probably meant (:mod:`.slips`).
    """

    def __init__(self, code: str, source: str, start: int, end: int, **params: str | int) -> None:
        super().__init__(code, {"at": start + 1, **params})
        self.source = source
        self.start = start
        self.end = max(end, start + 1)

    def marked(self) -> str:
        """Return the line of the source with a marker under the position."""
        begin = self.source.rfind("\n", 0, self.start) + 1
        line = self.source[begin:].partition("\n")[0]
        width = min(self.end - self.start, max(1, len(line) - (self.start - begin)))
        return f"{line}\n{' ' * (self.start - begin)}{'^' * width}"


def tree(source: str, check: Callable[[Call], None]) -> Node:
    """``expression = ( call | attribute | text ) end``

    Args:
        source: the text.
        check: called with every call once it is read to its end, before what follows it; may raise.

    Raises:
        ExpressionError: with the position and what was expected there.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            "expression-too-long", source, MAX_LENGTH, len(source), limit=MAX_LENGTH, length=len(source)
        )
    tokens = Tokenizer(source)
    if tokens.ended():
        raise ExpressionError("expression-empty", source, 0, 1)
    node = _operand(tokens, check, 0)
    if not tokens.ended():
        raise ExpressionError(
            "expression-trailing",
            source,
            tokens.position,
            len(source),
            found=source[tokens.position :][:20],
            **_slip(source, tokens.position),
        )
    if isinstance(node, Number | Bare):
        raise ExpressionError("expression-not-a-call", source, node.span[0], node.span[1], found=str(node))
    return node


def _operand(tokens: Tokenizer, check: Callable[[Call], None], depth: int) -> Node:
    """``operand = attribute | text | number | name [ "(" arguments ")" ]``"""
    if token := tokens.take("attribute"):
        return Attribute(token.text[1:-1], (token.start, token.end))
    if token := tokens.take("text"):
        return Text(unescape(token.text), (token.start, token.end))
    if token := tokens.take("number"):
        return Number(_number(tokens.source, token), token.text, (token.start, token.end))
    if token := tokens.take("name"):
        if tokens.take("open"):
            return _call(tokens, token, check, depth + 1)
        return Bare(token.text, (token.start, token.end))
    raise _expected(tokens)


def _number(source: str, token: Token) -> int:
    """``number = [ "-" ] digits | "&H" hexadecimal digits``"""
    digits = token.text[2:] if token.text.startswith("&") else token.text
    if len(digits.lstrip("-0")) > (MAX_DIGITS if digits is token.text else 15):
        raise ExpressionError("expression-number", source, token.start, token.end, found=token.text[:40])
    return int(digits) if digits is token.text else int(digits, 16)


def _call(tokens: Tokenizer, name: Token, check: Callable[[Call], None], depth: int) -> Call:
    """``arguments = [ argument ] { "," [ argument ] }``"""
    source = tokens.source
    if depth > MAX_DEPTH:
        raise ExpressionError("expression-too-deep", source, name.start, name.end, limit=MAX_DEPTH)
    arguments: list[Node | None] = []
    while True:
        if tokens.peek("comma") or tokens.peek("close"):
            arguments.append(None)
        else:
            arguments.append(_argument(tokens, check, depth))
        if close := tokens.take("close"):
            break
        if not tokens.take("comma"):
            raise _expected(tokens, "close")
    if arguments == [None]:
        arguments = []
    call = Call(name.text, tuple(arguments), (name.start, close.end))
    check(call)
    return call


def _argument(tokens: Tokenizer, check: Callable[[Call], None], depth: int) -> Node:
    """``argument = joined [ comparison joined ]``"""
    left = _joined(tokens, check, depth)
    if sign := tokens.take("comparison"):
        right = _joined(tokens, check, depth)
        return Comparison(left, sign.text, right, (left.span[0], right.span[1]))
    return left


def _joined(tokens: Tokenizer, check: Callable[[Call], None], depth: int) -> Node:
    """``joined = operand { "&" operand }``"""
    parts = [_operand(tokens, check, depth)]
    while tokens.take("ampersand"):
        parts.append(_operand(tokens, check, depth))
    return parts[0] if len(parts) == 1 else Joined(tuple(parts), (parts[0].span[0], parts[-1].span[1]))


def _expected(tokens: Tokenizer, what: str = "value") -> ExpressionError:
    source, at = tokens.source, tokens.position
    rest = source[at:]
    if rest.startswith('"'):
        return ExpressionError("expression-unclosed-text", source, at, len(source))
    if rest.startswith("["):
        return ExpressionError("expression-unclosed-attribute", source, at, len(source))
    return ExpressionError(
        "expression-expected", source, at, at + 1, what=what, found=rest[:1] or "end", **_slip(source, at)
    )


def _slip(source: str, at: int) -> dict[str, str]:
    """Return parameters for a position that cannot be parsed: what was probably meant, and the character's code
    point.
    """
    sign = source[at : at + 1]
    return {"slip": slip_at(source, at), "sign": f"U+{ord(sign):04X}" if sign else ""}
