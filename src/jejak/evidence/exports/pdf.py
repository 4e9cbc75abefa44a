"""The chart as PDF."""

from __future__ import annotations

from collections.abc import Mapping

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.drawing import draw
from jejak.evidence.exporter import MOST_DRAWN, Exporter, Heading


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``chart.pdf``."""
    from jejak.evidence.typesetting import pdf  # noqa: PLC0415  it loads Typst

    return {"chart.pdf": pdf(draw(disclosure, heading), heading)}


def says(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Every text in it."""
    return {"chart.pdf": draw(disclosure, heading).said.encode()}


EXPORTER = Exporter("pdf", "Chart as a page (PDF, vector)", write, says, MOST_DRAWN, draws=True)
