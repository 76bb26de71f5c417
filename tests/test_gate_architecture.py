"""Every write to Graph is known, and those that can cost people their access are reached through the gate only.

The lists below are compared with the source: a new write that nobody judged fails here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType

import source_trees
from source_trees import tree

from wizard.journey.model import LateWork, Step
from wizard.journey.steps import STEPS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wizard"
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

HARMLESS = {
    "assignments.add": "gives access",
    "applications.add": "adds an application without people",
    "applications.require_assignment": "decides who may sign in to the application, not whose account exists",
    "jobs.ensure": "makes a job that is off",
    "applications.restore": "brings back an application whose job was off when it was deleted",
    "credentials.validate": "asks",
    "credentials.validate_saved": "asks",
    "batch.read": "a POST that reads",
    "schema.parse_expression": "a POST that reads",
    "tenant.roles": "a POST that reads",
    "tenant.lacks_role": "a POST that reads",
}
"""Calls after which nobody loses access, by area of ``GraphClient`` and method, with the reason."""

CALLED = {
    "jobs.start": {
        "journey.services.undoing._carry_out",
        "journey.steps.turnon.perform",
        "journey.steps.watch.start",
        "journey.services.link_repair.repair_link",
    },
    "jobs.pause": {
        "journey.services.undoing._carry_out",
        "journey.steps.watch.stop",
        "journey.services.link_repair.repair_link",
    },
    "jobs.restart": {"journey.steps.watch.restart"},
    "jobs.delete": {"journey.services.undoing._carry_out"},
    "schema.replace": {"journey.services.undoing._carry_out", "journey.steps.mappings.save"},
    "schema.reset": set(),
    "credentials.save": {
        "journey.services.undoing._store",
        "journey.steps.connect.perform",
        "journey.steps.scope.perform",
        # Another token for the same address, tested before and after; never another Tenant URL.
        "health.replace._save_in_entra",
        "health.replace._put_back",
    },
    "assignments.remove": {"journey.services.undoing._carry_out", "journey.steps.assign.remove"},
    "applications.remove": {"journey.services.undoing._carry_out"},
    "connections.remove": {"journey.services.link_repair.repair_link"},
    "on_demand.provision": {"journey.steps.watch.on_demand"},
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

STEP_WORK = {"ui.pages.work.PageWork.perform", "cli.journey.walk.Walk._do"}
"""Who may do a step's own work; both ask the gate before, see the tests below."""


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def below(tree: ast.AST, place: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(tree):
        named = isinstance(child, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        inner = f"{place}.{child.name}" if named else place  # type: ignore[union-attr]
        yield place, child
        yield from below(child, inner)


@cache
def module_names() -> tuple[str, ...]:
    """Return the names of the program's modules, without those of the practice company."""
    found = [path for path in sorted(PACKAGE.rglob("*.py")) if not path.is_relative_to(PACKAGE / "practice")]
    return tuple(map(module_of, found))


def tree_of(module: str) -> ast.Module:
    return tree(PACKAGE / f"{module.replace('.', '/')}.py")


@cache
def scoped(module: str) -> tuple[tuple[str, ast.AST], ...]:
    """Return every node of a module with the dotted name of the function or class around it."""
    return tuple(below(tree_of(module), module))


def teardown_module() -> None:
    scoped.cache_clear()
    source_trees.forget()


def areas() -> dict[str, str]:
    """Return the attribute of ``GraphClient`` for each class of calls."""
    [client] = [node for node in tree_of("graph.client").body if isinstance(node, ast.ClassDef)]
    return {
        node.value.func.id: node.targets[0].attr
        for node in ast.walk(client)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    }


def sends(node: ast.AST) -> bool:
    """Tell whether a node is a call that may write to Graph: ``_calls.send`` not with GET."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "send":
        return False
    if ast.unparse(node.func.value) != "self._calls" or len(node.args) < 2:
        return False
    method = node.args[1]  # after the task
    return not (isinstance(method, ast.Constant) and method.value not in WRITING)


def test_every_write_to_graph_has_been_judged() -> None:
    writers: set[str] = set()
    named = areas()
    for module in module_names():
        if not module.startswith("graph.") or module in {"graph.calls", "graph.msal_http"}:
            continue
        for owner in [node for _, node in scoped(module) if isinstance(node, ast.ClassDef)]:
            methods = {one.name: one for one in owner.body if isinstance(one, ast.FunctionDef)}
            found = {name for name, one in methods.items() if any(map(sends, ast.walk(one)))}
            while more := {
                name
                for name, one in methods.items()
                if name not in found
                and any(isinstance(node, ast.Attribute) and node.attr in found for node in ast.walk(one))
            }:
                found |= more
            writers |= {f"{named[owner.name]}.{name}" for name in found if not name.startswith("_")}
    assert writers, "nothing was found, so nothing is proved"
    judged = {*HARMLESS, *CALLED}
    assert writers == judged, f"not judged: {sorted(writers - judged)}; gone: {sorted(judged - writers)}"


def test_only_the_areas_and_the_recording_send_by_themselves() -> None:
    """``Calls.send`` is not used past the areas, where the lists above would not see it."""
    found = {
        place
        for module in module_names()
        if not module.startswith("graph.")
        for place, node in scoped(module)
        if isinstance(node, ast.Attribute) and node.attr == "send" and ast.unparse(node.value).endswith(".calls")
    }
    assert found == set()


def test_harmful_writes_are_called_where_the_list_says() -> None:
    found: dict[str, set[str]] = {name: set() for name in CALLED}
    for module in module_names():
        if module.startswith("graph."):
            continue
        for place, node in scoped(module):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                name = f"{node.value.attr}.{node.attr}"
                if name in found:
                    found[name].add(place)
    assert found == CALLED


def test_no_area_is_kept_under_another_name() -> None:
    """Otherwise its methods would be called where the test above does not look."""
    names = set(areas().values()) | {"calls"}
    for module in module_names():
        if module.startswith(("graph.", "support_file.offline_client")):
            continue
        used = {id(node.value) for _, node in scoped(module) if isinstance(node, ast.Attribute)}
        for place, node in scoped(module):
            of_graph = isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] == "graph"
            assert not (of_graph and node.attr in names and id(node) not in used), place  # type: ignore[attr-defined]


def test_what_calls_them_is_reached_through_the_gate_only() -> None:
    """A function is used where its name is loaded, called or passed on, whether it was imported alone or its module."""
    found: dict[str, set[str]] = {name: set() for name in DONE_BY}
    for module in module_names():
        names: dict[str, str] = {}
        modules: dict[str, str] = {}
        for _, node in scoped(module):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wizard"):
                origin = (node.module or "").removeprefix("wizard.")
                for one in node.names:
                    full = f"{origin}.{one.name}"
                    names[one.asname or one.name] = full
                    modules[one.asname or one.name] = full
        if module.startswith("journey."):
            own = [node.name for node in tree_of(module).body if isinstance(node, ast.FunctionDef)]
            names |= {name: f"{module}.{name}" for name in own}
        for place, node in scoped(module):
            full = ""
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                full = names.get(node.id, "")
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                full = f"{modules.get(node.value.id, '')}.{node.attr}"
            if full in found:
                found[full].add(place)
    assert found == DONE_BY


def own_work(step: Step) -> FunctionType:
    """Return the function that does a step's work, from the module that it is imported from when it is first done."""
    late = getattr(step.perform, "__self__", None)
    assert isinstance(late, LateWork)
    perform, _ = late.load()
    assert isinstance(perform, FunctionType)
    return perform


def test_a_steps_own_work_that_can_cost_access_is_gated() -> None:
    harmful = {"journey.steps.turnon.perform", "journey.steps.connect.perform", "journey.steps.scope.perform"}
    works = {step.id: own_work(step) for step in STEPS if step.perform is not None}
    gated = {step.id for step in STEPS if step.gate is not None}
    named = {name: f"{work.__module__.removeprefix('wizard.')}.{work.__name__}" for name, work in works.items()}
    assert {name for name, at in named.items() if at in harmful} == {"connect", "scope", "turnon"} <= gated
    saving = {name for name, work in works.items() if work.__module__ == "wizard.journey.steps.mappings"}
    assert saving == {"users", "groups"} <= gated
    assert {one for names in CALLED.values() for one in names if one.endswith(".perform")} == harmful


def test_a_steps_own_work_is_done_in_two_places_only() -> None:
    """Others may look whether there is work; who takes it from the step to do it is listed."""
    found = set()
    for module in module_names():
        if not module.startswith(("ui.", "cli.")):
            continue
        for place, node in scoped(module):
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
    do = next(node for _, node in scoped("cli.journey.walk") if getattr(node, "name", "") == "_do")
    order = [
        node.func.attr
        for node in ast.walk(do)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"allow", "perform"}
    ]
    assert order == ["allow", "perform"]
