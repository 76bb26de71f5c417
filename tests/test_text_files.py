"""Bytes that somebody saved: UTF-8, UTF-16 in every form, and what is refused with its right name.

What Windows PowerShell and Excel write: Microsoft Learn, "about_Character_Encoding"; the byte order marks: Unicode
Standard section 23.8.
"""

from __future__ import annotations

import codecs
import gzip
import json

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.errors import InputError
from wizard.core.text_files import decode, sound, sound_json
from wizard.core.texts import Texts
from wizard.http import Response

TEXTS = Texts()
TEXT = '[{"displayName": "Jürgen Groß", "userPrincipalName": "jurgen@example.com"}]\r\n'


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(), codecs.BOM_UTF8 + TEXT.encode(), TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT.encode("utf-16-le"), TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 le mark", "utf-16 be mark", "utf-16 le", "utf-16 be", "utf-32 mark"],
)  # fmt: skip
def test_unicode_is_read_in_every_form(data: bytes) -> None:
    assert decode(data, "people.json") == TEXT


@pytest.mark.parametrize(
    ("data", "kind", "line"),
    [
        ("id;name\r\n1;Jürgen Groß\r\n".encode("cp1252"), "ansi", 2),
        ("id,name\n1,Łukasz\n2,Żółć\n".encode("cp1250"), "ansi", 2),
        ("id,name\n1,Jürgen".encode("cp437"), "ansi", 2),
        ("1,J\xfc".encode("cp1252"), "ansi", 1),
        ("ä,ö,ü\nß".encode()[:-1], "cut", 2),
        (codecs.BOM_UTF16_LE + "abc".encode("utf-16-le")[:-1], "cut", 1),
        (b"PK\x03\x04\x14\x00", "zip", 1), (b"\xd0\xcf\x11\xe0\xa1\xb1", "office", 1), (b"%PDF-1.7", "pdf", 1),
        (gzip.compress(b"x", mtime=0), "gzip", 1), (b"abc\x00def", "binary", 1),
    ],
)  # fmt: skip
def test_what_is_no_unicode_text_is_named(data: bytes, kind: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "people.csv")
    assert (caught.value.code, caught.value.params["kind"], caught.value.params["line"]) == (
        "file-encoding",
        kind,
        line,
    )
    words = TEXTS.problem(caught.value)
    assert "people.csv" in words.why and words.next
    if kind == "ansi":
        assert "ANSI" in words.why and "Out-File -Encoding utf8" in words.next


@given(st.binary(max_size=80) | st.text(max_size=30).map(lambda text: text.encode("utf-16", "surrogatepass")))
@settings(derandomize=True, max_examples=examples(400), deadline=None)
def test_any_bytes_are_read_or_named(data: bytes) -> None:
    try:
        assert decode(data)[:1] != "\ufeff" or data.count(b"\xef\xbb\xbf") + data.count(b"\xff") > 1
    except InputError as error:
        assert error.code == "file-encoding" and TEXTS.problem(error).why


@given(st.text(alphabet='abcäöß,;\n"', min_size=4, max_size=40), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(derandomize=True, max_examples=examples(200), deadline=None)
def test_marked_text_is_never_changed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "sound_text"),
    [
        ("", ""),
        ("Zoë 😀", "Zoë 😀"),
        ("Zo\ud83d", "Zo\ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),
    ],
)
def test_half_a_character_becomes_the_sign_for_that(text: str, sound_text: str) -> None:
    """RFC 8259 section 8.2: JSON may hold half of a surrogate pair."""
    assert sound(text) == sound_text
    assert sound_json({text: [text, {"a": (text, 1, None)}]}) == {
        sound_text: [sound_text, {"a": [sound_text, 1, None]}]
    }


def test_names_in_answers_can_be_written_everywhere() -> None:
    body = json.dumps({"displayName": "Zo\ud83d", "value": ["\ude00"]}).encode()
    answer = Response(200, {"content-type": "application/json"}, body, "https://graph.example/", 1.0)
    assert answer.json() == {"displayName": "Zo\ufffd", "value": ["\ufffd"]}
