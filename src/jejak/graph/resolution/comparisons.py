"""The comparisons, one function each: from two subjects to a level of its feature, many pairs at once.

A comparison that finds nothing to compare says nothing: what is missing speaks neither for nor against.
Invariant: left and right can be turned round without changing an outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jejak.graph.resolution.birth_dates import BIRTH_LEVELS, BirthDates
from jejak.graph.resolution.birthplaces import PLACE_LEVELS, BirthPlaces
from jejak.graph.resolution.letters import slips
from jejak.graph.resolution.name_levels import NameBook, NameLevel
from jejak.graph.resolution.subjects import Subjects
from jejak.graph.resolution.told import known_births, known_fathers, known_sexes, one_number
from jejak.graph.resolution.values import Codes, Crossed, Floats, Values, strangers
from jejak.graph.resolution.whereabouts import Days, earliest
from jejak.schemas.names import address, organisation_name, person_name

#: Schemes of which a subject has one, by what it means that two have different ones; the strongest reason last.
_ONE_EACH: dict[str, dict[str, tuple[str, ...]]] = {
    "person": {"other_document": ("passport",), "different": ("nik", "mykad")},
    "organisation": {"different": ("registration_no", "tax_no", "licence_no")},
}
_ADDRESS = ("same", "part", "town", "different")
_ADDRESS_LEVELS = dict.fromkeys((NameLevel.SAME, NameLevel.SPELLING, NameLevel.SLIP, NameLevel.PART), 0)
_ADDRESS_LEVELS |= {NameLevel.PART_OF_ONE: 1, NameLevel.SOME: 1}
_TOWN_WORDS = 2  # of an address that names a town and no more
_NEARLY = ("shared", "alike", "none")
_LETTERS_A_SLIP = 6  # letters of an e-mail address for each that may be wrong
_LONG_TEXT = 6  # letters or digits of what may have slips and still be known


@dataclass(frozen=True, slots=True)
class Compared:
    """Outcomes for pairs: ``level`` is a place in the comparison's levels, and several values give several outcomes.

    Attributes:
        crossed: The values that were compared.
        level: Level of each.
        rarity: Bits that the very value tells, for levels that count them.
    """

    crossed: Crossed
    level: npt.NDArray[np.int8]
    rarity: Floats


@dataclass(frozen=True)
class Sight:
    """The subjects as comparisons look at them; what several of them need is made once."""

    subjects: Subjects
    kind: str
    again: float = 0.0  # how many further entities of one subject to reckon with when something is called rare

    @cached_property
    def names(self) -> Values:
        """Names and aliases that hold a word that identifies."""
        said = self.subjects.said
        both = [said["name"], said["alias"]]
        texts = [text for values in both for text in values.texts]
        owner = np.concatenate([values.owner for values in both])
        codes = np.concatenate([both[0].codes, both[1].codes + len(both[0].texts)])
        telling = np.array([bool(set(self.words(text)[0]) - self.words(text)[1]) for text in texts], np.bool_)
        kept = telling[codes] if codes.size else np.empty(0, np.bool_)
        found = Values.of(owner[kept], [texts[code] for code in codes[kept]], self.subjects.n)
        times = Counter(dict.fromkeys(texts, 0))
        for values in both:
            times.update(dict(zip(values.texts, values.times.tolist(), strict=True)))
        return replace(found, times=np.array([times[text] for text in found.texts], np.int64))

    def words(self, text: str) -> tuple[tuple[str, ...], frozenset[str]]:
        """The words of a name, and those of them that say little."""
        if self.kind == "organisation":
            return organisation_name(text).words, frozenset()
        name = person_name(text)
        return name.given, name.weak

    @cached_property
    def name_book(self) -> NameBook:
        """The names, ready to be compared."""
        return NameBook.of(self.names, self.words, again=self.again)

    @cached_property
    def divided(self) -> npt.NDArray[np.bool_]:
        """Whether the names that records of a subject state contradict each other; aliases may."""
        stated = self.subjects.said["name"]
        book = NameBook.of(stated, self.words)
        several = np.flatnonzero(stated.counts > 1)
        crossed = stated.crossed(several, several)
        found = book.compare(crossed.left, crossed.right)
        divided = np.zeros(self.subjects.n, np.bool_)
        divided[several[crossed.pair[found.level <= NameLevel.SOME]]] = True
        return divided

    @cached_property
    def fathers(self) -> Values:
        """Fathers' names, stated or said within a name."""
        return known_fathers(self.subjects.said)

    def bears_father_of(self, left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
        """Whether the right one's name has all words of the left one's father's name."""
        known = {word: code for code, word in enumerate(self.name_book.vocabulary)}
        meant = np.array([known.get(word, -2) for word in self.father_book.vocabulary] + [-1], np.int32)
        owner = np.flatnonzero(self.fathers.stated(left) & self.names.stated(right))
        pairs = Values.paired(self.fathers, self.names, left[owner], right[owner])
        words = meant[self.father_book.words[pairs.left]]
        has = (words[:, :, None] == self.name_book.words[pairs.right][:, None, :]).any(axis=2) | (words == -1)
        found = np.zeros(left.size, np.bool_)
        found[owner[pairs.pair[has.all(axis=1)]]] = True
        return found

    @cached_property
    def father_book(self) -> NameBook:
        """Fathers' names, ready to be compared."""
        return NameBook.of(self.fathers, lambda text: (tuple(text.split()), frozenset()), again=self.again)

    @cached_property
    def sexes(self) -> Values:
        """Sexes, stated or told by an identity number or by the word for a son or a daughter."""
        return known_sexes(self.subjects.said)

    @cached_property
    def dated(self) -> Values:
        """Birth dates, stated or, where none is, told by identity numbers."""
        return known_births(self.subjects.said)

    @cached_property
    def birthplaces(self) -> BirthPlaces:
        """Birth places, ready to be compared."""
        return BirthPlaces.of(self.subjects.said)

    @cached_property
    def born(self) -> Days:
        """The earliest day on which each may have been born."""
        return earliest(self.dated)

    @cached_property
    def births(self) -> BirthDates:
        """Birth dates, ready to be compared."""
        return BirthDates.of(self.dated, again=self.again)

    @cached_property
    def address_book(self) -> NameBook:
        """Words of addresses, ready to be compared."""
        return NameBook.of(self.subjects.addresses, _address_words, width=ADDRESS_WORDS, again=self.again)

    def rarity(self, bearers: Codes) -> Floats:
        """Bits: how rarely another subject has what so many entities have."""
        others = np.maximum(strangers(bearers, self.again) - 1, 1)
        found: Floats = np.log2(max(self.subjects.n, 2) / others).astype(np.float32)
        return found

    def numbers(self, scheme: str) -> Values:
        """The identifiers of one scheme."""
        stated = self.subjects.said["identifier"]
        mine = np.array([text.startswith(f"{scheme}:") for text in stated.texts], np.bool_)
        kept = mine[stated.codes] if stated.codes.size else np.empty(0, np.bool_)
        return Values.coded(stated.owner[kept], stated.codes[kept], self.subjects.n, stated.texts)


ADDRESS_WORDS = 8


def _address_words(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    found = address(text)
    return (*found.words, *found.numbers, *((found.postcode,) if found.postcode else ())), frozenset(found.numbers)


Comparison = Callable[[Sight, Codes, Codes], Compared]


def _name(sight: Sight, left: Codes, right: Codes) -> Compared:
    """The names that agree best; of a subject whose own names contradict each other, those that agree least.

    Two people who used one passport may have been taken for one: each of them would agree with one of its names.
    """
    found = _by_words(sight.names, sight.name_book, left, right)
    doubtful = (sight.divided[left] | sight.divided[right])[found.crossed.pair]
    if not doubtful.any():
        return found
    worst = np.full(left.size, len(NameLevel), np.int8)
    np.minimum.at(worst, found.crossed.pair, found.level)
    kept = ~doubtful | (found.level == worst[found.crossed.pair])
    crossed = Crossed(found.crossed.pair[kept], found.crossed.left[kept], found.crossed.right[kept])
    return Compared(crossed, found.level[kept], found.rarity[kept])


def _by_words(values: Values, book: NameBook, left: Codes, right: Codes) -> Compared:
    crossed = values.crossed(left, right)
    found = book.compare(crossed.left, crossed.right)
    return Compared(crossed, found.level, found.rarity)


def _father(sight: Sight, left: Codes, right: Codes) -> Compared:
    found = _by_words(sight.fathers, sight.father_book, left, right)
    agree = {level: 0 for level in NameLevel if level >= NameLevel.PART_OF_ONE}
    return Compared(found.crossed, _merged(found.level, agree, other=1), found.rarity)


def _parent(sight: Sight, left: Codes, right: Codes) -> Compared:
    """Whether one may be the other's father: a son is often called by a part of his father's name."""
    may_be = sight.bears_father_of(left, right) | sight.bears_father_of(right, left)
    may_be &= ~(sight.fathers.stated(left) & sight.fathers.stated(right))
    return _single(np.where(may_be, 0, -1).astype(np.int8))


def _address(sight: Sight, left: Codes, right: Codes) -> Compared:
    """Texts of addresses; two that name a town and no more agree in little."""
    found = _by_words(sight.subjects.addresses, sight.address_book, left, right)
    bearers = sight.subjects.addresses.bearers()
    same = found.crossed.left == found.crossed.right
    rarity = np.where(same, sight.rarity(bearers)[found.crossed.left], found.rarity).astype(np.float32)
    level = _merged(found.level, _ADDRESS_LEVELS, other=_ADDRESS.index("different"))
    short = (sight.address_book.words >= 0).sum(axis=1) <= _TOWN_WORDS
    little = short[found.crossed.left] | short[found.crossed.right]
    level[little & (level != _ADDRESS.index("different"))] = _ADDRESS.index("town")
    return Compared(found.crossed, level, rarity)


def _merged(level: npt.NDArray[np.int8], into: Mapping[NameLevel, int], *, other: int) -> npt.NDArray[np.int8]:
    table = np.full(len(NameLevel), other, np.int8)
    for name, place in into.items():
        table[name] = place
    return table[level]


def _birth(sight: Sight, left: Codes, right: Codes) -> Compared:
    """Birth dates as they are known; of a number that both have, its date says no more than the number itself."""
    crossed = sight.dated.crossed(left, right).of_pairs(~one_number(sight.subjects.said, left, right))
    level, rarity = sight.births.compare(crossed.left, crossed.right)
    return Compared(crossed, level, rarity)


def _birthplace(sight: Sight, left: Codes, right: Codes) -> Compared:
    level, bearers = sight.birthplaces.compare(left, right)
    level[one_number(sight.subjects.said, left, right, "birth_place")] = -1
    return _single(level, sight.rarity(bearers))


def _impossible(clash: Callable[[Sight, Codes, Codes], npt.NDArray[np.bool_]]) -> Comparison:
    return lambda sight, left, right: _single(np.where(clash(sight, left, right), 0, -1).astype(np.int8))


def _identifier(sight: Sight, left: Codes, right: Codes) -> Compared:
    """One number in common; else, where both state a number of a kind that one subject has one of, different.

    Two different national numbers decide even where a passport is shared: that is a passport used twice.
    """
    levels = COMPARISONS[sight.kind]["identifier"][0]
    level = np.full(left.size, -1, np.int8)
    for name, schemes in _ONE_EACH[sight.kind].items():
        for scheme in schemes:
            numbers = sight.numbers(scheme)
            level[numbers.stated(left) & numbers.stated(right) & ~numbers.common(left, right)] = levels.index(name)
    shared = sight.subjects.said["identifier"].common(left, right)
    level[shared & (level != levels.index("different"))] = levels.index("same")
    return _single(level)


def _single(level: npt.NDArray[np.int8], rarity: Floats | None = None) -> Compared:
    """One outcome for each pair; none where the level is -1."""
    known = np.flatnonzero(level >= 0)
    told = np.zeros(known.size, np.float32) if rarity is None else rarity[known]
    return Compared(Crossed(known, known, known), level[known], told)


def _in_common(sight: Sight, values: Values, left: Codes, right: Codes) -> Compared:
    """Something in common, the rarest of it; else, where both have any, nothing."""
    crossed = values.crossed(left, right)
    equal = crossed.left == crossed.right
    size = int(values.codes.max(initial=-1)) + 1
    told = sight.rarity(values.bearers(size))[crossed.left[equal]] if equal.any() else np.empty(0, np.float32)
    rarity = np.zeros(left.size, np.float32)
    np.maximum.at(rarity, crossed.pair[equal], told)
    level = np.where(values.stated(left) & values.stated(right), 1, -1).astype(np.int8)
    level[crossed.pair[equal]] = 0
    return _single(level, rarity)


def _shared(etype: str) -> Comparison:
    return lambda sight, left, right: _in_common(sight, sight.subjects.shared[etype], left, right)


def _email(sight: Sight, left: Codes, right: Codes) -> Compared:
    """An e-mail address or handle in common; else whether two differ by what may be slips."""
    parts = [sight.subjects.shared[name] for name in ("email", "social_account")]
    owner, codes = (np.concatenate([getattr(part, name) for part in parts]) for name in ("owner", "codes"))
    shared = Values.coded(owner, codes, sight.subjects.n)
    return _nearly(sight, shared, sight.subjects.emails, (left, right), letters=_LETTERS_A_SLIP)


def _nearly(
    sight: Sight, shared: Values, texts: Values, pairs: tuple[Codes, Codes], *, letters: int | None
) -> Compared:
    """Something in common; else whether texts differ by one slip, or by one for so many letters; else that they do."""
    found = _in_common(sight, shared, *pairs)
    other = found.crossed.pair[found.level == 1]
    crossed = texts.crossed(*(side[other] for side in pairs))
    both, inverse = np.unique(np.stack([crossed.left, crossed.right]), axis=1, return_inverse=True)
    wrong = slips(*([texts.texts[code] for code in codes] for codes in both))[inverse]
    sizes = np.array([len(text) for text in texts.texts], np.int64)
    shorter = np.minimum(sizes[crossed.left], sizes[crossed.right])
    most = np.maximum(shorter // letters, 1) if letters else 1
    alike = (wrong <= most) & (shorter >= _LONG_TEXT)
    level = np.where(found.level == 1, _NEARLY.index("none"), found.level).astype(np.int8)
    level[np.isin(found.crossed.pair, other[crossed.pair[alike]])] = _NEARLY.index("alike")
    return Compared(found.crossed, level, found.rarity)


def _document(sight: Sight, left: Codes, right: Codes) -> Compared:
    """A document in common; else whether two numbers differ in one place."""
    shared = sight.subjects.shared["identity_document"]
    return _nearly(sight, shared, sight.subjects.documents, (left, right), letters=None)


def _sex(sight: Sight, left: Codes, right: Codes) -> Compared:
    values = sight.sexes
    known = values.stated(left) & values.stated(right)
    level = np.where(values.common(left, right), 0, 1)
    return _single(np.where(known, level, -1).astype(np.int8))


def _one_source(sight: Sight, left: Codes, right: Codes) -> Compared:
    """Two records of one source are rarely one subject: how rarely, depends on how often any two are of one source."""
    batches = sight.subjects.registers
    level = np.where(batches.common(left, right), 0, -1).astype(np.int8)
    share = batches.share_in_common()
    if not 0 < share < 1:  # all are of one source, or none: it tells nothing
        return _single(np.full(left.size, -1, np.int8))
    return _single(level, np.full(left.size, -np.log2(share), np.float32))


def _together(sight: Sight, left: Codes, right: Codes) -> Compared:
    return _single(np.where(sight.subjects.shared["trip"].common(left, right), 0, -1).astype(np.int8))


def _circle(sight: Sight, left: Codes, right: Codes) -> Compared:
    """Somebody else's phone or account in the circles of both; where they share one of their own, that says it all."""
    level, rarity = sight.subjects.circles.shared(left, right)
    for name in ("phone", "account", "email", "social_account"):
        level[sight.subjects.shared[name].common(left, right)] = -1
    return _single(level, rarity)


#: Each feature of the model, its levels in the order of their numbers, and how it is compared.
_NAMES = ("different", "single", "some", "part_of_one", "part", "slip", "spelling", "same")
_OF_BOTH: dict[str, tuple[tuple[str, ...], Comparison]] = {
    "name": (_NAMES, _name),
    "phone": (("shared", "none"), _shared("phone")),
    "account": (("shared", "none"), _shared("account")),
    "address": (_ADDRESS, _address),
    "one_source": (("both",), _one_source),
    "circle": (("shared", "none"), _circle),
}
COMPARISONS: dict[str, dict[str, tuple[tuple[str, ...], Comparison]]] = {
    "person": _OF_BOTH
    | {
        "father": (("same", "different"), _father),
        "parent": (("may_be",), _parent),
        "birth": (BIRTH_LEVELS, _birth),
        "birthplace": (PLACE_LEVELS, _birthplace),
        "identifier": (("same", "other_document", "different"), _identifier),
        "email": (_NEARLY, _email),
        "document": (_NEARLY, _document),
        "sex": (("same", "different"), _sex),
        "together": (("both",), _together),
        "places": (("apart",), _impossible(lambda s, *pairs: s.subjects.whereabouts.voyages.apart(*pairs))),
        "life": (("impossible",), _impossible(lambda s, *pairs: s.subjects.whereabouts.impossible(s.born, *pairs))),
    },
    "organisation": _OF_BOTH | {"identifier": (("same", "different"), _identifier)},
}
