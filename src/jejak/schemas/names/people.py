"""A person's name as its parts: own words, father's name, titles; what tells little is marked.

Invariant: own words come in the order written, in standard spelling; a mononym that a form doubled counts once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jejak.schemas.names.spelling import standard
from jejak.schemas.names.words import plain_words, words

_ASIDE = re.compile(r"\([^)]*\)?")
_DEGREE = re.compile(r"\s((?:[A-Z][a-z]{0,3}\.){2,})(?=\s*(?:,|$))")  # S.H. and S.Pd. behind a name
_TWO = 2


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name taken apart.

    Attributes:
        given: The words that identify, in standard spelling; none where a form only says that there is no name.
        father: The father's name, where the name says it.
        relation: What the name says of the person towards the father: ``son``, ``daughter``, ``child`` or nothing.
        titles: Titles and degrees as written.
        weak: Those of ``given`` that tell little as they are written here: short forms, initials, birth order.
    """

    given: tuple[str, ...]
    father: tuple[str, ...]
    relation: str
    titles: tuple[str, ...]
    weak: frozenset[str]


_NOBODY = PersonName((), (), "", (), frozenset())


def person_name(text: str) -> PersonName:
    """Take a name apart.

    Args:
        text: A name in any script, as a source writes it.
    """
    front, degrees = _without_degrees(_ASIDE.sub(" ", text))
    said, titles = _without_titles(_first_name(plain_words(front)))
    if not said or tuple(said) in words().no_names:
        return _NOBODY
    while len(said) > 1 and said[-1] in words().fathers:  # nothing comes after the word for a son
        said = said[:-1]
    own, father, relation = _with_father(said)
    own = [word for word in own if word not in words().no_name]
    if len(own) > 1 and len(set(own)) == 1:
        own = own[:1]
    return PersonName(_standard(own), _standard(father), relation, (*titles, *degrees), _weak(own))


def _standard(said: list[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(standard, said)))


def _without_degrees(text: str) -> tuple[str, list[str]]:
    """Without degrees behind a comma, which are written with dots or without."""
    front, *behind = _DEGREE.sub(r",\1", text).split(",")
    degrees = ["".join(plain_words(part.replace(".", ""))) for part in behind if part.strip()]
    if degrees and all(degree in words().degrees for degree in degrees):
        return front, degrees
    return text, []


def _first_name(said: list[str]) -> list[str]:
    """Without what comes behind a word such as alias."""
    for place, word in enumerate(said):
        if word in words().also and place:
            return said[:place]
    return [word for word in said if word not in "@&"]


def _without_titles(said: list[str]) -> tuple[list[str], list[str]]:
    """Without titles in front, as long as a word is left that is not the mark of a father's name."""
    known, start = words(), 0
    while len(said) - start > 1:
        size = _TWO if tuple(said[start : start + _TWO]) in known.long_titles else int(said[start] in known.titles)
        if not size or len(said) - start <= size or said[start + size] in known.fathers:
            break
        start += size
    return said[start:], said[:start]


def _with_father(said: list[str]) -> tuple[list[str], list[str], str]:
    """Own words, the father's, and which relation the first word between them tells."""
    known = words()
    places = [place for place, word in enumerate(said) if place and _is_between(said, place)]
    if not places:
        own = said[1:] if len(said) > 1 and said[0] in known.fathers and said[0] != "anak" else said
        return own, [], ""
    first = places[0]
    stop = places[1] if len(places) > 1 else len(said)
    relation = known.fathers.get(said[first]) or known.fathers_between[said[first]]
    father = [word for word in said[first + 1 : stop] if word not in known.titles or stop - first == _TWO]
    return said[:first], father, relation


def _is_between(said: list[str], place: int) -> bool:
    """Whether a word stands between a name and the father's, and does not begin a title (Anak Agung)."""
    known, word = words(), said[place]
    inside = place + 1 < len(said) and (word, said[place + 1]) not in known.long_titles
    return inside and (word in known.fathers or word in known.fathers_between)


def _weak(own: list[str]) -> frozenset[str]:
    known = words()
    return frozenset(
        standard(word)
        for word in own
        if len(word) == 1 or word in known.short or word in known.birth_order or word in known.also_titles
    ) - frozenset(standard(word) for word in own if len(own) == 1 and word not in known.short)
