"""Support files: creating and opening a large one, planted names and secrets, and mutated files.

``bench support [--people N]``; ``--planted N``: generated cases with personal data in every field; ``--mutations N``:
files that were changed at random, in memory; ``--faults N``: the faults of the doctor's table, the engine's written
cases and the plans of N generated companies, evaluated again from a file.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def timed(people: int, rounds: int) -> None:
    """Compare creating and opening to ``json`` and ``zipfile`` alone, with the same content.

    The ratio uses the shortest times of all rounds, which other load on the machine affects least; the ratios of the
    single rounds are printed after it.
    """
    from tests.support_file.build import MADE, manifest, setup
    from wizard.core.memory import gc_paused
    from wizard.mapping.expression import EvaluationContext
    from wizard.provisioning import Configuration, TargetSnapshot, plan
    from wizard.provisioning.rows import columns_of
    from wizard.provisioning.target_snapshot import Held
    from wizard.support_file.archive import parse
    from wizard.support_file.convert import (
        KEPT_PATHS,
        cloudgate_of,
        directory_of,
        moment,
        operations_of,
        source_of,
        target_of,
    )
    from wizard.support_file.make import finish
    from wizard.support_file.model import Case, Planned
    from wizard.wiring import practice_sides

    source, accounts, schema = practice_sides(people)
    configuration = Configuration.from_schema(schema, sync_all=True, context=EvaluationContext(now=moment(MADE)))
    columns = columns_of([configuration.users], KEPT_PATHS)
    target = TargetSnapshot([Held.of(columns, account) for account in accounts], [])
    found = plan(source, target, configuration)
    times: dict[str, list[tuple[float, float]]] = {"making": [], "opening": []}
    for _ in range(rounds):
        start = time.perf_counter()
        with gc_paused():
            case = Case(
                manifest=manifest("stand-ins"), setup=setup(), directory=directory_of(source, nothing),
                cloudgate=cloudgate_of(target, configuration, nothing),
                plan=Planned(
                    made=MADE, schema=schema.raw, sync_all=True, modern=False,
                    operations=operations_of(found, nothing),
                ),
            )  # fmt: skip
        made = finish(case)
        ours = time.perf_counter() - start
        raw = made.content
        values = {name: json.loads(content) for name, content in made.documents.items()}
        start = time.perf_counter()
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, value in values.items():
                archive.writestr(name, json.dumps(value))
        floor = time.perf_counter() - start
        times["making"].append((ours, floor))
        del values, whole, case, made  # only one copy is in memory in reality
        start = time.perf_counter()
        opened = parse(raw)
        assert opened.directory is not None and opened.cloudgate is not None
        source_of(opened.directory)
        target_of(opened.cloudgate)
        ours = time.perf_counter() - start
        start = time.perf_counter()
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            read = [json.loads(archive.read(name)) for name in archive.namelist()]
        floor = time.perf_counter() - start
        times["opening"].append((ours, floor))
        del read, opened
    size = len(raw) / 1e6
    print(f"{people} people, {size:.1f} MB")
    for what, rounds_of in times.items():
        best = min(ours for ours, _ in rounds_of) / min(floor for _, floor in rounds_of)
        ratios = [round(ours / floor, 2) for ours, floor in rounds_of]
        print(f"{what:8} {best:.2f} times json and zip; by round {ratios}, median {sorted(ratios)[len(ratios) // 2]}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def faults(count: int) -> int:
    """Run the tests in which everything is judged or planned again from a file, and count findings and verdicts. Then
    create files of generated companies, open them, plan again, and count verdicts with their reasons.
    """
    import pytest

    sys.path.insert(0, str(ROOT / "tests" / "support"))
    tests = [str(ROOT / "tests" / name) for name in ("doctor", "provisioning/test_rules.py")]
    failed = pytest.main(["-q", "-p", "no:cacheprovider", *tests])
    from judged import JUDGED, PLANNED

    from wizard.doctor.rules import all_rules

    rules = {rule.id for rule in all_rules()}
    print(
        f"{len(rules & JUDGED)} of {len(rules)} rules found the same from a file; never met: {sorted(rules - JUDGED)}"
    )
    met = planned_again(count)
    met.update(PLANNED)
    print(f"{count} companies and the written cases, {sum(met.values())} operations planned the same from a file:")
    for (kind, verdict, reason), many in sorted(met.items()):
        print(f"{many:8} {kind:5} {verdict:9} {reason}")
    return 1 if failed or rules - JUDGED else 0


def planned_again(count: int) -> Counter[tuple[str, str, str]]:
    """Return how often each verdict and reason was the same when planned again from a file.

    Raises:
        AssertionError: one differed.
    """
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
    from judged import plan_again

    from tests.support_file.build import case_of
    from tests.truth.companies import companies

    met: Counter[tuple[str, str, str]] = Counter()

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(companies(), st.binary(min_size=16, max_size=16))
    def again(company: Any, key: bytes) -> None:
        met.update(plan_again(case_of(company), key))

    again()
    return met


def nothing() -> None:
    """Do nothing, as a checkpoint that never stops."""


def planted(count: int) -> int:
    """Create files of generated cases and search for planted data; then insert each item again and let the scan find
    it.
    """
    from tests.support_file.planted import ENCODINGS, Planting, leaky, remaining
    from wizard.support_file.known_case import known_in
    from wizard.support_file.make import finish
    from wizard.support_file.scan import Scanner

    survived = missed = leaks = 0
    for seed in range(count):
        planting = Planting(seed)
        case = planting.case()
        made = finish(case, [planting.secret])
        survived += bool(remaining(dict(made.documents), planting))
        encode = ENCODINGS[planting.chance.choice([name for name in ENCODINGS if name != "upper"])]
        known = known_in(case)
        for what in (*planting.hidden, planting.secret.reveal()):
            leaks += 1
            missed += not Scanner(known, [planting.secret]).scan({"log": leaky({"rows": [{"x": encode(what)}]})})
    print(f"{count} cases: {survived} with something left; {leaks} leaks put in by hand: {missed} missed")
    return 1 if survived or missed else 0


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return a support file with a change: bytes, the end, members, or documents with matching hashes."""
    kind = chance.randrange(6)
    if kind == 0:
        changed = bytearray(raw)
        for _ in range(chance.randrange(1, 8)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    if kind == 1:
        return raw[: chance.randrange(len(raw))] + chance.randbytes(chance.randrange(20))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        documents = {name.removesuffix(".json"): archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(documents))
    content = bytearray(documents[name])
    if kind == 2:
        odd = ("../../etc/passwd", "/absolute.json", "setup.json/..", "x" * 300, "a\\b.json", "setup.json")
        extra = {chance.choice(odd): bytes(content)}
        return zipped(documents, extra, chance)
    if kind == 3 and content:
        for _ in range(chance.randrange(1, 4)):
            content[chance.randrange(len(content))] = chance.choice(b'{}[]",:0129truefalsn\\ \xff\x00')
    elif kind == 4:
        deep = b"[" * chance.choice((50, 500, 5000))
        content = content.replace(b'"answers":{', b'"answers":{"user_rows":' + deep + b"]" * len(deep) + b",", 1)
    else:
        value = json.loads(bytes(content))
        shake(value, chance)
        content = bytearray(json.dumps(value).encode())
    documents[name] = bytes(content)
    return zipped(documents, {}, chance)


def shake(value: Any, chance: random.Random) -> None:
    """Change a random part of a JSON value."""
    odd: tuple[Any, ...] = (None, True, -1, 1e308, "", "x" * 1000, [], {}, "\ud800", [[[]]], {"a": {"b": 1}}, 2**80)
    while isinstance(value, dict | list) and value:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = chance.choice(keys)
        if not isinstance(value[key], dict | list) or chance.random() < 0.3:
            if chance.random() < 0.2:
                del value[key]
            else:
                value[key] = chance.choice(odd)
            return
        value = value[key]


def zipped(documents: dict[str, bytes], extra: dict[str, bytes], chance: random.Random) -> bytes:
    """Return an archive with matching hashes, so that the code behind the hash check is reached."""
    try:
        told = json.loads(documents["manifest"])
        told["parts"] = {
            name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)}
            for name, raw in documents.items()
            if name != "manifest"
        }
        documents["manifest"] = json.dumps(told).encode()
    except (ValueError, TypeError, KeyError):
        pass  # the manifest itself was changed
    whole = io.BytesIO()
    how = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(whole, "w", how) as archive:
        for name, raw in documents.items():
            archive.writestr(f"{name}.json", raw)
        for name, raw in extra.items():
            archive.writestr(name, raw)
    return whole.getvalue()


def mutations(count: int) -> int:
    """Open mutated files: the result must be a clear refusal, or a case that can be shown."""
    import warnings

    from wizard.core.errors import SupportFileError, WizardError
    from wizard.support_file.archive import parse

    warnings.simplefilter("ignore", UserWarning)  # zipfile warns of two members of one name
    raw = (ROOT / "tests/support_file/samples/version-1.cgsupport").read_bytes()
    chance = random.Random(1)
    outcomes: Counter[str] = Counter()
    before = {path: path.stat().st_mtime_ns for path in Path.cwd().iterdir()}
    for number in range(count):
        content = mutated(raw, chance)
        try:
            case = parse(content, name="mutated")
            walked_through(case)
            outcomes["opened"] += 1
        except SupportFileError as error:
            outcomes[error.code] += 1
        except WizardError as error:
            outcomes[f"other: {error.code}"] += 1
        except Exception as error:
            outcomes[f"ESCAPED {type(error).__name__}"] += 1
            print(number, repr(error)[:300])
    for name, many in outcomes.most_common():
        print(f"{many:8} {name}")
    after = {path: path.stat().st_mtime_ns for path in Path.cwd().iterdir()}
    print("written here:", sorted(str(path) for path in after if after[path] != before.get(path)))
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 1 if any(name.startswith("ESCAPED") for name in outcomes) else 0


def walked_through(case: Any) -> None:
    """Do with an opened file what pages do: show it, judge and plan again, compare.

    Raises:
        WizardError: one of these cannot be done; reported as an error with a code.
    """
    from wizard.core.errors import WizardError
    from wizard.provisioning import plan
    from wizard.support_file.compare import compare, default_meaning, meaning_of
    from wizard.support_file.convert import configuration_of, source_of, target_of
    from wizard.support_file.offline_client import judge, open_case

    opened = open_case(case, Path("mutated"))
    if case.doctor is not None:
        judge(case.doctor.facts)
    opened.case.session  # noqa: B018 - created on first access
    opened.case.kept(opened.snapshot.answers)
    compare(meaning_of(case), default_meaning())
    try:
        opened.case.report  # noqa: B018
        opened.case.resources()
    except WizardError:
        pass  # a part may be missing
    if case.plan is not None and case.directory is not None and case.cloudgate is not None:
        plan(source_of(case.directory), target_of(case.cloudgate), configuration_of(case.plan))


def main() -> int:
    """Run the selected benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--planted", type=int, metavar="N")
    parser.add_argument("--mutations", type=int, metavar="N")
    parser.add_argument("--faults", type=int, metavar="N")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if arguments.planted:
        return planted(arguments.planted)
    if arguments.faults:
        return faults(arguments.faults)
    if arguments.mutations:
        return mutations(arguments.mutations)
    timed(arguments.people, arguments.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
