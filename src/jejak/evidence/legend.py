"""The legend of a picture: what its signs mean, and which state of the chart it shows, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, Self

from jejak.evidence.amounts import number
from jejak.evidence.charted import ShownChart
from jejak.evidence.closed import GROUP
from jejak.evidence.disclosure import Disclosure
from jejak.evidence.drawn_links import bundles
from jejak.evidence.drawn_nodes import kind_label, kind_of, part_badge, symbol
from jejak.evidence.hulls import badge
from jejak.evidence.strokes import FAINT, LINE, Said, as_svg, lines_of, text_svg
from jejak.schemas.i18n import _
from jejak.schemas.labels import layer_label
from jejak.schemas.looks import layer_colours

_ROW, _COLUMN, _STEP, _SIZE = 22.0, 230.0, 15.5, 10.5
_EDGE: Final = 18.0
#: Draws the sign of an entry in the middle of a place.
Sign = Callable[[float, float], str]


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries with their signs in columns, and the lines of text below them."""

    entries: tuple[tuple[Sign, str], ...]
    lines: tuple[str, ...]
    width: float

    @classmethod
    def of(cls, disclosure: Disclosure, width: float, said: Said) -> Self:
        """The legend of a picture of some width."""
        entries = tuple((sign, said(text)) for sign, text in _entries(disclosure))
        lines = [line for text in sentences(disclosure) for line in lines_of(said(text), _SIZE, width - 2 * _EDGE)]
        return cls(entries, tuple(lines), width)

    @property
    def height(self) -> float:
        """How much room it needs."""
        below = 8 + _STEP * len(self.lines) if self.lines else 0
        return _ROW * -(-len(self.entries) // self._columns) + 24 + below

    @property
    def _columns(self) -> int:
        return max(1, int(self.width // _COLUMN))

    def drawn(self) -> Iterator[str]:
        """As SVG, from the upper left corner on."""
        yield f'<path d="M0 0H{self.width:.0f}" stroke="{LINE}" stroke-width="0.7"/>'
        for at, (sign, text) in enumerate(self.entries):
            x, y = _EDGE + _COLUMN * (at % self._columns), 20 + _ROW * (at // self._columns)
            yield sign(x + 9, y)
            yield text_svg(x + 26, y + 4, text, size=11)
        foot = self.height - _STEP * len(self.lines)
        for at, line in enumerate(self.lines):
            yield text_svg(_EDGE, foot + _STEP * at, line, size=_SIZE, fill=FAINT)


def kinds(disclosure: Disclosure) -> Iterator[tuple[str, str]]:
    """Every kind of nodes with what it is called and its number, the most first."""
    counts = Counter(map(kind_of, disclosure.nodes))
    for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield kind, f"{kind_label(kind)} ({number(count)})"


def _entries(disclosure: Disclosure) -> Iterator[tuple[Sign, str]]:
    """Every kind with its number, then layers, parts and communities."""
    yield from ((partial(_symbol, kind), text) for kind, text in kinds(disclosure))
    for layer in sorted({one.layer for one in bundles(disclosure.edges)} - {""}):
        yield partial(_stroke, layer_colours().get(layer, LINE)), layer_label(layer)
    chart = disclosure.chart
    parts = {part.name: part for part in chart.parts.values()}
    counts = Counter(part.name for part in chart.parts.values())
    for part in sorted(parts.values(), key=lambda one: (one.stage is None, one.stage or 0, one.name)):
        yield partial(part_badge, part), f"{part.word} ({number(counts[part.name])})"
    for community, members in chart.communities.items():
        told = _("Community {n}").format(n=community)
        yield partial(_numbered, community), f"{told} ({number(len(members))})"


def _symbol(kind: str, x: float, y: float) -> str:
    return symbol(kind, x, y, 9)


def _stroke(colour: str, x: float, y: float) -> str:
    return f'<path d="M{x - 9:.0f} {y:.0f}h18" stroke="{colour}" stroke-width="3"/>'


def _numbered(community: int, x: float, y: float) -> str:
    return "".join(as_svg(badge(community, x, y, 9)))


def sentences(disclosure: Disclosure) -> list[str]:
    """Which state of the chart is shown, and how it is to be read; nothing where no chart was."""
    chart = disclosure.chart
    signs = [
        (bool(chart.pale), _("Pale: left out by the filter.")),
        (bool(chart.marked), _("Red: highlighted on the chart; the rest has less ink.")),
        (
            any(node.etype == GROUP for node in disclosure.nodes),
            _("A closed group stands for what lies inside it, a dashed line for all links to what does."),
        ),
        (bool(chart.cards), _("Yellow slip and ✎: number of notes that the case holds on it.")),
        (bool(chart.remarks), _("Notes, frames and arrows are remarks of the case team, not statements of sources.")),
    ]
    return [*_view(chart), *chart.told, *(text for there, text in signs if there), *_left_out(chart)]


def _view(chart: ShownChart) -> Iterator[str]:
    parts = []
    if chart.view:
        named = _("View: {name}, version {n}") if chart.view.name else _("View: version {n}")
        told = named.format(name=chart.view.name, n=number(chart.view.version))
        parts.append(told + (f" ({_('changed since')})" if chart.view.changed else ""))
    if chart.state:
        parts.append(_("State of the chart: {digest}").format(digest=chart.state[:16]))
    if parts:
        yield " · ".join(parts)


def _left_out(chart: ShownChart) -> Iterator[str]:
    if chart.left_out.get("conclusions"):
        yield _("Sizes, communities and parts that the case team sees stay in the case under this profile.")
    if drawings := chart.left_out.get("drawings"):
        yield _("Notes, frames and arrows that stay in the case: {n}").format(n=number(drawings))
