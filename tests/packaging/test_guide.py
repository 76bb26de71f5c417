"""The guide says what the program says: pages made from it are up to date, permissions are those asked for, links lead somewhere."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from wizard.doctor.model import Who
from wizard.graph.scopes import READS, SCOPES, STRONGER, SUBSTITUTES

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guide", ROOT / "installers/guide.py")
    assert spec is not None and spec.loader is not None
    guide = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(guide)
    return guide


def test_pictures_show_what_the_window_shows_now() -> None:
    taken = json.loads((ROOT / "docs/guide/pictures/made-from.json").read_text(encoding="utf-8"))
    assert taken == maker().stamps(), "texts or looks have changed since: run dev.py guide --pictures"


def test_generated_pages_are_up_to_date() -> None:
    guide = maker()
    for name, page in guide.PAGES.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page(), f"{name}: run python installers/guide.py"


def test_nobody_who_can_fix_something_is_missing_in_the_guide() -> None:
    assert set(maker().WHO) == set(get_args(Who))


def test_security_page_names_exactly_the_permissions_that_are_asked_for() -> None:
    asked = {scope for table in (SCOPES, READS, STRONGER) for scopes in table.values() for scope in scopes}
    asked |= set(SUBSTITUTES.values())
    page = (ROOT / "docs/guide/security-questions.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+\.Read(?:\w+\.All|\.All)?)`", page)) == asked


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_broken(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), f"{page.name}: {target}"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found), f"{page.name}: {target}"


def links(page: Path) -> set[Path]:
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    files = (target.partition("#")[0] for target in found if "://" not in target)
    return {(page.parent / file).resolve() for file in files if file}


def test_pages_of_the_site_link_to_nothing_outside_of_it() -> None:
    docs = ROOT / "docs"
    for page in docs.rglob("*.md"):
        assert [path for path in links(page) if not path.is_relative_to(docs)] == [], page.name


def test_pages_that_f1_opens_without_a_network_link_to_such_pages_only() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = {name for name in built["targets"]["wheel"]["force-include"] if name.startswith("docs/")}
    frozen = (ROOT / "build.spec").read_text(encoding="utf-8")
    assert [name for name in wheel if name.removeprefix("docs/") not in frozen] == [], "the frozen program has them too"
    there = {path for name in wheel for path in ((ROOT / name).rglob("*") if (ROOT / name).is_dir() else [ROOT / name])}
    for page in (path for path in there if path.suffix == ".md"):
        assert links(page) - there == set(), page.name
