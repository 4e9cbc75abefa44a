"""One spelling for the many spellings of a word, and a coarser key for words that sound alike.

Invariant: a standard spelling is its own standard spelling, and holds nothing but a to z and digits.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jejak.schemas.names.words import plain_words, words

_ROUNDS = 3  # a changed spelling can bring another rule about
_OLD = re.compile("oe|tj|dj|sj|^nj")
_KEPT = "\x01"  # the j that an old dj stands for
_SOUNDS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in {
        "^kh|ch|q|x": "k", "kh": "h", "sy|sh|ts": "s", "dh|dz": "d", "th": "t", "gh": "g", "ph|f|v": "p", "^z": "j",
        "z": "s", "ie|ee|ey|iy|y": "i", "oo|ou|u": "u", r"(.)\1+": r"\1", "(?<=..)h$": "",
    }.items()
)  # fmt: skip


@lru_cache(maxsize=1 << 17)
def standard(word: str) -> str:
    """A word in the spelling that is compared: Soesilo is susilo, Tjahjono cahyono, Mohd muhammad."""
    found = "".join(plain_words(word)).replace("/", "").replace("@", "").replace("&", "")
    for _ in range(_ROUNDS):
        known = words().spellings.get(found) or words().short.get(found)
        changed = known or _modern(found)
        if changed == found:
            break
        found = changed
    return found


def _modern(word: str) -> str:
    """The spelling of today, where a word shows that it is written in the old one."""
    if "ch" in word:
        word = word.replace("ch", "kh")
    if not _OLD.search(word):
        return word
    word = word.replace("dj", _KEPT).replace("tj", "c").replace("sj", "sy").replace("oe", "u").replace("nj", "ny")
    return word.replace("j", "y").replace(_KEPT, "j")


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """How a word sounds, roughly: equal for words that may be heard as one."""
    heard = standard(word)
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard


def is_common(word: str) -> bool:
    """Whether a word is a name that many people have."""
    return standard(word) in _common()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(map(standard, words().known))
