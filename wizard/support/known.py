"""What must not be in a support file: people's and groups' names, addresses, numbers, the tenant's domains and ids."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from wizard.directory import Group, Person
from wizard.resources import resource_root

WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")
"""A run of letters with their marks, or a run of digits."""

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
        "0b5d7c1e-7a41-4d0e-9a35-6f1c2d3e4b5a",  # the user name that nobody has
    }
)
"""Ids that are the same in every tenant, in small letters with hyphens."""

LEAST_DIGITS = 5
"""Digits in a row that can be told from any other number."""


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


@cache
def vocabulary() -> frozenset[str]:
    """Return the words that are nobody's name by themselves."""
    from wizard.mapping.expression.table import FUNCTIONS

    lines = (resource_root() / "support/ordinary-words.txt").read_text(encoding="utf-8").splitlines()
    found = {fold(word) for line in lines if not line.startswith("#") for word in WORD.findall(line)}
    found |= {fold(name) for name in FUNCTIONS}
    schema = json.loads((resource_root() / "schema/practice-schema.json").read_text(encoding="utf-8"))
    found |= {fold(word) for text in _names_in(schema) for word in WORD.findall(text)}
    return frozenset(found)


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
    """Collects what is personal or the tenant's own.

    ``words`` are never left alone, wherever they stand; ``phrases``, by their first word, are runs of words that mean
    somebody only together. Both in the form of :func:`fold`. ``data`` are all words that stand-ins may be asked for.
    """

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.phrases: dict[str, set[tuple[str, ...]]] = {}
        self.ids: set[str] = set()
        self.data: set[str] = set()
        self._seen: set[str] = set()
        self._ordinary = vocabulary()

    def name(self, text: str) -> None:
        """Add a name, an address or a domain: each of its words counts."""
        if text in self._seen or not text:
            return
        self._seen.add(text)
        given = words_of(text)
        self.data.update(given)
        folded = [fold(word) for word in given]
        lone = True
        for word in folded:
            if word in self._ordinary or len(word) < (LEAST_DIGITS if word[0].isdigit() else 2):
                lone = False
            else:
                self.words.add(word)
        if not lone:
            self._phrase(folded)

    def number(self, text: str) -> None:
        """Add a number or a postal address: it counts as a whole."""
        if text in self._seen or not text:
            return
        self._seen.add(text)
        given = words_of(text)
        self.data.update(given)
        folded = [fold(word) for word in given]
        self.words.update(word for word in folded if len(word) >= LEAST_DIGITS and word[0].isdigit())
        if len(joined := "".join(folded)) >= LEAST_DIGITS and joined.isdigit():
            self.words.add(joined)  # a telephone number is written with and without blanks
        self._phrase(folded)

    def _phrase(self, folded: list[str]) -> None:
        if len(folded) > 1 and (
            sum(map(len, folded)) >= LEAST_DIGITS if all(w[0].isdigit() for w in folded) else len("".join(folded)) > 3
        ):
            self.phrases.setdefault(folded[0], set()).add(tuple(folded))

    def identifier(self, text: str) -> None:
        """Add an id; only GUIDs are known by their form, others are taken for names."""
        for found in GUID.findall(text):
            bare = found.replace("-", "").lower()
            if bare not in _PUBLIC_BARE:
                self.ids.add(bare)

    def person(self, person: Person) -> None:
        """Add everything that tells who a person is."""
        self.identifier(person.id)
        for name, value in person.attributes.items():
            for text in value if isinstance(value, tuple) else (value,):
                if not isinstance(text, str):
                    continue
                if name in NAMES:
                    self.name(text)
                elif name in NUMBERS:
                    self.number(text)
                elif text not in self._seen:
                    self._seen.add(text)
                    self.data.update(words_of(text))

    def people(self, people: Iterable[Person], groups: Iterable[Group] = ()) -> None:
        """Add people and groups."""
        for person in people:
            self.person(person)
        for group in groups:
            self.identifier(group.id)
            for name, value in group.attributes.items():
                if isinstance(value, str):
                    if name in {"displayName", "mail", "mailNickname"}:
                        self.name(value)
                    else:
                        self.data.update(words_of(value))

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


_PUBLIC_BARE = frozenset(one.replace("-", "") for one in PUBLIC)
