"""How kinds of entities and layers look, on the screen and on paper alike; declared once in ``looks.json``."""

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


@cache
def _declared() -> tuple[Mapping[str, Look], Mapping[str, str]]:
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: Look(**look) for kind, look in found["kinds"].items()}, found["layers"]


def look_of(kind: str) -> Look:
    """How a kind looks; one that is not declared looks like an unknown party."""
    looks, _ = _declared()
    return looks.get(kind) or looks[_OTHER]


def layer_colours() -> Mapping[str, str]:
    """The colour of each layer that has one of its own."""
    return _declared()[1]
