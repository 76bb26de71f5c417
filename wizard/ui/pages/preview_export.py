"""Step 10: saving the preview as a table, as JSON or as a page with the picture."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from wizard.provisioning.plan_json import digest, plan_json
from wizard.ui.files import save_text
from wizard.wording.plan import page, table

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.journey.state import Rehearsal
    from wizard.ui.pages.base import AnyPage

FORMS = "CSV (*.csv);;JSON (*.json);;HTML (*.html)"


def ask(owner: AnyPage, save_to: Callable[[str], object]) -> None:
    """Ask where to save, and call ``save_to`` with the name."""
    dialog = QFileDialog(owner, owner.t("preview-pick-file"), "", FORMS)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("csv")
    dialog.fileSelected.connect(save_to)
    dialog.open()


def facts_of(owner: AnyPage) -> dict[str, str]:
    """Return what the preview was computed for."""
    answers = owner.journey.answers
    return {
        "tenant": answers.tenant,
        "target": answers.tenant_url,
        "configuration": answers.digest(owner.journey.current.needs),
    }


def write(task: Task, path: Path, found: Rehearsal, texts: Texts, facts: Mapping[str, str], title: str) -> str:
    """Write a plan in the form that the file's name asks for; returns the name.

    Formulas of spreadsheets are kept from running.
    """
    ending = path.suffix.lower()
    if ending == ".json":
        return save_text(task, path, json.dumps(plan_json(found.plan, facts), indent=1, ensure_ascii=False))
    if ending in {".html", ".htm"}:
        lead = digest(found.plan, facts)
        return save_text(task, path, page(found.plan, texts, title, lead, found.picture))
    text = io.StringIO()
    csv.writer(text).writerows(table(found.plan, texts))
    return save_text(task, path, text.getvalue(), "utf-8-sig")
