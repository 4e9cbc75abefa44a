"""What each tab was sent for its chart, so that a lost answer is sent again and a reloaded tab gets all back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
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
    ``show`` those that the reader asked for by name. ``opens`` is a saved view, which takes the place of all there is.
    ``together``: what is new is closed in its communities. ``became``: what stands today for ids that were told, None
    for what is not in the graph any more. ``at`` says where nodes stand that are new.
    """

    seq: int
    nodes: tuple[Node, ...] = ()
    edges: tuple[Bundle, ...] = ()
    reset: bool = False
    clear: bool = False
    mark: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    opens: Mapping[str, object] | None = None
    together: bool = False
    became: Mapping[str, str | None] = field(default_factory=dict)
    at: Mapping[str, tuple[float, float]] = field(default_factory=dict)


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

    @property
    def begun(self) -> bool:
        """Whether anything was ever told."""
        return self._seq > 0

    def renew(
        self,
        sequence: int,
        fetch: Callable[[Collection[str]], Subgraph],
        today: Callable[[Collection[str]], Mapping[str, str]],
    ) -> Mapping[str, str | None]:
        """Tell everything again where the graph has changed: whoever was named may be protected now.

        Args:
            sequence: That of the present graph.
            fetch: Gives the present nodes of some ids, and the links between them.
            today: Gives what stands for ids now; those of whom nothing is left are not in it.

        Returns:
            What stands now for the ids on the chart that are gone or one with others since, None for the gone.
        """
        became: dict[str, str | None] = {}
        if self._sequence not in {None, sequence} and self.nodes:
            there = today(list(self.nodes))
            became = changed(self.nodes, there)
            part = fetch(sorted(set(there.values())))
            self.nodes, self.bundles = {node.id: node for node in part.nodes}, bundles(part.links)
            cleared = any(delta.clear for delta in self._unseen)
            show = tuple(ident for delta in self._unseen for ident in delta.show)
            told = Delta(self._next(), part.nodes, tuple(self.bundles.values()), reset=True, clear=cleared, show=show)
            self._unseen = [replace(told, opens=_opened(self._unseen), became=_became(self._unseen, became))]
        self._sequence = sequence
        return became

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
            raise AnalysisError(
                f"the chart would hold more than {MAX_NODES} entities", hint="clear the chart, or ask for fewer"
            )
        edges = {key: bundle for key, bundle in bundles(part.links).items() if self.bundles.get(key) != bundle}
        self.nodes |= nodes
        self.bundles |= edges
        self._unseen.append(Delta(self._next(), part.nodes, tuple(edges.values()), show=tuple(show)))
        return len(nodes)

    def forget(self, ids: Collection[str]) -> None:
        """Let go of nodes that are not on the chart any more, with their links."""
        for one in ids:
            self.nodes.pop(one, None)
        kept = self.nodes.keys()
        self.bundles = {key: one for key, one in self.bundles.items() if {one.source, one.target} <= kept}

    def became(self, ids: Mapping[str, str | None]) -> None:
        """What stands for ids that the tab still has, told with the delta that was added last."""
        self._unseen[-1] = replace(self._unseen[-1], became=_became(self._unseen[-1:], ids))

    def mark(self, ids: Collection[str]) -> None:
        """Highlight these, by the delta that was added last: both are one step to undo."""
        self._unseen[-1] = replace(self._unseen[-1], mark=tuple(ids))

    def place(self, ident: str, at: tuple[float, float]) -> None:
        """A node stands there, if it is new on the chart, by the delta that was added last."""
        self._unseen[-1] = replace(self._unseen[-1], at={ident: at})

    def close(self) -> None:
        """What the delta brings that was added last is drawn as its communities, each closed."""
        self._unseen[-1] = replace(self._unseen[-1], together=True)

    def open(self, part: Subgraph, opens: Mapping[str, object]) -> None:
        """Put a saved view in the place of all that is there: its entities, the links among them, and how it was."""
        self.nodes, self.bundles = {node.id: node for node in part.nodes}, bundles(part.links)
        told = Delta(self._next(), part.nodes, tuple(self.bundles.values()), clear=True, opens=opens)
        self._unseen.append(told)

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
            told = Delta(self._next(), nodes, edges, reset=True, clear=cleared, show=show)
            self._unseen.append(replace(told, opens=_opened(lost), became=_became(lost, {})))
        return [self._drawn(delta) for delta in self._unseen]

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _drawn(self, delta: Delta) -> dict[str, object]:
        nodes = [self._draw_node(node) | _spot(delta.at.get(node.id)) for node in delta.nodes]
        added = {"nodes": nodes, "edges": [*map(self._draw_bundle, delta.edges)]}
        more: dict[str, object] = {name: True for name in ("reset", "clear", "together") if getattr(delta, name)}
        more |= {name: list(ids) for name in ("mark", "show") if (ids := getattr(delta, name))}
        more |= {name: told for name in ("opens", "became") if (told := getattr(delta, name))}
        return {"seq": delta.seq, "add": added} | more


def _spot(at: tuple[float, float] | None) -> dict[str, object]:
    return {"x": at[0], "y": at[1]} if at else {}


def _opened(deltas: Iterable[Delta]) -> Mapping[str, object] | None:
    """The saved view that was opened, and not cleared again, by deltas that the browser may not have got."""
    return next((delta.opens for delta in reversed(list(deltas)) if delta.clear), None)


def changed(ids: Iterable[str], there: Mapping[str, str]) -> dict[str, str | None]:
    """Of some ids those for which something else stands now, or nothing."""
    return {one: there.get(one) for one in ids if there.get(one) != one}


def _became(deltas: Iterable[Delta], ids: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """What became of ids, step after step, by deltas that the browser may not have got and then by one more."""
    made: dict[str, str | None] = {}
    for step in (*(delta.became for delta in deltas), ids):
        made = {old: step.get(new, new) if new else None for old, new in made.items()} | dict(step)
    return made


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
