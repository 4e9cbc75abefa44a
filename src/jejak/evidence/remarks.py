"""What analysts draw on a chart as strokes: frames behind the nodes, notes and arrows above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from math import atan2, cos, hypot, sin

from jejak.evidence.chart import Boxed, End, Place, Pointer, Remark
from jejak.evidence.strokes import PAPER, Path, Stroke, Writing, breadth, lines_of

#: Upper left and lower right corner.
Box = tuple[float, float, float, float]

_SIZE, _STEP = 11.5, 15.5
_SLIP, _SLIP_LINE, _SLIP_INK, _FRAME, _ARROW = "#fff3bf", "#e0b400", "#2b2408", "#6b7580", "#c2410c"
_BROADEST = 200.0
_GAP, _HEAD = 5.0, 12.0
Nodes = Mapping[str, tuple[float, float, float]]
"""Place and radius of every node."""


def frames(remarks: Iterable[Remark]) -> Iterator[Stroke]:
    """What lies behind the nodes."""
    for one in remarks:
        if isinstance(one, Boxed) and one.kind == "frame":
            yield Path(_rounded(_rectangle(one), 10), fill=_FRAME, stroke=_FRAME, width=1.5, clear=0.91)


def slips(remarks: Iterable[Remark], nodes: Nodes) -> Iterator[Stroke]:
    """What lies above the nodes: arrows, titles of frames, and notes on top."""
    drawn = list(remarks)
    for arrow in drawn:
        if isinstance(arrow, Pointer):
            yield from _arrow(arrow, nodes)
    for frame in drawn:
        if isinstance(frame, Boxed) and frame.kind == "frame" and frame.text:
            yield from _title(frame)
    for note in drawn:
        if isinstance(note, Boxed) and note.kind == "text":
            yield from _slip(note)


def room(remarks: Iterable[Remark], nodes: Nodes) -> list[Box]:
    """The boxes that drawings fill, so that a picture has room for them."""
    return list(chain.from_iterable(_boxes(one, nodes) for one in remarks))


def _boxes(one: Remark, nodes: Nodes) -> Iterator[Box]:
    if isinstance(one, Pointer):
        yield from ((x, y, x, y) for x, y, _r in (_spot(one.start, nodes), _spot(one.end, nodes)))
        middle = _middle(one, nodes)
        if one.text and middle:
            yield _label(one.text, middle)[0]
        return
    box = _rectangle(one)
    if one.kind == "frame" and one.text:
        tab = _tab(one)[1]
        box = (box[0], tab[1], max(box[2], tab[2]), box[3])
    yield box


def _rectangle(one: Boxed) -> Box:
    (x, y), (width, height) = one.at, one.size
    if one.kind == "text":
        height = max(height, 14 + _STEP * len(lines_of(one.text, _SIZE, width - 20)))
    return (x, y, x + width, y + height)


def _rounded(box: Box, r: float, foot: float | None = None) -> str:
    """The path of a rectangle with round corners, those at its foot of another radius."""
    x1, y1, x2, y2 = box
    low = r if foot is None else foot
    above = f"M{x1 + r:.1f} {y1:.1f}H{x2 - r:.1f}a{r:g} {r:g} 0 0 1 {r:g} {r:g}"
    below = (
        f"V{y2 - low:.1f}a{low:g} {low:g} 0 0 1 {-low:g} {low:g}H{x1 + low:.1f}a{low:g} {low:g} 0 0 1 {-low:g} {-low:g}"
    )
    return f"{above}{below}V{y1 + r:.1f}a{r:g} {r:g} 0 0 1 {r:g} {-r:g}Z"


def _written(
    lines: Iterable[str], x: float, y: float, fill: str, *, middle: bool = False, bold: bool = False
) -> Iterator[Stroke]:
    for number, line in enumerate(lines):
        yield Writing(x, y + _STEP * number, line, _SIZE, fill, bold=bold, middle=middle)


def _slip(note: Boxed) -> Iterator[Stroke]:
    box = _rectangle(note)
    yield Path(_rounded(box, 3), fill=_SLIP, stroke=_SLIP_LINE)
    yield from _written(lines_of(note.text, _SIZE, note.size[0] - 20), box[0] + 10, box[1] + 18, _SLIP_INK)


def _tab(frame: Boxed) -> tuple[list[str], Box]:
    """The lines of a title, and the box that they stand in, above its frame."""
    x, y = frame.at
    lines = lines_of(frame.text, _SIZE * 1.08, max(60, frame.size[0] - 34))
    broad = max(breadth(line, _SIZE * 1.08) for line in lines) + 18
    return lines, (x + 8, y - 4 - _STEP * len(lines), x + 8 + broad, y)


def _title(frame: Boxed) -> Iterator[Stroke]:
    lines, box = _tab(frame)
    yield Path(_rounded(box, 7, 0), fill=_FRAME)
    yield from _written(lines, box[0] + 9, box[1] + 13.5, PAPER, bold=True)


def _spot(end: End, nodes: Nodes) -> tuple[float, float, float]:
    return nodes[end] if isinstance(end, str) else (*end, 0.0)


def _line(arrow: Pointer, nodes: Nodes) -> tuple[Place, Place] | None:
    """From border to border; nothing where the two ends meet."""
    (x1, y1, r1), (x2, y2, r2) = _spot(arrow.start, nodes), _spot(arrow.end, nodes)
    long = hypot(x2 - x1, y2 - y1)
    near, far = (r + _GAP if r else 0.0 for r in (r1, r2))
    if long <= near + far + 1:
        return None
    ux, uy = (x2 - x1) / long, (y2 - y1) / long
    return (x1 + ux * near, y1 + uy * near), (x2 - ux * far, y2 - uy * far)


def _middle(arrow: Pointer, nodes: Nodes) -> Place | None:
    line = _line(arrow, nodes)
    return line and ((line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2)


def _label(text: str, at: Place) -> tuple[Box, list[str]]:
    lines = lines_of(text, _SIZE, _BROADEST - 16)
    wide = max(breadth(line, _SIZE) for line in lines) / 2 + 8
    high = _STEP * len(lines) / 2 + 2
    return (at[0] - wide, at[1] - high, at[0] + wide, at[1] + high), lines


def _arrow(arrow: Pointer, nodes: Nodes) -> Iterator[Stroke]:
    line = _line(arrow, nodes)
    if line is None:
        return
    (x1, y1), (x2, y2) = line
    angle = atan2(y2 - y1, x2 - x1)
    wings = [f"{x2 - _HEAD * cos(angle + turn):.1f} {y2 - _HEAD * sin(angle + turn):.1f}" for turn in (0.42, -0.42)]
    yield Path(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", stroke=_ARROW, width=2.5)
    yield Path(f"M{x2:.1f} {y2:.1f}L{wings[0]}L{wings[1]}Z", fill=_ARROW)
    middle = _middle(arrow, nodes)
    if arrow.text and middle:
        box, lines = _label(arrow.text, middle)
        yield Path(_rounded(box, 7), fill=PAPER, stroke=_ARROW)
        yield from _written(lines, middle[0], box[1] + 14, _ARROW, middle=True)
