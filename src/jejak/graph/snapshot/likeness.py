"""Possible matches of protected people: whoever has the same full name shares their protection.

Invariant: a possible match inherits the protection of its other half until an analyst judges the two not the same, or
a source calls it a suspect; so a victim's name does not show through a file that knows nothing of the victim. Birth
dates do not tell two people apart here: those of victims are the ones that get altered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.protection import LOWEST_PROTECTED, RANK, Ranks
from jejak.graph.resolution.agreement import name_words
from jejak.graph.snapshot.fold import fold

FULL_NAME = 2  # a single word is too common to point at somebody
MOST_WORDS = 6  # of longer names, only the whole is compared
Pair = tuple[int, int]


def possible_matches(
    entities: pa.Table,
    node_of: npt.NDArray[np.int32],
    ranks: Ranks,
    people: npt.NDArray[np.bool_],
    *,
    apart: Collection[Pair],
) -> list[Pair]:
    """Pairs of (protected person, possible match), as node codes; O(claims of people).

    Args:
        entities: All entity claims.
        node_of: Node code of every claim.
        ranks: Place in ``CLASSES`` by node code.
        people: Whether a node is a person.
        apart: Pairs that are judged not the same, both ways.
    """
    protected = ranks[node_of] >= LOWEST_PROTECTED
    person = people[node_of] & pc.is_valid(entities.column("name")).to_numpy()
    known: dict[frozenset[str], list[int]] = defaultdict(list)
    for node, words in _named(entities, node_of, person & protected):
        if len(words) >= FULL_NAME:
            known[words].append(node)
    if not known:
        return []
    telling = frozenset[str]().union(*known)
    open_to_it = person & ~protected & (ranks[node_of] != RANK["S"])
    open_to_it[open_to_it] = _may_match(entities.column("name").filter(pa.array(open_to_it)), telling)
    return sorted(
        {
            (other, node)
            for node, words in _named(entities, node_of, open_to_it)
            for part in full_names(words if len(words) > MOST_WORDS else words & telling)
            for other in known.get(part, ())
            if (other, node) not in apart
        }
    )


def _may_match(names: pa.ChunkedArray, telling: Collection[str]) -> npt.NDArray[np.bool_]:
    """Names with at least two of the telling words; never too few. What is not plain ASCII is looked at later."""
    lowered = pc.utf8_lower(names).combine_chunks()
    words = pc.split_pattern(lowered, " ")
    tells = pc.is_in(words.values, value_set=pa.array(sorted(telling), pa.string()))
    counts = np.bincount(pc.list_parent_indices(words).filter(tells).to_numpy(), minlength=len(lowered))
    odd = pc.match_substring_regex(lowered, "[^a-z0-9 ]").to_numpy(zero_copy_only=False)
    found: npt.NDArray[np.bool_] = odd | (counts >= FULL_NAME)
    return found


def full_names(words: frozenset[str]) -> Iterator[frozenset[str]]:
    """A name and what it is with a father's or a second name left out."""
    if len(words) > MOST_WORDS:
        yield words
        return
    for size in range(FULL_NAME, len(words) + 1):
        yield from map(frozenset, combinations(sorted(words), size))


def _named(
    entities: pa.Table, node_of: npt.NDArray[np.int32], chosen: npt.NDArray[np.bool_]
) -> list[tuple[int, frozenset[str]]]:
    rows = np.flatnonzero(chosen)
    names = entities.column("name").take(pa.array(rows))
    words = {name: full_name_words(name) for name in names.unique().to_pylist()}
    return [(node, words[name]) for node, name in zip(node_of[rows].tolist(), names.to_pylist(), strict=True)]


def full_name_words(name: str) -> frozenset[str]:
    """Without titles, unless a title is all that makes it a full name (`Sri` is also a given name).

    A passport doubles a mononym (`LESTARI LESTARI`); doubled like that it counts as a full name.
    """
    words, written = name_words(name), fold(name).split()
    if len(words) >= FULL_NAME:
        return words
    return frozenset(written) | ({fold(name)} if len(written) >= FULL_NAME else frozenset())
