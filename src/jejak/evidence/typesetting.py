"""Sets a drawn picture as a PDF or a PNG by Typst, on this machine and without any other program.

Invariant: equal pictures give equal bytes; the date in the file is that of the package, not of the clock.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from jejak.evidence.drawing import Picture
from jejak.evidence.exporter import Heading

FONTS: Final = Path(__file__).parent / "fonts"
#: Typst counts in points, the picture in pixels of 1/96 inch.
POINTS: Final = 0.75
_PAGE: Final = """#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#set document(title: "Jejak", date: datetime(year: {d.year}, month: {d.month}, day: {d.day}, hour: {d.hour}, \
minute: {d.minute}, second: {d.second}))
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt, alt: sys.inputs.alt)
"""
#: A bitmap has at most so many pixels to a side, a larger chart is drawn smaller: time and size grow with its area, and
#: so many show 1,200 entities at the size of the chart.
_SIDE: Final = 8_000


def pdf(picture: Picture, heading: Heading) -> bytes:
    """The picture as one vector page, its text searchable."""
    return _compiled(picture, heading, "pdf", None)


def png(picture: Picture, heading: Heading, scale: float = 2.0) -> bytes:
    """The picture as a bitmap, ``scale`` pixels for each of the chart's."""
    fitting = min(scale, _SIDE / max(picture.width, picture.height))
    return _compiled(picture, heading, "png", 72 * fitting / POINTS)


@cache
def _fonts() -> typst.Fonts:
    """Our own font first, so that pictures are alike everywhere; the system's for letters that it lacks."""
    return typst.Fonts(font_paths=[str(FONTS)])


def _compiled(picture: Picture, heading: Heading, form: Literal["pdf", "png"], ppi: float | None) -> bytes:
    created = datetime.fromisoformat(heading.created) if heading.created else datetime(1970, 1, 1)  # noqa: DTZ001
    page = _PAGE.format(width=f"{picture.width * POINTS:.2f}", height=f"{picture.height * POINTS:.2f}", d=created)
    inputs = {"svg": picture.svg, "alt": picture.texts[0] if picture.texts else "Jejak"}
    return typst.compile(page.encode(), format=form, ppi=ppi, sys_inputs=inputs, font_paths=_fonts())
