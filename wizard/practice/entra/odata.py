"""The OData query options that Microsoft Graph supports for directory objects and provisioning logs.

Only documented options are accepted; others are refused as Graph refuses them, so that a client that relies on more
fails here and not at a customer's site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from wizard.practice.entra.tokens import base64url, from_base64url

T = TypeVar("T")
Getter = Callable[[Any, str], object]
Predicate = Callable[[Any, Getter], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<word>[A-Za-z_][\w./@-]*)|(?P<value>[0-9][\w.:+-]*)|(?P<mark>[(),:]))"
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: a is not None and bool(a > b),
    "ge": lambda a, b: a is not None and bool(a >= b),
    "lt": lambda a, b: a is not None and bool(a < b),
    "le": lambda a, b: a is not None and bool(a <= b),
}
_FUNCTIONS: Mapping[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": lambda text, part: part in text,
}


class QueryError(Exception):
    """A query option that the service refuses; ``code`` and the text are those of the Graph error body."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a collection; ``skip`` is the token for the next page."""

    items: list[T]
    total: int
    skip: str | None


class Filter:
    """A parsed ``$filter``.

    Args:
        text: the option's value, decoded.
        sensitive: whether text is compared case-sensitively (provisioning logs do, directory objects do not).

    Raises:
        QueryError: the text is not a filter of the supported subset.
    """

    def __init__(self, text: str, *, sensitive: bool = False) -> None:
        self._sensitive = sensitive
        self._tokens = self._tokenize(text)
        self._at = 0
        self.advanced = False
        """Whether Graph runs it only as an advanced query (needs ConsistencyLevel and $count)."""
        self.test: Predicate = self._or()
        if self._at != len(self._tokens):
            raise self._error()

    def _error(self) -> QueryError:
        return QueryError("BadRequest", "Invalid filter clause: syntax error in the $filter expression.")

    def _tokenize(self, text: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        at = 0
        text = text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise self._error()
            tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        return tokens

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _take(self, wanted: str = "") -> tuple[str, str]:
        token = self._peek()
        if token[0] == "end" or (wanted and token[1] != wanted):
            raise self._error()
        self._at += 1
        return token

    def _or(self) -> Predicate:
        terms = self._terms("or", self._and)
        return terms[0] if len(terms) == 1 else lambda item, get: any(term(item, get) for term in terms)

    def _and(self) -> Predicate:
        terms = self._terms("and", self._unary)
        return terms[0] if len(terms) == 1 else lambda item, get: all(term(item, get) for term in terms)

    def _terms(self, word: str, term: Callable[[], Predicate]) -> list[Predicate]:
        terms = [term()]
        while self._peek() == ("word", word):
            self._take()
            terms.append(term())
        return terms

    def _unary(self) -> Predicate:
        if self._peek() == ("word", "not"):
            self._take()
            self.advanced = True
            inner = self._unary()
            return lambda item, get: not inner(item, get)
        if self._peek() == ("mark", "("):
            self._take()
            inner = self._or()
            self._take(")")
            return inner
        return self._term()

    def _term(self) -> Predicate:
        kind, name = self._take()
        if kind != "word":
            raise self._error()
        if self._peek() == ("mark", "("):
            return self._any(name) if name.endswith("/any") else self._call(name)
        operator = self._take()[1]
        if operator == "in":
            return self._in(name)
        compare = _COMPARE.get(operator)
        if compare is None:
            raise self._error()
        self.advanced |= operator == "ne"
        wanted = self._literal()
        return lambda item, get: compare(self._fold(get(item, name)), wanted)

    def _call(self, name: str) -> Predicate:
        function = _FUNCTIONS.get(name.lower())
        if function is None:
            raise self._error()
        self.advanced |= name.lower() == "endswith"
        self._take("(")
        path = self._take()[1]
        self._take(",")
        part = self._literal()
        self._take(")")
        if not isinstance(part, str):
            raise self._error()

        def test(item: object, get: Getter) -> bool:
            text = self._fold(get(item, path))
            return isinstance(text, str) and function(text, part)

        return test

    def _any(self, name: str) -> Predicate:
        """Parse the arguments of ``any``, as in ``groupTypes/any(c:c eq 'Unified')``."""
        path = name.removesuffix("/any")
        self._take("(")
        variable = self._take()[1]
        self._take(":")
        self._take(variable)
        self._take("eq")
        wanted = self._literal()
        self._take(")")
        return lambda item, get: any(self._fold(value) == wanted for value in _list(get(item, path)))

    def _in(self, name: str) -> Predicate:
        self._take("(")
        wanted = [self._literal()]
        while self._peek() == ("mark", ","):
            self._take()
            wanted.append(self._literal())
        self._take(")")
        return lambda item, get: self._fold(get(item, name)) in wanted

    def _literal(self) -> object:
        kind, text = self._take()
        if kind == "text":
            return self._fold(text[1:-1].replace("''", "'"))
        if kind == "value":
            return int(text) if text.isdigit() else self._fold(text)
        if kind == "word" and text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        raise self._error()

    def _fold(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        if value[-1:] == "Z" and value[10:11] == "T":
            return value[:-1]  # a time; without its Z, text with more decimals sorts later, as it should
        return value if self._sensitive else value.casefold()


class Search:
    """A parsed ``$search``: quoted ``"property:words"`` clauses joined by AND and OR.

    Raises:
        QueryError: a clause is not quoted, names no property, or names one that cannot be searched.
    """

    _CLAUSE = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(AND|OR)\b)\s*')

    def __init__(self, text: str, properties: Sequence[str]) -> None:
        self._alternatives: list[list[tuple[str, list[str]]]] = [[]]
        at = 0
        while at < len(text):
            match = self._CLAUSE.match(text, at)
            if match is None:
                raise QueryError("BadRequest", "Syntax error: each clause of $search must be put in double quotes.")
            if match[2] == "OR":
                self._alternatives.append([])
            elif match[2] is None:
                self._alternatives[-1].append(self._clause(re.sub(r"\\(.)", r"\1", match[1]), properties))
            at = match.end()
        if not all(self._alternatives):
            raise QueryError("BadRequest", "Syntax error in the $search expression.")

    @staticmethod
    def _clause(text: str, properties: Sequence[str]) -> tuple[str, list[str]]:
        name, colon, words = text.partition(":")
        known = {candidate.lower(): candidate for candidate in properties}
        if not colon or name.lower() not in known:
            raise QueryError("Request_UnsupportedQuery", f"The $search clause on '{name}' is not supported.")
        return known[name.lower()], words_of(words)

    def test(self, item: T, get: Callable[[T, str], object]) -> bool:
        def clause(name: str, words: list[str]) -> bool:
            text = str(get(item, name) or "")
            folded = text.casefold()
            if any(wanted not in folded for wanted in words):
                return False  # a quick test that excludes nearly all items
            present = words_of(text)
            return all(any(word.startswith(wanted) for word in present) for wanted in words)

        return any(all(clause(name, words) for name, words in clauses) for clauses in self._alternatives)


def _list(value: object) -> Iterable[object]:
    return value if isinstance(value, Iterable) else ()


def words_of(text: str) -> list[str]:
    """Split text as Graph's index does: at blanks, symbols, digits, and changes of letter case."""
    return [word.casefold() for word in re.findall(r"[^\W\d_]+?(?=[A-ZÀ-Þ][a-zß-ÿ])|[^\W\d_]+|\d+", text)]


def page_size(text: str | None, default: int = 100, largest: int = 999) -> int:
    """Read ``$top``.

    Raises:
        QueryError: not a number from 1 to ``largest``.
    """
    if text is None:
        return default
    if not text.isdigit() or not 1 <= int(text) <= largest:
        raise QueryError(
            "BadRequest", f"Invalid page size specified: '{text}'. Must be between 1 and {largest} inclusive."
        )
    return int(text)


def decode_skip(token: str | None) -> int:
    """Read ``$skiptoken``.

    Raises:
        QueryError: the token was not created by this service.
    """
    if not token:
        return 0
    try:
        return int(from_base64url(token).decode().removeprefix("practice:"))
    except ValueError as error:
        raise QueryError("BadRequest", "The $skiptoken value is not valid.") from error


def cut(items: Sequence[T], top: int, skip_token: str | None) -> Page[T]:
    """Return one page of a collection."""
    start = decode_skip(skip_token)
    end = start + top
    return Page(list(items[start:end]), len(items), base64url(f"practice:{end}".encode()) if end < len(items) else None)
