"""Draws a disclosure as one SVG picture: nodes where the analyst put them, links rolled up, what is drawn by hand.

Invariant: pure, and the same bytes for the same disclosure, heading and language; every text is escaped, nothing runs
and nothing is loaded. A victim's name cannot be in it, since a disclosure does not hold one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from jejak.evidence.amounts import number
from jejak.evidence.chart import Place
from jejak.evidence.disclosure import Disclosure
from jejak.evidence.drawn_links import bundles, links
from jejak.evidence.drawn_nodes import nodes, radius_of
from jejak.evidence.exporter import Heading
from jejak.evidence.hulls import hulls
from jejak.evidence.legend import Legend
from jejak.evidence.places import places_of
from jejak.evidence.remarks import Box, frames, room, slips
from jejak.evidence.strokes import ALARM, FAINT, FONT, INK, LINE, PAPER, Said, as_svg, text_svg
from jejak.schemas.grading import Handling
from jejak.schemas.i18n import _

MARGIN: Final = 70.0
HEAD: Final = 74.0
_LETTER = 0.62
_EDGE = 18.0
#: Heading and legend grow with a picture that is broader than usual, so that they can be read when it is set on a page.
_USUAL, _LARGEST = 1100.0, 2.2


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: SVG, its size in pixels, and every text in it in whole lines."""

    svg: str
    width: float
    height: float
    texts: tuple[str, ...]

    @property
    def said(self) -> str:
        """Every text, set apart by a word: the end of one and the beginning of the next are nobody's name."""
        return "\n".join(f"text {text} text" for text in self.texts)


def draw(disclosure: Disclosure, heading: Heading) -> Picture:
    """Draw a disclosure; O(nodes + links), besides the places of what the analyst has not placed."""
    chart = disclosure.chart
    places = places_of(disclosure)
    spots = {node.id: (*places[node.id], radius_of(node, chart)) for node in disclosure.nodes}
    said = _Said()
    lines = _heading(heading, disclosure, said)
    broadest = 32 + max(len(text) * size * _LETTER for text, size, _fill in lines)
    x1, y1, x2, y2 = extent(places.values(), room(chart.remarks, spots))
    zoom = min(_LARGEST, max(1.0, (x2 - x1) / _USUAL))
    width = max(broadest * zoom, x2 - x1)
    foot = Legend.of(disclosure, width / zoom, said)
    top = HEAD * zoom
    by = ((width - x2 - x1) / 2, top - y1)
    shown = {node: (x + by[0], y + by[1], r) for node, (x, y, r) in spots.items()}
    for one in chart.remarks:
        said(one.text)
    body = [
        *_enlarged(_headed(lines, width / zoom), 0, zoom),
        *as_svg([*frames(chart.remarks), *hulls(chart.communities, places)], by),
        *links(bundles(disclosure.edges), shown, chart, said),
        *nodes(disclosure.nodes, shown, chart, said),
        *as_svg(slips(chart.remarks, spots), by),
        *_enlarged(foot.drawn(), top + y2 - y1, zoom),
    ]
    height = top + y2 - y1 + foot.height * zoom
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    title = f"<title>{escape(said(_('Link chart')))}</title>"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" fill="{INK}" role="img">{title}'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>' + "\n".join(body) + "</svg>\n"
    )
    return Picture(svg, width, height, tuple(said.lines))


def _enlarged(drawn: Iterable[str], top: float, zoom: float) -> Iterator[str]:
    yield f'<g transform="translate(0 {top:.1f}) scale({zoom:.3f})">'
    yield from drawn
    yield "</g>"


def extent(places: Iterable[Place], boxes: Iterable[Box]) -> Box:
    """The room that nodes with their labels take, and what is drawn around them; pixels of the chart."""
    around = [(x - MARGIN, y - MARGIN, x + MARGIN, y + MARGIN) for x, y in places]
    around += [(x1 - _EDGE, y1 - _EDGE, x2 + _EDGE, y2 + _EDGE) for x1, y1, x2, y2 in boxes]
    corners = list(zip(*around, strict=True)) or [(-MARGIN,), (-MARGIN,), (MARGIN,), (MARGIN,)]
    return min(corners[0]), min(corners[1]), max(corners[2]), max(corners[3])


class _Said:
    """Notes every text that is written, whole."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, text: str) -> str:
        self.lines.append(text)
        return text


def _heading(heading: Heading, disclosure: Disclosure, said: Said) -> list[tuple[str, float, str]]:
    """Whose picture it is, which graph it shows, and how it may be handled: each line with its size and colour."""
    codes = {claim.handling for claims in disclosure.evidence.values() for claim in claims}
    handling = _("only with conditions (C)") if Handling.CONDITIONAL in codes else _("may be shared (P)")
    first = _("Jejak · case {case} · profile {profile} · handling: {handling}").format(
        case=heading.case_id[:8], profile=heading.profile, handling=handling
    )
    counts = _("{nodes} entities, {links} links · {created} · sequence {sequence} · digest {digest}").format(
        nodes=number(len(disclosure.nodes)), links=number(len(disclosure.edges)),
        created=heading.created, sequence=heading.sequence, digest=heading.digest[:16],
    )  # fmt: skip
    warning = (
        _("Holds the clear names of {n} protected people: for the case team only.").format(n=heading.revealed)
        if heading.revealed
        else _("For review, not a finding. Protected people and whoever may not be named stand under pseudonyms.")
    )
    return [
        (said(first), 15, INK),
        (said(counts), 11, FAINT),
        (said(warning), 11, ALARM if heading.revealed else FAINT),
    ]


def _headed(lines: Iterable[tuple[str, float, str]], width: float) -> Iterator[str]:
    for at, (text, size, fill) in enumerate(lines):
        yield text_svg(16, 24 + 18.5 * at, text, size=size, fill=fill, more="" if at else ' font-weight="700"')
    yield f'<path d="M0 {HEAD - 4:.0f}H{width:.0f}" stroke="{LINE}" stroke-width="0.7"/>'
