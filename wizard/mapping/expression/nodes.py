"""The parts of an expression. ``str(node)`` prints the source in the service's normal form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Span = tuple[int, int]
"""Positions of the first character and after the last, counted from 0 in the source."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """``[name]``: a source attribute's value."""

    name: str
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class Text:
    """``"text"``; ``value`` has no escapes."""

    value: str
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        escaped = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Number:
    """``7``, ``-10`` or ``&HF7``; ``source`` keeps the original spelling."""

    value: int
    source: str
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return self.source


@dataclass(frozen=True, slots=True)
class Bare:
    """A bare word such as ``vbTextCompare``."""

    name: str
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left = right`` and similar; only inside IIF's condition and CBool."""

    left: Node
    operator: str
    right: Node
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@dataclass(frozen=True, slots=True)
class Joined:
    """``a & b``: joined texts. The operator belongs to cloud sync; it is parsed so that it can be explained."""

    parts: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return " & ".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Call:
    """``Name(a, , b)``; a skipped argument is ``None``."""

    name: str
    arguments: tuple[Node | None, ...]
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"{self.name}({', '.join('' if item is None else str(item) for item in self.arguments)})"


Node = Attribute | Text | Number | Bare | Joined | Comparison | Call


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes inside it."""
    stack: list[Node | None] = [node]
    while stack:
        item = stack.pop()
        if item is None:
            continue
        yield item
        if isinstance(item, Call):
            stack += reversed(item.arguments)
        elif isinstance(item, Joined):
            stack += reversed(item.parts)
        elif isinstance(item, Comparison):
            stack += [item.right, item.left]
