"""What each tab was sent for its chart, so that a lost answer is sent again and a reloaded tab gets all back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
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
    """What is added to a chart.

    ``reset``: all that was told is told again; ``clear``: everything is taken off first. ``mark`` are ids to highlight,
    ``show`` those that the reader asked for by name.
    """

    seq: int
    nodes: tuple[Node, ...] = ()
    edges: tuple[Bundle, ...] = ()
    reset: bool = False
    clear: bool = False
    mark: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


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
        self._sequence: int | None = None

    def renew(self, sequence: int, fetch: Callable[[Collection[str]], Subgraph]) -> None:
        """Tell everything again where the graph has changed: whoever was named may be protected now.

        Args:
            sequence: That of the present graph.
            fetch: Gives the present nodes of some ids, and the links between them.
        """
        if self._sequence not in {None, sequence} and self.nodes:
            part = fetch(list(self.nodes))
            self.nodes, self.bundles = {node.id: node for node in part.nodes}, bundles(part.links)
            cleared = any(delta.clear for delta in self._unseen)
            show = tuple(ident for delta in self._unseen for ident in delta.show)
            told = Delta(self._next(), part.nodes, tuple(self.bundles.values()), reset=True, clear=cleared, show=show)
            self._unseen = [told]
        self._sequence = sequence

    def add(self, part: Subgraph, *, show: Collection[str] = ()) -> int:
        """Append what is new in a part of the graph as one delta; returns the number of new nodes.

        Args:
            part: Nodes, and links whose ends are among them or on the chart.
            show: Ids that the reader asked for by name: they are shown even where they were hidden.

        Raises:
            AnalysisError: The chart would grow beyond what a person can read and a browser can draw.
        """
        nodes = {node.id: node for node in part.nodes if node.id not in self.nodes}
        if len(self.nodes) + len(nodes) > MAX_NODES:
            raise AnalysisError(f"the chart would hold more than {MAX_NODES} entities", hint="hide or clear some first")
        edges = {key: bundle for key, bundle in bundles(part.links).items() if self.bundles.get(key) != bundle}
        self.nodes |= nodes
        self.bundles |= edges
        self._unseen.append(Delta(self._next(), part.nodes, tuple(edges.values()), show=tuple(show)))
        return len(nodes)

    def mark(self, ids: Collection[str]) -> None:
        """Highlight these, by the delta that was added last: both are one step to undo."""
        self._unseen[-1] = replace(self._unseen[-1], mark=tuple(ids))

    def clear(self) -> None:
        """Empty the chart."""
        self.nodes, self.bundles = {}, {}
        self._unseen.append(Delta(self._next(), clear=True))

    def since(self, seen: int) -> list[dict[str, object]]:
        """Deltas after ``seen``; everything anew when the browser knows less than is kept, as after a reload."""
        self._unseen = [delta for delta in self._unseen if delta.seq > seen]
        if seen not in {self._seq - len(self._unseen), self._seq}:
            lost = self._unseen
            show = tuple(ident for delta in lost for ident in delta.show)
            cleared = any(delta.clear for delta in lost)
            self._unseen = []
            nodes, edges = tuple(self.nodes.values()), tuple(self.bundles.values())
            self._unseen.append(Delta(self._next(), nodes, edges, reset=True, clear=cleared, show=show))
        return [self._drawn(delta) for delta in self._unseen]

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _drawn(self, delta: Delta) -> dict[str, object]:
        added = {"nodes": [*map(self._draw_node, delta.nodes)], "edges": [*map(self._draw_bundle, delta.edges)]}
        more: dict[str, object] = {name: True for name in ("reset", "clear") if getattr(delta, name)}
        more |= {name: list(ids) for name in ("mark", "show") if (ids := getattr(delta, name))}
        return {"seq": delta.seq, "add": added} | more


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
