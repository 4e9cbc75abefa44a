"""The distinct words of all names: which of them are, begin, are spelled, sound, nearly look like or hold a given one.

Invariant: what a word is to another is decided by the two words alone, so the answer does not depend on the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.search.why import Why
from jejak.schemas.names import sound, standard

Codes = npt.NDArray[np.int64]
LEAST_SLIP = 4  # letters of a word; a slip in a shorter one makes another word
LEAST_INSIDE = 4  # letters; fewer are in too many words
_LONGEST = 32  # letters that are compared for slips
_AFTER = "\x7f"  # behind every letter of a plain word


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """Keys in their order with the places of the words that have them."""

    keys: Sequence[str]
    places: Codes

    @classmethod
    def of(cls, keys: Sequence[str]) -> Sorted:
        """Sort the keys of words; ``keys[i]`` is that of word ``i``."""
        order = sorted(range(len(keys)), key=keys.__getitem__)
        return cls([keys[place] for place in order], np.array(order, np.int64))

    def equal(self, key: str) -> Codes:
        """Words with this key."""
        return self.places[bisect_left(self.keys, key) : bisect_left(self.keys, key + "\0")]

    def beginning(self, key: str) -> Codes:
        """Words whose keys begin like this."""
        return self.places[bisect_left(self.keys, key) : bisect_left(self.keys, key + _AFTER)]


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """Words as rows of letters, from the left and from the right."""

    left: npt.NDArray[np.uint8]
    right: npt.NDArray[np.uint8]
    size: Codes

    @classmethod
    def of(cls, texts: Sequence[str]) -> Letters:
        """Lay out words of plain letters; longer ones than ``_LONGEST`` have no slips."""
        size = np.array([len(text) for text in texts], np.int64)
        rows = [_row(text if len(text) <= _LONGEST else "") for text in texts]
        back = [_row(text[::-1] if len(text) <= _LONGEST else "") for text in texts]
        return cls(_matrix(rows), _matrix(back), np.where(size <= _LONGEST, size, 0))

    def near(self, text: str) -> Codes:
        """Rows one slip away: a letter more, less or other, or two neighbours swapped; never equal ones."""
        rows = np.flatnonzero((np.abs(self.size - len(text)) <= 1) & (self.size >= LEAST_SLIP))
        front = _common(self.left[rows], text)
        back = _common(self.right[rows], text[::-1])
        size = self.size[rows]
        longest = np.maximum(size, len(text))
        alike = front + back
        swapped = (size == len(text)) & (alike == longest - 2)
        for place in np.flatnonzero(swapped).tolist():
            at = int(front[place])
            row = self.left[rows[place]]
            swapped[place] = row[at] == ord(text[at + 1]) and row[at + 1] == ord(text[at])
        equal = (size == len(text)) & (front == size)
        found: Codes = rows[((alike >= longest - 1) | swapped) & ~equal]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Distinct words with their standard spellings and sounds; see ``of``."""

    spelled: Sequence[str]
    heard: Sequence[str]
    words: Sorted
    standards: Sorted
    sounds: Sorted
    letters: Letters  # of the standard spellings, in the order of ``standards``
    texts: pa.StringArray

    @classmethod
    def of(cls, words: Sequence[str]) -> Vocabulary:
        """Take distinct words, which are in their order; O(words · letters)."""
        return cls.known(words, [standard(word) for word in words], [sound(word) for word in words])

    @classmethod
    def known(cls, words: Sequence[str], spelled: Sequence[str], heard: Sequence[str]) -> Vocabulary:
        """Take distinct words in their order with the standard spelling and the sound of each."""
        standards, texts = Sorted.of(spelled), pa.array(words, pa.string())
        written = Sorted(words, np.arange(len(words), dtype=np.int64))
        return cls(spelled, heard, written, standards, Sorted.of(heard), Letters.of(standards.keys), texts)

    def alike(self, word: str, *, typed: bool) -> Iterator[tuple[Why, Codes]]:
        """Words like this one, the least alike first; a word may come several times.

        Args:
            word: A plain word.
            typed: It may go on: somebody is still typing it, or it is an initial.
        """
        spelled, heard = standard(word), sound(word)
        if len(word) >= LEAST_INSIDE:
            yield Why.PART, np.flatnonzero(pc.match_substring(self.texts, word).to_numpy(zero_copy_only=False))
        if len(spelled) >= LEAST_SLIP and spelled.isalpha():
            yield Why.SLIP, self.standards.places[self.letters.near(spelled)]
        if heard.isalpha():
            yield Why.SOUND, self.sounds.equal(heard)
        yield Why.SPELLING, self.standards.beginning(spelled) if typed else self.standards.equal(spelled)
        if typed:
            yield Why.PREFIX, self.words.beginning(word)
        yield Why.WORD, self.words.equal(word)


def _row(text: str) -> bytes:
    return text.encode("ascii", "replace").ljust(_LONGEST, b"\0")


def _matrix(rows: list[bytes]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, _LONGEST)


def _common(rows: npt.NDArray[np.uint8], text: str) -> Codes:
    """How many letters each row has in common with a text, from its beginning on; never more than the shorter has."""
    wanted = np.frombuffer(_row(text[:_LONGEST]), np.uint8)[: len(text)]
    other = rows[:, : len(text)] != wanted
    found: Codes = np.where(other.any(axis=1), other.argmax(axis=1), len(wanted))
    return found
