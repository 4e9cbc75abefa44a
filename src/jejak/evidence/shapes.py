"""Outlines of nodes as SVG, under the names that the chart gives them."""

from __future__ import annotations

from math import cos, pi, sin

_TURNED = {"diamond": (4, 0.0), "hexagon": (6, 0.0), "octagon": (8, pi / 8)}


def outline(shape: str, x: float, y: float, radius: float, fill: str) -> str:
    """A filled outline around a place; one that is not known is a rectangle with round corners."""
    if shape == "ellipse":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}"/>'
    if shape in _TURNED:
        corners, turn = _TURNED[shape]
        angles = (turn + 2 * pi * number / corners for number in range(corners))
        points = " ".join(f"{x + radius * cos(a):.1f},{y + radius * sin(a):.1f}" for a in angles)
        return f'<polygon points="{points}" fill="{fill}"/>'
    side = 2 * radius
    return (
        f'<rect x="{x - radius:.1f}" y="{y - radius:.1f}" width="{side:g}" height="{side:g}" rx="{radius / 3.5:.1f}" '
        f'fill="{fill}"/>'
    )
