"""What an address asks for: ids and names of pages' parts only, never names of people or search texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

Asked = Mapping[str, str]
_IDS = re.compile(r"[0-9a-f]{32}")


def asked(search: str | None) -> Asked:
    """The parts of an address behind its question mark, the last of each name."""
    return {name: values[-1] for name, values in parse_qs((search or "").removeprefix("?")).items()}


def is_id(text: str) -> bool:
    """Whether a text has the form of a canonical id."""
    return _IDS.fullmatch(text) is not None


def ids_of(text: str | None) -> list[str]:
    """Canonical ids that commas set apart; what is none is left out."""
    return [one for one in (text or "").split(",") if is_id(one)]
