"""Takes a recording into the corpus: ``python -m tests.real.adopt RECORDING [--only PATTERN …] [--into FOLDER]``.

Each answer gets the next number of its folder. Domains become example domains, since a replacement name may be
somebody's domain. What a look has to be taken at is printed: what disagrees, and what was not answered.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.real.corpus import HERE, SUBJECTS, Item
from tests.real.reality import judge_program, reason_for
from wizard.core.errors import SupportFileError
from wizard.support_file.recording.file import read
from wizard.support_file.recording.model import INDEX

_DOMAIN = re.compile(r"@((?:[\w-]+\.)+[A-Za-z]{2,})")
_NUMBER = re.compile(r"(\d+)-")
_INVENTED = (".example", ".invalid", "example.com", "example.org", "example.net")


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy, judge, print; 0 when nothing disagrees that is not known, 1 when something does, 2 for no recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--only", action="append", default=[], help="a pattern of paths; all when none is given")
    parser.add_argument("--into", type=Path, default=HERE)
    given = parser.parse_args(arguments)
    try:
        documents = read(given.recording)
    except SupportFileError as error:
        print(error, file=sys.stderr)
        return 2
    index = documents.pop(INDEX)
    new = adopt(documents, given.into, given.only)
    for one in index.get("tried") or ():
        if isinstance(one, dict) and one.get("outcome") not in {"answered", "refused"}:
            print(f"not there    {one.get('call')}: {one.get('reason')}")
    wrong = 0
    for item in new:
        print(f"added        {item.slug}")
    for verdict in judge_program(new):
        if verdict.outcome == "differs" and not reason_for(verdict):
            wrong += 1
            print(f"DIFFERS      {verdict.subject}: {verdict.slug}: {verdict.detail}")
    print(f"{len(new)} added, {wrong} differences; now: python -m tests.real.sources, python dev.py bench reality")
    return 1 if wrong else 0


def adopt(documents: Mapping[str, Mapping[str, Any]], into: Path, only: Sequence[str] = ()) -> tuple[Item, ...]:
    """Write the answers of a recording into a corpus, under the next numbers, and return them."""
    chosen = {
        name: value
        for name, value in documents.items()
        if name.partition("/")[0] in SUBJECTS and (not only or any(fnmatchcase(name, one) for one in only))
    }
    text = _with_example_domains(json.dumps(chosen, ensure_ascii=False))
    return tuple(_written(json.loads(text), into))


def _written(chosen: Mapping[str, Any], into: Path) -> Iterator[Item]:
    for name, value in chosen.items():
        folder = into / Path(name).parent
        folder.mkdir(parents=True, exist_ok=True)
        numbers = [int(found[1]) for path in folder.glob("*.json") if (found := _NUMBER.match(path.name))]
        end = Path(name).name.partition("-")[2]
        path = folder / f"{max(numbers, default=0) + 1:02}-{end}.json"
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        yield Item(path.relative_to(into).with_suffix("").as_posix(), value)


def _with_example_domains(text: str) -> str:
    for domain in sorted(set(_DOMAIN.findall(text)), key=lambda one: (-len(one), one)):
        if domain.lower().endswith(_INVENTED):
            continue
        tenant = domain.lower().endswith(".onmicrosoft.com")
        other = "example.onmicrosoft.com" if tenant else domain.rpartition(".")[0] + ".example"
        text = re.sub(rf"(?<![\w.-]){re.escape(domain)}(?![\w-])", other, text)
    return text


if __name__ == "__main__":
    sys.exit(main())
