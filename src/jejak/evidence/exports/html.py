"""A chart in one HTML file by pyvis, hardened: no request leaves it, nothing in it runs but the chart, text stays text.

pyvis 0.3.2 links style sheets and scripts on other machines even when told to put all in line, and puts its ``heading``
into the page unescaped; so external tags are cut out, a content policy forbids the rest, and ``heading`` is never used.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from jejak.evidence.chart import Place
from jejak.evidence.charted import ShownChart
from jejak.evidence.closed import BUNDLE, GROUP
from jejak.evidence.disclosure import Disclosure
from jejak.evidence.drawing import extent
from jejak.evidence.drawn_nodes import FADED, MARK, PALE, label_lines, radius_of
from jejak.evidence.exporter import Exporter, Heading
from jejak.evidence.hulls import hulls
from jejak.evidence.legend import kinds, sentences
from jejak.evidence.places import places_of
from jejak.evidence.remarks import frames, room, slips
from jejak.evidence.shown import ShownEdge, ShownNode
from jejak.evidence.strokes import FONT, LINE
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
#: Dots are drawn smaller than the symbols of a picture.
_SMALLER: Final = 12 / 17
_LIST: Final = "columns:300px;margin:0 0 6px;padding:0 8px;list-style:none;font:13px sans-serif"
#: Draws what lies behind and above the nodes: paths and lines of text, as ``strokes`` has them.
_DRAW: Final = """const drawn = %s;
const put = (context, strokes) => {
  for (const s of strokes) {
    context.save();
    if (s.text !== undefined) {
      context.font = (s.bold ? "bold " : "") + s.size + "px " + drawn.font;
      context.textAlign = s.middle ? "center" : "left";
      context.textBaseline = "alphabetic";
      context.fillStyle = s.fill;
      context.fillText(s.text, s.x, s.y);
    } else {
      const path = new Path2D(s.d);
      if (s.fill !== "none") {
        context.globalAlpha = 1 - s.clear;
        context.fillStyle = s.fill;
        context.fill(path);
        context.globalAlpha = 1;
      }
      if (s.stroke !== "none") {
        context.lineWidth = s.width;
        context.strokeStyle = s.stroke;
        context.setLineDash(s.dash ? s.dash.split(" ").map(Number) : []);
        context.stroke(path);
      }
    }
    context.restore();
  }
};
network.on("beforeDrawing", (context) => put(context, drawn.under));
network.on("afterDrawing", (context) => put(context, drawn.over));
const [left, top_, right, bottom] = drawn.box;
const canvas = document.getElementById("mynetwork");
network.moveTo({
  position: { x: (left + right) / 2, y: (top_ + bottom) / 2 },
  scale: Math.min(1.2, canvas.clientWidth / (right - left), canvas.clientHeight / (bottom - top_)),
});
"""


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``chart.html``."""
    from pyvis.network import Network  # noqa: PLC0415  it loads IPython

    network = Network(height="92vh", width="100%", directed=True, cdn_resources="in_line", heading="")
    network.toggle_physics(False)
    places = places_of(disclosure)
    chart = disclosure.chart
    for node in disclosure.nodes:
        x, y = places[node.id]
        network.add_node(node.id, title=_title(node), x=x, y=y, **_look(node, chart))
    # Straight into the list: pyvis' own add_edge drops the second link between the same two nodes.
    network.edges.extend(_edges(disclosure))
    page = _harden(network.generate_html(notebook=False), heading)
    return {"chart.html": _completed(page, disclosure, places).encode()}


def _look(node: ShownNode, chart: ShownChart) -> dict[str, object]:
    """Size, colour, shape and label of a node; what is pale has no label."""
    pale = node.id in chart.pale
    ink = PALE if pale else FADED if chart.marked and node.id not in chart.marked else 1.0
    fill = look_of(node.etype if node.shown else _HIDDEN).fill
    colour = {"background": fill, "border": MARK if node.id in chart.marked else fill}
    return {
        "label": " " if pale else _plain("\n".join(label_lines(node)) if node.etype == GROUP else node.label),
        "color": colour, "opacity": ink, "size": round(radius_of(node, chart) * _SMALLER, 1),
        "shape": "square" if node.etype == GROUP else "dot", "borderWidth": 3 if node.id in chart.marked else 1,
    }  # fmt: skip


def _completed(page: str, disclosure: Disclosure, places: Mapping[str, Place]) -> str:
    """The page with its legend, and with what is drawn around the nodes where anything is."""
    chart = disclosure.chart
    spots = {node.id: (*places[node.id], radius_of(node, chart) * _SMALLER) for node in disclosure.nodes}
    under, over = [*frames(chart.remarks), *hulls(chart.communities, places)], [*slips(chart.remarks, spots)]
    signs = (
        f'<span style="color:{look_of(kind).fill}">●</span> {html.escape(text)}' for kind, text in kinds(disclosure)
    )
    lines = "".join(f"<li>{line}</li>" for line in (*signs, *map(html.escape, sentences(disclosure))))
    page = page.replace("</p>", f'</p>\n<ul style="{_LIST}">{lines}</ul>', 1)
    if not under and not over:
        return page
    box = extent(places.values(), room(chart.remarks, spots))
    strokes = {"font": FONT, "box": box, "under": [*map(asdict, under)], "over": [*map(asdict, over)]}
    script = _DRAW % json.dumps(strokes, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    head, end, tail = page.rpartition("</body>")
    return f"{head}<script>{script}</script>\n{end}{tail}"


def _edges(disclosure: Disclosure) -> list[dict[str, object]]:
    """Every link as its own arrow; those between the same two nodes bend apart."""
    drawn: Counter[tuple[str, str]] = Counter()
    chart = disclosure.chart
    edges: list[dict[str, object]] = []
    for edge in disclosure.edges:
        pair = (edge.source, edge.target)
        line = (edge.source, edge.target, edge.ltype)
        ink = PALE if line in chart.pale else FADED if chart.marked and line not in chart.marked else 1.0
        bend = {"enabled": True, "type": "curvedCW", "roundness": round(0.1 + 0.12 * drawn[pair], 2)}
        drawn[pair] += 1
        ends: dict[str, object] = {"id": edge.id, "from": edge.source, "to": edge.target}
        ends |= {
            "color": {"color": MARK if line in chart.marked else LINE, "opacity": ink},
            "dashes": edge.ltype == BUNDLE,
        }
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


EXPORTER = Exporter("html", "Chart in one HTML file (pyvis)", write, draws=True)
