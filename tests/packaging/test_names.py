"""The papers name modules, functions, words, commands and options that exist."""

from __future__ import annotations

import argparse
import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import catalogue
import pytest

from wizard.cli.main import build_parser
from wizard.core.texts import Texts

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = ("wizard", "tests", "bench", "installers")
CODE = [path for place in PLACES for path in (ROOT / place).rglob("*.py") if path != Path(__file__)]
FILES = [path for place in ("wizard", "tests", "bench", "installers", "resources", "docs", "locks", ".ci")
         for path in (ROOT / place).rglob("*") if "__pycache__" not in path.parts] + list(ROOT.glob("*"))  # fmt: skip
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.name != "CHANGELOG.md")
ABOUT_THE_CODE = [page for page in PAGES if page.parent.name == "decisions" or page.stem in {"architecture", "adding"}]


OUTSIDE = {"--require-hashes", "pip lock", "<id>.token"}
"""What others name, and a file that the program makes."""


def quoted(page: Path) -> list[str]:
    """Return what stands in backticks, without the lines that show what is typed."""
    text = re.sub(r"^(    |```).*$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return sorted(set(re.findall(r"`([^`]+)`", text)))


@cache
def defined() -> tuple[dict[str, set[str]], set[str]]:
    """Return class or module name -> the names that it defines, and every name and text of the code."""
    every = set(dir(builtins))
    members: dict[str, set[str]] = defaultdict(set)
    bases: dict[str, set[str]] = defaultdict(set)
    for path in [*CODE, ROOT / "dev.py"]:
        nodes = tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        name = path.parent.name if path.name == "__init__.py" else path.stem
        members[name] |= set(names(nodes))
        every |= members[name] | {name}
        every |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                members[node.name] |= set(names(ast.walk(node)))
                bases[node.name] |= {ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases}
    for name, above in bases.items():
        for base in above:
            members[name] |= members.get(base, set())
    return members, every


DEFINING = (ast.ClassDef, ast.FunctionDef, ast.arg, ast.alias, ast.Name, ast.Attribute)


def names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield what is defined or imported by some nodes."""
    for node in (node for node in nodes if isinstance(node, DEFINING)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.arg(arg=name) | ast.alias(asname=str(name)):
                yield name
            case ast.alias(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


@cache
def messages() -> frozenset[str]:
    """Return the ids of the catalog, and the attributes with their dot."""
    keys = [one.key.partition(".") for one in catalogue.words_of("en")]
    return frozenset(part for key, dot, attribute in keys for part in (key, dot + attribute))


@cache
def commands() -> dict[str, set[str]]:
    """Return command, with its words -> its options."""
    found: dict[str, set[str]] = {}

    def walk(parser: argparse.ArgumentParser, words: str) -> None:
        found[words] = {option for action in parser._actions for option in action.option_strings}
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, below in action.choices.items():
                    walk(below, f"{words} {name}".strip())

    walk(build_parser(Texts()), "")
    return found


@cache
def ends() -> dict[str, set[str]]:
    """Return every end of a path of the project, with and without .py -> the names that are defined there."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in FILES:
        parts = file.relative_to(ROOT).parts
        for start in range(len(parts)):
            end = "/".join(parts[start:])
            for one in {end, end.removesuffix(".py")}:
                found[one] |= defined()[0].get(file.stem, set())
    return found


def is_file(said: str) -> bool:
    """Tell whether a path, its ending left out or not, is one of the project; ``path.name`` is defined in that file."""
    wanted = re.sub(r"<[^>]+>", "*", said.rstrip("/"))
    if "*" in wanted:
        return any(fnmatch(end, wanted) for end in ends())
    path, _, name = wanted.partition(".")
    return wanted in ends() or name in ends().get(path, ())


def is_command(said: str) -> bool:
    """Tell whether a command line of the program, or of ``dev.py``, names a command and options that it has."""
    line = re.sub(r"\s[#|<>].*|[…\[\]]", "", said)
    words = [
        word
        for word in line.replace("=", " ").split()
        if word not in {"python3", "python", "cloudgate-setup", "COMMAND"}
    ]
    options = {word for word in words if word.startswith("--")}
    words = [word for word in words if word not in options]
    if words[:1] == ["dev.py"]:
        sources = [
            ROOT / "dev.py",
            ROOT / "tests/fresh/__main__.py",
            *ROOT.glob("bench/*.py"),
            *ROOT.glob("installers/*.py"),
        ]
        known = "".join(path.read_text(encoding="utf-8") for path in sources)
        command = not words[1:] or f'"{words[1]}": command_' in known
        benchmark = words[1:2] != ["bench"] or len(words) < 3 or words[2] == "NAME" or is_file(f"bench/{words[2]}")
        return command and benchmark and all(option in known for option in options)
    if not words:
        return all(f'"{option}"' in (ROOT / "wizard/__main__.py").read_text(encoding="utf-8") for option in options)
    group = any(command.startswith(f"{words[0]} ") for command in commands())
    known_options = commands().get(" ".join(words[: 2 if group else 1]))
    return known_options is not None and options <= known_options


def exists(said: str) -> bool:
    """Tell whether what a page about the code names is there."""
    members, every = defined()
    said = re.sub(r"^with self\.|\(.*", "", said)
    if said in OUTSIDE or said in messages() or said in every or is_file(said):
        return True
    if re.fullmatch(r"(?!--)[a-z0-9<>]*-[\w<> -]+?(\.\w+)?", said) and not re.search(r" (?![\w ]*>)", said):
        wanted = re.sub(r"<[^>]+>|^(?=-)", "*", said).partition(".")[0]
        return any(fnmatch(one, wanted) for one in messages() | every)
    if " " in said or said.startswith("--"):
        if said.startswith("python "):
            run, _, output = said.removeprefix("python ").partition(" > ")
            module = run.removeprefix("-m ").replace(".", "/")
            return (is_file(module) or is_file(run)) and (not output or is_file(output))
        return is_command(said) or is_command(f"dev.py {said}") or any(said in known for known in commands().values())
    parts = [part for part in said.partition("[")[0].split(".") if part]
    owner = parts[-2] if len(parts) > 1 else ""
    return all(map(str.isidentifier, parts)) and parts[-1] in members.get(owner, every)


@pytest.mark.parametrize("page", ABOUT_THE_CODE, ids=lambda page: page.stem)
def test_what_a_page_about_the_code_names_is_there(page: Path) -> None:
    assert [said for said in quoted(page) if not exists(said)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_that_a_page_shows_can_be_typed(page: Path) -> None:
    """In a sentence or on a line of its own, continued lines included; and files of the project are there."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [*quoted(page), *(line.strip() for line in text.splitlines() if line.startswith("    "))]
    typed = [line for line in lines if re.match(r"(cloudgate-setup|python3? dev\.py)\b(?![_-])", line)]
    assert [line for line in typed if not is_command(line)] == []
    paths = [
        said
        for said in quoted(page)
        if re.match(r"(wizard|tests|docs|resources|installers|locks|bench|\.ci)/\S*$", said)
    ]
    assert [said for said in paths if not is_file(said)] == []


@pytest.mark.parametrize(
    "said",
    ["NoSuchThing", "support/disguise.py", "Answers.nowhere", "steps/preview.nowhere", "nothing-like-<id>", "mappings nowhere",
     "rehearse --nowhere", "cloudgate-setup nowhere", "cloudgate-setup --nowhere", "python3 dev.py package --nowhere"],
)  # fmt: skip
def test_a_name_that_is_nowhere_is_found(said: str) -> None:
    assert not exists(said)
