"""The recipes of ``docs/adding.md``, each followed in a copy of the project: what is added works.

``by_name/test_recipes.py`` runs the tests that the recipes name there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("wizard", "resources", "tests", "docs", "installers", "bench", "dev.py", "pyproject.toml", "build.spec", "LICENSE",
         "README.md", "CONTRIBUTING.md", "SECURITY.md", "RELEASING.md", "CHANGELOG.md", ".github", "locks")  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """What somebody who follows a recipe types.

    Args:
        name: the words in bold with which the recipe begins.
        new: new files.
        lines: file -> pairs of a line that is there, and what is put in its place (with ``…`` for the line itself).
        words: file of the catalog -> the words added to it.
        works: a program that ends well if what was added works.
        tests: the tests that the recipe names, besides those of every recipe.
    """

    name: str
    works: str
    new: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    tests: tuple[str, ...] = ()


RECIPES = (
    Recipe(
        "a step",
        new={
            "wizard/journey/steps/rest.py": '''
"""Step 11: a rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.model import Outcome

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context


def perform(_task: Task, _context: Context, _answers: Answers) -> Outcome[object]:
    """Return that there was a rest."""
    return Outcome("done", {"rested": True})
''',
            "wizard/ui/pages/rest.py": '''
"""Step 11: a rest."""

from __future__ import annotations

from wizard.ui.pages.base import Page
from wizard.ui.shell.context import UiContext
from wizard.ui.widgets.buttons import button


class StepPage(Page[object]):
    """One button."""

    step_id = "rest"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.body.addWidget(button(self.t("rest-button"), self.start, name="rest"))

    def start(self) -> None:
        """Do the step."""
        self.perform(busy="rest-button", on_done=lambda _outcome: None)
''',
            "resources/locales/en/rest.ftl": "rest-button = Rest\n",
        },
        lines={
            "wizard/journey/steps/__init__.py": (
                (
                    "STEPS: tuple[Step, ...]",
                    '''@LateWork
def _rest() -> Works:
    from wizard.journey.steps.rest import perform

    return perform, perform


REST = Step("rest", group="go-live", needs=("scope",), perform=_rest.perform, verify=_rest.verify)
"""Step 11: a rest."""


…''',
                ),
                ("    TURNON,", "    REST,\n…"),
            ),
            "resources/tutorials/cloudgate.toml": (
                (
                    "[[portal]]",
                    "".join(
                        f'[[portal]]\nstep = "rest"\nedition = "{edition}"\nkey = "portal-rest-{edition}-1"\ncovers = []\n'
                        f"as_of = {day}\n\n"
                        for edition, day in (("today", "2026-11-01"), ("published", "2019-10-14"))
                    )
                    + "…",
                ),
            ),
        },
        words={
            "step.ftl": "step-rest-title = Rest\nstep-rest-lead = Nothing happens.\n",
            "fact.ftl": "fact-rested = Rested\n",
            "portal.ftl": "portal-rest-today-1 = Rest.\nportal-rest-published-1 = Rest.\n",
        },
        works="""
from wizard.core.texts import Texts
from wizard.journey.steps import STEPS
from wizard.tutorial.model import Tutorial
from wizard.wording.facts import in_words
(step,) = [step for step in STEPS if step.id == "rest"]
assert step.number == 11 and STEPS[-1].number == 13
assert in_words(step.perform(None, None, None).facts, Texts())[0][0] == "Rested"
assert Tutorial(Texts(), "https://entra.microsoft.com").instructions("rest", "today", {})
import wizard.ui.pages.rest
""",
        tests=("tests/tutorial/test_places.py",),
    ),
    Recipe(
        "an answer, with its field",
        lines={
            "wizard/journey/answers.py": (("    notify: bool = ", "    motto: str = ''\n…"),),
            "wizard/journey/steps/__init__.py": (
                ('        Field("notify", "flag"),', '        Field("motto", "text"),\n…'),
                ('_NOTIFICATION = ("notify", ', '_NOTIFICATION = ("motto", "notify", '),
            ),
        },
        words={"connect.ftl": "connect-field-motto = Motto\n    .help = What CloudGate is greeted with.\n"},
        works="""
from wizard.cli.journey.answer_keys import KEYS
from wizard.cli.journey.template import template
from wizard.core.texts import Texts
assert KEYS["motto"].step == "connect" and KEYS["motto"].kind == "text"
assert "# motto = " in "".join(template(Texts()))
""",
        tests=("tests/ui/test_forms.py",),
    ),
    Recipe(
        "a version of saved setups",
        lines={
            "wizard/journey/setup_format.py": (
                ("VERSION = 1", "VERSION = 2"),
                (
                    "        stored = msgspec.convert(content, _Stored)",
                    '        if version == 1:\n            content["name"] = f"{content[\'name\']} (old)"\n…',
                ),
            ),
        },
        works="""
import json, pathlib
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.answers import Answers
from wizard.journey.setup_format import decode, encode
setup = SavedSetup("0123456789ab", "Contoso", "2026-01-12T09:30:00+00:00", False, Snapshot("start", "start", Answers()))
path = pathlib.Path("0123456789ab.json")
assert decode(encode(setup), path).name == "Contoso"
older = {**json.loads(encode(setup)), "version": 1}
older.pop("checksum")
assert decode(json.dumps(older).encode(), path).name == "Contoso (old)"
""",
        tests=("tests/journey/test_setups.py",),
    ),
    Recipe(
        "a doctor rule",
        lines={
            "wizard/doctor/rules/front.py": (
                (
                    "FRONT_RULES: tuple",
                    '''@from_answers("conn-teapot", layer="http", recorded=True)
def teapot(facts: Facts) -> Params | None:
    """The server says that it is a teapot."""
    return {"host": facts.url.host} if facts.users.status == 418 else None


…''',
                ),
                ("(client_certificate, ", "(teapot, client_certificate, "),
            ),
            "tests/doctor/test_fault_table.py": (
                (
                    "RECORDED: dict[str, list[Facts]] = {",
                    """…
    "conn-teapot": [Facts(answers={"users": Answer(status=418)})],""",
                ),
                ("from wizard.doctor.model import ", "from wizard.doctor.model import Answer, "),
                ('        "conn-server-certificate", "proxy-script",', '        "conn-teapot", …'),
            ),
        },
        words={
            "finding.ftl": "finding-conn-teapot = { $host } is a teapot\n"
            "    .cause = It answers with status 418.\n    .fix = Ask for coffee elsewhere.\n"
        },
        works="""
from wizard.doctor.model import Answer, Facts
from wizard.doctor.rules import findings
assert findings(Facts(answers={"users": Answer(status=418)}))[0].id == "conn-teapot"
""",
        tests=(
            "tests/doctor/test_fault_table.py::test_a_failure_in_recorded_facts",
            "tests/doctor/test_fault_table.py::test_only_what_cannot_be_brought_about_is_recorded",
        ),
    ),
    Recipe(
        "an expression function",
        lines={
            "wizard/mapping/expression/table/text.py": (
                (
                    '        "StripSpaces", (_SOURCE,), ',
                    """        "Shout", (_SOURCE,), "String", _kept(lambda text: text + "!"),
        (example("Shout([displayName])", "Ann!", displayName="Ann"), example("Shout([mail])", None),
         example('Shout("Oslo")', "Oslo!")),
    ),
    Function(
…""",
                ),
            ),
            "tests/mapping/test_expression.py": (('        "StripSpaces",', '        "Shout",\n…'),),
        },
        words={"function.ftl": "function-Shout = Puts an exclamation mark at the end.\n"},
        works="""
from wizard.mapping.expression import FUNCTIONS
assert FUNCTIONS["Shout"].examples
""",
        tests=("tests/mapping/test_expression.py",),
    ),
    Recipe(
        "a mapping check",
        lines={
            "wizard/mapping/checks/static.py": (
                (
                    "        *_whole(schema, mapping),",
                    """…
        *(Finding("map-shouting", "warning", row.target) for row in mapping.rows if row.expression == '"!"'),""",
                ),
            ),
            "tests/support/planted.py": (
                (
                    '    Planted("guest", ',
                    '    Planted("shouting", lambda w: w.set("title", chr(34) + "!" + chr(34)), "map-shouting", "title"),\n…',
                ),
            ),
        },
        words={"mapcheck.ftl": "mapcheck-map-shouting = Everybody gets an exclamation mark.\n    .fix = Remove it.\n"},
        works="""
import sys; sys.path.insert(0, "tests/support")
from planted import CASES
assert any(case.finds == "map-shouting" for case in CASES)
""",
        tests=("tests/mapping/test_checks.py",),
    ),
    Recipe(
        "a filter operator",
        lines={
            "wizard/mapping/filters.py": (
                (
                    '        Operator("IS NULL", ',
                    '        Operator("STARTS_WITH", lambda value, operand: _text(value).startswith(operand), types=_STRING),\n…',
                ),
            ),
        },
        works="""
from wizard.mapping.filters import TABLE, operators_for
assert TABLE["STARTS_WITH"].holds("Oslo", "Os") and TABLE["STARTS_WITH"] in operators_for("String")
""",
        tests=("tests/mapping/test_filters.py",),
    ),
    Recipe(
        "a fault",
        lines={
            "wizard/practice/faults.py": (('    "run-multiple-entries-in-response", ', '    "teapot", …'),),
            "wizard/practice/cloudgate/misbehave.py": (
                (
                    '        if on("cred-not-admin"):',
                    """        if on("teapot"):
            return _error(start, "418 I'm a teapot", "coffee elsewhere")
…""",
                ),
            ),
        },
        words={"practice.ftl": "practice-fault-teapot = CloudGate is a teapot\n"},
        works="""
from wizard.practice.faults import all_faults
assert any(fault.id == "teapot" for fault in all_faults())
""",
        tests=("tests/practice/test_faults.py",),
    ),
    Recipe(
        "a command",
        new={
            "wizard/cli/greet.py": '''
"""``greet``: print a greeting."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wizard.cli.output import Exit, say
from wizard.cli.parser import complete
from wizard.core.texts import Texts

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    complete(subparsers.add_parser("greet", help=texts.get("cli-greet-help")), texts, run, json=False)


def run(_arguments: argparse.Namespace, texts: Texts) -> int:
    """Print it."""
    say(texts.get("cli-greeting"))
    return Exit.GOOD
''',
        },
        lines={
            "wizard/cli/main.py": (('    "shell": {"completion": ', '    "greet": {"greet": "cli-greet-help"},\n…'),),
        },
        words={
            "cli.ftl": "cli-greet-help = greet\ncli-greeting = Hello\n",
            "clihelp.ftl": "clihelp-greet = Prints a greeting.\n    .example = cloudgate-setup greet\n",
        },
        works="""
from wizard.cli.main import main
assert main(["greet"]) == 0 and main(["greet", "--help"]) == 0
""",
        tests=("tests/cli/test_output.py",),
    ),
    Recipe(
        "a call to Graph",
        lines={
            "wizard/graph/tenant.py": (
                (
                    "    def me(self, task: Task) -> Me:",
                    '''    def contracts(self, task: Task) -> int:
        """Return how many partners have a contract with the tenant."""
        return len(self._calls.all(task, "/contracts", "base"))

…''',
                ),
            ),
            "wizard/support_file/recording/asking.py": (
                (
                    '        yield "organization", ',
                    '        yield "contracts", lambda: graph.tenant.contracts(task)\n…',
                ),
            ),
        },
        works="""
from wizard.core.tasks import Task
from wizard.graph.tenant import TenantCalls
from wizard.support_file.recording.asking import Asking
class Calls:
    settling = None
    def all(self, task, path, kind):
        return [path]
assert TenantCalls(Calls()).contracts(Task()) == 1
assert "contracts" in Asking._of_graph.__code__.co_consts
""",
        tests=("tests/test_gate_architecture.py",),
    ),
    Recipe(
        "a document of the support file",
        lines={
            "wizard/support_file/model.py": (
                (
                    "class Case(Struct, frozen=True, kw_only=True):",
                    '''class Weather(Struct, frozen=True, kw_only=True):
    """The weather."""

    degrees: int = 0


…''',
                ),
                ("    proposal: Proposal | None = None", "…\n    weather: Weather | None = None"),
                ('    "proposal": Proposal,', '…\n    "weather": Weather,'),
            ),
            "docs/support-file.md": (("| `proposal.json` | ", "| `weather.json` | the weather |\n…"),),
        },
        works="""
import sys; sys.path.insert(0, "tests/support")
import msgspec
from tests.support_file.test_archive import small
from wizard.support_file.archive import encode, pack, parse
from wizard.support_file.model import Weather
case = msgspec.structs.replace(small(), weather=Weather(degrees=21))
assert parse(pack(encode(case))).weather.degrees == 21
""",
        tests=("tests/support_file/test_archive.py",),
    ),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project in which every recipe was followed."""
    folder = tmp_path_factory.mktemp("adding")
    for name in PARTS:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*cache", "pictures")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    for recipe in RECIPES:
        for name, text in recipe.new.items():
            (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")
        for name, pairs in recipe.lines.items():
            for there, then in pairs:
                text = (folder / name).read_text(encoding="utf-8")
                assert there in text, f"{recipe.name}: {name} has no {there!r} any more"
                (folder / name).write_text(text.replace(there, then.replace("…", there), 1), encoding="utf-8")
        for name, text in recipe.words.items():
            with (folder / "resources/locales/en" / name).open("a", encoding="utf-8") as file:
                file.write(f"\n{text}")
    schema = subprocess.run(
        [sys.executable, "-m", "wizard.support_file.schema"], cwd=folder, check=True, capture_output=True
    )
    (folder / "resources/support/support-file.schema.json").write_bytes(schema.stdout)
    return folder


def run(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_what_a_recipe_adds_works(recipe: Recipe, copy: Path) -> None:
    assert f"**{recipe.name}:**" in (ROOT / "docs/adding.md").read_text(encoding="utf-8")
    where = f"import wizard; assert wizard.__file__.startswith({str(copy)!r})\n"
    run(copy, "-c", where + recipe.works)
