"""Birth dates of all nodes as claims state them and identity numbers tell them, read by the column.

Only nodes that one of their dates makes young enough to matter are looked at one by one.
Invariant: of a node that is returned, every date that any of its live claims states is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.ages import Evidence
from jejak.graph.statements import Codes, Statements
from jejak.schemas.ptypes.national_ids import births_of_number

_BLOCK = 1 << 16  # claims whose properties are taken apart at once
_DATE = r"^\d{4}(-\d{2}){0,2}$"
_NUMBER = r"^(nik:\d{16}|mykad:\d{12})$"
_NUMBERS = ('"nik:', '"mykad:')
_DIFFER = '"birth_date_all"'
_KEYS = ("identifiers", "birth_date_all")
_LATEST = 35  # two digits of a year up to these may be of this century


@dataclass(frozen=True, slots=True)
class _Said:
    """Texts that are dates or identity numbers, and the node of each."""

    node: Codes
    texts: pa.StringArray

    def years(self) -> Codes:
        """The latest year of birth that each text can mean."""
        number = pc.match_substring(self.texts, ":").to_numpy(zero_copy_only=False)
        nik = pc.starts_with(self.texts, "nik:").to_numpy(zero_copy_only=False)
        short = np.where(nik, _digits(self.texts, 14, 16, number), _digits(self.texts, 6, 8, number))
        century = np.where(short <= _LATEST, 2000, 1900)
        return np.where(number, century + short, _digits(self.texts, 0, 4, ~number))


def _digits(texts: pa.StringArray, start: int, stop: int, where: npt.NDArray[np.bool_]) -> Codes:
    """A number at a place in texts that have one there, 0 in others."""
    part = pc.if_else(pa.array(where), pc.utf8_slice_codeunits(texts, start, stop), "0")
    found: Codes = pc.cast(part, pa.int64()).to_numpy(zero_copy_only=False)
    return found


def evidence_of_births(
    entities: pa.Table, node_of: npt.NDArray[np.int32], since: npt.NDArray[np.int64]
) -> dict[int, Evidence]:
    """What is known of the births of nodes that may be born in a year or later; O(claims).

    Args:
        entities: All live claims.
        node_of: Node code of each.
        since: The year for every node.
    """
    parts = [*_columns(entities, node_of), *_listed(entities, node_of)]
    said = _Said(np.concatenate([p.node for p in parts]), pa.concat_arrays([p.texts for p in parts]))
    young = np.zeros(since.size, np.bool_)
    young[said.node[said.years() >= since[said.node]]] = True
    at = np.flatnonzero(young[said.node])
    by_node: dict[int, set[str]] = {}
    for node, text in zip(said.node[at].tolist(), said.texts.take(pa.array(at)).to_pylist(), strict=True):
        by_node.setdefault(node, set()).add(text)
    return {node: _evidence(texts) for node, texts in sorted(by_node.items())}


def _evidence(texts: set[str]) -> Evidence:
    numbers = sorted(text for text in texts if ":" in text)
    told = tuple(dates for dates in map(births_of_number, numbers) if dates)
    return Evidence(tuple(sorted(text for text in texts if ":" not in text)), told)


def _columns(entities: pa.Table, node_of: npt.NDArray[np.int32]) -> Iterator[_Said]:
    """Birth dates and strongest identifiers; those known to be invalid tell nothing."""
    yield _matching(node_of, entities.column("birth_date"), _DATE)
    number = pc.binary_join_element_wise(
        entities.column("id_scheme").cast(pa.string()), entities.column("id_value").cast(pa.string()), ":"
    )
    usable = pc.fill_null(entities.column("id_valid"), True)
    yield _matching(node_of, pc.if_else(usable, number, None), _NUMBER)


def _listed(entities: pa.Table, node_of: npt.NDArray[np.int32]) -> Iterator[_Said]:
    """All valid identifiers, and the birth dates in which the records of one claim differ."""
    props = entities.column("props")
    own = pc.is_in(entities.column("id_scheme").cast(pa.string()), value_set=pa.array(["nik", "mykad"]))
    own = pc.and_(own, pc.fill_null(entities.column("id_valid"), False)).to_numpy()  # stands in the list too
    listed = sum(pc.fill_null(pc.count_substring(props, text), 0).to_numpy() for text in _NUMBERS)
    rows = np.flatnonzero((listed > own) | pc.fill_null(pc.match_substring(props, _DIFFER), False).to_numpy())
    for low in range(0, rows.size, _BLOCK):
        block = rows[low : low + _BLOCK]
        text = props.take(pa.array(block)).combine_chunks()
        said = Statements.of(text)
        for key in _KEYS:
            at = said.under(key)
            yield _matching(node_of[block[said.claim[at]]], said.texts.take(pa.array(at)), f"{_DATE}|{_NUMBER}")
        for odd in np.flatnonzero(~said.regular).tolist():
            stated = json.loads(text[odd].as_py())
            values = [value for key in _KEYS for value in stated.get(key) or ()]
            nodes = np.full(len(values), node_of[block[odd]])
            yield _matching(nodes, pa.array(values, pa.string()), f"{_DATE}|{_NUMBER}")


def _matching(node: npt.NDArray[np.int32], column: pa.Array | pa.ChunkedArray, pattern: str) -> _Said:
    texts = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    texts = texts.cast(pa.string())
    at = np.flatnonzero(pc.fill_null(pc.match_substring_regex(texts, pattern), False).to_numpy(zero_copy_only=False))
    return _Said(node[at].astype(np.int64), texts.take(pa.array(at)))
