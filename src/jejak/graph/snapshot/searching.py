"""What a search finds the nodes of a block by: their names and identifiers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot.block import Block
from jejak.graph.snapshot.fold import BETWEEN
from jejak.graph.snapshot.texts import folded, given, ranked, taken
from jejak.graph.statements import Codes

_NAMED = ("name", "name_raw", "id_value")


def search_texts(block: Block, captions: pa.StringArray) -> pa.StringArray:
    """All names and identifiers of each node, folded, distinct and sorted; most say nothing but their caption."""
    said, parts = block.said, []
    for name in _NAMED:
        rows = given(block.claims.column(name))
        parts.append((block.place[rows], taken(block.claims.column(name), rows)))
    alias, listed = said.under("alias"), said.under("identifiers")
    parts.append((block.place[said.claim[alias]], said.texts.take(pa.array(alias))))
    identifiers = pc.replace_substring_regex(said.texts.take(pa.array(listed)), "^[^:]*:", "")
    parts.append((block.place[said.claim[listed]], identifiers))
    captions = pc.fill_null(captions, "")
    parts = [_others(place, texts, captions) for place, texts in parts]
    mixed = np.unique(np.concatenate([place for place, _ in parts]))
    parts.append((mixed, captions.take(pa.array(mixed))))
    place = np.concatenate([place for place, _ in parts])
    words = _joined(place, pa.concat_arrays([texts for _, texts in parts]), block.n)
    many = np.zeros(block.n, np.bool_)
    many[mixed] = True
    return pc.if_else(pa.array(many), words, folded(captions))


def _others(place: Codes, texts: pa.StringArray, captions: pa.StringArray) -> tuple[Codes, pa.StringArray]:
    """Those of some texts that are not the caption of their node."""
    other = pc.not_equal(texts, captions.take(pa.array(place)))
    return place[other.to_numpy(zero_copy_only=False)], texts.filter(other)


def _joined(place: Codes, texts: pa.StringArray, n: int) -> pa.StringArray:
    """The distinct folded texts of each of ``n`` places, sorted, as one text with ``BETWEEN`` between them."""
    encoded = texts.dictionary_encode()
    rank, distinct = ranked(folded(encoded.dictionary))
    size = max(len(distinct), 1)
    place, code = np.divmod(np.unique(place * size + rank[encoded.indices.to_numpy()]), size)
    kept = np.flatnonzero(pc.not_equal(distinct, "").to_numpy(zero_copy_only=False)[code])
    ends = np.searchsorted(place[kept], np.arange(n + 1)).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(ends), distinct.take(pa.array(code[kept]))), BETWEEN)
