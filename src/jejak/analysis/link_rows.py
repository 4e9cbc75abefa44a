"""Link rows of some types, found without a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


def rows_of(snapshot: Snapshot, *ltypes: str) -> npt.NDArray[np.int64]:
    """The rows of all links of these types, ascending."""
    wanted = pc.is_in(snapshot.links.column("ltype"), value_set=pa.array(sorted(ltypes), pa.string()))
    return np.flatnonzero(wanted.to_numpy())


def ends_of(snapshot: Snapshot, *ltypes: str) -> list[tuple[int, int, int]]:
    """Row, source and target of all links of these types, in order of the rows."""
    rows = rows_of(snapshot, *ltypes)
    return list(zip(rows.tolist(), snapshot.src[rows].tolist(), snapshot.dst[rows].tolist(), strict=True))
