"""A text → ranked hits: every part of it is looked up, and whoever has most of it, most exactly, comes first.

All stores share this one search over the snapshot: a server's index knows neither spellings nor sounds, and two
searches would have to be held equal. Neo4j keeps the search text for the analyst's own Cypher.

Invariant: hits depend on the snapshot and the text alone; ties go to who has more links, then by caption, then by id.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.model import Node
from jejak.graph.search.asking import Asked, asked, fillers
from jejak.graph.search.index import SearchIndex
from jejak.graph.search.numbers import forms
from jejak.graph.search.why import NOTHING, Why
from jejak.graph.snapshot.snapshot import Snapshot

Levels = npt.NDArray[np.uint8]
Ranks = npt.NDArray[np.int32]
#: The rank of what is no hit.
NO_HIT = 1 << 20
_STEP = NOTHING + 1


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody or something that was found, and why."""

    node: Node
    why: Why


def why_of(rank: int) -> Why:
    """The reason that a rank stands for."""
    return Why(min(rank // _STEP, Why.SOME))


def ranks(index: SearchIndex, text: str) -> Ranks:
    """How well each owner fits a text: a smaller rank is a better hit, ``NO_HIT`` none; see ``why_of``."""
    wanted = asked(text)
    found = np.full(index.size, NO_HIT, np.int32)
    if not wanted.parts:
        return found
    levels = [_levels(index, wanted, part) for part in wanted.parts]
    worst = np.maximum.reduce(levels)
    _better(found, worst.astype(np.int32) * _STEP, worst < NOTHING)
    if len(levels) > 1:
        _some(found, wanted, levels)
    if wanted.number and wanted.number not in wanted.parts:
        whole = np.full(index.size, NOTHING, np.uint8)
        _look_up_number(index, wanted.number, whole)
        _better(found, whole.astype(np.int32) * _STEP, whole < NOTHING)
    named = _named(index, wanted)
    found[named] = np.minimum(found[named], Why.NAME * _STEP)
    return found


def _better(found: Ranks, other: Ranks, valid: npt.NDArray[np.bool_]) -> None:
    np.minimum(found, other, out=found, where=valid)


def _some(found: Ranks, wanted: Asked, levels: list[Levels]) -> None:
    """Who has at least half of the parts, and each of those well: fewer missing ones come first, then better levels.

    An initial and a slip are too little where other parts are missing.
    """
    has = np.zeros(found.size, np.uint8)
    worst = np.zeros(found.size, np.uint8)
    for part, level in zip(wanted.parts, levels, strict=True):
        if len(part) > 1:
            good = (level <= Why.SOUND) | ((level == Why.PART) & (part in wanted.numbers))
            has += good
            np.maximum(worst, level, out=worst, where=good)
    missing = len(levels) - has.astype(np.int32)
    enough = (has > 0) & (2 * has.astype(np.int32) >= len(levels)) & (missing > 0)
    _better(found, (Why.SOME + missing - 1) * _STEP + worst, enough)


def _levels(index: SearchIndex, wanted: Asked, part: str) -> Levels:
    """How well each owner has one part of what is wanted."""
    found = np.full(index.size, NOTHING, np.uint8)
    typed = part == wanted.parts[-1] or len(part) == 1
    if part in wanted.numbers:
        _look_up_number(index, part, found)
    for why, words in index.vocabulary.alike(part, typed=typed):
        owners = index.owner[index.texts_with.at(words)]
        found[owners] = np.minimum(found[owners], why)
    return found


def _look_up_number(index: SearchIndex, number: str, found: Levels) -> None:
    wanted = forms(number)
    part = pc.match_substring(index.numbers, wanted.inside).to_numpy(zero_copy_only=False)
    for begin in wanted.begins:
        part = part | pc.starts_with(index.numbers, begin).to_numpy(zero_copy_only=False)
    whole = pc.is_in(index.numbers, value_set=pa.array(wanted.whole, pa.string())).to_numpy(zero_copy_only=False)
    for why, hit in ((Why.PART, part), (Why.NUMBER, whole)):
        owners = index.owners_of.at(np.flatnonzero(hit))
        found[owners] = np.minimum(found[owners], why)


def _named(index: SearchIndex, wanted: Asked) -> npt.NDArray[np.int32]:
    """Owners one of whose texts has the words of the wanted name and no others that tell."""
    words = [index.vocabulary.words.equal(word) for word in sorted(wanted.name)]
    if not words or any(not word.size for word in words):
        return np.empty(0, np.int32)
    lists = sorted((index.texts_with.at(word) for word in words), key=len)
    texts = lists[0]
    for other in lists[1:]:
        texts = np.intersect1d(texts, other, assume_unique=True)
    telling = not wanted.name <= fillers()
    found: npt.NDArray[np.int32] = index.owner[texts[index.length[texts] == (len(words) if telling else -len(words))]]
    return found


def snapshot_index(snapshot: Snapshot) -> SearchIndex:
    """The index of all names and numbers that a snapshot shows; O(letters)."""
    return SearchIndex.of(_whole(snapshot.nodes["search"]))


class SnapshotSearch:
    """The search over one snapshot; several threads may ask at a time."""

    def __init__(self, snapshot: Snapshot, index: SearchIndex) -> None:
        """Take a snapshot with its index; O(nodes)."""
        self._snapshot = snapshot
        self._index = index
        self._degree = np.diff(snapshot.out.offsets) + np.diff(snapshot.inc.offsets)
        self._etype = _whole(snapshot.nodes["etype"].cast(pa.string())).dictionary_encode()
        self._place = np.empty(snapshot.n_nodes, np.int64)
        self._place[snapshot.id_order] = np.arange(snapshot.n_nodes)

    def find(self, text: str, *, etypes: Collection[str] | None = None, limit: int = 50) -> list[Hit]:
        """Whoever fits a text, best first.

        Args:
            text: Words of names in any order and spelling, a number or a part of it, or an id.
            etypes: Only entities of these types.
            limit: At most so many.
        """
        code = self._snapshot.code_of(text.strip())
        if code is not None:
            node = self._snapshot.node(code)
            return [Hit(node, Why.NUMBER)] if limit > 0 and (etypes is None or node.etype in etypes) else []
        found = ranks(self._index, text)
        if etypes is not None:
            kinds = np.array([name in etypes for name in self._etype.dictionary.to_pylist()], np.bool_)
            found = np.where(kinds[self._etype.indices.to_numpy()], found, NO_HIT)
        codes = self._best(found, limit)
        nodes = self._snapshot.nodes_of(codes)
        return [Hit(node, why_of(int(found[code]))) for node, code in zip(nodes, codes.tolist(), strict=True)]

    def codes(self, text: str) -> npt.NDArray[np.int64]:
        """The codes of all whom a text fits, best first; O(nodes)."""
        code = self._snapshot.code_of(text.strip())
        if code is not None:
            return np.array([code], np.int64)
        return self._best(ranks(self._index, text), self._snapshot.n_nodes)

    def _best(self, found: Ranks, limit: int) -> npt.NDArray[np.int64]:
        """The codes of the first hits in their order."""
        codes = np.flatnonzero(found < NO_HIT)
        if not codes.size or limit < 1:
            return codes[:0]
        most = int(self._degree.max(initial=0)) + 1
        key = found[codes].astype(np.int64) * most + (most - 1 - self._degree[codes])
        if codes.size > limit:
            kept = key <= np.partition(key, limit - 1)[limit - 1]
            codes, key = codes[kept], key[kept]
        listed = pa.table(
            {"key": key, "caption": self._snapshot.nodes["caption"].take(pa.array(codes)), "id": self._place[codes]}
        )
        keys = [(name, "ascending") for name in listed.column_names]
        whole = codes.size <= limit  # a heap of all takes longer than a sort
        order = pc.sort_indices(listed, keys) if whole else pc.select_k_unstable(listed, limit, keys)
        best: npt.NDArray[np.int64] = codes[order.to_numpy()]
        return best


def _whole(column: pa.ChunkedArray) -> pa.StringArray:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
