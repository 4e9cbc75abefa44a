"""The link chart as a Dash component; its script dist/linkchart.js is bundled by hatch_build.py, never committed."""

from __future__ import annotations

from pathlib import Path

from dash import hooks
from dash.development.base_component import Component

__version__ = "0.1.0"
SCRIPT = "dist/linkchart.js"
PROPS = (
    "id", "className", "style", "label", "words", "theme", "options", "keep", "delta", "command", "selection",
    "event", "view", "status", "shown", "drawn", "seen",
)  # fmt: skip

if not (Path(__file__).parent / SCRIPT).is_file():
    raise ImportError("the chart bundle is missing: run 'python hatch_build.py' or 'pip install .' in the repository")

hooks.script([{"relative_package_path": SCRIPT, "namespace": __name__}])


class LinkChart(Component):
    """Link chart of entities and links.

    In: ``delta`` (a growing list of ``{seq, reset?, clear?, add, remove, patch, mark?, show?}``), ``command``
    (``{name, args, nonce}``, the names stand in commands.ts), ``selection``, ``theme`` (``light`` or ``dark``),
    ``options`` (of Cytoscape), ``label`` (for screen readers), ``words`` (its texts by name), ``keep`` (a name of the
    case: under it the history of this tab survives a reload, by ids and places alone).
    Out: ``selection``, ``event`` (``{type, nonce, …}``), ``view`` (places, hidden, pinned, groups, notes, filter, …),
    ``status`` (``{shown, total, links, canUndo, canRedo}``), ``shown`` (ids of entities on the canvas), ``drawn`` (ids
    of bundles of links on it), ``seen`` (last seq applied).
    """

    _namespace = "jejak_chart"
    _type = "LinkChart"

    def __init__(self, **props: object) -> None:
        self._children_props: list[str] = []
        self._base_nodes = ["children"]
        self._prop_names = list(PROPS)
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        super().__init__(**props)  # type: ignore[no-untyped-call]
