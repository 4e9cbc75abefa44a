"""The words of ``words.yaml``, read once; and texts of any script as plain words.

Invariant: plain words hold nothing but the letters a to z, digits and, within a word, a slash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*|@|&")
_SYLLABLE = re.compile("(?<=[a-z])(?=[A-Z])")  # Chinese comes as ChenMeiLing
_SILENT = str.maketrans("", "", "'`’‘ʼ\"")  # Ma'ruf is one word


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists; see the comments of the YAML file for what each one is."""

    fathers: Mapping[str, str]  # word → relation
    fathers_between: Mapping[str, str]
    titles: frozenset[str]
    long_titles: frozenset[tuple[str, ...]]
    degrees: frozenset[str]
    no_name: frozenset[str]
    no_names: frozenset[tuple[str, ...]]
    also: frozenset[str]
    birth_order: frozenset[str]
    also_titles: frozenset[str]
    short: Mapping[str, str]
    spellings: Mapping[str, str]  # spelling → the one that is compared
    legal_forms: Mapping[tuple[str, ...], str]
    organisation_short: Mapping[str, str]
    organisation_kinds: frozenset[str]
    address_kinds: frozenset[str]
    address_short: Mapping[str, str]
    known: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The built-in words."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_bytes())
    return Words(
        fathers={word: relation for relation, listed in data["fathers"].items() for word in listed},
        fathers_between=data["fathers_between"],
        long_titles=frozenset(tuple(text.split()) for text in data["long_titles"]),
        no_names=frozenset(tuple(text.split()) for text in data["no_names"]),
        short=data["short"],
        spellings={spelling: listed[0] for listed in data["spellings"] for spelling in listed},
        legal_forms={tuple(text.split()): form for text, form in data["legal_forms"].items()},
        organisation_short=data["organisation_short"],
        address_short=data["address_short"],
        **{
            name: frozenset(data[name])
            for name in (
                "titles",
                "degrees",
                "no_name",
                "also",
                "birth_order",
                "also_titles",
                "organisation_kinds",
                "address_kinds",
                "known",
            )
        },
    )


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters a to z and digits, other scripts transliterated."""
    if not text.isascii():
        text = _SYLLABLE.sub(" ", anyascii(text))
    return _WORD.findall(text.lower().translate(_SILENT))
