"""Everything in the program that somebody else wrote comes with its license."""

from __future__ import annotations

import re
from importlib.metadata import requires

from wizard.core.licenses import PROJECT, third_party


def test_every_library_has_a_name_and_the_words_of_a_license() -> None:
    parts = re.split(r"^={48}\n(.*)\n={48}\n", third_party(), flags=re.MULTILINE)
    names, texts = parts[1::2], parts[2::2]
    assert not [name for name, text in zip(names, texts, strict=True) if len(text) < 300], "a license without words"
    assert not [name for name in names if "  " not in name], "a library without the name of its license"
    listed = {re.sub(r"[-_.]+", "-", name.split(" ")[0]).lower() for name in names}
    for line in requires(PROJECT) or []:
        if "extra ==" not in line and "win32" not in line:
            assert re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", line)[0]).lower() in listed, line


def test_qt_comes_with_both_licenses_that_its_terms_name() -> None:
    _, _, after = third_party().partition("\nPySide6_Essentials ")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in after.partition("\nSecretStorage")[0]
    assert "GNU GENERAL PUBLIC LICENSE" in after.partition("\nSecretStorage")[0]
