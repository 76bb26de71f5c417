"""The tests that the recipes of ``docs/adding.md`` name agree, in a copy of the project in which all were followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging.test_adding import RECIPES, copy, run

__all__ = ["copy"]  # the fixture


@pytest.mark.timeout(600)
def test_the_tests_that_the_recipes_name_agree(copy: Path) -> None:
    named = [name for recipe in RECIPES for name in recipe.tests]
    run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/test_texts.py", *named)
