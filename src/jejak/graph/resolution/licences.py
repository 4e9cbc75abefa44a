"""Licences that organisations are linked with, as numbers of their own: as a list of licence holders states them.

Invariant: what subjects state themselves is kept; a number that is known to be invalid is not added.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.resolution.beside import more
from jejak.graph.resolution.rules import Resolution
from jejak.graph.resolution.subjects import Subjects
from jejak.graph.segments import Claims, Ends

_LICENSED, _LICENCE, _SCHEME = "LICENSED", "licence", "licence_no"


def licensed(case: Subjects, claims: Claims, ends: Ends, resolution: Resolution) -> Subjects:
    """The subjects with the numbers of the licences that they hold by a link; O(links).

    Args:
        case: Subjects of one kind.
        claims: All live claims.
        ends: Rows of the ends of every link claim among the entity claims.
        resolution: Which entity every claim belongs to.
    """
    links = np.flatnonzero(pc.equal(claims.links.column("ltype").cast(pa.string()), _LICENSED).to_numpy())
    place = np.full(resolution.n_nodes, -1, np.int64)
    place[case.nodes] = np.arange(case.n)
    owner = place[resolution.node_of[ends[0][links]]]
    part = claims.entities.select(["etype", "id_value", "id_valid"]).take(pa.array(ends[1][links]))
    usable = pc.and_(
        pc.and_(pc.equal(part.column("etype").cast(pa.string()), _LICENCE), pc.is_valid(part.column("id_value"))),
        pc.fill_null(part.column("id_valid"), True),
    )
    kept = np.flatnonzero(usable.to_numpy() & (owner >= 0))
    numbers = [f"{_SCHEME}:{number}" for number in part.column("id_value").take(pa.array(kept)).to_pylist()]
    return replace(case, said={**case.said, "identifier": more(case.said["identifier"], owner[kept], numbers, case.n)})
