"""The project's Python files as trees: each is parsed once for all tests of a file that look at the code."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's tree, which must not be modified."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file, in the order of ``ast.walk``."""
    return tuple(ast.walk(tree(path)))


def forget() -> None:
    """Free the trees: hundreds of thousands of objects, which every later search for garbage would go through."""
    tree.cache_clear()
    nodes.cache_clear()


def without_comments_and_strings(path: Path) -> str:
    """Return a file's text with blanks for its comments and strings, in which everything may be said."""
    lines = [bytearray(line) for line in path.read_bytes().splitlines()]  # the tree counts bytes
    whole = [node for node in nodes(path) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in whole for part in ast.walk(node) if part is not node}  # Python 3.11 misplaces these
    texts = [node for node in nodes(path) if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)]
    for node in (node for node in (*whole, *texts) if id(node) not in inside):
        assert node.end_lineno is not None and node.end_col_offset is not None
        for number in range(node.lineno, node.end_lineno + 1):
            line = lines[number - 1]
            begin = node.col_offset if number == node.lineno else 0
            end = node.end_col_offset if number == node.end_lineno else len(line)
            line[begin:end] = b" " * (end - begin)
    return "\n".join(line.partition(b"#")[0].decode().rstrip() for line in lines)
