"""The container: whole or not at all, the same bytes for the same case, and a clear refusal of everything else."""

from __future__ import annotations

import hashlib
import io
import json
import random
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.support import mutated
from tests.support_file.build import manifest, setup
from tests.support_file.planted import Planting
from wizard.core.errors import Cancelled, SupportFileError
from wizard.core.resources import resource
from wizard.support_file.archive import encode, pack, parse, read, save
from wizard.support_file.make import finish
from wizard.support_file.model import Case, Computer
from wizard.support_file.schema import schema_text

SAMPLES = Path(__file__).parent / "samples"


def small() -> Case:
    return Case(manifest=manifest(), setup=setup(), computer=Computer(platform="Linux"))


def whole(seed: int = 1) -> bytes:
    return finish(Planting(seed).case()).content


def refused(raw: bytes) -> tuple[str, str]:
    with pytest.raises(SupportFileError) as caught:
        parse(raw, name="case.cgsupport")
    assert caught.value.params["file"] == "case.cgsupport"
    return caught.value.code, str(caught.value.params.get("part", ""))


def rezipped(documents: Mapping[str, bytes], **members: bytes) -> bytes:
    """Return an archive of documents whose hashes fit; ``members`` come besides."""
    documents = dict(documents)
    told = json.loads(documents["manifest"])
    told["parts"] = {
        name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)}
        for name, raw in documents.items()
        if name != "manifest"
    }
    documents["manifest"] = json.dumps(told).encode()
    return zipped({**{f"{name}.json": raw for name, raw in documents.items()}, **members})


def zipped(members: Mapping[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


def changed(document: str, change: Callable[[Any], object]) -> bytes:
    documents = encode(finish(Planting(1).case()).case)
    value = json.loads(documents[document])
    change(value)
    return rezipped({**documents, document: json.dumps(value).encode()})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    made = finish(Planting(1).case())
    path = tmp_path / "case.cgsupport"
    save(made.content, path)
    again = read(path)
    assert encode(again) == dict(made.documents)
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]


def test_equal_cases_give_equal_bytes() -> None:
    assert pack(encode(small())) == pack(encode(small()))


def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SupportFileError) as caught:
        save(b"x", tmp_path / "missing" / "case.cgsupport")
    assert caught.value.code == "support-not-written"


def test_cancelling_leaves_nothing() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        pack(encode(small()), stop)
    with pytest.raises(Cancelled):
        parse(whole(), stop)


@pytest.mark.parametrize("raw", [b"", b"PK", b"{}"])
def test_what_is_no_archive(raw: bytes) -> None:
    assert refused(raw)[0] == "support-not-archive"


@pytest.mark.parametrize("end", [-30, 40])
def test_what_was_cut_off(end: int) -> None:
    assert refused(whole()[:end])[0] == "support-not-archive"


@pytest.mark.parametrize(
    "name", ["../setup.json", "/setup.json", "setup.json/", "other.json", "setup.txt", "a\\setup.json"]
)
def test_names_that_no_support_file_has(name: str) -> None:
    assert refused(rezipped(encode(small()), **{name: b"{}"}))[0] == "support-unsafe"


def test_the_same_name_twice() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        assert refused(rezipped(encode(small()), **{"setup.json": b"{}"})) in {
            ("support-unsafe", "archive"), ("support-damaged", "setup"),
        }  # fmt: skip


def test_a_link_and_an_encrypted_member() -> None:
    for bits, flags in ((0o120777, 0), (0o100600, 1)):
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, "w") as archive:
            entry = zipfile.ZipInfo("setup.json")
            entry.external_attr = bits << 16
            archive.writestr(entry, b"/etc/passwd")
        content = bytearray(raw.getvalue())
        place = content.rindex(b"PK\x01\x02")
        content[place + 8] |= flags
        assert refused(bytes(content))[0] in {"support-unsafe", "support-not-archive"}


def test_a_bomb_does_not_expand() -> None:
    documents = encode(small())
    raw = rezipped({**documents, "log": b'{"days":30,"whole":true,"rows":[' + b" " * 120_000_000 + b"]}"})
    tracemalloc.start()
    try:
        assert refused(raw) == ("support-unsafe", "log")
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log", '{"days":1,"whole":true,"rows":[' + "[]," * 3_000_000 + "[]]}"),
        ("exchanges", '{"exchanges":[' + '{"a":""},' * 3_100_000 + "{}]}"),
        ("directory", '{"people":[' + "[]," * 8_000_000 + "[]]}"),
    ],
)
def test_small_bytes_that_would_become_much_are_refused_before_anything_is_built(name: str, text: str) -> None:
    """A file of a few kilobytes whose millions of empty lists would take gigabytes."""
    documents = {**encode(small()), name: b""}
    content = text.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for each, raw in documents.items():
            archive.writestr(f"{each}.json", raw or content)
    tracemalloc.start()
    assert refused(packed.getvalue()) == ("support-too-large", name)
    assert tracemalloc.get_traced_memory()[1] < 6 * len(content)
    tracemalloc.stop()


def test_what_has_no_fixed_members_is_small() -> None:
    many = [[number] for number in range(1_500_000)]
    assert refused(changed("plan", lambda value: value["schema"].update(odd=many))) == ("support-too-large", "plan")
    assert refused(changed("setup", lambda value: value["answers"].update(odd=many)))[1] == "setup"


def test_a_part_that_is_not_what_it_was() -> None:
    documents = encode(small())
    parts = {f"{name}.json": content for name, content in documents.items()}
    assert refused(zipped({**parts, "computer.json": b'{"platform":"Windows"}'})) == ("support-damaged", "computer")
    assert refused(zipped({name: raw for name, raw in parts.items() if name != "computer.json"}))[1] == "computer"
    assert refused(zipped({**parts, "log.json": b"{}"})) == ("support-damaged", "log")


@pytest.mark.parametrize(
    ("document", "change"),
    [
        ("directory", lambda value: value["attributes"].append("more")),
        ("cloudgate", lambda value: value["user_paths"].pop()),
        ("setup", lambda value: value["answers"].update(way="sideways")),
        ("setup", lambda value: value["answers"].update(delete_threshold="many")),
        ("plan", lambda value: value.update(schema={"synchronizationRules": 1})),
        ("exchanges", lambda value: value.update(exchanges=[1])),
        ("doctor", lambda value: value.update(evidence={"users": 99})),
        ("doctor", lambda value: value["facts"].update(url=[])),
    ],
)
def test_documents_that_contradict_themselves(document: str, change: Callable[[Any], object]) -> None:
    assert refused(changed(document, change)) == ("support-damaged", document)


def test_what_lies_too_deep() -> None:
    deep: Any = []
    for _ in range(400):
        deep = [deep]
    assert refused(changed("plan", lambda value: value["schema"].update(odd=deep))) == ("support-unsafe", "plan")


def test_a_newer_file_is_refused_kindly() -> None:
    documents = encode(small())
    told = json.loads(documents["manifest"])
    told.update(version=7, program="9.1", something_new={"x": 1})
    with pytest.raises(SupportFileError) as caught:
        parse(rezipped({**documents, "manifest": json.dumps(told).encode()}))
    assert (caught.value.code, caught.value.params["version"]) == ("support-newer", 7)
    assert caught.value.params["program"] == "9.1"


@pytest.mark.parametrize("sample", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_a_file_of_each_version_opens(sample: Path) -> None:
    case = read(sample)
    assert case.setup is not None and case.directory is not None and case.plan is not None and case.doctor is not None
    assert case.manifest.version == int(sample.stem.partition("-")[2])


def test_mutated_files_are_refused_or_opened() -> None:
    raw, chance = (SAMPLES / "version-1.cgsupport").read_bytes(), random.Random(2)
    outcomes = set()
    for _ in range(600):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            content = mutated(raw, chance)
        try:
            parse(content)
            outcomes.add("opened")
        except SupportFileError as error:
            outcomes.add(error.code)
    assert {"opened", "support-damaged", "support-unsafe", "support-not-archive"} <= outcomes


def test_the_schema_is_that_of_the_types() -> None:
    assert resource("support/support-file.schema.json").read_text(encoding="utf-8") == schema_text()
