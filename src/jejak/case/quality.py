"""How good the data are: where sources differ, who has no role, which times are unknown. Counts and ids alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from jejak.graph.snapshot import Snapshot
from jejak.schemas.world import World

#: So many entities are named for each count.
NAMED = 25
#: A stretch without a dated link counts as a gap from so many days on.
LEAST_GAP_DAYS = 31
_DAY_MS = 86_400_000
_SEVERAL = "_all"
#: Spellings of a name differ everywhere; that is no conflict.
_NO_CONFLICT = frozenset({"name_all"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A property that sources state differently: of which kind of entity, of how many, and of which first."""

    etype: str
    name: str
    count: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayerTimes:
    """The dated links of one layer.

    Attributes:
        layer: Which.
        links: How many links it has.
        undated: How many of them have no time.
        first: The first time, in ms.
        last: The last one.
        gap: Begin and end of the longest stretch without a dated link, where it is as long as `LEAST_GAP_DAYS`.
    """

    layer: str
    links: int
    undated: int
    first: int | None
    last: int | None
    gap: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Quality:
    """What is missing or doubtful in one snapshot.

    Attributes:
        conflicts: Properties that sources state differently, the most frequent first.
        people: How many people there are.
        roleless: How many of them have no role.
        roleless_ids: The best attested of those, nobody protected among them.
        layers: The times of every layer.
    """

    conflicts: tuple[Conflict, ...]
    people: int
    roleless: int
    roleless_ids: tuple[str, ...]
    layers: tuple[LayerTimes, ...]


def quality(snapshot: Snapshot, world: World) -> Quality:
    """Look for what is missing or doubtful; O(nodes + links log links)."""
    nodes = snapshot.nodes
    people = pc.equal(nodes["etype"], "person")
    none = pc.fill_null(pc.equal(pc.list_value_length(nodes["roles"]), 0), fill_value=True)
    lacking = np.flatnonzero(pc.and_(people, none).to_numpy())
    listable = lacking[~nodes["masked"].to_numpy()[lacking]]  # nobody protected stands in an order by weight
    counts = nodes["n_claims"].to_numpy()[listable]
    best = listable[np.argsort(-counts, kind="stable")][:NAMED]
    ids = tuple(map(snapshot.id_of, best.tolist()))
    conflicts = tuple(sorted(_conflicts(snapshot), key=lambda one: (-one.count, one.etype, one.name)))
    return Quality(conflicts, pc.sum(people).as_py() or 0, len(lacking), ids, tuple(_layers(snapshot, world)))


def _conflicts(snapshot: Snapshot) -> Iterator[Conflict]:
    nodes = snapshot.nodes
    found = np.flatnonzero(pc.fill_null(pc.match_substring(nodes["props"], f'{_SEVERAL}"'), fill_value=False))
    counts: Counter[tuple[str, str]] = Counter()
    named: dict[tuple[str, str], list[str]] = {}
    for code in found.tolist():
        etype = nodes["etype"][code].as_py()
        for name in json.loads(nodes["props"][code].as_py()):
            if name.endswith(_SEVERAL) and name not in _NO_CONFLICT:
                key = (etype, name.removesuffix(_SEVERAL))
                counts[key] += 1
                if counts[key] <= NAMED:
                    named.setdefault(key, []).append(snapshot.id_of(code))
    for (etype, name), count in counts.items():
        yield Conflict(etype, name, count, tuple(named[etype, name]))


def _layers(snapshot: Snapshot, world: World) -> Iterator[LayerTimes]:
    kinds = snapshot.links["ltype"].combine_chunks()
    if not len(kinds):
        return
    layer_of = [
        world.link_types[name].layer if name in world.link_types else "" for name in kinds.dictionary.to_pylist()
    ]
    codes = kinds.indices.to_numpy()
    times = pc.fill_null(snapshot.links["ts_ms"], np.iinfo(np.int64).min).to_numpy()
    for layer in sorted(set(layer_of) - {""}):
        own = times[np.isin(codes, [code for code, one in enumerate(layer_of) if one == layer])]
        dated = np.sort(own[own != np.iinfo(np.int64).min])
        if own.size:
            yield _layer(layer, int(own.size), dated)


def _layer(layer: str, links: int, dated: np.ndarray) -> LayerTimes:
    if not dated.size:
        return LayerTimes(layer, links, links, None, None, None)
    gap = None
    if dated.size > 1:
        at = int(np.argmax(np.diff(dated)))
        if dated[at + 1] - dated[at] >= LEAST_GAP_DAYS * _DAY_MS:
            gap = (int(dated[at]), int(dated[at + 1]))
    return LayerTimes(layer, links, links - int(dated.size), int(dated[0]), int(dated[-1]), gap)
