"""Nodes in a picture: symbol by type, size, badges of parts and notes, and the label below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from jejak.evidence.amounts import number
from jejak.evidence.chart import Line, Part
from jejak.evidence.charted import ShownChart
from jejak.evidence.closed import GROUP
from jejak.evidence.hulls import disc
from jejak.evidence.shapes import outline
from jejak.evidence.shown import LIST_SEPARATOR, ShownNode
from jejak.evidence.strokes import PAPER, Said, text_svg
from jejak.schemas.i18n import _
from jejak.schemas.labels import entity_label
from jejak.schemas.looks import look_of, part_icon, stage_ink

RADIUS: Final = 17.0
#: Of a closed group.
GROUP_RADIUS: Final = 25.0
#: Letters of a line of a label, and lines of it.
LETTERS, LINES = 22, 3
#: How much of the ink is left of what a filter makes pale, and of what is not highlighted where something is.
PALE, FADED = 0.25, 0.45
MARK: Final = "#e03131"
HALO: Final = f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
_SIGN: Final = "M8 12h8M12 8v8"
_BADGE: Final = 17.0
_PROTECTED = "masked"
_MOST_CARDS = 9
#: Place and radius of every node.
Nodes: TypeAlias = Mapping[str, tuple[float, float, float]]


def kind_of(node: ShownNode) -> str:
    """Which of the looks a node has."""
    return _PROTECTED if not node.shown and node.etype == "person" else node.etype


def kind_label(kind: str) -> str:
    """What those of one look are."""
    if kind == GROUP:
        return _("Closed group")
    return _("Person, not named") if kind == _PROTECTED else entity_label(kind)


def label_lines(node: ShownNode) -> list[str]:
    """What stands below a node; a closed group tells how many of which types it holds."""
    if node.etype != GROUP:
        return wrapped(node.label)
    kinds = (one.rpartition(" ") for one in dict(node.attributes)["types"].split(LIST_SEPARATOR))
    counted = [f"{number(int(count))} × {entity_label(kind)}" for kind, _space, count in kinds]
    most = ", ".join(counted[:2]) + (" …" if len(counted) > 2 else "")
    return [*wrapped(node.label), *wrapped(most)]


def radius_of(node: ShownNode, chart: ShownChart) -> float:
    """How large a node is drawn."""
    if node.etype == GROUP:
        return GROUP_RADIUS
    return chart.across[node.id] / 2 if node.id in chart.across else RADIUS


def faded(drawn: str, what: str | Line, chart: ShownChart) -> str:
    """What is pale, or not highlighted where something is, with less ink."""
    left = PALE if what in chart.pale else FADED if chart.marked and what not in chart.marked else 1.0
    return drawn if left == 1.0 else f'<g opacity="{left:g}">{drawn}</g>'


def nodes(shown: Iterable[ShownNode], places: Nodes, chart: ShownChart, said: Said) -> Iterator[str]:
    """Nodes with their labels; what is pale has none."""
    for node in shown:
        x, y, r = places[node.id]
        parts = [symbol(kind_of(node), x, y, r)]
        if node.id in chart.marked:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r + 3:g}" fill="none" stroke="{MARK}" stroke-width="3"/>'
            )
        parts += _badges(node, places[node.id], chart)
        if node.id not in chart.pale:
            said(node.label)
            for at, line in enumerate(label_lines(node)):
                parts.append(text_svg(x, y + r + 14 + 13 * at, line, size=11, more=f' text-anchor="middle"{HALO}'))
        yield faded("".join(parts), node.id, chart)


def symbol(kind: str, x: float, y: float, radius: float) -> str:
    """Shape, colour and icon of a kind."""
    look = look_of(kind)
    scale = 1.28 * radius / 24
    icon = (
        f'<g transform="translate({x - 12 * scale:.1f} {y - 12 * scale:.1f}) scale({scale:.3f})"><path d="{look.icon}" '
        'fill="none" stroke="#ffffff" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></g>'
    )
    return outline(look.shape, x, y, radius, look.fill) + icon


def _badges(node: ShownNode, at: tuple[float, float, float], chart: ShownChart) -> Iterator[str]:
    """The part at the upper right, the number of notes at the upper left."""
    x, y, r = at
    aside = max(8.0, 0.72 * r)
    if part := chart.parts.get(node.id):
        yield part_badge(part, x + aside, y - aside)
    if cards := chart.cards.get(node.id):
        yield card(cards, x - aside, y - aside)


def part_badge(part: Part, x: float, y: float) -> str:
    """The sign of a part on a disc in the colour of its stage."""
    scale = _BADGE / 24
    sign = part_icon(part.name) or _SIGN
    return (
        f'<path d="{disc(x, y, _BADGE * 0.46)}" fill="{stage_ink(part.stage)}" stroke="{PAPER}" stroke-width="1.1"/>'
        f'<g transform="translate({x - 8.4 * scale:.2f} {y - 8.4 * scale:.2f}) scale({0.7 * scale:.3f})">'
        f'<path d="{sign}" fill="none" stroke="{PAPER}" stroke-width="2" stroke-linecap="round" '
        'stroke-linejoin="round"/></g>'
    )


def card(count: int, x: float, y: float) -> str:
    """A slip with the number of notes."""
    scale = _BADGE / 24
    told = f"{_MOST_CARDS}+" if count > _MOST_CARDS else str(count)
    return (
        f'<g transform="translate({x - _BADGE / 2:.1f} {y - _BADGE / 2:.1f}) scale({scale:.3f})" stroke="#6b4e00">'
        '<path d="M2 2h20v13l-7 7H2Z" fill="#ffd43b" stroke-width="1.6"/><path d="M22 15h-7v7" fill="none" '
        f'stroke-width="1.6"/><text x="10" y="15.5" font-size="13" font-weight="700" fill="#3d2c00" stroke="none" '
        f'text-anchor="middle">{told}</text></g>'
    )


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
