"""The licenses of the bundled libraries: read from this environment, or from the file in a frozen program."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from wizard.core.resources import resource, resource_root

PROJECT: Final = "cloudgate-provisioning-setup"
KEPT: Final = "third-party-licenses.txt"
"""Resource file of a frozen program with the output of :func:`collected`, written at build time."""

_TEXTS: Final = {"LGPL-3": ("LGPL-3.0", "GPL-3.0"), "Apache": ("Apache-2.0",)}
"""License texts for libraries that declare a license but ship no text. LGPL 3 refers to GPL 3, so both are included."""


def third_party() -> str:
    """Return the name, version and license of every bundled library as plain text: 5,000 lines.

    A program frozen on Linux brings libraries of the system too; their terms are 24,000 lines more.
    """
    kept = resource_root() / KEPT
    return kept.read_text(encoding="utf-8") if kept.is_file() else collected()


def collected() -> str:
    """Return the text of :func:`third_party`, read from the running environment.

    Raises:
        PackageNotFoundError: the program itself is not installed in this environment.
    """
    lines = [*_python(), *(line for library in _needed() for line in _license_of(library))]
    return "\n".join([*lines, ""])


def _needed() -> list[Distribution]:
    """Return the program's direct and transitive dependencies in alphabetical order."""
    found: dict[str, Distribution] = {}
    waiting = [PROJECT]
    while waiting:
        library = distribution(waiting.pop())
        for line in library.requires or []:
            requirement, _, condition = line.partition(";")
            name = re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0]).lower()
            if name in found or re.search(r"\bextra\b", condition):
                continue
            try:
                found[name] = distribution(name)
            except PackageNotFoundError:
                continue  # required on other systems only
            waiting.append(name)
    return [found[name] for name in sorted(found)]


def _license_of(library: Distribution) -> Iterator[str]:
    metadata = library.metadata
    classifiers = (word.rpartition(" :: ")[2] for word in metadata.get_all("Classifier", []) if "License ::" in word)
    facts = metadata.json
    known = str(facts.get("license_expression") or next(classifiers, str(facts.get("license", "")).partition("\n")[0]))
    yield from _heading(f"{metadata['Name']} {metadata['Version']}", known)
    texts = [Path(str(file.locate())) for file in sorted(library.files or [], key=str) if _is_license(str(file))]
    if not texts:
        texts = [resource(f"licenses/{name}.txt") for word, names in _TEXTS.items() if word in known for name in names]
    for path in texts:
        yield from (path.read_text(encoding="utf-8", errors="replace").strip(), "")


def _is_license(file: str) -> bool:
    return bool(re.search(r"\.dist-info/(?:.*/)?(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", file, re.IGNORECASE))


def _python() -> Iterator[str]:
    path = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    yield from _heading("Python", "PSF-2.0")
    if path.is_file():
        yield from (path.read_text(encoding="utf-8").strip(), "")


def _heading(name: str, license_name: str) -> Iterator[str]:
    yield from ("=" * 48, f"{name}  {license_name}".rstrip(), "=" * 48, "")
