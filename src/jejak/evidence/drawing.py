"""Draws a disclosure as one SVG picture: nodes where the analyst put them, links rolled up, heading, legend.

Invariant: pure, and the same bytes for the same disclosure, heading and language; every text is escaped, nothing runs
and nothing is loaded. A victim's name cannot be in it, since a disclosure does not hold one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from typing import Final
from xml.sax.saxutils import escape

from babel.numbers import format_decimal

from jejak.evidence.disclosure import Disclosure, ShownEdge, ShownNode
from jejak.evidence.exporter import Heading
from jejak.evidence.places import Place, places_of
from jejak.evidence.shapes import outline
from jejak.schemas.grading import Handling
from jejak.schemas.i18n import _, current_language
from jejak.schemas.labels import entity_label, layer_label, link_label
from jejak.schemas.looks import layer_colours, look_of
from jejak.schemas.world import load_world

FONT: Final = "DejaVu Sans, Noto Sans, Segoe UI, sans-serif"
INK, FAINT, PAPER, LINE, ALARM = "#1f2933", "#5d6b78", "#ffffff", "#94a0ad", "#b3261e"
RADIUS: Final = 17.0
MARGIN: Final = 70.0
HEAD: Final = 74.0
#: Letters of a line of a label, and lines of it.
LETTERS, LINES = 22, 3
_ROW, _COLUMN, _LETTER = 22.0, 230.0, 0.62
_PROTECTED = "masked"


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


@dataclass(frozen=True, slots=True)
class Bundle:
    """All links of one type from one node to another: how many, and their exact sums by currency."""

    source: str
    target: str
    ltype: str
    count: int
    sums: tuple[tuple[str, Decimal], ...]

    @property
    def text(self) -> str:
        """What stands at the line."""
        parts = [link_label(self.ltype) + (f" ×{_number(Decimal(self.count))}" if self.count > 1 else "")]
        parts += [f"{_money(total)} {currency}" for currency, total in self.sums]
        return " · ".join(parts)


def draw(disclosure: Disclosure, heading: Heading) -> Picture:
    """Draw a disclosure; O(nodes + links), besides the places of what the analyst has not placed."""
    places = places_of(disclosure)
    bundled = bundles(disclosure.edges)
    kinds = Counter(_kind(node) for node in disclosure.nodes)
    layers = sorted({_layer(one.ltype) for one in bundled})
    xs, ys = [x for x, _y in places.values()] or [0.0], [y for _x, y in places.values()] or [0.0]
    said = _Said()
    lines = _heading(heading, disclosure, said)
    room = 32 + max(len(text) * size * _LETTER for text, size, _fill in lines)
    width = max(room, max(xs) - min(xs) + 2 * MARGIN)
    legend_height = _ROW * -(-(len(kinds) + len(layers)) // max(1, int(width // _COLUMN))) + 24
    graph_height = max(ys) - min(ys) + 2 * MARGIN
    left, top = (width - max(xs) + min(xs)) / 2 - min(xs), HEAD + MARGIN - min(ys)
    shown = {node: (x + left, y + top) for node, (x, y) in places.items()}
    body = [
        *_headed(lines, width),
        *_links(bundled, shown, said),
        *_nodes(disclosure.nodes, shown, said),
        *_legend(kinds, layers, HEAD + graph_height, width, said),
    ]
    height = HEAD + graph_height + legend_height
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    title = f"<title>{escape(said(_('Link chart')))}</title>"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" fill="{INK}" role="img">{title}'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>' + "\n".join(body) + "</svg>\n"
    )
    return Picture(svg, width, height, tuple(said.lines))


class _Said:
    """Notes every text that is written, whole."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, text: str) -> str:
        self.lines.append(text)
        return text


def bundles(edges: Iterable[ShownEdge]) -> list[Bundle]:
    """Roll links of one type between the same ends into one, sorted."""
    found: dict[tuple[str, str, str], list[ShownEdge]] = defaultdict(list)
    for edge in edges:
        found[edge.source, edge.target, edge.ltype].append(edge)
    return [Bundle(*ends, len(links), _sums(links)) for ends, links in sorted(found.items())]


def _sums(links: Iterable[ShownEdge]) -> tuple[tuple[str, Decimal], ...]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for link in links:
        known = dict(link.attributes)
        if "amount" in known:
            sums[known.get("currency", "?")] += Decimal(known["amount"])
    return tuple(sorted(sums.items()))


def _number(value: Decimal) -> str:
    return str(format_decimal(value, locale=current_language(), decimal_quantization=False))


def _money(value: Decimal) -> str:
    pattern = "#,##0" if value == value.to_integral_value() else "#,##0.00"
    return str(format_decimal(value, pattern, locale=current_language(), decimal_quantization=False))


def _kind(node: ShownNode) -> str:
    return _PROTECTED if not node.shown and node.etype == "person" else node.etype


def _kind_label(kind: str) -> str:
    return _("Person, not named") if kind == _PROTECTED else entity_label(kind)


def _layer(ltype: str) -> str:
    known = load_world().link_types.get(ltype)
    return known.layer if known else ""


def _directed(ltype: str) -> bool:
    known = load_world().link_types.get(ltype)
    return known is None or known.directed


# ---- the parts ----


def _text(x: float, y: float, text: str, *, size: float = 12, fill: str = INK, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{more}>{escape(text)}</text>'


def _heading(heading: Heading, disclosure: Disclosure, said: _Said) -> list[tuple[str, float, str]]:
    """Whose picture it is, which graph it shows, and how it may be handled: each line with its size and colour."""
    codes = {claim.handling for claims in disclosure.evidence.values() for claim in claims}
    handling = _("only with conditions (C)") if Handling.CONDITIONAL in codes else _("may be shared (P)")
    first = _("Jejak · case {case} · profile {profile} · handling: {handling}").format(
        case=heading.case_id[:8], profile=heading.profile, handling=handling
    )
    counts = _("{nodes} entities, {links} links · {created} · sequence {sequence} · digest {digest}").format(
        nodes=_number(Decimal(len(disclosure.nodes))), links=_number(Decimal(len(disclosure.edges))),
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
    for number, (text, size, fill) in enumerate(lines):
        yield _text(16, 24 + 18.5 * number, text, size=size, fill=fill, more="" if number else ' font-weight="700"')
    yield f'<path d="M0 {HEAD - 4:.0f}H{width:.0f}" stroke="{LINE}" stroke-width="0.7"/>'


def _links(bundled: Iterable[Bundle], places: Mapping[str, Place], said: _Said) -> Iterator[str]:
    drawn: Counter[tuple[str, str]] = Counter()
    colours = layer_colours()
    for one in bundled:
        pair = (min(one.source, one.target), max(one.source, one.target))
        turn = drawn[pair]
        drawn[pair] += 1
        bend = ((turn + 1) // 2) * 34.0 * (1 if turn % 2 else -1) * (1 if one.source == pair[0] else -1)
        colour = colours.get(_layer(one.ltype), LINE)
        thick = min(4.5, 1.2 + 0.5 * (one.count - 1) ** 0.5)
        yield from _arrow(places[one.source], places[one.target], bend, colour, thick, directed=_directed(one.ltype))
        yield _link_label(places[one.source], places[one.target], bend, said(one.text))


def _middle(start: Place, end: Place, bend: float) -> Place:
    """The control point of the curve: ``bend`` pixels to the side of the middle."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = hypot(dx, dy) or 1.0
    return (start[0] + end[0]) / 2 - dy / long * bend, (start[1] + end[1]) / 2 + dx / long * bend


def _arrow(start: Place, end: Place, bend: float, colour: str, thick: float, *, directed: bool) -> Iterator[str]:
    if start == end:
        x, y = start
        high, foot = y - 62, y - RADIUS
        loop = f"M{x - 10:.1f} {foot:.1f}C{x - 40:.1f} {high:.1f} {x + 40:.1f} {high:.1f} {x + 10:.1f} {foot:.1f}"
        yield f'<path d="{loop}" fill="none" stroke="{colour}" stroke-width="{thick:.1f}"/>'
        return
    mx, my = _middle(start, end, bend)
    dx, dy = end[0] - mx, end[1] - my
    long = hypot(dx, dy) or 1.0
    ux, uy = dx / long, dy / long
    tip = (end[0] - ux * (RADIUS + 2), end[1] - uy * (RADIUS + 2))
    yield (
        f'<path d="M{start[0]:.1f} {start[1]:.1f}Q{mx:.1f} {my:.1f} {tip[0]:.1f} {tip[1]:.1f}" fill="none" '
        f'stroke="{colour}" stroke-width="{thick:.1f}" opacity="0.85"/>'
    )
    if directed:
        back, side = 7 + thick, 3.2 + thick / 2
        bx, by = tip[0] - ux * back, tip[1] - uy * back
        yield (
            f'<path d="M{tip[0]:.1f} {tip[1]:.1f}L{bx - uy * side:.1f} {by + ux * side:.1f} '
            f'{bx + uy * side:.1f} {by - ux * side:.1f}Z" fill="{colour}"/>'
        )


_HALO = f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'


def _link_label(start: Place, end: Place, bend: float, text: str) -> str:
    if start == end:
        x, y = start[0], start[1] - 54
    else:
        mx, my = _middle(start, end, bend)
        x, y = (start[0] + 2 * mx + end[0]) / 4, (start[1] + 2 * my + end[1]) / 4 - 4
    return _text(x, y, text, size=9, fill=FAINT, more=f' text-anchor="middle"{_HALO}')


def _nodes(nodes: Iterable[ShownNode], places: Mapping[str, Place], said: _Said) -> Iterator[str]:
    for node in nodes:
        x, y = places[node.id]
        yield _symbol(_kind(node), x, y, RADIUS)
        said(node.label)
        for number, line in enumerate(wrapped(node.label)):
            yield _text(x, y + RADIUS + 14 + 13 * number, line, size=11, more=f' text-anchor="middle"{_HALO}')


def _symbol(kind: str, x: float, y: float, radius: float) -> str:
    look = look_of(kind)
    scale = 1.28 * radius / 24
    icon = (
        f'<g transform="translate({x - 12 * scale:.1f} {y - 12 * scale:.1f}) scale({scale:.3f})"><path d="{look.icon}" '
        'fill="none" stroke="#ffffff" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></g>'
    )
    return outline(look.shape, x, y, radius, look.fill) + icon


def wrapped(text: str) -> list[str]:
    """A label in at most `LINES` lines of about `LETTERS` letters; what does not fit ends with an ellipsis."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    cut = [line if len(line) <= LETTERS + 6 else f"{line[: LETTERS + 5]}…" for line in lines[:LINES]]
    if len(lines) > LINES:
        cut[-1] = f"{cut[-1].rstrip('…')}…"
    return cut


def _legend(kinds: Mapping[str, int], layers: list[str], top: float, width: float, said: _Said) -> Iterator[str]:
    """Every kind with its number, then every layer, in as many columns as fit."""
    columns = max(1, int(width // _COLUMN))
    entries = [(kind, f"{_kind_label(kind)} ({_number(Decimal(count))})") for kind, count in _most_first(kinds)]
    yield f'<path d="M0 {top:.0f}H{width:.0f}" stroke="{LINE}" stroke-width="0.7"/>'
    for number, (name, text) in enumerate([*entries, *((layer, layer_label(layer)) for layer in layers)]):
        x, y = 18 + _COLUMN * (number % columns), top + 20 + _ROW * (number // columns)
        if number < len(entries):
            yield _symbol(name, x + 9, y, 9)
        else:
            colour = layer_colours().get(name, LINE)
            yield f'<path d="M{x:.0f} {y:.0f}h18" stroke="{colour}" stroke-width="3"/>'
        yield _text(x + 26, y + 4, said(text), size=11)


def _most_first(kinds: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
