"""Link chart and map as Dash components; hatch_build.py bundles their script dist/linkchart.js, never committed."""

from __future__ import annotations

from pathlib import Path

from dash import hooks
from dash.development.base_component import Component

__version__ = "0.1.0"
SCRIPT = "dist/linkchart.js"
PROPS = (
    "id", "className", "style", "label", "words", "theme", "options", "keep", "delta", "command", "selection",
    "cards", "texts", "kept", "event", "view", "status", "shown", "drawn", "seen", "opened", "wanted", "draft",
    "card", "asking", "told", "hand",
)  # fmt: skip
MAP_PROPS = ("id", "className", "label", "words", "theme", "base", "labels", "data", "shown", "selection", "event")

if not (Path(__file__).parent / SCRIPT).is_file():
    raise ImportError("the chart bundle is missing: run 'python hatch_build.py' or 'pip install .' in the repository")

hooks.script([{"relative_package_path": SCRIPT, "namespace": __name__}])


class _Ours(Component):
    """A component of the bundle; ``_names`` are those of what goes in and out."""

    _names: tuple[str, ...] = ()

    def __init__(self, **props: object) -> None:
        self._children_props: list[str] = []
        self._base_nodes = ["children"]
        self._prop_names = list(self._names)
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        super().__init__(**props)  # type: ignore[no-untyped-call]


class LinkChart(_Ours):
    """Link chart of entities and links.

    In: ``delta`` (a growing list of ``{seq, reset?, clear?, add, remove, patch, mark?, show?, opens?}``),
    ``command``
    (``{name, args, nonce}``, the names stand in commands.ts), ``selection``, ``theme`` (``light`` or ``dark``),
    ``options`` (of Cytoscape), ``label`` (for screen readers), ``words`` (its texts by name), ``keep`` (a name of the
    case: under it the history of this tab survives a reload, by ids and places alone), ``cards`` (how many notes stand
    on each entity and link), ``texts`` (``{text, by}`` by the numbers of texts on the chart), ``kept`` (the answer to
    ``draft``: ``{nonce, number, told}``, or ``{nonce, fault}``), ``told`` (the answer to ``asking``: names of what
    groups share, communities, places in a ranking, new groups; see told.ts).
    Out: ``selection``, ``event`` (``{type, nonce, …}``), ``view`` (places, hidden, groups, drawings, filter, …;
    see seen.ts for what of it is seen),
    ``status`` (``{shown, total, links, canUndo, canRedo}``), ``shown`` (ids of entities on the canvas), ``drawn`` (ids
    of bundles of links on it), ``seen`` (last seq applied), ``opened`` (``{id, version, changed}`` of the saved view),
    ``wanted`` (numbers of texts that are drawn), ``draft`` (``{nonce, text}``, a text to be kept), ``card``
    (``{id, nonce}``, what a note is wanted on), ``asking`` (all that the chart lacks and nobody has told yet),
    ``hand`` (what is stated by hand: ``{kind: "link", ends, nonce}`` or ``{kind: "entity", at, nonce}``).
    """

    _namespace = "jejak_chart"
    _type = "LinkChart"
    _names = PROPS


class PlaceMap(_Ours):
    """Map of the places of what is on the chart.

    In: ``data`` (``spots``, ``legs``, ``unplaced``, ``masked``, ``types``; see marks.ts), ``shown`` (ids on the canvas
    of the chart; None: all), ``selection``, ``theme``, ``base`` (where the base map is asked for when the map is seen
    first), ``labels`` (names of countries and towns), ``label`` and ``words``.
    Out: ``selection``, ``event`` (``{type: "openDetail" or "close", nonce, …}``).
    """

    _namespace = "jejak_chart"
    _type = "PlaceMap"
    _names = MAP_PROPS
