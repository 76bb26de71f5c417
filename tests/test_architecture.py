"""The rules of the house that a machine can check: who imports whom, what is loaded when, what is never written."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import source_trees
from source_trees import nodes, tree, without_comments_and_strings

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wizard"

DATA = frozenset({"core", "directory", "mapping", "secrets"})
ENGINES = DATA | {"doctor", "graph", "history", "http", "provisioning", "scim", "tutorial"}

MAY_IMPORT: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "directory": frozenset({"core"}),
    "secrets": frozenset({"core"}),
    "mapping": frozenset({"core", "directory"}),
    "tutorial": frozenset({"core"}),
    "http": frozenset({"core", "secrets"}),
    "provisioning": frozenset({"core", "directory", "mapping"}),
    "history": frozenset({"core", "mapping"}),
    "scim": DATA | {"history", "http", "provisioning"},
    "graph": DATA | {"history", "http"},
    "doctor": DATA | {"graph", "history", "http", "provisioning", "scim"},
    "journey": ENGINES,
    "health": ENGINES | {"journey"},
    "support_file": ENGINES | {"journey"},
    "wording": ENGINES | {"health", "journey", "support_file"},
    "practice": DATA | {"http", "provisioning", "scim"},
    "ui": ENGINES - {"graph", "scim"} | {"health", "journey", "support_file", "wording"},
    "wiring": ENGINES | {"journey", "practice", "support_file"},
    "cli": ENGINES | {"health", "journey", "support_file", "wiring", "wording"},
    "selftest": ENGINES | {"ui", "wiring"},
    "__main__": ENGINES | {"cli", "journey", "selftest", "support_file", "ui", "wiring"},
}
"""Package (or module of the top level) -> what it may import. A package of a higher level is never in it."""

TYPES = {"ui": frozenset({"graph"})}
"""Package -> what it may also name in annotations: rows that it shows and never asks for itself."""

ALSO: dict[str, frozenset[str]] = {
    # The commands that serve the practice company.
    "wizard.cli.practice": frozenset({"practice"}),
    "wizard.cli.practice_case": frozenset({"practice"}),
    # The other end of the practice process: it stands behind the journey's own protocol.
    "wizard.practice.process": frozenset({"graph", "journey"}),
    # The portal's address belongs to the cloud.
    "wizard.ui.shell.guide": frozenset({"graph"}),
}

HOME: dict[str, frozenset[str]] = {
    "PySide6": frozenset({"ui"}),
    "shiboken6": frozenset({"ui"}),
    "certifi": frozenset({"http"}),
    "cryptography": frozenset({"doctor", "graph", "practice", "support_file"}),
    "requests": frozenset({"http"}),
    "urllib3": frozenset({"http"}),
    "truststore": frozenset({"http"}),
    "msal": frozenset({"graph"}),
    "keyring": frozenset({"secrets", "selftest"}),
    "secretstorage": frozenset({"secrets"}),
    "jeepney": frozenset({"secrets"}),
    "platformdirs": frozenset({"wiring"}),
    "msgspec": frozenset(
        {"cli", "directory", "graph", "health", "http", "journey", "practice", "provisioning", "support_file"}
    ),
    "regex": frozenset({"mapping"}),
    "idna": frozenset({"scim"}),
    "cheroot": frozenset({"practice"}),
    "markupsafe": frozenset({"practice"}),
    "scim2_models": frozenset({"practice"}),
    "scim2_server": frozenset({"practice"}),
    "trustme": frozenset({"practice"}),
    "werkzeug": frozenset({"practice"}),
    "fluent": frozenset({"core", "selftest"}),
    "rich": frozenset({"cli"}),
    "shtab": frozenset({"cli"}),
}
"""Library -> the only packages that know it."""

AWAY_FROM_HOME = {
    # Stands for Microsoft's own client, and must not share a mistake with ours.
    ("wizard.practice.entra.outbound", "requests"),
}

LATE = ("cryptography", "keyring", "msal", "pydantic", "requests", "rich", "scim2_models", "scim2_server", "werkzeug")
"""What is too slow to import, or of no use, before the first page is there."""

FORBIDDEN = {
    r"\btime\.sleep\(": "wait on an event with a time limit",
    r"\bprocessEvents\(": "pumping events runs anything in the middle of anything",
    r"\.terminate\(": "threads and processes end by themselves when asked",
    r"\bverify\s*=\s*False": "TLS is always verified",
    r"\bCERT_NONE\b": "TLS is always verified",
    r"\bshell\s*=\s*True": "arguments are lists",
    r"\(RuntimeError\):": "Qt and shiboken raise it for reasons of their own",
    r"^\s*except\s*:": "name what is expected",
    r"except (Base)?Exception(\s+as\s+\w+)?:\s*pass": "an error is handled, translated or passed on",
    r"\b(TODO|FIXME|XXX)\b": "finish it, or leave it out",
    r"(?<![.\w])(eval|exec)\(": "what people type is never code",
    r"\bpickle\b": "data files are JSON",
}


@dataclass(frozen=True, slots=True)
class Import:
    """One import of ``module``: what it names, and where."""

    module: str
    name: str
    line: int
    for_types: bool
    modules: tuple[str, ...] = ()
    """What is asked for in full: ``a.b`` for ``from a import b``, where ``b`` may be a file, or stand in ``a``."""

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.name}"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit(name: str) -> str:
    """Return the package, or the module of the top level, that a dotted name belongs to."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def teardown_module() -> None:
    source_trees.forget()


@cache
def sources() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    return tuple(_imports_of(path))


def _imports_of(path: Path) -> Iterator[Import]:
    for_types = {
        id(inner)
        for node in nodes(path)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in nodes(path):
        names: list[str] = []
        modules: tuple[str, ...] = ()
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            modules = tuple(names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            top = node.module or ""
            modules = tuple(f"{top}.{alias.name}" for alias in node.names)
            names = [*modules] if top == "wizard" else [top]
        for name in names:
            yield Import(module_name(path), name, getattr(node, "lineno", 0), id(node) in for_types, modules)


@cache
def all_imports() -> tuple[Import, ...]:
    return tuple(found for path in sources() for found in imports_of(path))


def test_every_package_has_its_place_in_the_table() -> None:
    units = {unit(module_name(path)) for path in sources()} - {""}
    assert units <= set(MAY_IMPORT), f"say in MAY_IMPORT what they may import: {sorted(units - set(MAY_IMPORT))}"


def test_imports_go_downwards_only() -> None:
    wrong = []
    for found in all_imports():
        here, there = unit(found.module), unit(found.name)
        if not found.name.startswith("wizard.") or there in {here, "__version__"}:
            continue
        may = MAY_IMPORT.get(here, frozenset()) | ALSO.get(found.module, frozenset())
        if there not in (may | TYPES.get(here, frozenset()) if found.for_types else may):
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


# --- no file imports another in a loop


def short(name: str) -> str:
    """Return the name by which helpers of tests import each other."""
    return name.removeprefix("tests.support.")


def files_run_by(found: Import, files: Collection[str]) -> set[str]:
    """Return the files that an import runs: the module, and each package above it that the importing file is not in.

    A package that only holds the module that is named next is not what the import wants, but Python runs it first.
    """
    run = set()
    for name in map(short, found.modules):
        wanted = name if name in files else name.rpartition(".")[0]
        above = {wanted[:end] for end, letter in enumerate(wanted) if letter == "."}
        run |= {wanted, *(package for package in above if not found.module.startswith(f"{package}."))} & set(files)
    return run - {short(found.module)}


def loops(graph: Mapping[str, set[str]]) -> set[tuple[str, ...]]:
    """Return the groups of files that reach each other: strongly connected components of more than one file."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            new = graph.get(todo.pop(), set()) - seen
            seen |= new
            todo += new
        return seen

    reach = {name: reached(name) for name in graph}
    return {
        tuple(sorted({name, *(other for other in reach[name] if name in reach[other])}))
        for name in graph
        if name in reach[name]
    }


def test_no_file_imports_another_in_a_loop() -> None:
    """Also not through an import inside a function; one under ``TYPE_CHECKING`` never runs."""
    paths = [*sources(), *(path for folder in ("bench", "tests/support") for path in (ROOT / folder).rglob("*.py"))]
    graph: dict[str, set[str]] = {short(module_name(path)): set() for path in paths}
    for found in (each for path in paths for each in imports_of(path)):
        if not found.for_types:
            graph[short(found.module)] |= files_run_by(found, graph)
    assert not loops(graph)


def test_a_loop_is_found() -> None:
    assert loops({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {("b", "c")}
    files = {"top", "top.low", "top.low.one", "top.two"}
    assert files_run_by(Import("top.two", "", 1, False, ("top.low.one",)), files) == {"top.low", "top.low.one"}
    assert files_run_by(Import("top.low.one", "", 1, False, ("top", "top.two")), files) == {"top", "top.two"}


KNOW_THE_WINDOW_IS_BUSY = {
    "wizard.core.tasks": "Task.checkpoint and Task.give_way, by which everything else gives the window its turn",
    "wizard.core.memory": "large things are freed after their work was cancelled, when a checkpoint would raise",
}
"""Module outside the window that knows the GUI thread's priority -> why."""


def test_work_gives_the_window_its_turn_by_its_task() -> None:
    knowing = {found.module for found in all_imports() if found.name == "wizard.core.gui_priority"}
    assert {module for module in knowing if unit(module) != "ui"} == set(KNOW_THE_WINDOW_IS_BUSY)


def test_the_task_is_the_first_argument() -> None:
    """What takes noticeable time gets its task first; where the task may be left out, it has a default and a place."""
    wrong = []
    for path in sources():
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef):
                every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                named = [ast.unparse(one.annotation or one) for one in every if one.arg not in {"self", "cls"}]
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Callable":
                given = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
                named = [ast.unparse(one) for one in given.elts] if isinstance(given, ast.List) else []
            else:
                continue
            named = [name.strip("'") for name in named]
            if "Task" in named[1:] and named[0] != "Task":
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


KNOW_THE_WORDS = {"__main__", "cli", "core", "selftest", "tutorial", "ui", "wiring", "wording"}
ALSO_KNOW_THE_WORDS = {
    # The page that the browser shows after a sign-in.
    "wizard.graph.signin",
    "wizard.wording.differences",
}


def test_words_for_people_are_chosen_where_people_are_spoken_to() -> None:
    """What computes knows no catalogue: it gives codes and parameters, ``wizard.wording`` makes sentences of them."""
    wrong = [
        str(found)
        for found in all_imports()
        if found.name == "wizard.core.texts"
        and unit(found.module) not in KNOW_THE_WORDS
        and found.module not in ALSO_KNOW_THE_WORDS
    ]
    assert not wrong, "\n".join(wrong)


def test_exceptions_to_the_import_rules_are_still_needed() -> None:
    used = {(found.module, unit(found.name)) for found in all_imports()}
    stale = [(module, extra) for module, extras in ALSO.items() for extra in extras if (module, extra) not in used]
    assert not stale


def test_every_library_is_known_in_its_home_only() -> None:
    wrong = []
    for found in all_imports():
        library = found.name.partition(".")[0]
        if found.for_types or (found.module, library) in AWAY_FROM_HOME:
            continue
        if library in HOME and unit(found.module) not in HOME[library]:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


def test_every_library_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonical(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in project["dependencies"]}
    providers = packages_distributions()
    wrong = []
    for found in all_imports():
        library = found.name.partition(".")[0]
        if library in sys.stdlib_module_names or library == "wizard" or found.for_types:
            continue
        if library == "shiboken6":  # comes with PySide6 in exactly its version
            continue
        # A namespace package comes from several distributions.
        if not declared & {canonical(name) for name in providers.get(library, [library])}:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def modules_after(*stages: str) -> list[set[str]]:
    """Run pieces of code in a fresh interpreter; return the names of the modules that are loaded after each."""
    pieces = [f"{code}\nstages.append(sorted(sys.modules))" for code in stages]
    program = "\n".join(["import sys", "stages = []", *pieces, "import json", "print(json.dumps(stages))"])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [set(names) for names in json.loads(result.stdout.splitlines()[-1])]


def loaded_after(code: str) -> set[str]:
    """Return the top-level names of the modules that are loaded after running code in a fresh interpreter."""
    (names,) = modules_after(code)
    return top_level(names)


def top_level(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_nothing_but_the_window_loads_qt() -> None:
    names = [module_name(path) for path in sources()]
    names = [name for name in names if unit(name) != "ui"]
    code = "import importlib\n" + "\n".join(f"importlib.import_module({name!r})" for name in names)
    assert not loaded_after(code) & {"PySide6", "shiboken6"}


@pytest.mark.parametrize(
    "modules",
    [
        pytest.param(["wizard.__main__"], id="entrance"),
        pytest.param(["wizard.__main__", "wizard.cli.main"], id="command line"),
        pytest.param(
            ["wizard.ui.shell.app", "wizard.ui.pages.start", "wizard.wiring", "wizard.journey.steps"], id="window"
        ),
    ],
)
def test_starting_loads_nothing_slow(modules: list[str]) -> None:
    found = loaded_after("\n".join(f"import {name}" for name in modules))
    assert not found & set(LATE)


READY = "from wizard.__main__ import main\nassert main(['--exit-when-ready']) == 0"
"""The real start, up to the first idle moment after the first page was painted."""

START = "import wizard.cli.main"

PAGES = """
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.journey.steps import STEPS
from wizard.ui.shell.app import warm_up
warm_up(Task(), Texts(), [step.id for step in STEPS], None)
"""
"""What is read ahead so that the pages open at once."""

READ_AHEAD = """
from wizard.journey.context import preload
preload()
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The modules that are loaded when the window is ready, with the command line, with the pages, and at last."""

    ready: set[str]
    start: set[str]
    pages: set[str]
    read_ahead: set[str]


@cache
def loaded() -> Loaded:
    return Loaded(*modules_after(READY, START, PAGES, READ_AHEAD))


def test_the_window_is_ready_before_anything_slow_is_loaded() -> None:
    assert not top_level(loaded().ready) & set(LATE)


def test_what_the_first_page_does_without_is_read_ahead() -> None:
    """Otherwise the first click, or the first work of a step, would wait for imports."""
    steps = {module_name(path) for path in sources() if path.parent.name == "steps"}
    first = {"wizard.history.recorder", "wizard.journey.services.portal_values", "wizard.journey.setup_format"}
    assert not (steps | first) - loaded().read_ahead


OPTIONAL = {
    "wizard.__main__": "the window and the command line are started from here, never both",
    "wizard.selftest": "a part that cannot be loaded is a result of the self-test",
    "wizard.ui.shell.platform_plugin": "it is asked before Qt is installed, and explains why Qt does not load",
}
"""Module -> why it imports inside functions, besides what the start does not need."""

SLOW = frozenset({"babel", "cryptography", "fluent", "jeepney", "keyring", "msgspec", "rich", "secretstorage", "shtab"})
"""Libraries that are imported where they are used, because many uses of their importer get by without them."""


def test_imports_stand_at_the_top() -> None:
    """Inside a function only what the start or the pages would load without need, and what a system may lack."""
    stages = loaded().start, loaded().pages
    inside, wrong = 0, []
    for path in sources():
        for found in imports_inside_functions(path):
            inside += 1
            top, _, _ = found.name.partition(".")
            late = any(found.module in stage and not stage.issuperset(found.modules) for stage in stages)
            if not (late or top in SLOW or found.module in OPTIONAL or top not in {"wizard", "PySide6"}):
                wrong.append(str(found))
    assert not wrong, "\n".join(wrong)
    assert inside < 120


def imports_inside_functions(path: Path) -> Iterator[Import]:
    """Yield the imports that run when a function is called, with the modules that they load in ``modules``."""
    for function in nodes(path):
        for node in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(module_name(path), alias.name, node.lineno, False, (alias.name,))
            elif isinstance(node, ast.ImportFrom):
                top = node.module or ""
                modules = {f"{top}.{alias.name}" for alias in node.names} & {module_name(one) for one in sources()}
                yield Import(module_name(path), top, node.lineno, False, tuple(modules) or (top,))


MOST_ANY = {"wizard": 165, "wizard/ui": 12}
"""Folder -> how often ``Any`` may stand in its annotations. What is JSON is a ``JsonObject``; the rest has a type."""

MOST_IGNORED = 7
"""How many type errors may be silenced: what other libraries leave untyped, and what only Windows has."""


def test_types_say_what_a_value_is() -> None:
    for folder, most in MOST_ANY.items():
        found = [name for path in (ROOT / folder).rglob("*.py") for name in names_in(path) if name == "Any"]
        assert len(found) <= most, f"{folder}: {len(found)}; the number only gets smaller"
    silenced = [str(path) for path in sources() for _ in re.finditer("type: ignore", path.read_text(encoding="utf-8"))]
    assert len(silenced) <= MOST_IGNORED, "\n".join(silenced)


def test_the_formatter_decides() -> None:
    """Only large tables keep a layout of their own."""
    own = [str(path) for path in sources() for _ in re.finditer("# fmt: (skip|off)", path.read_text(encoding="utf-8"))]
    assert len(own) < 20, "\n".join(own)


def names_in(path: Path) -> Iterator[str]:
    """Yield the names that a file uses; where it imports them does not count."""
    for node in nodes(path):
        if isinstance(node, ast.Name):
            yield node.id


@pytest.mark.parametrize("folder", ["wizard", "tests"])
def test_nothing_forbidden_is_written(folder: str) -> None:
    wrong = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = without_comments_and_strings(path)
        for pattern, reason in FORBIDDEN.items():
            for match in re.finditer(pattern, text, re.MULTILINE):
                line = text.count("\n", 0, match.start()) + 1
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {match.group().strip()} ({reason})")
    assert not wrong, "\n".join(wrong)


PLAIN_TEXT = {
    r"\bsetToolTip\(|\bQToolTip\.|\bToolTipRole\b": {"ui/tips.py", "ui/models/rows.py"},
    r"(?<!class )\bQLabel\((?!\))|\bRichText\b|\bAutoText\b|\bsetHtml\(|\binsertHtml\(|\bappendHtml\(": {
        "ui/widgets/basic.py"
    },
}
"""What may turn a stranger's text into markup in the window -> the only files that may do it."""


def test_text_from_strangers_is_never_markup() -> None:
    """Tooltips are set by ``wizard.ui.tips``, labels made by ``wizard.ui.widgets.basic.label``: both show plain text."""
    wrong = []
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        text = without_comments_and_strings(path)
        for pattern, homes in PLAIN_TEXT.items():
            found = re.findall(pattern, text)
            if found and name not in homes:
                wrong.append(f"{name}: {', '.join(sorted(set(found)))}")
        if re.search(r"^class \w+\(QLabel\)", text, re.MULTILINE) and "TextFormat.PlainText" not in text:
            wrong.append(f"{name}: a QLabel of its own without plain text")
    assert not wrong, "\n".join(wrong)


def stale_names(source: str) -> Iterator[tuple[int, str]]:
    """Find controls whose words change while their accessible name does not: a screen reader would tell the old ones."""
    every = tuple(ast.walk(ast.parse(source)))
    calls = [(node.func, node) for node in every if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    by_name = {name: {ast.unparse(f.value): call for f, call in calls if f.attr == name} for name in NAMING}
    fields = {
        ast.unparse(target)
        for node in every
        if isinstance(node, ast.Assign)
        for target in node.targets
        if re.search(r"text_edit\(|\w*Line(Edit)?\(", ast.unparse(node.value))
    }  # their text is no name
    for control in by_name["setText"].keys() & by_name["setAccessibleName"].keys() - fields - {"self"}:
        yield by_name["setText"][control].lineno, f"{control}: its words change by show_words(), with their name"
    for control, call in by_name["setAccessibleName"].items():
        if call.args and ast.unparse(call.args[0]) == f"{control}.text()":
            yield call.lineno, f"{control}: its words are its name already"
    for control, call in by_name["setText"].items():
        if control.endswith(".title") and control != "self.title":
            yield call.lineno, f"{control}: a card's title changes by show_title(), with its name"


NAMING = ("setText", "setAccessibleName")


def test_accessible_names_follow_the_words_that_are_seen() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line}: {what}"
        for path in sorted((PACKAGE / "ui").rglob("*.py"))
        if path.name not in {"basic.py", "buttons.py"}  # the homes of show_title() and show_words()
        for line, what in stale_names(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)


def test_stale_names_are_found() -> None:
    named = 'self.stop.setAccessibleName("Stop")\nself.stop.setText("Start again")\n'
    assert len(list(stale_names(named))) == 1
    assert len(list(stale_names("more.setAccessibleName(more.text())"))) == 1
    assert len(list(stale_names("self.detail.title.setText(name)"))) == 1
    assert not list(stale_names('self.note.setText("x")\nself.field.setAccessibleName("y")'))


def test_the_forbidden_patterns_find_what_they_are_for(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text(
        'time.sleep(1)  # time.sleep(2)\n"time.sleep(3)"\ntry:\n    x()\nexcept Exception as e:\n    pass\n'
        "class A(RuntimeError): ...\nsend(verify = False)\n",
        encoding="utf-8",
    )
    text = without_comments_and_strings(sample)
    hits = [pattern for pattern in FORBIDDEN for _ in re.finditer(pattern, text, re.MULTILINE)]
    assert len(hits) == 4


MOST_LINES, MOST_LINES_OF_A_PAGE = 350, 200


def test_every_module_says_what_it_is_for_and_can_be_read_in_one_sitting() -> None:
    wrong = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if not ast.get_docstring(tree(path)):
            wrong.append(f"{path.relative_to(ROOT)}: no docstring")
        most = MOST_LINES_OF_A_PAGE if path.is_relative_to(PACKAGE / "ui" / "pages") else MOST_LINES
        if (lines := text.count("\n")) > most:
            wrong.append(f"{path.relative_to(ROOT)}: {lines} lines, at most {most}; split it by subject")
    assert not wrong, "\n".join(wrong)


# --- the practice Entra knows what it knows from outside

PRACTICE_ENTRA = "wizard.practice.entra"
SHARED_WITH_PRACTICE_ENTRA: dict[str, frozenset[str]] = {
    # The model of a tenant.
    "wizard.directory": frozenset(
        {
            "DEFAULT_ACCESS_ROLE_ID",
            "Assignment",
            "Group",
            "Member",
            "Person",
            "PrincipalKind",
            "Role",
            "Tenant",
            "Value",
        }
    ),
    "wizard.core.errors": frozenset({"MappingError"}),
    "wizard.core.json_types": frozenset({"JsonMapping", "JsonObject"}),
    "wizard.core.resources": frozenset({"resource"}),
    "wizard.secrets.secret": frozenset({"Secret"}),
    # The engine decides what happens; it reads the schema for that.
    "wizard.mapping.schema": frozenset({"Schema"}),
    "wizard.provisioning": frozenset({"Configuration", "Links", "Operation", "Account", "Run", "Source"}),
    "wizard.provisioning.model": frozenset({"Kind"}),
    "wizard.provisioning.scope": frozenset({"Scope"}),
    "wizard.provisioning.payloads": frozenset({"Creation", "Members", "Patch", "Reference", "Removal"}),
    # What an expression gives; which functions exist is the practice tenant's own list.
    "wizard.mapping.expression": frozenset({"EvaluationContext", "Flow", "Result", "as_text", "compile_expression"}),
}
"""All that the practice Entra shares with the program. Neither a table, nor a client, nor a writer of requests."""


def shared_names() -> Iterator[tuple[str, str, str]]:
    """Yield the module, what it imports from, and the name, for everything that the practice Entra takes from us."""
    for path in sources():
        module = module_name(path)
        if not module.startswith(PRACTICE_ENTRA):
            continue
        for node in nodes(path):
            names: list[tuple[str, str]] = []
            if isinstance(node, ast.ImportFrom):
                names = [(node.module or "", alias.name) for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [(alias.name, "") for alias in node.names]
            yield from ((module, *pair) for pair in names if pair[0].startswith("wizard") and not own(pair[0]))


def own(name: str) -> bool:
    return name.startswith("wizard.practice")


def test_the_practice_entra_shares_no_table_no_client_and_no_writer_of_requests() -> None:
    wrong = [
        f"{module} takes {name or 'everything'} from {origin}"
        for module, origin, name in shared_names()
        if name not in SHARED_WITH_PRACTICE_ENTRA.get(origin, frozenset())
    ]
    assert not wrong, "\n".join(wrong)


def test_the_practice_entra_writes_its_requests_itself() -> None:
    """The engine's operations carry ready requests for the preview; the practice service must not send those."""
    wrong = []
    for path in sources():
        if not module_name(path).startswith(PRACTICE_ENTRA):
            continue
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and node.attr == "requests":
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


def test_what_the_practice_entra_may_share_is_still_shared() -> None:
    used = {(origin, name) for _, origin, name in shared_names()}
    stale = [(origin, name) for origin, names in SHARED_WITH_PRACTICE_ENTRA.items() for name in names]
    assert sorted(set(stale) - used) == []
