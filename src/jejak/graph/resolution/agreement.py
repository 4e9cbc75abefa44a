"""Whether two claims may speak of one person: compatible names and birth dates, decided the same way in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

#: Titles, filiation words and legal forms: they come and go between records of the same person or company.
_SILENT_WORDS = frozenset([
    "a/l", "a/p", "al", "ap", "bin", "binti", "bt", "bte", "bti", "binte", "haji", "hajah", "hj", "hjh", "h",
    "hajj", "drs", "dra", "dr", "ir", "prof", "kh", "ustaz", "tuan", "puan", "encik", "cik", "datuk", "dato",
    "datin", "tan", "sri", "pak", "bapak", "ibu", "bu", "sdr", "sdri", "mr", "mrs", "ms", "pt", "cv", "tbk",
    "sdn", "bhd", "ltd", "limited", "inc", "llc", "co", "berhad",
])  # fmt: skip
_SPACED = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "/'")}
_LARGEST_GROUP = 64  # more different names under one identifier are a reused identifier without looking further


@dataclass(frozen=True, slots=True)
class Signature:
    """What a claim says of a person's identity; an empty part is missing and agrees with everything."""

    name: frozenset[str]
    birth_date: str


def name_words(name: str | None) -> frozenset[str]:
    """The words of a name that identify: folded, without titles and filiation unless nothing else is left."""
    if not name:
        return frozenset()
    if name.isascii():
        text = name.lower().translate(_SPACED)
    else:
        plain = unicodedata.normalize("NFKD", name).casefold()
        text = "".join(c if c.isalnum() or c in "/'" else " " for c in plain if not unicodedata.combining(c))
    words = frozenset(word.replace("'", "") for word in text.split())
    return (words - _SILENT_WORDS) or words


def agree(one: Signature, other: Signature) -> bool:
    """Names are equal, one within the other, or missing; birth dates likewise, by their known part."""
    names = not one.name or not other.name or one.name <= other.name or other.name <= one.name
    a, b = one.birth_date, other.birth_date
    return names and (a.startswith(b) or b.startswith(a))


def all_agree(members: Sequence[Signature]) -> bool:
    """Tell whether every two members agree; O(members²), large groups never do."""
    return len(members) <= _LARGEST_GROUP and all(agree(a, b) for a, b in combinations(members, 2))


def agreeing_groups(members: Sequence[Signature]) -> list[int]:
    """Group label of every member: members are one group only where all of the group agree.

    Agreement does not carry over (a lone first name agrees with two different people), so a connected set with one
    disagreement in it falls apart into its members. O(members²).
    """
    alone = list(range(len(members)))
    if len(members) > _LARGEST_GROUP:
        return alone
    label = list(alone)
    for i, j in combinations(alone, 2):
        if agree(members[i], members[j]) and label[i] != label[j]:
            old, new = max(label[i], label[j]), min(label[i], label[j])
            label = [new if x == old else x for x in label]
    sound = {x for x in set(label) if all_agree([m for m, y in zip(members, label, strict=True) if x == y])}
    return [x if x in sound else own for own, x in zip(alone, label, strict=True)]
