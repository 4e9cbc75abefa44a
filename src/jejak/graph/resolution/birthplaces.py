"""Birth places, stated or, where none is, told by the regency of a NIK: what a code stands for is learnt from the case.

A NIK begins with the regency of its first registration, for most people that of their birth. There is no list of codes
here: regencies split and are renamed, and a case holds many people who state both.
Invariant: left and right can be turned round without changing an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jejak.graph.resolution.values import Codes, Values, best
from jejak.schemas.names import address

PLACE_LEVELS = ("same", "different", "regency", "elsewhere")
_SAME, _DIFFERENT, _REGENCY, _ELSEWHERE = range(4)
_FEW = 3  # people of one code who must state one place, before it stands for the place
_MOST = 0.5  # of the people of a code must state it
_NIK = "nik:"
_REGENCY_DIGITS = 4


@dataclass(frozen=True)
class BirthPlaces:
    """Birth places of subjects; ``told`` are those of subjects that state none but have a NIK."""

    stated: Values
    told: Values

    @classmethod
    def of(cls, said: Mapping[str, Values]) -> BirthPlaces:
        """Read the places, and learn what the codes of regencies stand for; O(statements)."""
        written, n = said["birth_place"], said["birth_place"].n
        keys = [" ".join(sorted(set(address(text).words))) for text in written.texts]
        places = _kept(written.owner, [keys[code] for code in written.codes], n)
        numbers = said["identifier"]
        nik = [text[len(_NIK) :][:_REGENCY_DIGITS] if text.startswith(_NIK) else "" for text in numbers.texts]
        regencies = _kept(numbers.owner, [nik[code] for code in numbers.codes], n)
        meant = _learnt(regencies, places)
        silent = ~places.stated(regencies.owner)
        names = [meant.get(code, "") for code in regencies.codes[silent].tolist()]
        return cls(places, _kept(regencies.owner[silent], names, n))

    @cached_property
    def _known(self) -> tuple[Values, int]:
        """Stated and told places as one set of values, and how many of its texts are stated ones."""
        owner = np.concatenate([self.stated.owner, self.told.owner])
        stated = len(self.stated.texts)
        codes = np.concatenate([self.stated.codes, self.told.codes + stated])
        return Values.coded(owner, codes, self.stated.n, self.stated.texts + self.told.texts), stated

    def compare(self, left: Codes, right: Codes) -> tuple[npt.NDArray[np.int8], Codes]:
        """The best level of each pair, a place in ``PLACE_LEVELS``, -1 where nothing is known, and the place's bearers.

        Two places that are both told say nothing: they are the numbers themselves.
        """
        known, stated = self._known
        crossed = known.crossed(left, right)
        told = (crossed.left >= stated).astype(np.int8) + (crossed.right >= stated)
        alike = _alike(known.texts, crossed.left, crossed.right)
        level = np.where(told == 0, np.where(alike, _SAME, _DIFFERENT), np.where(alike, _REGENCY, _ELSEWHERE))
        named = dict(zip(self.stated.texts, self.stated.bearers().tolist(), strict=True))
        counts = np.array([named.get(text, 1) for text in known.texts] or [1], np.int64)
        bearers = np.maximum(counts[crossed.left], counts[crossed.right])
        score = np.where(alike, 2, 1) + 1 / (1 + bearers)  # of places that agree, the rarest
        at = best(crossed, np.where(told == 2, -1, score).astype(np.float32), left.size)
        some = np.flatnonzero(at >= 0)
        some = some[told[at[some]] < 2]
        found, share = np.full(left.size, -1, np.int8), np.ones(left.size, np.int64)
        found[some], share[some] = level[at[some]], bearers[at[some]]
        return found, share


def _kept(owner: Codes, texts: Sequence[str], n: int) -> Values:
    """Texts that say something, with their owners."""
    given = np.array([bool(text) for text in texts], np.bool_)
    return Values.of(owner[given] if given.size else owner[:0], [text for text in texts if text], n)


def _learnt(regencies: Values, places: Values) -> dict[int, str]:
    """The place that most people of a code of a regency state, for codes of which enough people state one."""
    both = Values.paired(regencies, places, np.arange(places.n), np.arange(places.n))
    size = max(len(places.texts), 1)
    pairs, counts = np.unique(both.left * size + both.right, return_counts=True)
    of_code = np.bincount(pairs // size, counts, minlength=len(regencies.texts))
    usual = (counts >= _FEW) & (counts > _MOST * of_code[pairs // size])
    return {pair // size: places.texts[pair % size] for pair in pairs[usual].tolist()}


def _alike(texts: Sequence[str], left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
    """Whether two names of places may mean one: one has all words of the other."""
    words = [frozenset(text.split()) for text in texts]
    size = max(len(texts), 1)
    both, inverse = np.unique(left * size + right, return_inverse=True)
    told = [
        words[pair // size] <= words[pair % size] or words[pair // size] >= words[pair % size] for pair in both.tolist()
    ]
    return np.array(told, np.bool_)[inverse]
