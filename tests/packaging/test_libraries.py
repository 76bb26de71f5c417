"""Shared libraries of the system: the table, README's packages and Debian's own word about both."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from wizard.ui.shell import system_libraries
from wizard.ui.shell.system_libraries import ALWAYS, BY_PLUGIN

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings everything")

RUNTIME = re.compile(r"(ld-linux.*|lib(c|dl|m|pthread|gcc_s|stdc\+\+|z|zstd))\.so\.\d+")
"""The C and C++ runtime, zlib and zstd, which Debian's package manager itself needs."""


def qt() -> Path:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "Qt"


def needed(file: Path) -> list[str]:
    """Return the DT_NEEDED entries of a 64-bit little-endian shared library (System V ABI, chapter 5)."""
    data = file.read_bytes()
    assert data[:6] == b"\x7fELF\x02\x01", file
    offset, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    headers = [struct.unpack_from("<IIQQQQ", data, offset + size * number) for number in range(count)]
    loaded = [(virtual, virtual + length, at) for kind, _flags, at, virtual, _p, length in headers if kind == 1]
    at, length = next((at, length) for kind, _flags, at, _v, _p, length in headers if kind == 2)
    entries = list(struct.iter_unpack("<qQ", data[at : at + length]))
    strings = next(value for tag, value in entries if tag == 5)
    start = next(strings - low + at for low, high, at in loaded if low <= strings < high)
    names = [start + value for tag, value in entries if tag == 1]
    return [data[name : data.index(b"\0", name)].decode("ascii") for name in names]


def of_the_system(*files: Path) -> set[str]:
    """Return what files of Qt need, and what the libraries need that PySide6 brings, of what it does not bring."""
    own = {path.name: path for path in (qt() / "lib").iterdir()}
    found: set[str] = set()
    todo, seen = list(files), set(files)
    while todo:
        for name in needed(todo.pop()):
            if name not in own:
                found.add(name)
            elif own[name] not in seen:
                seen.add(own[name])
                todo.append(own[name])
    return {name for name in found if not RUNTIME.fullmatch(name)}


def test_the_table_is_what_qt_itself_names() -> None:
    plugins = qt() / "plugins"
    always = of_the_system(*(qt() / "lib" / f"libQt6{name}.so.6" for name in ("Core", "Gui", "Svg", "Widgets")))
    assert always == set(ALWAYS)
    assert of_the_system(plugins / "platforms" / "libqoffscreen.so") <= always
    assert of_the_system(plugins / "platforms" / "libqxcb.so") - always == set(BY_PLUGIN["xcb"])
    wayland = [plugins / "platforms" / "libqwayland.so"]
    wayland += [*(plugins / "wayland-shell-integration").glob("*.so")]
    wayland += [plugins / "wayland-graphics-integration-client" / "libqt-plugin-wayland-egl.so"]
    assert of_the_system(*wayland) - always == set(BY_PLUGIN["wayland"])


def packages_of_readme(section: str = "Run it") -> list[str]:
    command = [sys.executable, str(ROOT / "tests" / "fresh" / "readme.py"), section]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def dpkg(*command: str) -> str:
    if not shutil.which("dpkg-query"):
        pytest.skip("this is no Debian")
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout


def names(relations: str) -> set[str]:
    """Package names of a Depends or Provides field, all alternatives (Debian Policy 7.1)."""
    return {name for part in re.split(r"[,|]", relations) if (name := re.sub(r"[ (:].*", "", part.strip()))}


def test_the_packages_of_readme_bring_every_library_by_debians_own_word() -> None:
    """README names few packages; what they depend on brings the others."""
    depends: dict[str, set[str]] = {}
    real: dict[str, str] = {}
    form = "${Package}\t${Status}\t${Pre-Depends}, ${Depends}\t${Provides}\n"
    for line in dpkg("dpkg-query", "--show", f"--showformat={form}").splitlines():
        package, status, needs, provides = line.split("\t")
        if status.endswith(" installed"):
            depends[package] = names(needs)
            real |= {package: package} | dict.fromkeys(names(provides), package)
    readme = packages_of_readme()
    if missing := [name for name in readme if name not in real]:
        pytest.skip(f"not installed here: {missing}")
    todo, brought = list(readme), set()
    while todo:
        package = real.get(todo.pop(), "")
        if package and package not in brought:
            brought.add(package)
            todo += depends[package]
    table = {package for part in (ALWAYS, *BY_PLUGIN.values()) for package in part.values()}
    assert {name for name in table if real.get(name) not in brought} == set()


def test_the_packages_are_those_that_debian_says() -> None:
    table = {name: package for part in (ALWAYS, *BY_PLUGIN.values()) for name, package in part.items()}
    owners: dict[str, set[str]] = {}
    for line in dpkg("dpkg", "-S", *(f"*/{name}" for name in table)).splitlines():
        package, _arch, path = line.partition(":")[0], *line.rpartition(": ")[1:]
        owners.setdefault(Path(path).name, set()).add(package)
    # Debian 13 has renamed some for the 64-bit time; the old names are still provided.
    wrong = {name: found for name, found in owners.items() if not found & {table[name], f"{table[name]}t64"}}
    assert not wrong


def test_ci_reads_readme_and_names_no_library_itself() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert 'readme.py "Run it"' in script
    assert 'readme.py "Develop"' in script
    assert not re.findall(r"\blib[a-z0-9.-]+", script)
    assert "python3" in packages_of_readme()
    assert packages_of_readme("Develop")


def test_a_plugin_whose_library_is_damaged_names_it_and_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that cannot be loaded stands earlier on the loader's path than the system's."""
    (tmp_path / "libxcb-cursor.so.0").write_bytes(b"")
    code = (
        "import sys; from pathlib import Path; from wizard.ui.shell.system_libraries import load\n"
        "found = load(Path(sys.argv[1]), 'xcb'); print(found.libraries, found.packages)"
    )
    file = qt() / "plugins" / "platforms" / "libqxcb.so"
    result = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        env={"LD_LIBRARY_PATH": str(tmp_path), "PATH": "/usr/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "libxcb-cursor.so.0" in result.stdout
    assert "libxcb-cursor0" in result.stdout


def test_a_library_that_no_table_knows_is_named_as_the_loader_does(tmp_path: Path) -> None:
    """A copy of a real plugin that needs a library which exists nowhere."""
    data = (qt() / "plugins" / "platforms" / "libqoffscreen.so").read_bytes()
    assert data.count(b"libQt6Gui.so.6\0") == 1
    copy = tmp_path / "libqoffscreen.so"
    copy.write_bytes(data.replace(b"libQt6Gui.so.6\0", b"libNowhere.so0\0"))
    found = system_libraries.load(copy, "offscreen")
    assert found is not None
    assert found.packages == ()
    assert found.libraries == ("libNowhere.so0",)
    assert "cannot open shared object file" in found.reason


def test_a_file_that_is_no_library_is_told_with_the_loaders_reason(tmp_path: Path) -> None:
    file = tmp_path / "libqxcb.so"
    file.write_bytes(b"nothing of the kind")
    found = system_libraries.load(file, "offscreen")
    assert found is not None
    assert found.libraries == ()
    assert found.reason
