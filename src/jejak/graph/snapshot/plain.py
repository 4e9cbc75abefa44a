"""Ordinary nodes by the column: the same as claim by claim, some ten times faster."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot.block import Block
from jejak.graph.snapshot.captions import captions
from jejak.graph.snapshot.described import SHOWN
from jejak.graph.snapshot.merging import Triples, objects
from jejak.graph.snapshot.searching import search_texts
from jejak.graph.snapshot.texts import given, ranked, taken
from jejak.graph.statements import Codes
from jejak.schemas.grading import grade_weight
from jejak.schemas.model import EntityType

_CHOSEN = ("name", "birth_date", "country")  # of different ones, a node shows the best and keeps all
_ESCAPED = r'["\\\x00-\x1f]'  # what JSON cannot hold as it is


def plain(block: Block, types: Mapping[str, EntityType]) -> tuple[pa.Table, npt.NDArray[np.bool_]]:
    """What the nodes of a block show, as ``SHOWN``, and which of them are ordinary: the others are not to be used.

    Ordinary is a node that has a caption, whose properties are texts without roles, and which says nothing that JSON
    would escape.
    """
    ordinary = np.ones(block.n, np.bool_)
    ordinary[block.place[~block.said.regular]] = False
    ordinary[block.place[block.said.claim[block.said.under("roles")]]] = False
    shown, conflicts = {}, []
    for name in _CHOSEN:
        shown[name], found = _preferred(block, name)
        conflicts.append(found)
        ordinary[found.place[pc.match_substring_regex(found.texts, _ESCAPED).to_numpy(zero_copy_only=False)]] = False
    shown["id_scheme"], shown["id_value"] = _identifier(block)
    shown["t_from"], shown["t_to"] = _least(block, "t_from"), _least(block, "t_to", most=True)
    shown["props"] = _props(block, conflicts)
    wanted = captions(block, {name: shown[name] for name in _CHOSEN}, types)
    shown["caption"] = pc.coalesce(wanted, shown["name"], shown["id_value"])
    shown["search"] = search_texts(block, shown["caption"])
    ordinary &= pc.is_valid(shown["caption"]).to_numpy(zero_copy_only=False)
    return pa.table({name: shown[name] for name in SHOWN.names}, schema=SHOWN), ordinary


def _preferred(block: Block, name: str) -> tuple[pa.StringArray, Triples]:
    """The text of the best graded claim, then the longest, then the first in the alphabet; and all that differ."""
    column = block.claims.column(name)
    rows = given(column)
    many = block.among_several(rows)
    texts = taken(column, many)
    codes, _ = ranked(texts)
    found = block.first(rows, codes, -pc.utf8_length(texts).to_numpy(), -_weights(block.claims.column("grade"), many))
    low, high = np.full(block.n, codes.size), np.full(block.n, -1)
    np.minimum.at(low, block.place[many], codes)
    np.maximum.at(high, block.place[many], codes)
    differ = np.flatnonzero((low < high)[block.place[many]])
    key, listed = np.zeros(differ.size, np.int64), np.ones(differ.size, np.bool_)
    kept = Triples(block.place[many][differ], key, listed, texts.take(pa.array(differ)), (f"{name}_all",))
    return taken(column, found), kept


def _weights(grades: pa.ChunkedArray, rows: Codes) -> npt.NDArray[np.float64]:
    encoded = grades.take(pa.array(rows)).combine_chunks().dictionary_encode()
    weights = np.array([grade_weight(grade) for grade in [*encoded.dictionary.to_pylist(), None]])
    codes: Codes = encoded.indices.fill_null(weights.size - 1).to_numpy()
    found: npt.NDArray[np.float64] = weights[codes]
    return found


def _identifier(block: Block) -> tuple[pa.StringArray, pa.StringArray]:
    """Scheme and value of the best identifier: a valid one before others."""
    rows = given(block.claims.column("id_value"))
    many = pa.array(block.among_several(rows))
    value, scheme, valid = (block.claims.column(name).take(many) for name in ("id_value", "id_scheme", "id_valid"))
    by_scheme, _ = ranked(pc.fill_null(scheme.cast(pa.string()), "").combine_chunks())
    by_value, _ = ranked(value.combine_chunks())
    found = block.first(rows, by_value, by_scheme, ~pc.fill_null(valid, False).to_numpy())
    schemes = taken(block.claims.column("id_scheme").cast(pa.string()), found)
    return pc.if_else(pc.equal(schemes, ""), None, schemes), taken(block.claims.column("id_value"), found)


def _least(block: Block, name: str, *, most: bool = False) -> pa.StringArray:
    rows = given(block.claims.column(name))
    codes, _ = ranked(taken(block.claims.column(name), block.among_several(rows)))
    return taken(block.claims.column(name), block.first(rows, -codes if most else codes))


def _props(block: Block, conflicts: list[Triples]) -> pa.StringArray:
    """Properties as they are where a node has one claim; else all that its claims state, and what they differ in."""
    said = block.said
    many = block.among_several(said.claim)
    stated = np.flatnonzero(block.several[block.place[said.claim]])
    parts = [
        Triples(block.place[many], said.key[stated], said.listed[stated], said.texts.take(pa.array(stated)), said.keys),
        *conflicts,
    ]
    moved = np.cumsum([0, *(len(part.keys) for part in parts)])
    keys = tuple(key for part in parts for key in part.keys)
    merged = Triples(
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.key + start for part, start in zip(parts, moved, strict=False)]),
        np.concatenate([part.listed for part in parts]),
        pa.concat_arrays([part.texts for part in parts]),
        keys,
    )
    own = np.full(block.n, -1, np.int64)
    own[block.place] = np.arange(block.place.size)
    single = pc.fill_null(taken(block.claims.column("props"), own), "{}")
    return pc.if_else(pa.array(block.several), objects(merged, block.n), single)
