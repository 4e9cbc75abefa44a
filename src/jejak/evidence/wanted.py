"""Values looked for in a text, all in one pass over its words: O(words of the text), however many values there are.

A name counts as a run of whole words, whatever stands between them; a long number also where it is written in pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

#: Letters or digits that a value of one word must have; shorter ones (an initial, a grade) prove nothing.
SHORTEST = 3
#: The same for a value of digits alone: a year, a count or a house number proves nothing.
SHORTEST_NUMBER = 6
#: From this length on a number is recognised in pieces; of shorter ones, neighbouring cells would make too many.
LONG_CODE = 11
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Fold a text into words: case, accents, spaces and punctuation make no difference."""
    if text.isascii():
        return _WORD.findall(text.lower())
    found = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [word if word.isascii() else _plain(word) for word in found]


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> str:
    kept = (c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return "".join(kept).casefold()


def is_plain_word(words: Sequence[str]) -> bool:
    """Tell whether a value is one word without a digit: as a part of a text it is most often somebody else's."""
    return len(words) == 1 and not any(c.isdigit() for c in words[0])


class Wanted:
    """A set of values, indexed by their beginnings."""

    def __init__(self, values: Iterable[Sequence[str]]) -> None:
        """Index values that ``words_of`` has folded; those too short to prove anything are left out."""
        self._phrases: set[str] = set()
        self._codes: set[str] = set()
        self._phrase_starts: set[str] = set()
        self._code_starts: set[str] = set()
        for words in values:
            if proves(words):
                self._add(words)
        self._firsts = self._phrase_starts | self._code_starts

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def _add(self, words: Sequence[str]) -> None:
        self._phrases.add(" ".join(words))
        self._phrase_starts.update(" ".join(words[:n]) for n in range(1, len(words) + 1))
        code = "".join(words)
        if sum(c.isdigit() for c in code) * 2 > len(code):
            self._phrases.add(code)
            self._phrase_starts.add(code)
            if len(code) >= LONG_CODE:
                self._codes.add(code)
                self._code_starts.update(code[:n] for n in range(1, len(code) + 1))

    def matches(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Every value in a folded text, with the places of its first word and of the word after its last."""
        firsts = self._firsts
        for at in [i for i, word in enumerate(words) if word in firsts]:
            for joiner, known, starts in (
                (" ", self._phrases, self._phrase_starts),
                ("", self._codes, self._code_starts),
            ):
                end, run = at + 1, words[at]
                while run in starts:
                    if run in known:
                        yield run, at, end
                    if end == len(words):
                        break
                    run = f"{run}{joiner}{words[end]}"
                    end += 1


class Contexts:
    """Texts in which wanted values may stand: a match inside one of them, word for word, is no leak."""

    def __init__(self, wanted: Wanted, texts: Iterable[Sequence[str]]) -> None:
        """Keep those of the folded ``texts`` that hold a wanted value."""
        self._around: dict[str, dict[tuple[int, int], set[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(set))
        for words in texts:
            for value, start, _ in wanted.matches(words):
                self._around[value][start, len(words)].add(tuple(words))

    def cover(self, value: str, words: Sequence[str], start: int) -> bool:
        """Tell whether the match of ``value`` at ``start`` stands inside one of the texts."""
        for (before, length), texts in self._around.get(value, {}).items():
            first = start - before
            if first >= 0 and tuple(words[first : first + length]) in texts:
                return True
        return False


def proves(words: Sequence[str]) -> bool:
    """Tell whether a folded value is long enough to say something about anybody."""
    code = "".join(words)
    return len(code) >= (SHORTEST_NUMBER if code.isdigit() else SHORTEST)
