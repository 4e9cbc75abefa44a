"""Small icons in the colour of the text beside them; they say nothing that the text does not say."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from jejak.schemas.looks import part_icon
from jejak.ui.parts import aria

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"><path d="{path}"/></svg>'
)


def part_mark(part: str) -> Component | None:
    """The icon of a part that somebody may play, or None."""
    path = part_icon(part)
    if not path:
        return None
    address = f'url("data:image/svg+xml,{quote(_SVG.format(path=path))}")'
    return html.Span(
        className="jejak-icon", style={"maskImage": address, "WebkitMaskImage": address}, **aria(hidden="true")
    )
