"""Every write to Graph is known, and those that can cost people their access are reached through the gate only.

The lists below are compared with the source: a new write that nobody judged fails here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from wizard.journey.steps import STEPS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wizard"
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

HARMLESS = {
    "assign": "gives access",
    "add_application": "adds an application without people",
    "require_assignment": "decides who may sign in to the application, not whose account exists",
    "ensure_job": "makes a job that is off",
    "restore_application": "brings back an application whose job was off when it was deleted",
    "validate_credentials": "asks",
    "validate_saved_credentials": "asks",
}
"""Writes after which nobody loses access, with the reason."""

CALLED = {
    "start_job": {
        "journey.services.undoing._carry_out",
        "journey.steps.turnon.perform",
        "journey.steps.watch.start",
        "journey.services.link_repair.repair_link",
    },
    "pause_job": {
        "journey.services.undoing._carry_out",
        "journey.steps.watch.stop",
        "journey.services.link_repair.repair_link",
    },
    "restart_job": {"journey.steps.watch.restart"},
    "delete_job": {"journey.services.undoing._carry_out"},
    "put_schema": {"journey.services.undoing._carry_out", "journey.steps.mappings.save"},
    "reset_schema": set(),
    "save_secrets": {
        "journey.services.undoing._store",
        "journey.steps.connect.perform",
        "journey.steps.scope.perform",
        # Another token for the same address, tested before and after; never another Tenant URL.
        "health.replace._save_in_entra",
        "health.replace._put_back",
    },
    "unassign": {"journey.services.undoing._carry_out", "journey.steps.assign.remove"},
    "remove_application": {"journey.services.undoing._carry_out"},
    "remove_link": {"journey.services.link_repair.repair_link"},
    "provision_on_demand": {"journey.steps.watch.on_demand"},
}
"""Writes that can disable, delete or double people, and the only functions that call them."""

DONE_BY = {
    "journey.steps.watch.start": {"journey.carrying_out.carry_out"},
    "journey.steps.watch.stop": {"journey.carrying_out.carry_out"},
    "journey.steps.watch.restart": {"journey.carrying_out.carry_out"},
    "journey.steps.watch.on_demand": {"journey.carrying_out.carry_out"},
    "journey.steps.assign.remove": {"journey.carrying_out.carry_out"},
    "journey.services.undoing._store": {"journey.services.undoing._carry_out"},
    "journey.services.undoing._carry_out": {"journey.services.undoing.undo"},
    "journey.services.undoing.undo": {"journey.carrying_out.carry_out"},
    "journey.steps.mappings.save": {"journey.steps.mappings._perform.perform", "journey.steps.scope.perform"},
    # Shows the account that the link leads to, and asks in a dialog of its own; tests/ui/test_watch_link.py.
    "journey.services.link_repair.repair_link": {"ui.pages.watch_link.LinkRepair._remove"},
    "journey.carrying_out.carry_out": {"ui.pages.impact_gate.ImpactGate.do.carry", "cli.journey.gates.Gates.do"},
}
"""Who may call or pass on the functions above. Those that are a step's own work are called by ``Step.perform`` only."""

STEP_WORK = {"ui.pages.base.Page.perform", "cli.journey.walk.Walk._do"}
"""Who may do a step's own work; both ask the gate before, see the tests below."""


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def scoped(tree: ast.AST, place: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node with the dotted name of the function or class around it."""
    for child in ast.iter_child_nodes(tree):
        named = isinstance(child, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        inner = f"{place}.{child.name}" if named else place  # type: ignore[union-attr]
        yield place, child
        yield from scoped(child, inner)


def trees() -> dict[str, ast.Module]:
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if "practice" not in path.parts]
    return {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


TREES = trees()


def sends(node: ast.AST) -> bool:
    """Tell whether a node is a call that may write to Graph: ``self.send`` with another method than GET, not to read."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "send":
        return False
    if not isinstance(node.func.value, ast.Name) or not node.args:
        return False
    reads = any(one.arg == "reads" and getattr(one.value, "value", None) is True for one in node.keywords)
    method = node.args[0]
    return not reads and not (isinstance(method, ast.Constant) and method.value not in WRITING)


def test_every_write_to_graph_has_been_judged() -> None:
    writers: set[str] = set()
    for module, tree in TREES.items():
        if not module.startswith("graph.") or module in {"graph.calls", "graph.msal_http"}:
            continue
        for owner in [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]:
            methods = {one.name: one for one in owner.body if isinstance(one, ast.FunctionDef)}
            found = {name for name, one in methods.items() if any(map(sends, ast.walk(one)))}
            while more := {
                name
                for name, one in methods.items()
                if name not in found
                and any(isinstance(node, ast.Attribute) and node.attr in found for node in ast.walk(one))
            }:
                found |= more
            writers |= {name for name in found if not name.startswith("_")}
    assert writers, "nothing was found, so nothing is proved"
    judged = {*HARMLESS, *CALLED}
    assert writers == judged, f"not judged: {sorted(writers - judged)}; gone: {sorted(judged - writers)}"


def of_self(node: ast.Attribute) -> bool:
    """Tell whether it is an attribute of the object itself, such as a control of a page."""
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def test_harmful_writes_are_called_where_the_list_says() -> None:
    found: dict[str, set[str]] = {name: set() for name in CALLED}
    for module, tree in TREES.items():
        if module.startswith("graph."):
            continue
        for place, node in scoped(tree, module):
            if isinstance(node, ast.Attribute) and node.attr in found and not of_self(node):
                found[node.attr].add(place)
    assert found == CALLED


def test_what_calls_them_is_reached_through_the_gate_only() -> None:
    """A function is used where its name is loaded, called or passed on, whether it was imported alone or its module."""
    found: dict[str, set[str]] = {name: set() for name in DONE_BY}
    for module, tree in TREES.items():
        names: dict[str, str] = {}
        modules: dict[str, str] = {}
        for _, node in scoped(tree, module):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wizard"):
                origin = (node.module or "").removeprefix("wizard.")
                for one in node.names:
                    full = f"{origin}.{one.name}"
                    names[one.asname or one.name] = full
                    modules[one.asname or one.name] = full
        if module.startswith("journey."):
            own = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
            names |= {name: f"{module}.{name}" for name in own}
        for place, node in scoped(tree, module):
            full = ""
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                full = names.get(node.id, "")
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                full = f"{modules.get(node.value.id, '')}.{node.attr}"
            if full in found:
                found[full].add(place)
    assert found == DONE_BY


def test_a_steps_own_work_that_can_cost_access_is_gated() -> None:
    harmful = {"journey.steps.turnon.perform", "journey.steps.connect.perform", "journey.steps.scope.perform"}
    works = {step.id: step.perform for step in STEPS if step.perform is not None}
    gated = {step.id for step in STEPS if step.gate is not None}
    named = {name: f"{work.__module__.removeprefix('wizard.')}.{work.__name__}" for name, work in works.items()}
    assert {name for name, at in named.items() if at in harmful} <= gated
    saving = {name for name, work in works.items() if work.__module__ == "wizard.journey.steps.mappings"}
    assert saving == {"users", "groups"} <= gated
    assert {one for names in CALLED.values() for one in names if one.endswith(".perform")} == harmful


def test_a_steps_own_work_is_done_in_two_places_only() -> None:
    """Others may look whether there is work; who takes it from the step to do it is listed."""
    found = set()
    for module, tree in TREES.items():
        if not module.startswith(("ui.", "cli.")):
            continue
        for place, node in scoped(tree, module):
            if not (isinstance(node, ast.Attribute) and node.attr == "perform"):
                continue
            value = node.value
            step = (isinstance(value, ast.Name) and value.id == "step") or (
                isinstance(value, ast.Attribute) and value.attr == "step"
            )
            if step:
                found.add(place)
    looking = {"cli.steps.run", "cli.journey.attended.AttendedWalk._take", "cli.journey.show_me.ShowMe.do"}
    assert found - looking == STEP_WORK
    do = next(node for _, node in scoped(TREES["cli.journey.walk"], "") if getattr(node, "name", "") == "_do")
    order = [
        node.func.attr
        for node in ast.walk(do)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"allow", "perform"}
    ]
    assert order == ["allow", "perform"]
