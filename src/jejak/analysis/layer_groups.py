"""What each layer alone says about groups, and how far that agrees with the groups over all layers.

A layer is looked at through the same ties as the whole: those that count there, weighing what the layer gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jejak.analysis.consensus import Search, consensus, partitions
from jejak.analysis.declaration import Cell
from jejak.analysis.engine.agreement import adjusted_rand_index, normalised_mutual_information
from jejak.analysis.ties import Ties

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class LayerGroups:
    """The groups that one layer makes.

    Attributes:
        layer: Its name.
        known: Places in ``Ties.names`` of the nodes that it ties, ascending.
        groups: Number of the group of each, in that order.
    """

    layer: str
    known: npt.NDArray[np.int64]
    groups: Ints


def layer_groups(ties: Ties, whole: Ints, search: Search, *, least: int) -> list[LayerGroups]:
    """The consensus of each layer of at least ``least`` ties, sorted by its name.

    Args:
        ties: The ties over all layers.
        whole: Number of the group of each node over all layers; where there is one layer alone, it is the answer.
        search: How groups are looked for.
        least: Layers that tie fewer pairs make no groups.
    """
    found = []
    for layer in ties.by_layer:
        graph = ties.of_layer(layer)
        if graph.number_of_edges() < least:
            continue
        known = np.searchsorted(np.asarray(ties.names), np.asarray(graph.names))
        alone = len(ties.by_layer) == 1
        groups = whole[known] if alone else consensus(graph, partitions(graph, search), search)
        found.append(LayerGroups(layer, known, groups))
    return found


def layer_agreement(layers: Sequence[LayerGroups], whole: Ints) -> Iterator[tuple[str, Cell]]:
    """For each layer how many nodes it knows, its number of groups, and how far it agrees with the whole on them."""
    for one in layers:
        same = whole[one.known]
        yield f"layer_{one.layer}_known", int(one.known.size)
        yield f"layer_{one.layer}_groups", int(np.unique(one.groups).size)
        yield f"layer_{one.layer}_ari", adjusted_rand_index(one.groups, same)
        yield f"layer_{one.layer}_nmi", normalised_mutual_information(one.groups, same)


def layers_together(layers: Sequence[LayerGroups], whole: Ints) -> list[str]:
    """For each node in how many of the layers that know it most of its group are with it, as ``2/3``.

    Its group is there who else of it the layer knows; where that is nobody, the layer does not hold it in its group.
    """
    with_it, known = np.zeros(whole.size, np.int64), np.zeros(whole.size, np.int64)
    for one in layers:
        same = whole[one.known]
        others = np.bincount(same)[same] - 1
        pairs = same.astype(np.int64) * (int(one.groups.max(initial=0)) + 1) + one.groups
        _, inverse, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        known[one.known] += 1
        with_it[one.known] += 2 * (counts[inverse] - 1) > others
    return [f"{some}/{every}" for some, every in zip(with_it.tolist(), known.tolist(), strict=True)]
