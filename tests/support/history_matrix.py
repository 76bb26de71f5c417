"""A setup, its undoing and the replacement of its token, each interrupted at one moment and started again.

The moments are the program's HTTP calls, before and after the server acts, and its journal's writes: before, after, and
with half of the line on disk. The program is a separate process that is really killed. For undoing and for the token,
the setup is done once; then tenant and disk are restored for each moment.
"""

from __future__ import annotations

import copy
import json
import shutil
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

import crash_matrix
from cli_runs import data_folder
from crash_matrix import STARTS, CrashCompany, Outcome, crash_company, launch, state_of, write_answers

from wizard.history.file import read
from wizard.journey.setups import SetupStore
from wizard.secrets.keystore import entry_name
from wizard.secrets.secret import Secret

Part = Literal["setup", "undo", "token"]
PARTS: tuple[Part, ...] = ("setup", "undo", "token")
WHENS = {"call": ("before", "after"), "journal": ("before", "torn", "after")}
MORE = "groups_enabled = false"
"""An additional line of the answers that makes the setup save mappings."""

REPLACEMENT = "practice-another/one+of=them%41&\"\\'<token>~2"


class Moment(NamedTuple):
    """Where a run is interrupted: at a call or a write of the journal, its number from 1 (0: not at all), and when."""

    where: str = "call"
    at: int = 0
    when: str = "before"


class _Prepared:
    """A company with a finished setup that can be restored."""

    def __init__(self) -> None:
        self.open = ExitStack()
        Finalize(self, self.open.close, exitpriority=10)  # also in a process of a pool, which does not run atexit
        self.company: CrashCompany = self.open.enter_context(crash_company())
        self._disk = self.company.folder = Path(self.open.enter_context(TemporaryDirectory()))
        write_answers(self.company, self._disk, MORE)
        code, said = crash_matrix.start(self.company, self._disk)
        assert code == 0, said
        self.company.entra.scheduler.wait_idle(20)
        self.company.cloudgate.add_token(Secret(REPLACEMENT))
        self._apps = copy.deepcopy(self.company.entra.state.apps.every())
        self.setup = SetupStore(data_folder(self._disk) / "setups").list().setups[0].id
        self.notes = notes(self._disk)
        self.number = self._confirm(self._disk)

    def again(self, folder: Path, moment: Moment) -> None:
        """Restore tenant and disk to their state after the setup, and set where the next program is interrupted."""
        company, apps = self.company, self.company.entra.state.apps
        for app in apps.every():
            apps.forget(app)
        for app in copy.deepcopy(self._apps):
            apps.put(app)
        shutil.copytree(self._disk, folder, dirs_exist_ok=True)
        company.folder, company.calls, company.unnoted, company.happened = folder, [], [], False
        company.at, company.how = (moment.at, moment.when) if moment.where == "call" else (0, "")
        company.journal = (moment.at, moment.when) if moment.where == "journal" and moment.at else None

    def _confirm(self, folder: Path) -> int:
        """Return the number that confirms ``undo --all``; 0 if there is nothing to undo."""
        code, said = launch(self.company, folder, "undo", self.setup, "--all", "--json")
        assert code in {0, 2, 3}, said
        found = json.loads(said[said.index("{") :].rpartition("}")[0] + "}")
        if code == 2:
            assert found["error"]["code"] == "history-nothing", said
        return int(found.get("confirm") or 0)

    def undo(self, folder: Path, first: bool) -> tuple[int, str]:
        """Undo everything; the first call uses the known number, later calls ask for it again."""
        number = self.number if first else self._confirm(folder)
        if not number:
            return 0, ""
        return launch(self.company, folder, "undo", self.setup, "--all", "--yes", str(number))

    def token(self, folder: Path, _first: bool) -> tuple[int, str]:
        """Replace the token; it also counts as done if the token is the new one already."""
        words = ("replace-token", self.setup, "--token-stdin", "--json")
        code, said = launch(self.company, folder, *words, token=REPLACEMENT)
        return (0 if '"token-same"' in said else code), said


@cache
def prepared() -> _Prepared:
    """Return this process's finished setup; it ends with the process, or with ``prepared().open.close()``."""
    return _Prepared()


def notes(folder: Path) -> int:
    """Return the number of entries in the journals below a folder."""
    journals = (data_folder(folder) / "setups").glob("*.journal.jsonl")
    return sum(read(path)[1].line - 1 for path in journals)


def stopped(part: Part, moment: Moment) -> Outcome:
    """Do a part, interrupted at one moment, and continue until it is done."""
    if part == "setup":
        journal = (moment.at, moment.when) if moment.where == "journal" and moment.at else None
        at = moment.at if moment.where == "call" else 0
        return crash_matrix.run(at, moment.when if at else "", journal=journal, more=MORE)  # type: ignore[arg-type]
    rig, done = prepared(), Outcome()
    company, work = rig.company, {"undo": rig.undo, "token": rig.token}[part]
    with TemporaryDirectory() as name:
        folder = Path(name)
        rig.again(folder, moment)
        for done.runs in range(1, STARTS + 1):
            done.code, done.said = work(folder, done.runs == 1)
            done.happened |= done.code == -signal.SIGKILL or company.happened
            if done.code == 0:
                break
        done.calls, done.unnoted, done.notes = company.calls, company.unnoted, notes(folder) - rig.notes
        done.call = company.calls[moment.at - 1] if moment.where == "call" and moment.at else ""
        done.state = state_of(company, folder) | {"token": _token(company, folder)}
    return done


def _token(company: CrashCompany, folder: Path) -> list[Any]:
    """Return for each setup whether Entra and the key store have the new token."""
    entries = {name: text for name, _user, text in json.loads((folder / "ring.json").read_text())}
    found: list[Any] = []
    for setup in SetupStore(data_folder(folder) / "setups").list().setups:
        answers = setup.snapshot.answers
        app = company.entra.state.apps.get(answers.service_principal_id)
        in_entra = app.secrets.get("SecretToken") if app is not None else None
        kept = entries.get(entry_name(answers.token_reference))
        found.append([one and one == REPLACEMENT for one in (in_entra, kept)])
    return found


def moments(part: Part, calm: Outcome) -> Sequence[Moment]:
    """Return every moment at which a part can be interrupted, from an undisturbed run."""
    counts = {"call": len(calm.calls), "journal": calm.notes}
    return [Moment(where, at, when) for where, count in counts.items() for at in range(1, count + 1)
            for when in WHENS[where]]  # fmt: skip
