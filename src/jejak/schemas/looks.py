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
    stages: tuple[str, ...]
    communities: tuple[tuple[str, str], ...]
    dashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ink:
    """The colour of an outline, that of a number on it, and how its line is broken (SVG)."""

    colour: str
    ink: str
    dash: str


#: Of a part that stands above the stages of the chain.
_NO_STAGE = "#495057"


@cache
def _declared() -> _Looks:
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    kinds = {kind: Look(**look) for kind, look in found["kinds"].items()}
    communities = tuple((colour, ink) for colour, ink in found["communities"])
    return _Looks(kinds, found["layers"], found["parts"], tuple(found["stages"]), communities, tuple(found["dashes"]))


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


def stage_ink(stage: int | None) -> str:
    """The colour of a part, by the place of its stage in the chain."""
    stages = _declared().stages
    return _NO_STAGE if stage is None or not 0 <= stage < len(stages) else stages[stage]


def community_ink(number: int) -> Ink:
    """How a community is outlined: of eight that follow each other none looks like another, nor do 32 (from 1)."""
    looks = _declared()
    turn, at = divmod(number - 1, len(looks.communities))
    colour, ink = looks.communities[at]
    return Ink(colour, ink, looks.dashes[turn % len(looks.dashes)])
