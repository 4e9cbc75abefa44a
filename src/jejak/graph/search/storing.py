"""A search index as bytes and back, so that a new process need not make it again.

Invariant: what comes back answers like what went in; bytes that are no index raise an Arrow error or ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from jejak.graph.search.index import Lists, SearchIndex
from jejak.graph.search.vocabulary import Vocabulary

_COLUMNS = (
    "words", "spelled", "heard", "text_ends", "texts", "owner", "length", "numbers", "number_ends", "owners", "size",
)  # fmt: skip


def to_bytes(index: SearchIndex) -> bytes:
    """All that cannot be worked out at once; O(index)."""
    words = index.vocabulary
    columns = {
        "words": pa.array(words.words.keys, pa.string()),
        "spelled": pa.array(words.spelled, pa.string()),
        "heard": pa.array(words.heard, pa.string()),
        "text_ends": pa.array(index.texts_with.ends, pa.int64()),
        "texts": pa.array(index.texts_with.items, pa.int32()),
        "owner": pa.array(index.owner, pa.int32()),
        "length": pa.array(index.length, pa.int32()),
        "numbers": index.numbers,
        "number_ends": pa.array(index.owners_of.ends, pa.int64()),
        "owners": pa.array(index.owners_of.items, pa.int32()),
        "size": pa.array([index.size], pa.int64()),
    }
    sink = pa.BufferOutputStream()
    batch = pa.record_batch([pa.ListArray.from_arrays([0, len(c)], c) for c in columns.values()], list(columns))
    with pa.ipc.new_stream(sink, batch.schema) as out:
        out.write_batch(batch)
    body: bytes = sink.getvalue().to_pybytes()
    return body


def from_bytes(body: bytes) -> SearchIndex:
    """The index of some bytes.

    Raises:
        ValueError, pyarrow.ArrowException: They are none.
    """
    with pa.ipc.open_stream(body) as source:
        table = source.read_all()
    if tuple(table.column_names) != _COLUMNS or table.num_rows != 1:
        raise ValueError("these bytes are no search index")
    return _index({name: table.column(name)[0].values for name in _COLUMNS})


def _index(column: Mapping[str, pa.Array]) -> SearchIndex:
    words, spelled, heard = (column[name].to_pylist() for name in ("words", "spelled", "heard"))
    texts = Lists(_numbers(column["text_ends"]), column["texts"].to_numpy())
    owners = Lists(_numbers(column["number_ends"]), column["owners"].to_numpy())
    vocabulary = Vocabulary.known(words, spelled, heard)
    owner, length = column["owner"].to_numpy(), column["length"].to_numpy()
    return SearchIndex(column["size"][0].as_py(), vocabulary, texts, owner, length, column["numbers"], owners)


def _numbers(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = column.to_numpy()
    return found
