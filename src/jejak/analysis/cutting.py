"""What falls apart when one node is taken out, for every node at once: one walk in depth (Hopcroft and Tarjan 1973).

Invariant: the pieces of a node are runs of ``order``, so a sum over a piece is a difference of running sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

#: First place in ``order`` and the place after the last.
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cuts:
    """How a graph falls apart.

    Attributes:
        order: Nodes in the order of the walk; a component is a run of it.
        at: Place of each node in it.
        component: The run of each node's component.
        split: For each node the runs that it alone holds to the rest of its component; the rest hangs together.
    """

    order: tuple[int, ...]
    at: Mapping[int, int]
    component: Mapping[int, Run]
    split: Mapping[int, tuple[Run, ...]]

    def sizes(self, node: int) -> list[int]:
        """Sizes of the pieces of a node's component without it; none for a node on its own."""
        begin, end = self.component[node]
        parts = [last - first for first, last in self.split.get(node, ())]
        rest = end - begin - 1 - sum(parts)
        return [*parts, rest] if rest else parts


def cuts(around: Mapping[int, AbstractSet[int]], nodes: Collection[int]) -> Cuts:
    """Walk the graph of ``nodes`` and the ties ``around`` among them; O(nodes + ties)."""
    left = set(nodes)
    at: dict[int, int] = {}
    low: dict[int, int] = {}
    order: list[int] = []
    component: dict[int, Run] = {}
    split: defaultdict[int, list[Run]] = defaultdict(list)

    def enter(node: int, above: int) -> tuple[int, int, Iterator[int]]:
        at[node] = low[node] = len(order)
        order.append(node)
        return node, above, iter(around.get(node, ()))

    for root in sorted(left):
        if root in at:
            continue
        begin = len(order)
        walk = [enter(root, root)]
        while walk:
            node, above, others = walk[-1]
            new = None
            for other in others:
                if other in left and other not in at:
                    new = other
                    break
                if other in left and other != above:
                    low[node] = min(low[node], at[other])
            if new is not None:
                walk.append(enter(new, node))
                continue
            walk.pop()
            if node != root:
                low[above] = min(low[above], low[node])
                if low[node] >= at[above]:  # nothing below leads past the node above
                    split[above].append((at[node], len(order)))
        component.update(dict.fromkeys(order[begin:], (begin, len(order))))
    return Cuts(tuple(order), at, component, {node: tuple(runs) for node, runs in split.items()})
