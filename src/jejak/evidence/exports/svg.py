"""The chart as one SVG picture, as sharp at every size."""

from __future__ import annotations

from collections.abc import Mapping

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.drawing import draw
from jejak.evidence.exporter import MOST_DRAWN, Exporter, Heading


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``chart.svg``."""
    return {"chart.svg": draw(disclosure, heading).svg.encode()}


def says(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Every text in it; the rest is figures of places, which may look like a number of somebody."""
    return {"chart.svg": draw(disclosure, heading).said.encode()}


EXPORTER = Exporter("svg", "Chart as a picture (SVG)", write, says, MOST_DRAWN, draws=True)
