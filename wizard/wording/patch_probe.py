"""The results of the patch probe as text, one row per trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wizard.doctor.patch_probe.facts import FORMS, GROUP_TRIALS, TRIALS, PatchFacts, Trial, TrialId

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.doctor import Finding


class Row(NamedTuple):
    """A trial, and its results without and with the feature flag."""

    tried: str
    classic: str
    standard: str
    trial: TrialId


def rows(facts: PatchFacts, texts: Texts) -> Iterator[Row]:
    """Yield the trials as text."""
    for trial in TRIALS:
        classic, standard = (facts.find(trial, form) for form in FORMS)
        if classic is not None or standard is not None:
            name = texts.get("doctor-patch-trial", trial=trial)
            yield Row(name, _outcome(classic, texts), _outcome(standard, texts), trial)


def verdicts(facts: PatchFacts, texts: Texts) -> Iterator[str]:
    """Yield the recommended dialect: for this mapping, and for users only if groups are provisioned."""
    names = {"classic": "classic", "aadOptscim062020": "flag"}
    kinds = ("all", "users") if any(one.id in GROUP_TRIALS for one in facts.trials) else ("all",)
    found = [facts.better(users_only=kind == "users") for kind in kinds]
    for kind, best in zip(kinds, found, strict=True):
        if kind == "all" or best != found[0]:
            yield texts.get("doctor-patch-verdict", best=names.get(best, best), what=kind)


def findings(facts: PatchFacts, found: Sequence[Finding], texts: Texts) -> tuple[str, list[str]]:
    """Return the first finding as a sentence, and the lines below it: verdicts, causes and fixes."""
    lines = list(verdicts(facts, texts))
    said = [[texts.get(f"finding-{one.id}{part}", **one.params) for part in ("", ".cause", ".fix")] for one in found]
    for number, (what, cause, fix) in enumerate(said):
        lines.append(f"{cause} {fix}" if number == 0 else f"{what}: {cause} {fix}")
    return said[0][0] if said else texts.get("credentials-patch-good"), lines


def _outcome(trial: Trial | None, texts: Texts) -> str:
    if trial is None:
        return "–"
    said = texts.get("doctor-patch-outcome", outcome=trial.outcome)
    if trial.status:
        said += f" ({trial.status}: {trial.detail})" if trial.detail not in ("", "–") else f" ({trial.status})"
    if trial.note:
        said += f", {texts.get('doctor-patch-note', note=trial.note)}"
    return said
