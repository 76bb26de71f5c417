"""What must not be in a support file: people's and groups' names, addresses, numbers, the tenant's domains and ids."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from wizard.core.resources import resource_root
from wizard.journey.answers import ANSWER_NAMES as ANSWERS
from wizard.mapping.expression.table import FUNCTIONS

WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")
"""A run of letters with their marks, or a run of digits."""

SPOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*){4,}|(?<![^\W_])(?:[^\W\d_][\u0300-\u036f]*){1,3}(?![^\W_])|\d+")
"""Words of a free text: up to three letters among digits are no word but a part of some fingerprint."""

_WORDS = re.compile(f"({WORD.pattern})")
_ASCII_WORDS = re.compile(r"([A-Za-z]+|[0-9]+)")
"""The same, to split at; of texts of ASCII alone it is quicker."""

DATE = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?")
"""A date, perhaps with a time of day: nobody's name and no number."""

_MAYBE_DATE = re.compile(r"\n\d{4}-\d\d-\d")
_HEX_AS_ONES = bytes(0x31 if chr(one) in "0123456789abcdefABCDEF" else 0x20 for one in range(256))
_ONES = b"1" * 32
"""With hyphens left out and hexadecimal digits made ones, every text with an id in it has these; to look is quick."""

GUID = re.compile(r"(?i)(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])")
"""A GUID with or without its hyphens."""

NUMBERS = frozenset(
    {
        "employeeId", "telephoneNumber", "mobile", "facsimileTelephoneNumber", "streetAddress", "postalCode",
        "mobilePhone", "businessPhones", "faxNumber", "onPremisesImmutableId", "immutableId", "employeeNumber",
    }
)  # fmt: skip
"""Source attributes that are personal as a whole, not word by word."""

NAMES = frozenset(
    {
        "userPrincipalName", "originalUserPrincipalName", "displayName", "givenName", "surname", "mail", "mailNickname",
        "proxyAddresses", "otherMails", "onPremisesSamAccountName", "onPremisesUserPrincipalName", "companyName",
        "onPremisesDistinguishedName", "onPremisesDomainName", "sipProxyAddress", "userName", "nickName", "familyName",
        "imAddresses", "middleName",
    }
)  # fmt: skip
"""Source attributes of which every word tells who it is."""

PUBLIC = frozenset(
    {
        "00000000-0000-0000-0000-000000000000",  # Default Access
        "00000003-0000-0000-c000-000000000000",  # Microsoft Graph
        "00000002-0000-0000-c000-000000000000",  # Azure AD Graph
        "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",  # the gallery's template of any application
        "9188040d-6c67-4c5b-b112-36a304b66dad",  # the tenant of personal accounts
        "62e90394-69f5-4237-9190-012177145e10",  # role templates: Global Administrator
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",  # Application Administrator
        "158c047a-c907-4556-b7ef-446551a6b5f7",  # Cloud Application Administrator
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451",  # Global Reader
        "41781fb2-bc02-4b7c-bd55-b576c07bb09d",  # service plans: P1
        "eec0eb4f-6444-4f95-aba0-50c24d67f998",  # P2
        "14d82eec-204b-4c2f-b7e8-296a70dab67e",  # the client "Microsoft Graph Command Line Tools"
        "0b5d7c1e-7a41-4d0e-9a35-6f1c2d3e4b5a",  # the user name that nobody has
    }
)
"""Ids that are the same in every tenant, in small letters with hyphens."""

LEAST_DIGITS = 7
"""Digits that can be told from any other number."""

NUMBER = re.compile(r"\d(?:[ ().\-/]{0,2}\d){6,}")
"""Enough digits, however they are set apart."""


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return a word without letter case and marks."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """Return the words of a text, GUIDs left out."""
    return WORD.findall(GUID.sub(" ", text) if len(text) >= 32 else text)


MARKS = frozenset({"SMTP:", "smtp:"})
"""What addresses of a list begin with; everybody's are the same."""


def bare_address(text: str) -> tuple[str, str]:
    """Return an address's mark, which may be empty, and the address."""
    return (text[:5], text[5:]) if text[:5] in MARKS else ("", text)


@cache
def vocabulary() -> frozenset[str]:
    """Return the words that are nobody's name by themselves."""
    lines = (resource_root() / "support/ordinary-words.txt").read_text(encoding="utf-8").splitlines()
    found = {fold(word) for line in lines if not line.startswith("#") for word in WORD.findall(line)}
    found |= {fold(name) for name in FUNCTIONS}
    schema = json.loads((resource_root() / "schema/practice-schema.json").read_text(encoding="utf-8"))
    found |= {fold(word) for text in _names_in(schema) for word in WORD.findall(text)}
    own = json.loads((resource_root() / "support/support-file.schema.json").read_text(encoding="utf-8"))
    found |= {fold(word) for text in (*_members_of(own), *ANSWERS) for word in WORD.findall(text)}
    return frozenset(found)


def _members_of(value: Any) -> Iterator[str]:
    """Yield the members' names and fixed values that a JSON Schema knows."""
    if isinstance(value, Mapping):
        yield from value.get("properties") or ()
        yield from (text for text in value.get("enum") or () if isinstance(text, str))
        for item in value.values():
            yield from _members_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from _members_of(item)


def _names_in(value: Any) -> Iterator[str]:
    """Yield what a schema calls its own things: members, attributes and functions, but no literals."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            if key in {"name", "sourceAttributeName", "targetAttributeName", "type"} and isinstance(item, str):
                yield item
            yield from _names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names_in(item)


class Apart(NamedTuple):
    """Many texts fallen apart into words together, which is much quicker than one after the other.

    ``pieces`` are those of all texts joined by line breaks: at odd places words, at even ones what lies between.
    No text of :attr:`Known.apart` has a line break or an id in it, or is a date.
    """

    texts: list[str]
    pieces: list[str]


class Known:
    """Collects what is personal or the tenant's own, in the form of :func:`fold`.

    ``words`` are never left alone, wherever they stand; ``phrases``, by their first word, are runs of words of which
    each is an ordinary one; ``numbers`` are digits without what sets them apart; ``ids`` are GUIDs without hyphens.
    ``data`` are all words, as they are written, that stand-ins may be asked for; ``apart`` are the texts that they come
    from, as far as these are many.

    Args:
        ordinary: folded words that are nobody's name by themselves; those of :func:`vocabulary` when not given.
    """

    def __init__(self, ordinary: frozenset[str] | None = None) -> None:
        self.words: set[str] = set()
        self.phrases: dict[str, set[tuple[str, ...]]] = {}
        self.numbers: set[str] = set()
        self.ids: set[str] = set()
        self.data: set[str] = set()
        self.apart: list[Apart] = []
        self._ordinary = vocabulary() if ordinary is None else ordinary
        self._nameless: set[str] = set()
        self._seen: dict[str, set[str]] = defaultdict(set)

    def names(self, texts: Iterable[str]) -> None:
        """Add names, addresses and domains: each of their words counts, but for ordinary ones and single letters."""
        new = _new(texts, self._seen["name"])
        # The parts of addresses come again and again.
        cut = [text.partition("@") for text in new if "@" in text]
        plain = [text for text in new if "@" not in text] if cut else new
        parts = dict.fromkeys(plain)
        parts.update(dict.fromkeys([local for local, _, _ in cut]))
        parts.update(dict.fromkeys([domain for _, _, domain in cut]))
        for some, pieces in self._split(parts, "part"):
            counts = dict.fromkeys(pieces[1::2], "")
            self.data.update(counts)
            for word in counts:
                if word[0].isdigit():
                    continue
                folded = fold(word)
                if folded not in self._ordinary and len(folded) > 1 and not folded[0].isdigit():
                    self.words.add(folded)
                    counts[word] = "1"
            self._nameless.update(
                [text for text, known in zip(some, _replaced(pieces, counts, ""), strict=True) if not known]
            )
        nameless = self._nameless
        found = [text for text in plain if " " in text and text in nameless]  # else it may be an attribute's path
        found += [f"{local}@{domain}" for local, _, domain in cut if local in nameless and domain in nameless]
        for text in found:
            self._phrase([fold(word) for word in words_of(text)])

    def figures(self, texts: Iterable[str]) -> None:
        """Add staff numbers, telephone numbers and postal addresses: they count as a whole."""
        given = texts if isinstance(texts, dict) else dict.fromkeys(texts)
        digits = {text for text in filter(str.isdigit, given) if len(text) < _BARE_GUID}
        self.numbers.update([text for text in digits if len(text) >= LEAST_DIGITS])
        for _, pieces in self._split([text for text in given if text not in digits] if digits else given, "figure"):
            different = set(pieces[1::2])
            self.data.update([word for word in different if not word[0].isdigit()])
            folded = {word: word.lower() if word.isascii() else fold(word) for word in different}
            for text in _replaced(pieces, folded, _GAP):
                joined = text.replace(_GAP, "")
                if joined.isdigit():
                    if len(joined) >= LEAST_DIGITS:
                        self.numbers.add(joined)
                    continue
                words = [word for word in text.split(_GAP) if word]
                if self.words.isdisjoint(words):
                    self._phrase(words)

    def others(self, texts: Iterable[str]) -> None:
        """Add values that are nobody's name, of which stand-ins will be made all the same."""
        for _, pieces in self._split([text for text in texts if not text.isdigit()], "other"):
            self.data.update(pieces[1::2])

    def identifiers(self, texts: Iterable[str]) -> None:
        """Add ids, as far as they are GUIDs; other ids are not told from other words."""
        given = _new(texts, self._seen["id"])
        usual = [text for text in given if len(text) == _GUID and text[8] == text[13] == text[18] == text[23] == "-"]
        bare = "\n".join(usual).replace("-", "").lower().split("\n")
        self.ids.update(bare)
        if len(usual) < len(given):
            others = "\n".join(set(given).difference(usual))
            if _may_have_ids(others):
                self.ids.update([found.replace("-", "").lower() for found in GUID.findall(others)])
        self.ids -= _NO_IDS

    def _split(self, texts: Iterable[str], kind: str) -> Iterator[Apart]:
        """Yield texts that are new in this role with their pieces; of ids nothing remains."""
        new = _new(texts, self._seen[kind])
        if not new:
            return
        joined = "\n".join(new)
        whole: list[str] = []
        if joined.count("\n") >= len(new) or _MAYBE_DATE.search("\n" + joined) or _may_have_ids(joined):
            whole = [text for text in new if _is_whole(text)]
            without = set(whole)
            new = [text for text in new if text not in without]
        for some in _apart_from_ascii(new) if new else ():
            apart = Apart(some, _split("\n".join(some)))
            self.apart.append(apart)
            yield apart
        if whole:
            yield Apart(whole, _split("\n".join([GUID.sub(" ", text.replace("\n", " ")) for text in whole])))

    def _phrase(self, folded: list[str]) -> None:
        if len(folded) > 1 and len("".join(folded)) > _SHORTEST:
            self.phrases.setdefault(folded[0], set()).add(tuple(folded))

    def hits(self, folded: list[str]) -> list[int]:
        """Return the places of words, in a row of words, that are known alone or together with their neighbours."""
        found: list[int] = []
        words, phrases = self.words, self.phrases
        for place, word in enumerate(folded):
            if word in words:
                found.append(place)
            for phrase in phrases.get(word, ()):
                if tuple(folded[place : place + len(phrase)]) == phrase:
                    found += range(place, place + len(phrase))
        return found


def _new(texts: Iterable[str], seen: set[str]) -> list[str]:
    """Return each text that was not seen yet once, without an address's mark, and let it be seen now.

    In their order, as they lie in memory: to go through many is quicker so than in a set's order.
    """
    different = texts if isinstance(texts, dict) else dict.fromkeys(texts)
    joined = "\n".join(different)
    if any(mark in joined for mark in MARKS):
        different = dict.fromkeys([bare_address(text)[1] for text in different])
    new = list(different) if seen.isdisjoint(different) else [text for text in different if text not in seen]
    seen.update(new)
    return new


def _may_have_ids(text: str) -> bool:
    return _ONES in text.encode("utf-8", "surrogatepass").translate(_HEX_AS_ONES, b"-")


def _is_whole(text: str) -> bool:
    if "\n" in text or (text[:1].isdigit() and DATE.fullmatch(text)):
        return True
    return len(text) >= _BARE_GUID and GUID.search(text) is not None


def _apart_from_ascii(texts: list[str]) -> list[list[str]]:
    """Return texts of ASCII alone and the others: the first are quicker to split."""
    others = [text for text in texts if not text.isascii()]
    if not others:
        return [texts]
    return [some for some in ([text for text in texts if text.isascii()], others) if some]


def _split(text: str) -> list[str]:
    return (_ASCII_WORDS if text.isascii() else _WORDS).split(text)


def _replaced(pieces: list[str], words: Mapping[str, str], gap: str) -> list[str]:
    """Return each text's words, replaced, and between them ``gap`` instead of what is there."""
    made = pieces.copy()
    made[1::2] = map(words.__getitem__, pieces[1::2])
    between = {other: "\n" * other.count("\n") or gap for other in set(pieces[::2])}
    made[::2] = map(between.__getitem__, pieces[::2])
    return "".join(made).split("\n")


_GAP = "\0"
_BARE_GUID = 32
_GUID = 36
_SHORTEST = 3
"""Letters and digits that a phrase has more than."""

PUBLIC_BARE = frozenset(one.replace("-", "") for one in PUBLIC)
_NO_IDS = PUBLIC_BARE | {""}
