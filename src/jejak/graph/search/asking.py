"""What somebody looks for, understood: words of names, numbers, and the words that say nothing about who it is.

Invariant: every text is understood; one without a letter or digit asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from jejak.graph.search.numbers import is_number, squashed
from jejak.graph.snapshot.fold import fold
from jejak.schemas.names.words import plain_words, words

MOST_PARTS = 8  # of a longer text, the first ones count
_SIGNS = frozenset({"@", "&"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to look for.

    Attributes:
        parts: Words and squashed numbers that a hit should have, in the order written, each once.
        numbers: Those of ``parts`` that are numbers.
        name: The words of the text as a whole name.
        number: The whole text as one number, or empty.
    """

    parts: tuple[str, ...]
    numbers: frozenset[str]
    name: frozenset[str]
    number: str


def asked(text: str) -> Asked:
    """Understand a text; case, accents, titles and the words between a name and the father's do not count."""
    folded = fold(text)
    said, numbers = list[str](), set[str]()
    for with_digit, run in groupby(folded.split(), lambda token: any(map(str.isdigit, token))):
        tokens = list(run)
        number = squashed("".join(tokens))
        if with_digit and is_number(" ".join(tokens)):
            said.append(number)
            numbers.add(number)
        else:
            said += name_words(" ".join(tokens))
    parts = tuple(dict.fromkeys(telling(said)))[:MOST_PARTS]
    whole = squashed(folded) if is_number(folded) else ""
    return Asked(parts, frozenset(numbers), frozenset(telling(name_words(folded))), whole)


def name_words(text: str) -> list[str]:
    """The words of a folded text in the letters a to z and digits."""
    return [word for word in plain_words(text) if word not in _SIGNS]


def telling(said: list[str]) -> list[str]:
    """Without titles, marks of a father's name and legal forms; a text that is nothing else keeps them."""
    return [word for word in said if word not in fillers()] or said


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Words that do not tell whose name it is."""
    known = words()
    single = {form[0] for form in known.legal_forms if len(form) == 1} | {"sdn"}
    return known.titles | known.no_name | known.also | single | {*known.fathers, *known.fathers_between}
