"""Texts made ready to be searched: which words stand in which text, and which numbers belong to whom.

Invariant: equal texts in equal places give an equal index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.search.asking import fillers, name_words
from jejak.graph.search.numbers import LEAST
from jejak.graph.search.vocabulary import Vocabulary
from jejak.graph.snapshot.fold import BETWEEN

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Many lists of places, one behind the other: list ``i`` is ``items[ends[i]:ends[i + 1]]``."""

    ends: Codes
    items: npt.NDArray[np.int32]

    @classmethod
    def of(cls, keys: Codes, items: Codes, size: int) -> Lists:
        """The distinct items of each of ``size`` keys, in their order."""
        most = int(items.max(initial=0)) + 1
        key, item = np.divmod(_once(keys * most + items), most)
        return cls(np.searchsorted(key, np.arange(size + 1)), item.astype(np.int32))

    def at(self, keys: Codes) -> npt.NDArray[np.int32]:
        """The items of some lists."""
        return np.concatenate([self.items[:0], *(self.items[self.ends[k] : self.ends[k + 1]] for k in keys.tolist())])


@dataclass(frozen=True, slots=True, eq=False)
class SearchIndex:
    """What is searched.

    Attributes:
        size: How many owners there are; an owner is a place from 0 on.
        vocabulary: The distinct words of all names.
        texts_with: Texts by word.
        owner: Whose each text is.
        length: How many telling words each text has; below zero, how many others where none tells.
        numbers: The distinct numbers, a plus before an international one.
        owners_of: Owners by number.
    """

    size: int
    vocabulary: Vocabulary
    texts_with: Lists
    owner: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    numbers: pa.StringArray
    owners_of: Lists

    @classmethod
    def of(cls, said: pa.StringArray) -> SearchIndex:
        """Make ready what each owner is called: folded texts with ``BETWEEN`` between them; O(letters)."""
        listed = pc.split_pattern(pc.fill_null(said, ""), BETWEEN)
        texts, owner = listed.values, pc.list_parent_indices(listed).to_numpy().astype(np.int32)
        reads, alone = _numbers(texts)
        plain = pc.replace_substring_regex(texts.filter(pa.array(reads)), "[^a-z0-9]+", "")
        plus = pc.starts_with(texts.filter(pa.array(reads)), "+")
        numbers, code = _distinct(pc.binary_join_element_wise(pc.if_else(plus, "+", ""), plain, ""))
        text, words = _words(texts, np.flatnonzero(~alone))
        vocabulary, word = _distinct(words)
        known = vocabulary.to_pylist()
        telling = ~np.array([one in fillers() for one in known], np.bool_)
        return cls(
            len(said),
            Vocabulary.of(known),
            Lists.of(word, text, len(known)),
            owner,
            _lengths(text, word, telling, len(texts)),
            numbers,
            Lists.of(code, owner[reads].astype(np.int64), len(numbers)),
        )


def _numbers(texts: pa.StringArray) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which texts read as numbers (see ``is_number``), and which of those have no words to be found by."""
    digits, letters, blanks = _counts(texts, (("0", "9"), ("a", "z"), (" ", " ")))
    reads = (digits > 0) & (digits + letters >= LEAST) & ((blanks == 0) | (digits >= letters))
    return reads, reads & (digits >= letters)


def _counts(texts: pa.StringArray, ranges: Sequence[tuple[str, str]]) -> list[Codes]:
    """How many characters of each text lie in each of some ranges of ASCII, first to last."""
    _, ends, data = texts.buffers()
    stops = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1] if ends else np.zeros(1, int)
    letters = np.frombuffer(data or b"", np.uint8)
    found = []
    for first, last in ranges:
        within = np.flatnonzero((letters >= ord(first)) & (letters <= ord(last)))
        found.append(np.diff(np.searchsorted(within, stops)))
    return found


def _once(values: Codes) -> Codes:
    """The distinct values in their order; ``np.unique`` takes ten times as long for whole numbers."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if ordered.size else ordered


def _words(texts: pa.StringArray, chosen: Codes) -> tuple[Codes, pa.StringArray]:
    """The words of some texts as ``name_words`` has them, each with the place of its text."""
    some = texts.take(pa.array(chosen))
    odd = ~pc.string_is_ascii(some).to_numpy(zero_copy_only=False)
    plain = some.filter(pa.array(~odd))
    for pattern, instead in (
        ("['`\"]", ""), ("[^a-z0-9/@&]+", " "), ("([@&])", " "), ("(^| )/+", " "), ("/+( |$)", " "), ("//+", " "),
    ):  # fmt: skip
        plain = pc.replace_substring_regex(plain, pattern, instead)
    split = pc.split_pattern(plain, " ")
    text = chosen[~odd][pc.list_parent_indices(split).to_numpy()]
    kept = pc.not_equal(split.values, "")
    slow = [(place, word) for place in np.flatnonzero(odd).tolist() for word in name_words(some[place].as_py())]
    found = np.array([place for place, _ in slow], np.int64)
    words = pa.concat_arrays([split.values.filter(kept), pa.array([word for _, word in slow], pa.string())])
    return np.concatenate([text[kept.to_numpy(zero_copy_only=False)], chosen[found]]), words


def _distinct(texts: pa.StringArray) -> tuple[pa.StringArray, Codes]:
    """The distinct texts in their order, and which of them each text is."""
    encoded = texts.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return encoded.dictionary.take(order), rank[encoded.indices.to_numpy()]


def _lengths(text: Codes, word: Codes, telling: npt.NDArray[np.bool_], size: int) -> npt.NDArray[np.int32]:
    """How many distinct telling words each text has; where none tells, how many others, below zero."""
    many = max(telling.size, 1)
    pairs = _once(text * many + word)
    of, which = np.divmod(pairs, many)
    tells = np.bincount(of[telling[which]], minlength=size)
    return np.where(tells > 0, tells, -np.bincount(of, minlength=size)).astype(np.int32)
