"""What each tab was sent for its chart, so that a lost answer is sent again and a reloaded tab gets all back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock, RLock

from jejak.graph.model import Link, Node, Subgraph
from jejak.schemas.errors import AnalysisError

MAX_NODES = 2000
MAX_TABS = 64


@dataclass(frozen=True, slots=True)
class Bundle:
    """All links of one type from one entity to another, drawn as one edge."""

    id: str
    ltype: str
    source: str
    target: str
    links: tuple[Link, ...]


def bundle_id(source: str, target: str, ltype: str) -> str:
    """What all links of one type from one entity to another are called."""
    return f"{source}~{target}~{ltype}"


def bundles(links: Iterable[Link]) -> dict[str, Bundle]:
    """Fold parallel links of one type into bundles, by bundle id."""
    parts: dict[tuple[str, str, str], list[Link]] = {}
    for link in links:
        parts.setdefault((link.source, link.target, link.ltype), []).append(link)
    made = [Bundle(bundle_id(s, t, ltype), ltype, s, t, tuple(some)) for (s, t, ltype), some in parts.items()]
    return {bundle.id: bundle for bundle in made}


@dataclass(frozen=True, slots=True)
class Delta:
    """What is added to a chart, after it was emptied if ``reset``."""

    seq: int
    nodes: tuple[Node, ...] = ()
    edges: tuple[Bundle, ...] = ()
    reset: bool = False


class ChartFeed:
    """The chart of one tab: its nodes and bundles, and the deltas that the browser has not yet confirmed.

    ``draw_node`` and ``draw_bundle`` turn them into what the browser draws, in the language of the moment: a delta is
    drawn each time that it is sent, since the reader may have changed the language meanwhile.
    """

    def __init__(
        self, draw_node: Callable[[Node], dict[str, object]], draw_bundle: Callable[[Bundle], dict[str, object]]
    ) -> None:
        self.lock = RLock()
        self.nodes: dict[str, Node] = {}
        self.bundles: dict[str, Bundle] = {}
        self._draw_node = draw_node
        self._draw_bundle = draw_bundle
        self._seq = 0
        self._unseen: list[Delta] = []

    def add(self, part: Subgraph) -> int:
        """Append what is new in a part of the graph as one delta; returns the number of new nodes.

        Raises:
            AnalysisError: The chart would grow beyond what a person can read and a browser can draw.
        """
        nodes = {node.id: node for node in part.nodes if node.id not in self.nodes}
        if len(self.nodes) + len(nodes) > MAX_NODES:
            raise AnalysisError(f"the chart would hold more than {MAX_NODES} entities", hint="hide or clear some first")
        edges = {key: bundle for key, bundle in bundles(part.links).items() if self.bundles.get(key) != bundle}
        self.nodes |= nodes
        self.bundles |= edges
        self._append(part.nodes, edges.values())
        return len(nodes)

    def clear(self) -> None:
        """Empty the chart."""
        self.nodes, self.bundles, self._unseen = {}, {}, []
        self._append((), (), reset=True)

    def since(self, seen: int) -> list[dict[str, object]]:
        """Deltas after ``seen``; everything anew when the browser knows less than is kept, as after a reload."""
        self._unseen = [delta for delta in self._unseen if delta.seq > seen]
        if seen not in {self._seq - len(self._unseen), self._seq}:
            self._unseen = []
            self._append(self.nodes.values(), self.bundles.values(), reset=True)
        return [self._drawn(delta) for delta in self._unseen]

    def _append(self, nodes: Iterable[Node], edges: Iterable[Bundle], *, reset: bool = False) -> None:
        self._seq += 1
        self._unseen.append(Delta(self._seq, tuple(nodes), tuple(edges), reset))

    def _drawn(self, delta: Delta) -> dict[str, object]:
        added = {"nodes": [*map(self._draw_node, delta.nodes)], "edges": [*map(self._draw_bundle, delta.edges)]}
        return {"seq": delta.seq, "add": added} | ({"reset": True} if delta.reset else {})


class Feeds:
    """The feeds of all open tabs; the tab used longest ago is forgotten when there are too many."""

    def __init__(self, make: Callable[[], ChartFeed]) -> None:
        self._make = make
        self._tabs: OrderedDict[str, ChartFeed] = OrderedDict()
        self._lock = Lock()

    def of(self, tab: str) -> ChartFeed:
        """The feed of a tab, made when it is new."""
        with self._lock:
            feed = self._tabs.pop(tab, None) or self._make()
            self._tabs[tab] = feed
            while len(self._tabs) > MAX_TABS:
                self._tabs.popitem(last=False)
            return feed
