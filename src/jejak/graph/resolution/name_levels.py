"""How alike two names are, many pairs at once: which words find each other, how rare they are, and what is left over.

Invariant: the outcome depends on the two names and on how often their words are stated, never on an order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from jejak.graph.resolution.letters import likeness, slips
from jejak.graph.resolution.values import Codes, Flags, Floats, Values, strangers
from jejak.schemas.names import is_common, sound

Words = npt.NDArray[np.int32]

MOST_WORDS = 5  # of a longer name, the first ones
_AT_ONCE = 1 << 16  # pairs: each needs a square of words
_ALIKE = 0.88  # Jaro-Winkler of two spellings of one word
_HEARD = 0.92  # what words that sound the same count for at least
_INITIAL = 0.9  # a letter for a word that begins with it
_SHORTEST = 3  # letters of a word that may be spelled differently
_LONG = 5  # letters of a word in which one slip changes little
_SLIPS_ONCE = 2  # slips in a word that only one record states
_FEW_MORE = 3.0  # bearers of a single name to reckon with beyond those who are stated
_RARE, _RARE_SHARE = 2, 0.05  # bearers of a word that may be a slip: so many, and this share of the other's
_WEAK = 0.25  # how much of its rarity an abbreviation tells
_PER_SPELLING = 2.0  # bits of rarity that a differing spelling costs


class NameLevel(IntEnum):
    """What the comparison of two names comes to; the higher, the more alike."""

    DIFFERENT = 0
    SINGLE = 1  # a single word each, which differ: a person may be called by one part of a name here, by another there
    SOME = 2  # one word at least, and on both sides others that differ
    PART_OF_ONE = 3  # a single word, and the other name has more
    PART = 4  # all words of the shorter name, two at least
    SLIP = 5  # all words of both, one with a letter that may be a slip, or another name
    SPELLING = 6  # all words of both, some spelled otherwise but heard the same
    SAME = 7  # all words of both


@dataclass(frozen=True, slots=True)
class NameLevels:
    """The level of each pair, and the bits that say how rarely names agree in so much."""

    level: npt.NDArray[np.int8]
    rarity: Floats


@dataclass(frozen=True, slots=True)
class NameBook:
    """Names as squares of word codes, ready to be compared.

    Attributes:
        words: Code of each word, by name and place; -1 where there is none.
        weak: Whether a word says little in this writing.
        bearers: How many subjects state each word, by code.
        surprise: Bits that a word tells, by code: how rare it is among the subjects.
        alone: Bits that a word tells as a whole name.
        vocabulary: The word of each code.
        heard: The code of how each word sounds.
        common: Whether a word is a name that many people have, wherever.
        once: Whether only one record states a word.
    """

    words: Words
    weak: Flags
    bearers: Codes
    surprise: Floats
    alone: Floats
    vocabulary: tuple[str, ...]
    heard: npt.NDArray[np.int32]
    common: Flags
    once: Flags

    @classmethod
    def of(
        cls,
        names: Values,
        read: Callable[[str], tuple[Sequence[str], frozenset[str]]],
        *,
        width: int = MOST_WORDS,
        again: float = 0.0,
    ) -> NameBook:
        """Take the distinct names apart and count how many subjects state each word.

        Args:
            names: What the subjects are called.
            read: Gives the words of a name, and those of them that say little.
            width: How many words of a name count, the first ones.
            again: How many further entities of one subject to reckon with.
        """
        known: dict[str, int] = {}
        words = np.full((len(names.texts), width), -1, np.int32)
        weak = np.zeros(words.shape, np.bool_)
        for row, text in enumerate(names.texts):
            said, little = read(text)
            for place, word in enumerate(said[:width]):
                words[row, place] = known.setdefault(word, len(known))
                weak[row, place] = word in little
        vocabulary = tuple(known)
        sounds: dict[str, int] = {}
        heard = np.array([sounds.setdefault(sound(word), len(sounds)) for word in vocabulary], np.int32)
        common = np.array([is_common(word) for word in vocabulary], np.bool_)
        bearers = _bearers(names, words, len(vocabulary))
        n = int((names.counts > 0).sum())
        share = (strangers(bearers, again) + 0.5) / (n + 1)
        whole = _bearers(names, np.where((words >= 0).sum(axis=1, keepdims=True) == 1, words, -1), len(vocabulary))
        alone = -np.log2(np.minimum((strangers(whole, again) + _FEW_MORE) / (n + _FEW_MORE), share))
        surprise = -np.log2(np.minimum(share, 1)).astype(np.float32)
        given = words >= 0
        times = np.bincount(words[given], (given * names.times[:, None])[given], minlength=len(vocabulary))
        return cls(words, weak, bearers, surprise, alone.astype(np.float32), vocabulary, heard, common, times <= 1)

    def rarity_of(self, name: int) -> float:
        """Bits that all words of a name tell together."""
        codes = self.words[name]
        return float(self.surprise[codes[codes >= 0]].sum())

    def compare(self, left: Codes, right: Codes) -> NameLevels:
        """Compare names by their numbers; O(pairs)."""
        level, rarity = np.zeros(left.size, np.int8), np.zeros(left.size, np.float32)
        for low in range(0, left.size, _AT_ONCE):
            part = slice(low, low + _AT_ONCE)
            level[part], rarity[part] = self._compared(left[part], right[part])
        return NameLevels(level, rarity)

    def _compared(self, left: Codes, right: Codes) -> tuple[npt.NDArray[np.int8], Floats]:
        alike = self._likeness(left, right)
        told, alone = np.zeros(left.size, np.float32), np.zeros(left.size, np.float32)
        found = np.zeros(left.size, np.int64)
        spelled, slipped = np.zeros(left.size, np.bool_), np.zeros(left.size, np.bool_)
        free_left, free_right = self._strong(left), self._strong(right)
        single = (free_left.sum(axis=1) == 1) & (free_right.sum(axis=1) == 1)
        rows = np.arange(left.size)
        width = self.words.shape[1]
        for _ in range(width):
            at = alike.reshape(left.size, -1).argmax(axis=1)
            row, column = np.divmod(at, width)
            value = alike[rows, row, column]
            hit = value >= _ALIKE
            if not hit.any():
                break
            codes = self.words[left, row], self.words[right, column]
            little = self.weak[left, row] | self.weak[right, column]
            equal, counts = codes[0] == codes[1], np.where(little, _WEAK, 1) * hit
            told += _shared_bits(self.surprise, codes, equal) * counts
            alone += _shared_bits(self.alone, codes, equal) * counts
            found += hit & ~little
            other = hit & (codes[0] != codes[1])
            heard = (self.heard[codes[0]] == self.heard[codes[1]]) | little
            spelled |= other & heard
            slipped |= other & ~heard
            free_left[rows[hit], row[hit]] = False
            free_right[rows[hit], column[hit]] = False
            alike[rows[hit], row[hit], :] = 0
            alike[rows[hit], :, column[hit]] = 0
        level = _level(found, (spelled, slipped), free_left.sum(axis=1) > 0, free_right.sum(axis=1) > 0)
        level[single & (level == NameLevel.DIFFERENT)] = NameLevel.SINGLE
        return level, np.where(single & (level >= NameLevel.SLIP), alone, told)

    def _strong(self, names: Codes) -> Flags:
        strong: Flags = (self.words[names] >= 0) & ~self.weak[names]
        return strong

    def _likeness(self, left: Codes, right: Codes) -> Floats:
        """How alike each word of one name is to each of the other: 1 for equal ones, 0 for hopeless ones."""
        a, b = np.broadcast_arrays(self.words[left][:, :, None], self.words[right][:, None, :])
        both = (a >= 0) & (b >= 0)
        result = np.where(both & (a == b), np.float32(1), np.float32(0))
        other = np.flatnonzero(both & (a != b))
        low, high = np.minimum(a.flat[other], b.flat[other]), np.maximum(a.flat[other], b.flat[other])
        keys, inverse = np.unique(low.astype(np.int64) * len(self.vocabulary) + high, return_inverse=True)
        result.flat[other] = self._alike(*np.divmod(keys, max(len(self.vocabulary), 1)))[inverse]
        return result

    def _alike(self, one: Codes, other: Codes) -> Floats:
        """How alike pairs of different words are.

        What sounds the same is one word in two spellings. Letters that differ are a slip only where one of the two
        words is rare beside the other and no well-known name: two names that many people have are two names, however
        alike they look.
        """
        words = np.array(self.vocabulary, np.str_)
        score = np.zeros(one.size, np.float32)
        if not one.size:
            return score
        sizes = np.char.str_len(words)
        shorter = np.minimum(sizes[one], sizes[other])
        first = words.astype("U1")
        score[(first[one] == first[other]) & (shorter == 1)] = _INITIAL
        heard = (self.heard[one] == self.heard[other]) & (shorter >= _SHORTEST)
        few, many = (pick(self.bearers[one], self.bearers[other]) for pick in (np.minimum, np.maximum))
        slip = (few <= _RARE + _RARE_SHARE * many) & ~(self.common[one] & self.common[other])
        looked = np.flatnonzero(slip & (shorter >= _SHORTEST) & ~heard)
        once = self.once[one[looked]] | self.once[other[looked]]
        score[looked] = _by_letters(words[one[looked]].tolist(), words[other[looked]].tolist(), once)
        score[heard] = _HEARD
        return score


def _shared_bits(rare: Floats, codes: tuple[Words, Words], equal: Flags) -> Floats:
    """What two words tell together: as much as the commoner one, and less where they are spelled differently."""
    bits = np.minimum(rare[codes[0]], rare[codes[1]])
    return np.where(equal, bits, np.maximum(bits - _PER_SPELLING, 0))


def _by_letters(left: list[str], right: list[str], once: Flags) -> Floats:
    """Jaro-Winkler likeness; a slip in a longer word counts as alike wherever it is, two if only one record has it."""
    long = np.array([min(len(one), len(other)) >= _LONG for one, other in zip(left, right, strict=True)], np.bool_)
    few = slips(left, right) <= np.where(once, _SLIPS_ONCE, 1)
    found: Floats = np.maximum(likeness(left, right), np.where(long & few, np.float32(_ALIKE), np.float32(0)))
    return found


def _level(found: Codes, other: tuple[Flags, Flags], left_over: Flags, right_over: Flags) -> npt.NDArray[np.int8]:
    spelled, slipped = other
    level = np.full(found.size, NameLevel.DIFFERENT, np.int8)
    level[(found > 0) & left_over & right_over] = NameLevel.SOME
    one_over = (found > 0) & (left_over != right_over)
    level[one_over] = NameLevel.PART
    level[one_over & (found == 1)] = NameLevel.PART_OF_ONE
    whole = (found > 0) & ~left_over & ~right_over
    level[whole] = NameLevel.SAME
    level[whole & spelled] = NameLevel.SPELLING
    level[whole & slipped] = NameLevel.SLIP
    return level


def _bearers(names: Values, words: npt.NDArray[np.int32], size: int) -> Codes:
    """How many subjects state each word."""
    stated = words[names.codes]
    owner = np.repeat(names.owner, words.shape[1])
    given = stated.ravel() >= 0
    pairs = np.unique(owner[given] * max(size, 1) + stated.ravel()[given])
    return np.bincount(pairs % max(size, 1), minlength=size)
