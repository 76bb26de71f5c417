"""``mappings functions``: the functions of the language, with their words and examples; and what an expression gave."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from wizard.cli.output import columns, say, table, write_json
from wizard.core.errors import InputError
from wizard.core.nearest import nearest
from wizard.core.texts import Texts
from wizard.mapping.expression import FUNCTIONS, Flow, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.json_types import JsonObject
    from wizard.mapping.expression import Function, Result


DROPPED = {"__dropped__": True}


def plain(result: Result) -> str | list[str] | Mapping[str, object]:
    """Return a result in the cases' format: text, list of texts, or a marker; no value is empty text."""
    if isinstance(result, Flow):
        return DROPPED if result is Flow.DROPPED else {"__marker__": result.value}
    return list(result) if isinstance(result, tuple) else as_text(result)


def shown(result: Result, texts: Texts) -> str:
    """Return a result as the terminal shows it."""
    if result is None:
        return texts.get("cli-mappings-nothing")
    if isinstance(result, Flow):
        return texts.get("cli-mappings-dropped")
    return "\n".join(result) if isinstance(result, tuple) else as_text(result)


def run_functions(arguments: argparse.Namespace, texts: Texts) -> int:
    """List the functions, or explain one.

    Raises:
        InputError: ``usage-function``: there is no function of that name.
    """
    if arguments.name is None:
        chosen = list(FUNCTIONS.values())
    elif arguments.name in FUNCTIONS:
        chosen = [FUNCTIONS[arguments.name]]
    else:
        near = nearest(arguments.name, FUNCTIONS)
        raise InputError("usage-function", {"name": arguments.name[:60], "near": ", ".join(near), "count": len(near)})
    if arguments.json:
        write_json([_row(function, texts) for function in chosen])
        return 0
    if arguments.name is None:
        heads = columns(texts, [f"cli-mappings-head-{name}" for name in ("function", "does")], keep="function")
        table(heads, [(one.name, texts.get(f"function-{one.name}")) for one in chosen])
    else:
        _explain(chosen[0], texts)
    return 0


def _choice(function: Function, texts: Texts) -> str:
    key = f"function-{function.name}.choice"
    return texts.get(key) if texts.has(key) else ""


def _row(function: Function, texts: Texts) -> JsonObject:
    return {
        "name": function.name,
        "signature": function.signature,
        "returns": function.returns,
        "help": texts.get(f"function-{function.name}"),
        "choice": _choice(function, texts),
        "offered": function.offered,
        "parameters": [
            {
                "name": item.name,
                "type": item.type,
                "required": item.required,
                "repeats": item.repeats,
                "key": item.key or item.name,
                "values": list(item.values),
            }
            for item in function.parameters
        ],
        "examples": [
            {"expression": item.expression, "attributes": dict(item.attributes), "result": plain(item.expected)}
            for item in function.examples
        ],
    }


def _explain(function: Function, texts: Texts) -> None:
    say(f"{function.signature} → {function.returns}")
    say(f"  {texts.get(f'function-{function.name}')}")
    if choice := _choice(function, texts):
        say(f"  {choice}")
    if function.dialect:
        say("  " + texts.get("cli-mappings-elsewhere", where=texts.get("function-dialect", dialect=function.dialect)))
    for item in function.parameters:
        marks = [texts.get("cli-mappings-optional")] if not item.required else []
        marks += [texts.get("cli-mappings-repeats")] if item.repeats else []
        marks += [", ".join(item.values)] if item.values else []
        more = f" ({'; '.join(marks)})" if marks else ""
        say(f"    {item.name}: {item.type}{more}")
    for example in function.examples:
        given = [f"{name} = {json.dumps(plain(value), ensure_ascii=False)}" for name, value in example.attributes]
        say(f"  {example.expression}" + (f"   [{', '.join(given)}]" if given else ""))
        for line in shown(example.expected, texts).splitlines() or [""]:
            say(f"    → {line}")
