"""The name of an organisation: its legal form apart from the words that tell it from others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jejak.schemas.names.spelling import standard
from jejak.schemas.names.words import plain_words, words

_LONGEST_FORM = 3
_NUMBER = re.compile(r"\([^)]*\d[^)]*\)")  # a registration number behind the name


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """``words`` in standard spelling, in the order written; ``form`` is the legal form, or empty."""

    words: tuple[str, ...]
    form: str


def organisation_name(text: str) -> OrganisationName:
    """Take the name of an organisation apart; a name that is nothing but a form keeps its words."""
    said = [words().organisation_short.get(word, word) for word in plain_words(_NUMBER.sub("", text))]
    rest, form = said, ""
    while True:
        shorter, found = _without_form(rest)
        if not found or not shorter:
            break
        rest, form = shorter, form or found
    return OrganisationName(tuple(filter(None, map(standard, rest))), form)


def is_description(text: str) -> bool:
    """Whether a text says only what kind of place or employer somebody means, as "rumah majikan" does."""
    said = plain_words(text)
    return bool(said) and all(word in words().organisation_kinds or word in words().no_name for word in said)


def _without_form(said: list[str]) -> tuple[list[str], str]:
    forms = words().legal_forms
    for size in range(_LONGEST_FORM, 0, -1):
        if (found := forms.get(tuple(said[:size]))) is not None and len(said) >= size:
            return said[size:], found
        if (found := forms.get(tuple(said[-size:]))) is not None and len(said) >= size:
            return said[:-size], found
    return said, ""
