"""Texts under replacement names: values of people word by word, anything else where it names somebody, also encoded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from wizard.secrets.redact import Redactor
from wizard.support_file.encodings import (
    ESCAPE,
    HEX,
    LEAST_RUN,
    RUN,
    all_again,
    candidates,
    from_base64,
    from_hex,
    one_again,
    undone,
    written_as,
)
from wizard.support_file.known import (
    DATE,
    GUID,
    NUMBER,
    PUBLIC_BARE,
    SPOKEN,
    WORD,
    Known,
    bare_address,
    fold,
    folded_words,
    split,
    without_ids,
)
from wizard.support_file.letters import Letters
from wizard.support_file.name_words import OfWord, apart, positions

DEPTH = 6
"""Encodings inside encodings that are undone."""

_SHORT_TEXT = 500
"""Characters of texts that are remembered: they come again and again."""
_GUID_LENGTH = 36
_LEAST_PART = 4
"""Letters of a tested text that are looked for inside other words."""

_WHOLE = re.compile(rf"(?P<guid>{GUID.pattern})|[\w.+'’~-]+(?:#EXT#)?@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ID = re.compile(rf"(?P<guid>{GUID.pattern})", re.IGNORECASE)
_ODD = re.compile(r"\n(?:\d{4}-\d\d-\d|SMTP:|smtp:)")
"""Perhaps a date, or an address of a list."""
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_ALWAYS_KEPT = frozenset({"com", "net", "org", "example", "onmicrosoft", "ext", "smtp", "local"})


def _whole_in(text: str) -> re.Pattern[str]:
    """Return the pattern of the ids and addresses that may be in a text. Looking for an address takes a time that grows
    with the square of a long run of letters, such as an encoded answer, in which there is none.
    """
    return _WHOLE if "@" in text else _ID


class StandIns:
    """Gives replacements with one key; the same thing always gets the same one.

    Args:
        key: 16 to 64 random bytes, different for every file.
        known: who and what must not be recognised.
        literals: texts that expressions and filters test: their words stay, unless they are somebody's. A name of such
            words alone is replaced where it stands whole.
        redactor: knows the secrets; what it finds is masked, at every depth.
        real: names stay; only secrets are masked.
    """

    def __init__(
        self,
        key: bytes,
        known: Known,
        literals: Iterable[str] = (),
        redactor: Redactor | None = None,
        *,
        real: bool = False,
    ) -> None:
        self.real = real
        self._key = key
        self._known = known
        texts = [folded_words(text) for text in literals]
        kept = _ALWAYS_KEPT.union(*texts) - known.words
        tested = [word for word in kept - _ALWAYS_KEPT if len(word) >= _LEAST_PART and word.isalpha()]
        self._kept = kept
        self._names_of_kept = positions(known, kept, {words[0] for words in texts if len(words) == 1})
        self._letters = Letters(key, known.data)
        self._of_word = OfWord(self._letters, kept, known.words, tested)
        self._redactor = redactor
        self._values: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._guids: set[str] = set()
        self._texts: dict[str, str] = {}

    def issued(self) -> frozenset[str]:
        """Return every number that was given as a replacement, digits only."""
        found = NUMBER.findall("\n".join((*self._values.values(), *self._texts.values())))
        return frozenset("".join(filter(str.isdigit, number)) for number in set(found))

    def issued_ids(self) -> frozenset[str]:
        """Return every GUID that was made as a replacement, as it is written."""
        return frozenset(self._guids)

    # --- ids and words

    def identifier(self, text: str) -> str:
        """Return an id: another GUID for a GUID, anything else as free text."""
        made = self._ids.get(text)
        if made is None:
            of_guid = len(text) == _GUID_LENGTH and GUID.fullmatch(text) is not None
            made = self._ids[text] = self._other_guid(text) if of_guid else self.text(text)
        return made

    def _guid(self, found: re.Match[str]) -> str:
        return self._other_guid(found[0])

    def _other_guid(self, text: str) -> str:
        """Return another GUID, written alike; a keyed hash of 128 bits does not make one of two."""
        bare = text.replace("-", "").lower()
        if bare in PUBLIC_BARE:
            return text
        made = blake2b(bare.encode(), key=self._key, digest_size=16, person=b"guid").hexdigest()
        if text[8:24:5] == "----" and len(text) == _GUID_LENGTH:
            made = f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:20]}-{made[20:]}"
        elif "-" in text:
            digits = iter(made)
            made = "".join(letter if letter == "-" else next(digits) for letter in text)
        made = made.upper() if text != text.lower() else made
        self._guids.add(made)
        return made

    def _ip(self, found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith(("127.", "0.")) or any(int(part) > 255 for part in text.split(".")):
            return text
        number = blake2b(text.encode(), key=self._key, digest_size=1, person=b"address").digest()[0]
        return f"192.0.2.{number}"

    # --- a person's values

    def value(self, text: str) -> str:
        """Return a value of a person, a group or an account: every word of it, but for what the configuration tests."""
        made = self._values.get(text)
        if made is None:
            mark, bare = bare_address(text)
            made = self._values[text] = mark + self.value(bare) if mark else self._alone(text)
        return made

    def values(self, texts: Sequence[str | None]) -> list[str | None]:
        """Return the same for many, of which each word is asked for once; what is missing stays so."""
        values = self._values
        new = [text for text in set(texts).difference(values) if text is not None]
        joined = "\n" + "\n".join(new)
        plain = new
        if (
            joined.count("\n") > len(new)
            or _ODD.search(joined)
            or without_ids(joined) != joined
            or self._takes_care(joined)
        ):
            plain = [text for text in new if self._is_plain(text)]
        for some, pieces in split(plain):
            pieces[1::2] = map(self._of_word.__getitem__, pieces[1::2])
            values.update(zip(some, "".join(pieces).split("\n"), strict=True))
        for text in new:
            if text not in values:
                self.value(text)
        return list(map(values.get, texts))  # type: ignore[arg-type]

    def addresses(self, texts: Sequence[str]) -> list[str]:
        """Return the same for many members of lists; most are addresses with a mark, which is not remembered."""
        apart = list(map(bare_address, texts))
        made = self.values([bare for _, bare in apart])
        return [mark + (bare or "") for (mark, _), bare in zip(apart, made, strict=True)]

    def _is_plain(self, text: str) -> bool:
        """Tell whether nothing but the single words of a value matters."""
        return not (text.count("\n") or _ODD.match("\n" + text) or GUID.search(text) or self._takes_care(text))

    def _takes_care(self, text: str) -> bool:
        """Tell whether a text has a secret in it, or may have a name whose words count together."""
        return bool(self._names_of_kept) or self._redacted(text) != text

    def _redacted(self, text: str) -> str:
        return self._redactor.text(text) if self._redactor is not None else text

    def _alone(self, text: str) -> str:
        text = self._redacted(text)
        if DATE.fullmatch(text):
            return text
        return apart(GUID, text, self._guid, self._of_words if self._names_of_kept else self._word_by_word)

    def _word_by_word(self, text: str) -> str:
        return WORD.sub(lambda found: self._of_word[found[0]], text)

    def _of_words(self, text: str) -> str:
        """Return the same of a text in which there may be a name of words that stay by themselves."""
        words = WORD.findall(text)
        named = self._in_names([fold(word) for word in words])
        made = (self._letters.word(w) if place in named else self._of_word[w] for place, w in enumerate(words))
        return WORD.sub(lambda _: next(made), text)

    def _in_names(self, folded: list[str]) -> set[int]:
        """Return the places of words that stay by themselves, but not here."""
        return {
            place + offset
            for place, word in enumerate(folded)
            for name, offsets in self._names_of_kept.get(word, ())
            if tuple(folded[place : place + len(name)]) == name
            for offset in offsets
        }

    # --- free text

    def text(self, text: str) -> str:
        """Return a free text: what is known, whole addresses and ids are replaced, also where they are encoded."""
        if len(text) > _SHORT_TEXT:
            return self._text(text, DEPTH)
        made = self._texts.get(text)
        if made is None:
            made = self._texts[text] = self._text(text, DEPTH) if text else text
        return made

    def json(self, value: Any) -> Any:
        """Return a JSON value with its texts, members' names among them, as free text."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(key): self.json(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.json(item) for item in value]
        return value

    def _text(self, text: str, depth: int) -> str:
        """Replace in the original only, never in what was replaced: a replacement may look like another's number."""
        text = self._redacted(text)
        if depth and ("%" in text or "\\" in text or "&" in text or "=" in text):
            after = self._escaped(text, depth - 1)
            if after is not None:
                # A word may also begin with what looked like an escape: C:\\Users\\tom.
                return after if self.real else self._words(after, again=True)
        pieces, last = [], 0
        for start, end, made in self._encoded(text, depth - 1) if depth and len(text) >= LEAST_RUN else ():
            pieces += [self._gap(text[last:start]), made]
            last = end
        return "".join((*pieces, self._gap(text[last:])))

    def _gap(self, text: str) -> str:
        return text if self.real else apart(_whole_in(text), text, self._whole, self._rest)

    def _whole(self, found: re.Match[str]) -> str:
        return self._guid(found) if found["guid"] else self.value(found[0])

    def _rest(self, text: str) -> str:
        text = self._words(text)
        if self._known.numbers:
            text = NUMBER.sub(self._number, text)
        return _IPV4.sub(self._ip, text) if "." in text else text

    def _number(self, found: re.Match[str]) -> str:
        text = found[0]
        if "".join(filter(str.isdigit, text)) not in self._known.numbers:
            return text
        return WORD.sub(lambda part: self._letters.word(part[0]), text)

    def _words(self, text: str, *, again: bool = False) -> str:
        spans = [found.span() for found in SPOKEN.finditer(text)]
        folded = [fold(text[start:end]) for start, end in spans]
        hits = self._known.hits(folded)
        if not hits:
            return text
        named = self._in_names(folded) if self._names_of_kept else ()
        pieces, last = [], 0
        for place in sorted(set(hits)):
            start, end = spans[place]
            if (folded[place] in self._kept and place not in named) or (again and text[start].isdigit()):
                continue  # what was undone has been through already, and figures may look like other figures
            pieces += [text[last:start], self._letters.word(text[start:end])]
            last = end
        return "".join((*pieces, text[last:]))

    def _escaped(self, text: str, depth: int) -> str | None:
        """Undo percent signs, JSON's and Python's escapes, HTML's entities; replace; and do them again.

        ``None`` where nothing is escaped.
        """
        decoded: list[str] = []
        raw: list[tuple[str, str]] = []  # for each decoded character: kind of its escape, and how it was written
        last = 0
        # Ids and addresses as they stand are no escapes.
        plainly = [found.span() for found in _whole_in(text).finditer(text)]
        for found in ESCAPE.finditer(text):
            plain = undone(found)
            if plain is None or any(found.start() < end and start < found.end() for start, end in plainly):
                continue
            between = text[last : found.start()]
            decoded += between
            raw += [("", letter) for letter in between]
            kind = str(found.lastgroup)
            decoded += plain
            raw += [(kind, piece) for piece in written_as(found[0], plain, kind)]
            last = found.end()
        if not raw:
            return None
        decoded += text[last:]
        raw += [("", letter) for letter in text[last:]]
        before = "".join(decoded)
        after = self._text(before, depth)
        if after == before:
            return text
        if len(after) != len(before):
            kinds = {kind for kind, _ in raw if kind}
            return all_again(after, "percent" if "percent" in kinds else next(iter(kinds), ""))
        return "".join(
            written if new == old else one_again(new, kind, written)
            for new, old, (kind, written) in zip(after, before, raw, strict=True)
        )

    def _encoded(self, text: str, depth: int) -> list[tuple[int, int, str]]:
        """Return base64 and hexadecimal runs that hold something to be replaced: where, and what comes instead."""
        found: list[tuple[int, int, str]] = []
        for run in RUN.finditer(text):
            for start, end in candidates(run[0]):
                made = self._recoded(from_base64(run[0][start:end]), depth)
                if made is not None:
                    found.append((run.start() + start, run.start() + end, made))
                    break
        for run in HEX.finditer(text):
            start, end = run.span()
            if not any(start < other[1] and other[0] < end for other in found):
                made = self._recoded(from_hex(run[0]), depth)
                if made is not None:
                    found.append((start, end, made))
        return sorted(found)

    def _recoded(self, held: tuple[str, Callable[[str], str]] | None, depth: int) -> str | None:
        """Return an encoded text with what is in it replaced; ``None`` where nothing is."""
        if held is None:
            return None
        inner, again = held
        made = self._text(inner, depth)
        return again(made) if made != inner else None
