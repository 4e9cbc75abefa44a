"""Links in a picture: those of one type between the same two are one line, with their number and exact sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from typing import Final

from jejak.evidence.amounts import money, number
from jejak.evidence.chart import Line, Place
from jejak.evidence.charted import ShownChart
from jejak.evidence.closed import BUNDLE
from jejak.evidence.drawn_nodes import HALO, MARK, Nodes, faded
from jejak.evidence.shown import LIST_SEPARATOR, ShownEdge
from jejak.evidence.strokes import FAINT, LINE, Said, text_svg
from jejak.schemas.i18n import ngettext
from jejak.schemas.labels import link_label
from jejak.schemas.looks import layer_colours
from jejak.schemas.world import load_world

#: How broad a line may be that tells a number, and one that tells amounts.
_BROADEST: Final = 4.5
_LEAST, _MOST = 1.2, 9.0


@dataclass(frozen=True, slots=True)
class Bundle:
    """All links of one type from one node to another: how many, and their exact sums by currency.

    At a closed group ``types`` are the types of what is put together there, else its own.
    """

    source: str
    target: str
    ltype: str
    count: int
    sums: tuple[tuple[str, Decimal], ...]
    types: tuple[str, ...]

    @property
    def line(self) -> Line:
        """Its ends and type."""
        return (self.source, self.target, self.ltype)

    @property
    def text(self) -> str:
        """What stands at the line."""
        if self.ltype == BUNDLE:
            return ngettext("{n} link", "{n} links", self.count).format(n=number(self.count))
        parts = [link_label(self.ltype) + (f" ×{number(self.count)}" if self.count > 1 else "")]
        parts += [f"{money(total)} {currency}" for currency, total in self.sums]
        return " · ".join(parts)

    @property
    def layer(self) -> str:
        """The layer that all of it is of, '' where that differs."""
        layers = {layer_of(ltype) for ltype in self.types}
        return layers.pop() if len(layers) == 1 else ""

    @property
    def directed(self) -> bool:
        """Whether any of it points from one to the other."""
        known = load_world().link_types
        return any(ltype not in known or known[ltype].directed for ltype in self.types)


def layer_of(ltype: str) -> str:
    """The layer of a link type, '' where it has none."""
    known = load_world().link_types.get(ltype)
    return known.layer if known else ""


def bundles(edges: Iterable[ShownEdge]) -> list[Bundle]:
    """Roll links of one type between the same ends into one, sorted."""
    found: dict[Line, list[ShownEdge]] = defaultdict(list)
    for edge in edges:
        found[edge.source, edge.target, edge.ltype].append(edge)
    return [_bundle(line, links) for line, links in sorted(found.items())]


def _bundle(line: Line, links: list[ShownEdge]) -> Bundle:
    if line[2] != BUNDLE:
        return Bundle(*line, len(links), _sums(links), (line[2],))
    known = dict(links[0].attributes)
    return Bundle(*line, int(known["links"]), (), tuple(known["link_types"].split(LIST_SEPARATOR)))


def _sums(links: Iterable[ShownEdge]) -> tuple[tuple[str, Decimal], ...]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for link in links:
        known = dict(link.attributes)
        if "amount" in known:
            sums[known.get("currency", "?")] += Decimal(known["amount"])
    return tuple(sorted(sums.items()))


def widths(bundled: Iterable[Bundle], *, by_amount: bool) -> Mapping[Line, float]:
    """How broad lines are: by their number, or by the share of the largest sum in the same currency."""
    if not by_amount:
        return {one.line: min(_BROADEST, _LEAST + 0.5 * (one.count - 1) ** 0.5) for one in bundled}
    some = list(bundled)
    largest: dict[str, Decimal] = {}
    for currency, total in (pair for one in some for pair in one.sums):
        largest[currency] = max(largest.get(currency, Decimal(1)), total)
    shares = {one.line: max((float(total / largest[name]) for name, total in one.sums), default=0.0) for one in some}
    return {line: _LEAST + (_MOST - _LEAST) * max(0.0, share) ** 0.5 for line, share in shares.items()}


@dataclass(frozen=True, slots=True)
class _Pen:
    colour: str
    thick: float
    dashed: bool
    directed: bool

    @property
    def stroke(self) -> str:
        dash = ' stroke-dasharray="7 5"' if self.dashed else ""
        return f'fill="none" stroke="{self.colour}" stroke-width="{self.thick:.1f}"{dash}'


def links(bundled: Iterable[Bundle], nodes: Nodes, chart: ShownChart, said: Said) -> Iterator[str]:
    """Lines with what stands at them; those between the same two bend apart."""
    drawn: Counter[tuple[str, str]] = Counter()
    some = list(bundled)
    thick = widths(some, by_amount=chart.by_amount)
    for one in some:
        pair = (min(one.source, one.target), max(one.source, one.target))
        turn = drawn[pair]
        drawn[pair] += 1
        bend = ((turn + 1) // 2) * 34.0 * (1 if turn % 2 else -1) * (1 if one.source == pair[0] else -1)
        colour = MARK if one.line in chart.marked else layer_colours().get(one.layer, LINE)
        pen = _Pen(colour, thick[one.line], dashed=one.ltype == BUNDLE, directed=one.directed)
        parts = [*_arrow(nodes[one.source], nodes[one.target], bend, pen)]
        if one.line not in chart.pale:
            cards = chart.cards.get(one.line)
            text = f"{one.text} ✎{number(cards)}" if cards else one.text
            parts.append(_label(nodes[one.source][:2], nodes[one.target][:2], bend, said(text)))
        yield faded("".join(parts), one.line, chart)


def _middle(start: Place, end: Place, bend: float) -> Place:
    """The control point of the curve: ``bend`` pixels to the side of the middle."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = hypot(dx, dy) or 1.0
    return (start[0] + end[0]) / 2 - dy / long * bend, (start[1] + end[1]) / 2 + dx / long * bend


def _arrow(start: tuple[float, float, float], end: tuple[float, float, float], bend: float, pen: _Pen) -> Iterator[str]:
    if start == end:
        x, y, r = start
        high, foot = y - r - 45, y - r
        loop = f"M{x - 10:.1f} {foot:.1f}C{x - 40:.1f} {high:.1f} {x + 40:.1f} {high:.1f} {x + 10:.1f} {foot:.1f}"
        yield f'<path d="{loop}" {pen.stroke}/>'
        return
    mx, my = _middle(start[:2], end[:2], bend)
    dx, dy = end[0] - mx, end[1] - my
    long = hypot(dx, dy) or 1.0
    ux, uy = dx / long, dy / long
    tip = (end[0] - ux * (end[2] + 2), end[1] - uy * (end[2] + 2))
    way = f"M{start[0]:.1f} {start[1]:.1f}Q{mx:.1f} {my:.1f} {tip[0]:.1f} {tip[1]:.1f}"
    yield f'<path d="{way}" {pen.stroke} opacity="0.85"/>'
    if pen.directed:
        back, side = 7 + pen.thick, 3.2 + pen.thick / 2
        bx, by = tip[0] - ux * back, tip[1] - uy * back
        yield (
            f'<path d="M{tip[0]:.1f} {tip[1]:.1f}L{bx - uy * side:.1f} {by + ux * side:.1f} '
            f'{bx + uy * side:.1f} {by - ux * side:.1f}Z" fill="{pen.colour}"/>'
        )


def _label(start: Place, end: Place, bend: float, text: str) -> str:
    if start == end:
        x, y = start[0], start[1] - 54
    else:
        mx, my = _middle(start, end, bend)
        x, y = (start[0] + 2 * mx + end[0]) / 4, (start[1] + 2 * my + end[1]) / 4 - 4
    return text_svg(x, y, text, size=9, fill=FAINT, more=f' text-anchor="middle"{HALO}')
