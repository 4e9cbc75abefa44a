"""Strokes: paths and lines of text in pixels of a chart, drawn as SVG or on a browser's canvas alike.

Invariant: a text is text; nothing in it is markup, wherever it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

FONT: Final = "DejaVu Sans, Noto Sans, Segoe UI, sans-serif"
INK, FAINT, PAPER, LINE, ALARM = "#1f2933", "#5d6b78", "#ffffff", "#94a0ad", "#b3261e"
#: How broad letters are, as a share of their size.
_NARROW, _BROAD, _CAPITAL, _OTHER = 0.36, 0.95, 0.7, 0.6
#: Notes every text that is written, whole, and gives it back.
Said: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Path:
    """A path as SVG has it; ``clear`` is how much of the paper is seen through what is filled, from 0 to 1."""

    d: str
    fill: str = "none"
    stroke: str = "none"
    width: float = 1.0
    dash: str = ""
    clear: float = 0.0


@dataclass(frozen=True, slots=True)
class Writing:
    """One line of text, its foot at a place."""

    x: float
    y: float
    text: str
    size: float
    fill: str = INK
    bold: bool = False
    middle: bool = False


Stroke: TypeAlias = Path | Writing


def breadth(text: str, size: float) -> float:
    """About how broad a line of text is."""
    return size * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if letter in "iljtfrI.,:;'|!()[] ":
        return _NARROW
    if letter in "mwMW@%" or ord(letter) > 0x2E7F:
        return _BROAD
    return _CAPITAL if letter.isupper() else _OTHER


def lines_of(text: str, size: float, room: float) -> list[str]:
    """A text in lines that fit, its own ends of lines kept; a word that is broader than a line is broken."""
    found: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}".strip()
            if line and breadth(longer, size) > room:
                found.append(line)
                longer = word
            *whole, line = _pieces(longer, size, room)
            found += whole
        found.append(line)
    return found


def _pieces(word: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and breadth(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def text_svg(x: float, y: float, text: str, *, size: float = 12, fill: str = INK, more: str = "") -> str:
    """A line of text as SVG; ``more`` are attributes."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{more}>{escape(text)}</text>'


def as_svg(strokes: Iterable[Stroke], by: tuple[float, float] = (0.0, 0.0)) -> Iterator[str]:
    """Strokes as SVG, all moved by so much."""
    drawn = "".join(map(_svg, strokes))
    if drawn:
        yield f'<g transform="translate({by[0]:.1f} {by[1]:.1f})">{drawn}</g>'


def _svg(stroke: Stroke) -> str:
    if isinstance(stroke, Writing):
        more = (' font-weight="700"' if stroke.bold else "") + (' text-anchor="middle"' if stroke.middle else "")
        return text_svg(stroke.x, stroke.y, stroke.text, size=stroke.size, fill=stroke.fill, more=more)
    fill = f'fill="{stroke.fill}"' + (f' fill-opacity="{1 - stroke.clear:g}"' if stroke.clear else "")
    dash = f' stroke-dasharray="{stroke.dash}"' if stroke.dash else ""
    line = "" if stroke.stroke == "none" else f' stroke="{stroke.stroke}" stroke-width="{stroke.width:g}"{dash}'
    return f'<path d="{stroke.d}" {fill}{line}/>'
