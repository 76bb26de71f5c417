"""Random and almost valid input: expressions, which may raise only the language's own errors, and HTTP responses.

``bench fuzz [--inputs N] [--answers N] [--wrong N]``; the responses alone are ``bench answers``, wrong types in the
fields of responses ``bench wrong``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import answers, wrong  # noqa: E402

SLOW = 2.0
"""Maximum seconds for one input, on a busy machine."""

PIECES = (
    "(", ")", ",", ", ", " ", "\n", "[", "]", '"', "\\", '\\"', "&", "&H", "&HF", "=", "<>", "<=", "-", "-1", "0", "1",
    "2", "99999999999999999999",
    '""', '"a"', '" "', '"a+b"', '"(a+)+$"', '"${x}"', '"yyyy-MM-dd"', '"d"',
    '"2026-02-30"',
    "[a]", "[list]", "[flag]", "[nothing]", "[long]", "[date]", "vbTextCompare", "IgnoreAttributeFlow", "é", "\u0130",
    "\ud800", "\0", "😀", "x" * 300,
)  # fmt: skip
ATTRIBUTES: dict[str, Any] = {
    "a": "Ann Berg", "list": ("one", "two", "one", ""), "flag": True, "nothing": None, "number": 7,
    "date": "2026-01-31",
    "long": "Ab1 é" * 800, "odd": "\ud800\u0130ß",
}  # fmt: skip


def expression(chance: random.Random, names: list[str], depth: int) -> str:
    """Return an expression that could be valid."""
    if depth <= 0 or chance.random() < 0.25:
        return chance.choice(PIECES[20:])
    count = chance.choice((0, 1, 2, 2, 3, 3, 4, 5, 6, 7))
    parts = [expression(chance, names, depth - 1) if chance.random() < 0.9 else "" for _ in range(count)]
    if parts and chance.random() < 0.1:
        parts[0] += chance.choice((" = ", " <> ", " > ", " & ")) + chance.choice(PIECES[20:])
    return f"{chance.choice(names)}({', '.join(parts)})"


def fitting(chance: random.Random, rows: list[Any], depth: int) -> str:
    """Return an expression whose calls have a valid number of arguments."""
    if depth <= 0 or chance.random() < 0.2:
        return chance.choice(
            ("[a]", "[list]", "[flag]", "[nothing]", "[long]", "[date]", "[odd]", '"a"', '"1"', "2", '""')
        )
    row = chance.choice(rows)
    counts = [count for count in range(row.fewest, row.fewest + 5) if row.fits(count)]
    parts = []
    for number in range(chance.choice(counts)):
        parameter = row.parameter(number)
        if parameter.values and chance.random() < 0.8:
            word = chance.choice(parameter.values)
            parts.append(word if word[:2] == "vb" or word[:1].isupper() else f'"{word}"')
        elif parameter.type == "Integer" and chance.random() < 0.8:
            parts.append(str(chance.choice((-1, 0, 1, 2, 5, 400, 129699324000000000))))
        elif parameter.type == "DateTime" and chance.random() < 0.6:
            parts.append(chance.choice(("CDate([date])", "Now()", '"1/1/0001"', '"12/31/9999"')))
        elif not parameter.required and chance.random() < 0.4:
            parts.append("")
        else:
            parts.append(fitting(chance, rows, depth - 1))
    return f"{row.name}({', '.join(parts)})"


def mutated(chance: random.Random, text: str) -> str:
    """Return a text with some parts removed, doubled or replaced."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(text) + 1)
        until = min(len(text), at + chance.choice((0, 0, 1, 1, 5)))
        text = text[:at] + chance.choice(("", *PIECES)) + text[until:]
    return text


def one(source: str, position: int) -> str:
    """Pass an input to all functions that accept expressions; return the result."""
    from wizard.core.errors import MappingError
    from wizard.mapping.expression import compile_expression, parse
    from wizard.mapping.expression.cursor import context
    from wizard.mapping.expression.lint import infer, lint

    context(source, position)
    try:
        compiled = compile_expression(source)
    except MappingError as error:
        return error.code
    printed = str(compiled.node)
    if str(parse(printed)) != printed or parse(printed) != compiled.node:
        raise AssertionError("printing and parsing differ")
    lint(compiled.node)
    infer(compiled.node, {})
    before = dict(ATTRIBUTES)
    try:
        compiled(ATTRIBUTES)
    except MappingError as error:
        return error.code
    finally:
        if before != ATTRIBUTES:
            raise AssertionError("evaluation changed its input")
    return "value"


def work(job: tuple[int, int]) -> tuple[Counter[str], list[tuple[str, str]], float, str]:
    """Try many inputs; return the results, the escapes, and the slowest input with its seconds."""
    from wizard.mapping.expression import FUNCTIONS

    seed, count = job
    chance = random.Random(seed)
    cases = json.loads((ROOT / "tests" / "data" / "expression-cases.json").read_text(encoding="utf-8"))
    seeds = [case["expression"] for case in cases]
    names = [*FUNCTIONS, "NoSuchFunction"]
    rows = list(FUNCTIONS.values())
    kinds = itertools.cycle("mfefrfmfe")
    seen: Counter[str] = Counter()
    escapes: list[tuple[str, str]] = []
    slowest, which = 0.0, ""
    for _ in range(count):
        kind = next(kinds)
        if kind == "m":
            source = mutated(chance, chance.choice(seeds))
        elif kind == "e":
            source = expression(chance, names, 4)
        elif kind == "f":
            source = fitting(chance, rows, 3)
        else:
            source = "".join(chance.choices(PIECES, k=chance.randrange(30)))
        began = time.perf_counter()
        try:
            seen[one(source, chance.randrange(len(source) + 1))] += 1
        except BaseException as error:
            escapes.append((repr(error)[:200], source[:500]))
        took = time.perf_counter() - began
        if took > slowest:
            slowest, which = took, source
    return seen, escapes, slowest, which


def main() -> int:
    """Distribute the inputs over the processors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--answers", type=int, default=200_000)
    parser.add_argument("--wrong", type=int, default=30_000, help="answers with a field of a wrong type")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    size = 10_000
    jobs = [(options.seed * 1_000_003 + number, size) for number in range(-(-options.inputs // size))]
    seen: Counter[str] = Counter()
    escapes: list[tuple[str, str]] = []
    slowest, which = 0.0, ""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for counted, escaped, took, source in pool.map(work, jobs):
            seen += counted
            escapes += escaped
            if took > slowest:
                slowest, which = took, source
    for code, count in seen.most_common():
        print(f"{count:>9}  {code}")
    for problem, source in escapes[:10]:
        print(f"ESCAPE {problem}\n  {source!r}")
    print(f"slowest: {slowest * 1000:.0f} ms (limit {SLOW * 1000:.0f}): {which[:120]!r}")
    print(f"fuzz: {len(jobs) * size} inputs, {len(escapes)} escapes")
    worse = answers.spread(options.answers, options.seed) if options.answers else 0
    worse += wrong.spread(options.wrong, options.seed) if options.wrong else 0
    return 1 if escapes or slowest > SLOW or worse else 0


if __name__ == "__main__":
    sys.exit(main())
