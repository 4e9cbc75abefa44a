"""Entity claims → node rows; a masked one shows pseudonym, type, class, country, roles and harmless properties only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.protection import CLASSES, is_masked
from jejak.graph.resolution import Resolution
from jejak.graph.segments import Claims
from jejak.graph.snapshot.described import SHOWN, described
from jejak.graph.snapshot.grades import best_by_group
from jejak.graph.snapshot.grouping import Groups
from jejak.graph.snapshot.masking import Masking
from jejak.graph.snapshot.plain import plain
from jejak.schemas.model import EntityType

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
        pa.field("t_from", pa.string()),
        pa.field("t_to", pa.string()),
        pa.field("props", pa.string()),
    ]
)


def node_table(claims: Claims, resolution: Resolution, masking: Masking, types: Mapping[str, EntityType]) -> pa.Table:
    """The node rows in canonical order; O(claims log claims)."""
    groups, n = Groups.of(resolution), resolution.n_nodes
    first = pa.array(groups.first)
    masked = np.array([is_masked(name) for name in CLASSES], np.bool_)[masking.ranks]
    columns = {
        "id": claims.entities.column("ekey").take(first),
        "etype": claims.entities.column("etype").take(first),
        **_texts(claims, groups, masking, masked=masked, types=types),
        "protection": pa.array([str(name) for name in CLASSES]).take(pa.array(masking.ranks)),
        "masked": pa.array(masked),
        "n_claims": pa.array(groups.counts.astype(np.int32)),
        "n_sources": pa.array(_source_counts(claims, groups.node_of, n)),
        "best_grade": best_by_group(claims.entities.column("grade"), groups.node_of, n),
        "roles": _role_lists(masking.roles, n),
    }
    return pa.table({f.name: columns[f.name] for f in SCHEMA}, schema=SCHEMA).combine_chunks()


def _texts(
    claims: Claims, groups: Groups, masking: Masking, *, masked: npt.NDArray[np.bool_], types: Mapping[str, EntityType]
) -> dict[str, pa.Array]:
    """What nodes say: the ordinary ones by the column, the others claim by claim."""
    touched = np.zeros(masked.size, np.bool_)
    if masking.secrets:
        touched[groups.node_of[masking.secrets.may_touch(claims.entities)]] = True
    fast, quickly = plain(claims.entities, groups, ~(masked | touched), types)
    rest = np.ones(masked.size, np.bool_)
    rest[fast] = False
    slow = np.flatnonzero(rest)
    slowly = described(claims, groups, slow, masking, touched=touched, types=types)
    place = pa.array(np.argsort(np.concatenate([fast, slow]), kind="stable"))
    both = pa.concat_tables([quickly, slowly])
    return {name: both.column(name).combine_chunks().take(place) for name in SHOWN.names}


def _role_lists(roles: Mapping[int, Sequence[str]], n: int) -> pa.ListArray:
    counts = np.zeros(n + 1, np.int32)
    for code, names in roles.items():
        counts[code + 1] = len(names)
    listed = [name for code in sorted(roles) for name in roles[code]]
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
