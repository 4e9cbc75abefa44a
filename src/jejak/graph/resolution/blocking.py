"""Which pairs are worth a look: those that meet in a block of a rule; what is left out is counted, never silent.

Invariant: equal subjects give equal candidates, whatever order they come in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from jejak.graph.resolution.comparisons import Sight
from jejak.graph.resolution.values import Codes, Values
from jejak.schemas.names import address, sound

FEW_MEMBERS = 12  # of a block whose key says little
MOST_MEMBERS = 40  # of a block: a name or phone of more subjects tells nobody apart
MOST_FOR_ALL = 720_000  # pairs that are all looked at, without any rule: those of 1,200 subjects
EVERYBODY = "everybody with everybody"
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What a blocking rule found.

    Attributes:
        rule: Its name.
        pairs: Pairs that meet in its blocks.
        alone: Of those, pairs that meet under no rule before it.
        overfull: Blocks with too many members, which are left out.
        left_out: Subjects in the largest of them.
    """

    rule: str
    pairs: int
    alone: int
    overfull: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of subjects, ``left < right``, ascending; and how they were found."""

    left: Codes
    right: Codes
    counts: tuple[RuleCount, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """Key ``key[i]`` of subject ``owner[i]``."""

    owner: Codes
    key: Codes

    def in_blocks(self) -> tuple[Codes, Codes]:
        """Keys and owners, each of both once, those of one key together and their owners ascending."""
        order = np.lexsort((self.owner, self.key))
        key, owner = self.key[order], self.owner[order]
        fresh = np.ones(key.size, np.bool_)
        fresh[1:] = (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
        return key[fresh], owner[fresh]


def candidates(sight: Sight) -> Candidates:
    """All pairs that meet under any rule; O(pairs log pairs). In a small case that is everybody with everybody."""
    n = max(sight.subjects.n, 1)
    if n * (n - 1) // 2 <= MOST_FOR_ALL:
        left, right = np.triu_indices(n, 1)
        return Candidates(left, right, (RuleCount(EVERYBODY, left.size, left.size, 0, 0),))
    found = np.empty(0, np.int64)
    counts = []
    for name, (rule, most) in RULES.items():
        pairs, overfull, left_out = _pairs(rule(sight), n, most)
        new = np.setdiff1d(pairs, found, assume_unique=True)
        counts.append(RuleCount(name, pairs.size, new.size, overfull, left_out))
        found = np.concatenate([found, new])
    found.sort()
    left, right = np.divmod(found, n)
    return Candidates(left, right, tuple(counts))


def _pairs(keys: Keys, n: int, most: int) -> tuple[Codes, int, int]:
    """Distinct pairs within blocks, as ``left * n + right``; how many blocks were too large, and the largest one."""
    if not keys.key.size:
        return np.empty(0, np.int64), 0, 0
    key, owner = keys.in_blocks()
    edges = np.flatnonzero(np.r_[True, key[1:] != key[:-1], True])
    sizes = np.diff(edges)
    large = sizes[sizes > most]
    kept = np.repeat((sizes > 1) & (sizes <= most), sizes)
    key, owner = key[kept], owner[kept]
    parts = []
    for step in range(1, most):
        meet = np.flatnonzero(key[step:] == key[:-step])
        if not meet.size:
            break
        parts.append(owner[meet] * n + owner[meet + step])
    pairs = np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)
    return pairs, int(large.size), int(large.max(initial=0))


def _mixed(*parts: Codes) -> Codes:
    """One key of several codes; different codes hardly ever give equal keys, and then only a pair more is looked at."""
    key = np.zeros(parts[0].size, np.uint64)
    for part in parts:
        key = (key ^ part.astype(np.uint64)) * _MIX
        key ^= key >> np.uint64(29)
    return key.view(np.int64)


def _own(a: Values, b: Values) -> Keys:
    """Each key of a subject with each of its keys of another sort."""
    everybody = np.arange(a.n)
    crossed = Values.paired(a, b, everybody, everybody)
    return Keys(crossed.pair, _mixed(crossed.left, crossed.right))


def _numbered(keys: Keys) -> tuple[Codes, Codes]:
    return keys.owner, np.unique(keys.key, return_inverse=True)[1].astype(np.int64)


def _heard(sight: Sight) -> Keys:
    """How each word of each name sounds."""
    book, names = sight.name_book, sight.names
    codes = book.words[names.codes]
    telling = (codes >= 0) & ~book.weak[names.codes]
    owner = np.repeat(names.owner, codes.shape[1])[telling.ravel()]
    return Keys(owner, book.heard[codes[telling]].astype(np.int64))


def _whole_name(sight: Sight) -> Keys:
    """All words of a name together, as they sound, in any order."""
    book, names = sight.name_book, sight.names
    codes = np.sort(np.where((book.words >= 0) & ~book.weak, book.heard[book.words], -1), axis=1)
    keys = _mixed(*(codes[:, place] + 1 for place in range(codes.shape[1])))
    return Keys(names.owner, keys[names.codes])


def _two_words(sight: Sight) -> Keys:
    """Every two words of a name."""
    heard = _heard(sight)
    words = Values.coded(heard.owner, heard.key, sight.subjects.n)
    crossed = words.crossed(np.arange(words.n), np.arange(words.n))
    two = crossed.left < crossed.right
    return Keys(crossed.pair[two], _mixed(crossed.left[two], crossed.right[two]))


def _dates(sight: Sight) -> Keys:
    """Whole birth dates, with day and month in either order."""
    return _birth(sight, whole=True)


def _years(sight: Sight) -> Keys:
    """The years of birth."""
    return _birth(sight, whole=False)


def _birth(sight: Sight, *, whole: bool) -> Keys:
    dates, stated = sight.births.parts.astype(np.int64), sight.dated
    low, high = np.sort(dates[:, 1:], axis=1).T
    key = dates[:, 0] * 10_000 + low * 100 + high if whole else dates[:, 0]
    usable = dates.min(axis=1, initial=9999) > 0 if whole else dates[:, 0] > 0
    kept = usable[stated.codes] if stated.codes.size else np.empty(0, np.bool_)
    return Keys(stated.owner[kept], key[stated.codes[kept]])


def _places(sight: Sight) -> Keys:
    """How each word of each address sounds, postcodes and numbers of streets as they are."""
    known: dict[str, int] = {}
    words = []
    for text in sight.subjects.addresses.texts:
        found = address(text)
        said = {*map(sound, found.words), found.postcode} - {""}
        words.append([known.setdefault(word, len(known)) for word in sorted(said)])
    sizes = np.array([len(one) for one in words], np.int64)
    starts = np.cumsum(sizes) - sizes
    flat = np.array([code for one in words for code in one], np.int64)
    codes = sight.subjects.addresses.codes
    counts = sizes[codes] if codes.size else np.empty(0, np.int64)
    owner = np.repeat(sight.subjects.addresses.owner, counts)
    within = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return Keys(owner, flat[np.repeat(starts[codes] if codes.size else counts, counts) + within])


def _linked(*types: str) -> Callable[[Sight], Keys]:
    def keys(sight: Sight) -> Keys:
        parts = [sight.subjects.shared[name] for name in types]
        return Keys(np.concatenate([p.owner for p in parts]), np.concatenate([p.codes for p in parts]))

    return keys


def _circle(sight: Sight) -> Keys:
    """The phones and accounts around each subject."""
    things = sight.subjects.circles.things
    return Keys(np.repeat(np.arange(sight.subjects.n), np.diff(things.indptr)), things.indices.astype(np.int64))


def _with(one: Callable[[Sight], Keys], other: Callable[[Sight], Keys]) -> Callable[[Sight], Keys]:
    return lambda sight: _own(*(Values.coded(*_numbered(rule(sight)), sight.subjects.n) for rule in (one, other)))


def _identifiers(sight: Sight) -> Keys:
    stated = sight.subjects.said["identifier"]
    return Keys(stated.owner, stated.codes)


def _fathers(sight: Sight) -> Keys:
    book, names = sight.father_book, sight.fathers
    codes = book.words[names.codes]
    return Keys(
        np.repeat(names.owner, codes.shape[1])[(codes >= 0).ravel()], book.heard[codes[codes >= 0]].astype(np.int64)
    )


#: The rules, the most telling first, and how many subjects a block of each may have.
RULES: Mapping[str, tuple[Callable[[Sight], Keys], int]] = {
    "one identity number": (_identifiers, MOST_MEMBERS),
    "one document": (_linked("identity_document"), MOST_MEMBERS),
    "one e-mail or handle": (_linked("email", "social_account"), MOST_MEMBERS),
    "one phone": (_linked("phone"), MOST_MEMBERS),
    "one account": (_linked("account"), MOST_MEMBERS),
    "a word of the name and the birth date": (_with(_heard, _dates), MOST_MEMBERS),
    "the whole name and one of a circle": (_with(_whole_name, _circle), MOST_MEMBERS),
    "the whole name": (_whole_name, MOST_MEMBERS),
    "two words of the name": (_two_words, MOST_MEMBERS),
    "a word of the name and the father's name": (_with(_heard, _fathers), MOST_MEMBERS),
    "a word of the name and the birth year": (_with(_heard, _years), MOST_MEMBERS),
    "a word of the name and of the address": (_with(_heard, _places), MOST_MEMBERS),
    "the birth date and a word of the address": (_with(_dates, _places), MOST_MEMBERS),
    "a rare word of the name": (_heard, FEW_MEMBERS),
    "a rare birth date": (_dates, FEW_MEMBERS),
}
