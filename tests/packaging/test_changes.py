"""``installers/changes.py``: the text of a release, and no release whose tag, version and changelog disagree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHANGELOG = (
    "# Changelog\n\n## Unreleased\n\n- later\n\n## 1.2.3 - 2026-11-30\n\n### Added\n- this\n\n## 1.2.2\n\n- before\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("installers", "wizard"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "installers/changes.py", tmp_path / "installers")
    (tmp_path / "wizard/__init__.py").write_text('"""It."""\n\n__version__ = "1.2.3"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    return tmp_path


def said(project: Path, version: str) -> tuple[int, str, str]:
    command = [sys.executable, str(project / "installers/changes.py"), version]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_prints_the_section_of_the_version_alone(project: Path) -> None:
    assert said(project, "1.2.3") == (0, "### Added\n- this\n", "")


@pytest.mark.parametrize("version", ["1.2.2", "1.2", "1.2.3rc1"])
def test_a_tag_of_another_version_is_refused(project: Path, version: str) -> None:
    code, out, error = said(project, version)
    assert (code, out) == (1, "")
    assert "1.2.3" in error


def test_a_version_that_the_changelog_does_not_have_is_refused(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- this\n", encoding="utf-8")
    assert said(project, "1.2.3")[0] == 1
