"""How kinds of entities, parts and layers look, on the screen and on paper alike; declared once in ``looks.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "looks.json"
_OTHER = "unknown_party"


@dataclass(frozen=True, slots=True)
class Look:
    """A kind: its shape (a name of Cytoscape's), its colour, and its icon as an SVG path on a grid of 24 by 24."""

    shape: str
    fill: str
    icon: str


@dataclass(frozen=True, slots=True)
class _Looks:
    kinds: Mapping[str, Look]
    layers: Mapping[str, str]
    parts: Mapping[str, str]


@cache
def _declared() -> _Looks:
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    kinds = {kind: Look(**look) for kind, look in found["kinds"].items()}
    return _Looks(kinds, found["layers"], found["parts"])


def look_of(kind: str) -> Look:
    """How a kind looks; one that is not declared looks like an unknown party."""
    looks = _declared().kinds
    return looks.get(kind) or looks[_OTHER]


def layer_colours() -> Mapping[str, str]:
    """The colour of each layer that has one of its own."""
    return _declared().layers


def part_icon(part: str) -> str:
    """The icon of a part that somebody may play, as an SVG path on a grid of 24 by 24; '' where it has none."""
    return _declared().parts.get(part, "")
