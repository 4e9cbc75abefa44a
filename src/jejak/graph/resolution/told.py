"""What records tell of a sex, a birth or a father besides stating it: by an identity number, or within a name.

Invariant: what is told of one subject comes from its own claims; a stated birth date is never doubted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from jejak.graph.resolution.values import Codes, Flags, Values
from jejak.schemas.names import person_name
from jejak.schemas.ptypes.national_ids import births_of_number, sex_of_number

_SEX_OF = {"son": "M", "daughter": "F"}


def known_sexes(said: Mapping[str, Values]) -> Values:
    """Sexes, stated or told by an identity number or by the word for a son or a daughter."""
    return _together(
        [
            (said["sex"], lambda text: (text,)),
            (said["identifier"], lambda text: (sex_of_number(text),)),
            (said["name"], lambda text: (_SEX_OF.get(person_name(text).relation, ""),)),
        ]
    )


def known_fathers(said: Mapping[str, Values]) -> Values:
    """Fathers' names, stated or said within a name."""
    return _together(
        [
            (said["father_name"], lambda text: (" ".join(person_name(text).given),)),
            (said["name"], lambda text: (" ".join(person_name(text).father),)),
        ]
    )


def known_births(said: Mapping[str, Values]) -> Values:
    """Birth dates that are stated; where none is, all that the identity numbers of a subject can mean."""
    stated, numbers = said["birth_date"], said["identifier"]
    owner = numbers.owner
    silent = ~stated.stated(owner)
    alone = Values.coded(owner[silent], numbers.codes[silent], numbers.n, numbers.texts)
    return _together(
        [(stated, lambda text: (text,)), (alone, lambda text: (day.isoformat() for day in births_of_number(text)))]
    )


def one_number(said: Mapping[str, Values], left: Codes, right: Codes, what: str = "birth_date") -> Flags:
    """Pairs with a number in common of which one states no birth date: the number would agree with itself.

    ``what`` is another property that a number tells.
    """
    stated, numbers = said[what], said["identifier"]
    silent = np.flatnonzero(~(stated.stated(left) & stated.stated(right)))
    found = np.zeros(left.size, np.bool_)
    found[silent] = numbers.common(left[silent], right[silent])
    return found


def _together(parts: Iterable[tuple[Values, Callable[[str], Iterable[str]]]]) -> Values:
    """What the texts of several sets mean, each read its own way; an empty text means nothing."""
    owner, texts, n = [np.empty(0, np.int64)], list[str](), 0
    for values, read in parts:
        meant = [tuple(filter(None, read(text))) for text in values.texts]
        sizes = np.array([len(one) for one in meant], np.int64)
        owner.append(np.repeat(values.owner, sizes[values.codes]) if values.codes.size else owner[0])
        texts += [one for code in values.codes for one in meant[code]]
        n = values.n
    return Values.of(np.concatenate(owner), texts, n)
