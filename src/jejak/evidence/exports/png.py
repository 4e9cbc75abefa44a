"""The chart as PNG."""

from __future__ import annotations

from collections.abc import Mapping

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.drawing import draw
from jejak.evidence.exporter import MOST_DRAWN, Exporter, Heading


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``chart.png``."""
    from jejak.evidence.typesetting import png  # noqa: PLC0415  it loads Typst

    return {"chart.png": png(draw(disclosure, heading), heading)}


def says(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Every text in it."""
    return {"chart.png": draw(disclosure, heading).said.encode()}


EXPORTER = Exporter("png", "Chart as a picture (PNG)", write, says, MOST_DRAWN, draws=True)
