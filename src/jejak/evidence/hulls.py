"""Outlines around communities, as the screen draws them: round corners, and the number of each on its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import hypot

from jejak.evidence.chart import Place
from jejak.evidence.strokes import Path, Stroke, Writing
from jejak.schemas.looks import community_ink

#: How far an outline stays from the middle of a member, in pixels.
AROUND = 46.0
_BADGE = 11.0


def hulls(communities: Mapping[int, Sequence[str]], places: Mapping[str, Place]) -> Iterator[Stroke]:
    """The outlines, then their numbers, which no outline covers."""
    found = {number: [places[one] for one in ids] for number, ids in communities.items()}
    for number, points in found.items():
        ink = community_ink(number)
        yield Path(outline(points, AROUND), fill=ink.colour, stroke=ink.colour, width=2, dash=ink.dash, clear=0.87)
    for number, points in found.items():
        x, y = min(points, key=lambda point: (point[1], point[0]))
        yield from badge(number, x, y - AROUND)


def badge(number: int, x: float, y: float, radius: float = _BADGE) -> Iterator[Stroke]:
    """The number of a community on a disc of its colour."""
    ink = community_ink(number)
    yield Path(disc(x, y, radius), fill=ink.colour)
    yield Writing(x, y + radius * 0.37, str(number), radius * 1.05, ink.ink, bold=True, middle=True)


def disc(x: float, y: float, r: float) -> str:
    """The path of a disc."""
    return f"M{x - r:.1f} {y:.1f}a{r:g} {r:g} 0 1 1 {2 * r:g} 0a{r:g} {r:g} 0 1 1 {-2 * r:g} 0Z"


def outline(points: Iterable[Place], r: float) -> str:
    """The path of an outline ``r`` away from all points, with round corners; O(n log n)."""
    corners = _hull(points)
    if len(corners) < 2:
        return "".join(disc(x, y, r) for x, y in corners)
    way = []
    for at, (x, y) in enumerate(corners):
        other, nearer = corners[(at + 1) % len(corners)]
        long = hypot(other - x, nearer - y)
        nx, ny = (nearer - y) / long * r, (x - other) / long * r
        begin = f"A{r:g} {r:g} 0 0 1 {x + nx:.1f} {y + ny:.1f}" if at else f"M{x + nx:.1f} {y + ny:.1f}"
        way.append(f"{begin}L{other + nx:.1f} {nearer + ny:.1f}")
    return f"{''.join(way)}A{r:g} {r:g} 0 0 1 {way[0][1:].partition('L')[0]}Z"


def _hull(points: Iterable[Place]) -> list[Place]:
    """Corners of the convex hull in one direction round (Andrew's monotone chain)."""
    distinct = sorted(set(points))
    return distinct if len(distinct) < 3 else [*_half(distinct), *_half(distinct[::-1])]


def _half(points: Iterable[Place]) -> list[Place]:
    out: list[Place] = []
    for point in points:
        while len(out) > 1 and _turn(out[-2], out[-1], point) <= 0:
            out.pop()
        out.append(point)
    return out[:-1]


def _turn(o: Place, a: Place, b: Place) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
