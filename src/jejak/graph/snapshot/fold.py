"""Folding of text for search: case and accents do not count, and folding twice changes nothing."""

from __future__ import annotations

import unicodedata

#: Stands between several folded texts; folding leaves it in none of them.
BETWEEN = "\n"


def fold(text: str) -> str:
    """Fold case, accents and runs of white space: ``Café  ÉTÉ`` → ``cafe ete``."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", kept).split())
