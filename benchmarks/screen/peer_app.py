"""A screen of dash-cytoscape as its documentation builds one; runs in an environment of its own.

``python peer_app.py ELEMENTS.json PORT``; elements come by a callback, so that the page is open before them. A click on
a node adds the neighbours that the file keeps for it, by the usual way: the whole list goes back to the browser.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import dash_cytoscape
from dash import Dash, Input, Output, State, html, no_update
from waitress import serve

told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
app = Dash(__name__)
app.layout = html.Div(
    [
        html.Button("put", id="put"),
        dash_cytoscape.Cytoscape(
            id="chart", elements=[], layout={"name": "preset"}, style={"width": "1000px", "height": "700px"},
            stylesheet=[
                {"selector": "node", "style": {"label": "data(label)", "font-size": 12, "width": 34, "height": 34}},
                {"selector": "edge", "style": {"curve-style": "bezier", "target-arrow-shape": "triangle"}},
            ],
        ),
    ]
)  # fmt: skip


@app.callback(Output("chart", "elements"), Input("put", "n_clicks"), prevent_initial_call=True)
def put(_clicks: int) -> list[object]:
    """All elements."""
    return list(told["elements"])


@app.callback(
    Output("chart", "elements", allow_duplicate=True), Input("chart", "tapNodeData"), State("chart", "elements"),
    prevent_initial_call=True,
)  # fmt: skip
def expand(node: dict[str, str] | None, elements: list[object]) -> object:
    """The elements with the neighbours of one more node."""
    return [*elements, *told["more"]] if node else no_update


serve(app.server, host="127.0.0.1", port=int(sys.argv[2]), threads=4, _quiet=True)
