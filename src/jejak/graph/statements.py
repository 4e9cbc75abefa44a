"""Properties of many claims by the column: which claim states which text under which key.

Read without a JSON parser: in an object of texts and lists of texts, written without blanks and without escapes, what
stands between two quotes is a key or a text, and what follows it tells which.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int64]

_OTHER, _AROUND, _KEY, _LIST_KEY, _TEXT = range(5)
_MEANS = {"{": _AROUND, "{}": _AROUND, ":": _KEY, ":[": _LIST_KEY, ",": _TEXT, "],": _TEXT, "}": _TEXT, "]}": _TEXT}
_KINDS = np.zeros(1 << 16, np.int8)  # by the first two bytes of what stands between two quotes
_KINDS[[int.from_bytes(mark.encode(), "little") for mark in _MEANS]] = list(_MEANS.values())


@dataclass(frozen=True, slots=True)
class Statements:
    """What claims state, in their order.

    Attributes:
        claim: Place of the claim that states text ``i``.
        key: Its key, as a place in ``keys``.
        listed: Whether it stands in a list.
        texts: The texts.
        keys: All keys.
        regular: Whether a claim could be read; one with escapes, empty lists or anything but texts could not.
    """

    claim: Codes
    key: Codes
    listed: npt.NDArray[np.bool_]
    texts: pa.StringArray
    keys: tuple[str, ...]
    regular: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, props: pa.StringArray) -> Statements:
        """Take properties apart, one JSON object or null per claim; O(bytes)."""
        whole = pc.fill_null(props, "{}")
        tokens = pc.split_pattern(whole, '"')
        starts, counts = tokens.offsets.to_numpy()[:-1], np.diff(tokens.offsets.to_numpy())
        within = np.arange(len(tokens.values), dtype=np.int32) - np.repeat(starts, counts)
        quoted = np.flatnonzero(within & 1)
        claim = np.repeat(np.arange(counts.size), counts // 2)
        after = _kinds(tokens.values, np.minimum(quoted + 1, within.size - 1))
        is_key = (after == _KEY) | (after == _LIST_KEY)
        regular = ~pc.match_substring(whole, "\\").to_numpy(zero_copy_only=False)
        regular &= (counts % 2 == 1) & (_kinds(tokens.values, starts) == _AROUND)
        regular[claim[(after == _OTHER) | (after == _AROUND)]] = False
        begun = np.flatnonzero(np.diff(claim, prepend=-1))
        regular[claim[begun[~is_key[begun]]]] = False
        keys = tokens.values.take(pa.array(quoted[is_key])).dictionary_encode()
        text = np.flatnonzero(~is_key & regular[claim])
        own_key = (np.cumsum(is_key) - 1)[text]
        return cls(
            claim=claim[text],
            key=keys.indices.to_numpy().astype(np.int64)[own_key],
            listed=(after[is_key] == _LIST_KEY)[own_key],
            texts=tokens.values.take(pa.array(quoted[text])),
            keys=tuple(keys.dictionary.to_pylist()),
            regular=regular,
        )

    def under(self, key: str) -> Codes:
        """Places of the texts that are stated under a key."""
        return np.flatnonzero(self.key == self.keys.index(key)) if key in self.keys else np.empty(0, np.int64)


def _kinds(tokens: pa.StringArray, places: Codes) -> npt.NDArray[np.int8]:
    """What some tokens mean where they stand between two quotes."""
    _, offsets, data = tokens.buffers()
    ends = np.frombuffer(offsets, np.int32, len(tokens) + 1, tokens.offset * 4)
    starts, sizes = ends[places], ends[places + 1] - ends[places]
    text = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    codes = np.zeros(places.size, np.uint16)
    codes[sizes > 0] = text[starts[sizes > 0]]
    codes[sizes > 1] |= text[starts[sizes > 1] + 1].astype(np.uint16) << 8
    kinds = _KINDS[codes]
    kinds[sizes > 2] = _OTHER
    return kinds
