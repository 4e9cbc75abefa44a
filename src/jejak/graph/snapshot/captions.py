"""What the nodes of a block are called: the first property that their type wants shown and that they have."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot.block import Block
from jejak.graph.snapshot.described import UNKNOWN
from jejak.graph.snapshot.texts import given, ranked, taken
from jejak.schemas.model import EntityType


def captions(block: Block, known: Mapping[str, pa.StringArray], types: Mapping[str, EntityType]) -> pa.StringArray:
    """What the type of each node wants shown, null where it has none of it; ``known`` are columns chosen already."""
    kinds = block.claims.column("etype").combine_chunks().dictionary_encode()
    kind = np.empty(block.n, np.int64)
    kind[block.place[::-1]] = kinds.indices.to_numpy()[::-1]  # a node has the type of its first claim
    found = pa.nulls(block.n, pa.string())
    for code, name in enumerate(kinds.dictionary.to_pylist()):
        own = kind == code
        found = pc.if_else(pa.array(own), _caption(block, types[name], own, known), found)
    return found


def _caption(
    block: Block, etype: EntityType, own: npt.NDArray[np.bool_], known: Mapping[str, pa.StringArray]
) -> pa.StringArray:
    """What a type wants shown of its ``own`` nodes: the first of its properties that is there."""
    if etype.name == UNKNOWN:
        return pa.repeat("Unknown party", block.n)
    caption = pa.nulls(block.n, pa.string())
    for name in etype.caption:
        if name in known:
            caption = pc.coalesce(caption, known[name])
        without = own & caption.is_null().to_numpy(zero_copy_only=False)
        if not without.any():
            break
        caption = pc.coalesce(caption, _first(block, name, without))
    return caption


def _first(block: Block, key: str, nodes: npt.NDArray[np.bool_]) -> pa.StringArray:
    """The first text that some nodes state under a key: of several claims, the first in the alphabet."""
    said = block.said
    at = said.under(key)
    at = at[nodes[block.place[said.claim[at]]]]
    at = at[given(pa.chunked_array([said.texts.take(pa.array(at))]))]
    place = block.place[said.claim[at]]
    rank = np.zeros(at.size, np.int64)
    many = block.several[place]
    rank[many], _ = ranked(said.texts.take(pa.array(at[many])))
    order = np.lexsort((rank, place))
    found = np.full(block.n, -1, np.int64)
    owners, first = np.unique(place[order], return_index=True)
    found[owners] = at[order[first]]
    return taken(said.texts, found)
