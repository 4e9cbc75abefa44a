"""An address as what tells the place: words without the kinds of places, numbers, postcode, RT and RW."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jejak.schemas.names.spelling import standard
from jejak.schemas.names.words import plain_words, words

_RT_RW = re.compile(r"\brt\W{0,3}(\d{1,3})(?:\W{0,4}rw\W{0,3}|/)?(\d{1,3})?", re.IGNORECASE)
_POSTCODE = re.compile(r"\d{4,5}")  # five digits in Indonesia and Malaysia


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart.

    Attributes:
        words: What names the place, in standard spelling, in the order written.
        numbers: Numbers of houses, blocks and floors.
        postcode: The postcode, or empty.
        rt_rw: Neighbourhood numbers such as ``003/012``, or empty.
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    postcode: str
    rt_rw: str


def address(text: str) -> Address:
    """Take an address apart."""
    found = _RT_RW.search(text)
    rt_rw = "/".join(f"{int(part):03d}" for part in found.groups() if part) if found else ""
    said = plain_words(text[: found.start()] + " " + text[found.end() :] if found else text)
    postcode = next((word for word in reversed(said) if _POSTCODE.fullmatch(word)), "")
    known = words()
    names, numbers = [], []
    for word in said:
        if any(letter.isdigit() for letter in word):
            numbers += [word] if word != postcode else []
        elif (
            word not in known.address_kinds
            and word not in "@&"
            and (plain := standard(known.address_short.get(word, word)))
        ):
            names.append(plain)
    return Address(tuple(names), tuple(numbers), postcode, rt_rw)
