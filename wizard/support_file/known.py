"""What must not be in a support file: people's and groups' names, addresses, numbers, the tenant's domains and ids."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from wizard.core.resources import resource_root
from wizard.journey.answers import ANSWER_NAMES as ANSWERS
from wizard.mapping.expression.table import FUNCTIONS

WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*|\d+")
"""A run of letters with their marks, or a run of digits."""

_WORDS = re.compile(f"({WORD.pattern})")
_ASCII_WORDS = re.compile(r"([A-Za-z]+|[0-9]+)")
"""The same, to split at; of texts of ASCII alone it is quicker."""

SPOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*){4,}|(?<![^\W_])(?:[^\W\d_][\u0300-\u036f]*){1,3}(?![^\W_])|\d+")
"""Words of a free text: up to three letters among digits are no word but a part of some fingerprint."""

DATE = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?")
"""A date, perhaps with a time of day: nobody's name and no number."""

_HEX_AS_ONES = bytes(0x31 if chr(one) in "0123456789abcdefABCDEF" else 0x20 for one in range(256))
_ONES = b"1" * 32
"""With hyphens left out and hexadecimal digits made ones, every text with an id in it has these; to look is quick."""

GUID = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}(?![0-9A-Fa-f])")
"""A GUID with or without its hyphens."""

NUMBERS = frozenset(
    {
        "employeeId",
        "telephoneNumber",
        "mobile",
        "facsimileTelephoneNumber",
        "streetAddress",
        "postalCode",
        "mobilePhone",
        "businessPhones",
        "faxNumber",
        "onPremisesImmutableId",
        "immutableId",
        "employeeNumber",
    }
)
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

_SIGNS = re.compile(r"[^\w\n]|_")

LEAST_DIGITS = 7
"""Digits that can be told from any other number."""

NUMBER = re.compile(r"\d(?:[ ().\-/]{0,2}\d){6,}")
"""Enough digits, however they are set apart."""


_BETWEEN = "\x1f"
"""Stands in no word."""


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return a word without letter case and marks."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def split(texts: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield many texts with the pieces that they consist of, joined by line breaks: words are at odd places.

    To split many together is quicker. None of them may have a line break or a GUID in it.
    """
    ascii_ones = [text for text in texts if text.isascii()]
    others = [text for text in texts if not text.isascii()] if len(ascii_ones) < len(texts) else []
    for some, pattern in ((ascii_ones, _ASCII_WORDS), (others, _WORDS)):
        if some:
            yield some, pattern.split("\n".join(some))


def _folded_together(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the folded words of each of many texts, as :func:`folded_words` does; for the texts, see :func:`split`."""
    for _, pieces in split(texts):
        pieces[1::2] = map(fold, pieces[1::2])
        pieces[::2] = ["\n" if "\n" in gap else _BETWEEN for gap in pieces[::2]]
        for line in "".join(pieces).split("\n"):
            yield [word for word in line.split(_BETWEEN) if word]


def words_of(text: str) -> list[str]:
    """Return the words of a text, GUIDs left out."""
    return WORD.findall(GUID.sub(" ", text) if len(text) >= 32 else text)


def folded_words(text: str) -> list[str]:
    """Return the words of a text in the form of :func:`fold`."""
    return words_of(text.lower()) if text.isascii() else [fold(word) for word in words_of(text)]


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


class Known:
    """Collects what is personal or the tenant's own, in the form of :func:`fold`.

    ``words`` are never left alone, wherever they stand; ``phrases``, by their first word, are runs of words of which
    each is an ordinary one; ``numbers`` are digits without what sets them apart; ``ids`` are GUIDs without hyphens.
    ``data`` are all words, as they are written, that replacements may be asked for.

    Args:
        ordinary: folded words that are nobody's name by themselves; those of :func:`vocabulary` when not given.
    """

    def __init__(self, ordinary: frozenset[str] | None = None) -> None:
        self.words: set[str] = set()
        self.phrases: dict[str, set[tuple[str, ...]]] = {}
        self.numbers: set[str] = set()
        self.ids: set[str] = set()
        self.data: set[str] = set()
        self._ordinary = vocabulary() if ordinary is None else ordinary
        self._seen: set[str] = set()
        self._silent: dict[str, bool] = {}

    def names(self, texts: Iterable[str]) -> None:
        """Add names, addresses and domains: each of their words counts, but for ordinary ones and single letters."""
        new = {text[5:] if text[:5] in MARKS else text for text in texts} - self._seen
        self._seen |= new
        for word in self._learn(new):
            folded = fold(word)
            if len(folded) > 1 and folded not in self._ordinary and not folded[0].isdigit():
                self.words.add(folded)
        for text in new:
            first, at, rest = text.partition("@" if "@" in text else " ")
            # A single word may be an attribute's path. That the first word tells is the quick answer for most.
            if at and first.lower() not in self.words and (at == " " or self._is_silent(rest)):
                self._phrase(folded_words(text))

    def _is_silent(self, domain: str) -> bool:
        found = self._silent.get(domain)
        if found is None:
            found = self._silent[domain] = self.words.isdisjoint(folded_words(domain))
        return found

    def figures(self, texts: Iterable[str]) -> None:
        """Add staff numbers, telephone numbers and postal addresses: they count as a whole."""
        given = [text.replace("\n", " ") for text in dict.fromkeys(texts)]
        self._learn([text for text in given if not text.isdigit()])
        bare = without_ids("\n".join(given))
        phrases = []
        for text, digits in zip(bare.split("\n"), _SIGNS.sub("", bare).split("\n"), strict=True):
            if not digits.isdigit():
                phrases.append(text)
            elif len(digits) >= LEAST_DIGITS:
                self.numbers.add(fold(digits))
        for folded in _folded_together(phrases):
            self._phrase(folded)

    def others(self, texts: Iterable[str]) -> None:
        """Add values that are nobody's name, of which replacements will be made all the same."""
        self._learn(dict.fromkeys([text for text in texts if not text.isdigit()]))

    def identifiers(self, texts: Iterable[str]) -> None:
        """Add ids, as far as they are GUIDs; other ids are not told from other words."""
        found = GUID.findall("\n".join(texts))
        self.ids.update("\n".join(found).replace("-", "").lower().split("\n"))
        self.ids -= _NO_IDS

    def _learn(self, texts: Iterable[str]) -> set[str]:
        """Return the different words of some texts; replacements may be asked for them."""
        words: set[str] = set()
        parts = without_ids("\n".join(texts)).replace("@", "\n").split("\n")  # those of addresses come again and again
        for _, pieces in split(list(dict.fromkeys(parts))):
            words.update(pieces[1::2])
        self.data |= words
        return words

    def _phrase(self, folded: Sequence[str]) -> None:
        """Add the folded words of a text together, unless one of them is known by itself."""
        if len(folded) > 1 and len("".join(folded)) > _SHORTEST and self.words.isdisjoint(folded):
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


def without_ids(text: str) -> str:
    """Return a text, which may be a long one, with blanks instead of GUIDs."""
    may = _ONES in text.encode("utf-8", "surrogatepass").translate(_HEX_AS_ONES, b"-")
    return GUID.sub(" ", text) if may else text


_SHORTEST = 3
"""Letters and digits that a phrase has more than."""

PUBLIC_BARE = frozenset(one.replace("-", "") for one in PUBLIC)
_NO_IDS = PUBLIC_BARE | {""}
