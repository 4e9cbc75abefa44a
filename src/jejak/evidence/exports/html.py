"""A chart in one HTML file by pyvis, hardened: no request leaves it, nothing in it runs but the chart, text stays text.

pyvis 0.3.2 links style sheets and scripts on other machines even when told to put all in line, and puts its ``heading``
into the page unescaped; so external tags are cut out, a content policy forbids the rest, and ``heading`` is never used.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from jejak.evidence.disclosure import Disclosure, ShownEdge, ShownNode
from jejak.evidence.exporter import Exporter, Heading
from jejak.evidence.places import places_of
from jejak.schemas.looks import look_of

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_BLOCK = re.compile(r"(<script\b[^>]*>.*?</script>|<style\b[^>]*>.*?</style>)", re.DOTALL | re.IGNORECASE)
_EXTERNAL = re.compile(r"<script\b[^>]*\bsrc\s*=", re.IGNORECASE)
_LEFTOVER = re.compile(r"<link\b[^>]*>|<!--|-->|<center>\s*<h1>\s*</h1>\s*</center>", re.IGNORECASE)
_SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S+?(?=</script>|\s)")
_HIDDEN: Final = "masked"


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``chart.html``."""
    from pyvis.network import Network  # noqa: PLC0415  it loads IPython

    network = Network(height="92vh", width="100%", directed=True, cdn_resources="in_line", heading="")
    network.toggle_physics(False)
    places = places_of(disclosure)
    for node in disclosure.nodes:
        x, y = places[node.id]
        colour = look_of(node.etype if node.shown else _HIDDEN).fill
        network.add_node(
            node.id, label=_plain(node.label), title=_title(node), x=x, y=y, color=colour, shape="dot", size=12
        )
    # Straight into the list: pyvis' own add_edge drops the second link between the same two nodes.
    network.edges.extend(_edges(disclosure))
    return {"chart.html": _harden(network.generate_html(notebook=False), heading).encode()}


def _edges(disclosure: Disclosure) -> list[dict[str, object]]:
    """Every link as its own arrow; those between the same two nodes bend apart."""
    drawn: Counter[tuple[str, str]] = Counter()
    edges: list[dict[str, object]] = []
    for edge in disclosure.edges:
        pair = (edge.source, edge.target)
        bend = {"enabled": True, "type": "curvedCW", "roundness": round(0.1 + 0.12 * drawn[pair], 2)}
        drawn[pair] += 1
        ends: dict[str, object] = {"id": edge.id, "from": edge.source, "to": edge.target}
        edges.append({**ends, "title": _title(edge), "arrows": "to", "smooth": bend})
    return edges


def _plain(text: str) -> str:
    """Text for the canvas: it draws letters, and the page's script must not see a tag."""
    return text.replace("<", "‹").replace(">", "›")


def _title(item: ShownNode | ShownEdge) -> str:
    head = item.label if isinstance(item, ShownNode) else item.ltype
    lines = [head, *(f"{name}: {value}" for name, value in item.attributes)]
    return _plain("\n".join(lines))


def _harden(page: str, heading: Heading) -> str:
    """Keep what is in line, drop what points elsewhere, and put the content policy before anything that could run."""
    pieces = [_kept(piece) for piece in _BLOCK.split(page)]
    banner = f"{heading.case_id} · {heading.profile} · sequence {heading.sequence} · {heading.created}"
    if heading.revealed:
        banner += f" · holds the clear names of {heading.revealed} protected people: case team only"
    policy = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    body = "".join(pieces).replace("<html>", '<!DOCTYPE html>\n<html lang="en">', 1)
    body = body.replace('<meta charset="utf-8">', policy, 1)
    return body.replace("<body>", f"<body>\n<p>{html.escape(banner)}</p>", 1)


def _kept(piece: str) -> str:
    if not _BLOCK.fullmatch(piece):
        return _LEFTOVER.sub("", piece)
    return "" if _EXTERNAL.match(piece) else _SOURCE_MAP.sub("", piece)


EXPORTER = Exporter("html", "Chart in one HTML file (pyvis)", write)
