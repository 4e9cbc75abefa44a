"""Entity claims → node rows; a masked one shows pseudonym, type, class, country, roles and harmless properties only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.gathering import column
from jejak.graph.protection import CLASSES, is_masked
from jejak.graph.resolution import Resolution
from jejak.graph.segments import Claims
from jejak.graph.snapshot.block import Block
from jejak.graph.snapshot.described import READ, SHOWN, described
from jejak.graph.snapshot.grades import best_by_group
from jejak.graph.snapshot.grouping import Groups
from jejak.graph.snapshot.layout import kept
from jejak.graph.snapshot.masking import Masking
from jejak.graph.snapshot.plain import plain
from jejak.graph.snapshot.secrets import Lookout
from jejak.graph.snapshot.work import Work
from jejak.graph.statements import Codes
from jejak.schemas.model import EntityType

_BLOCK = 1 << 14  # nodes at a time: the words of all at once would fill the memory
_AT_ONCE = 4  # blocks between two looks at the memory
_MASKED = np.array([is_masked(name) for name in CLASSES], np.bool_)
SCHEMA = pa.schema(
    [
        pa.field("id", pa.binary(16)),
        pa.field("etype", pa.string()),
        pa.field("caption", pa.string()),
        pa.field("search", pa.string()),
        pa.field("protection", pa.string()),
        pa.field("masked", pa.bool_()),
        pa.field("country", pa.string()),
        pa.field("birth_date", pa.string()),
        pa.field("id_scheme", pa.string()),
        pa.field("id_value", pa.string()),
        pa.field("n_claims", pa.int32()),
        pa.field("n_sources", pa.int32()),
        pa.field("best_grade", pa.string()),
        pa.field("roles", pa.list_(pa.string())),
        pa.field("role_times", pa.list_(pa.string())),  # of roles that all who state them date; see schemas.role_times
        pa.field("t_from", pa.string()),
        pa.field("t_to", pa.string()),
        pa.field("props", pa.string()),
    ]
)


def node_table(
    claims: Claims, resolution: Resolution, masking: Masking, *, types: Mapping[str, EntityType], work: Work
) -> pa.Table:
    """The node rows in canonical order, on the shelf; O(claims log claims)."""
    groups, n = Groups.of(resolution), resolution.n_nodes
    shown = _Shown(claims.entities, groups, masking, Lookout(masking.secrets), types)
    texts = _texts(shown, n, work)
    first = pa.array(groups.first)
    columns = {
        "id": claims.entities.column("ekey").take(first),
        "etype": claims.entities.column("etype").take(first),
        **texts,
        "protection": pa.array([str(name) for name in CLASSES]).take(pa.array(masking.ranks)),
        "masked": pa.array(_MASKED[masking.ranks]),
        "n_claims": pa.array(groups.counts.astype(np.int32)),
        "n_sources": pa.array(_source_counts(claims, groups.node_of, n)),
        "best_grade": best_by_group(claims.entities.column("grade"), groups.node_of, n).cast(pa.string()),
        "roles": _lists(masking.roles, n),
        "role_times": _role_times(masking, n),
    }
    return kept(pa.table({f.name: columns[f.name] for f in SCHEMA}, schema=SCHEMA), work.shelf)


def _texts(shown: _Shown, n: int, work: Work) -> dict[str, pa.Array]:
    """What the nodes show, block by block; blocks ahead of the one that is written are few."""
    columns = {field.name: column(field.type, work.shelf) for field in SHOWN}
    blocks = [np.arange(low, min(low + _BLOCK, n)) for low in range(0, max(n, 1), _BLOCK)]
    for start in range(0, len(blocks), _AT_ONCE):
        for table in work.pool.map(shown.of, blocks[start : start + _AT_ONCE]):
            for name, filled in columns.items():
                for chunk in table.column(name).chunks:
                    filled.add(chunk)
        work.forget()
    return {name: filled.whole() for name, filled in columns.items()}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What nodes show: the ordinary ones by the column, the others claim by claim."""

    entities: pa.Table
    groups: Groups
    masking: Masking
    lookout: Lookout
    types: Mapping[str, EntityType]

    def of(self, nodes: Codes) -> pa.Table:
        """Some nodes, as ``SHOWN``."""
        rows, stops = self.groups.rows(nodes)
        place = np.repeat(np.arange(nodes.size), np.diff(stops))
        block = Block.of(self.entities.select(READ).take(pa.array(rows)), place, nodes.size)
        touched = np.zeros(nodes.size, np.bool_)
        touched[place[self.lookout.touched(block.claims.column("id_value"), block.said)]] = True
        table, ordinary = plain(block, self.types)
        slow = np.flatnonzero(~ordinary | touched | _MASKED[self.masking.ranks[nodes]])
        slowly = described(
            self.entities, self.groups, self.masking, nodes=nodes[slow], touched=touched[slow], types=self.types
        )
        order = np.arange(nodes.size)
        order[slow] = nodes.size + np.arange(slow.size)
        return pa.concat_tables([table, slowly]).take(pa.array(order))


def _role_times(masking: Masking, n: int) -> pa.ListArray:
    """When dated roles hold, null where a node has none; a masked node shows no date, so its roles hold always."""
    shown = {code: times for code, times in masking.role_times.items() if not _MASKED[masking.ranks[code]]}
    lists, kind = _lists(shown, n), SCHEMA.field("role_times").type
    return pc.if_else(pc.greater(pc.list_value_length(lists), 0), lists, pa.scalar(None, kind))


def _lists(texts: Mapping[int, Sequence[str]], n: int) -> pa.ListArray:
    counts = np.zeros(n + 1, np.int32)
    for code, names in texts.items():
        counts[code + 1] = len(names)
    listed = [name for code in sorted(texts) for name in texts[code]]
    return pa.ListArray.from_arrays(pa.array(np.cumsum(counts, dtype=np.int32)), pa.array(listed, pa.string()))


def _source_counts(claims: Claims, node_of: npt.NDArray[np.int32], n: int) -> npt.NDArray[np.int32]:
    shas = [b.source_sha for b in claims.batches]
    source = np.array([shas.index(sha) for sha in shas], np.int64)
    if not shas:
        return np.zeros(n, np.int32)
    if len(set(shas)) == 1:
        return np.ones(n, np.int32)
    pairs = np.unique(node_of.astype(np.int64) * len(shas) + source[claims.entity_batch])
    return np.bincount(pairs // len(shas), minlength=n).astype(np.int32)
