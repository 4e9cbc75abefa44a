"""The circle of each subject: the phones and accounts that are its own, and those it has to do with.

Two people of one name who pay and call the same others are one more likely than two of one name who never met.
Things with too many around them (a bank's own account, a hotline) are left out: they belong to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_array, csr_array, diags_array

from jejak.graph.resolution.rules import Resolution
from jejak.graph.resolution.values import Codes, Floats
from jejak.graph.segments import Claims, Ends

_THINGS = ("account", "phone", "email", "social_account")
_OWN = ("USES", "HOLDS_ACCOUNT", "CONTROLS_ACCOUNT", "SIGNATORY_OF")
_MET = ("TRANSFERRED", "CONTACTED")
_TIED = (
    "RECRUITED_BY", "CONTROLLED_BY", "TRANSPORTED_BY", "GUARANTEED_BY", "PLACED_BY", "EXPLOITED_BY", "REFERRED_BY",
    "SUPERVISED_BY", "DIRECTOR_OF", "SHAREHOLDER_OF", "EMPLOYED_BY", "EMPLOYEE_OF", "FAMILY_OF", "ASSOCIATE_OF",
)  # fmt: skip
_BOOKED, _ABOARD = "PAID_FOR", "TRAVELLED_ON"
MOST_BEARERS = 60  # of a thing that tells a circle


@dataclass(frozen=True, slots=True)
class Circles:
    """Which things are in whose circle, as a matrix of subjects by nodes, and the bits that each thing tells."""

    things: csr_array
    rarity: Floats
    wide: npt.NDArray[np.bool_]  # whether a subject's circle has more in it than its own things

    def shared(self, left: Codes, right: Codes) -> tuple[npt.NDArray[np.int8], Floats]:
        """Of pairs, 0 where their circles meet, 1 where both are wide and do not, else -1; and the bits."""
        both = self.things[left].multiply(self.things[right]).tocsr()
        sizes = np.diff(both.indptr)
        told = np.zeros(left.size, np.float32)
        met = np.flatnonzero(sizes)
        if met.size:
            told[met] = np.maximum.reduceat(self.rarity[both.indices], both.indptr[met])
        level = np.where(self.wide[left] & self.wide[right], 1, -1).astype(np.int8)
        level[met] = 0
        return level, told


def circles(claims: Claims, ends: Ends, resolution: Resolution, nodes: Codes) -> Circles:
    """Gather the circles of some entities; O(links · things around each).

    Args:
        claims: All live claims.
        ends: Rows of the ends of every link claim among the entity claims.
        resolution: Which entity every claim belongs to.
        nodes: Node codes of the subjects, ascending.
    """
    n = resolution.n_nodes
    link = _Links(claims, (resolution.node_of[ends[0]], resolution.node_of[ends[1]]), n)
    of_type = claims.entities.column("etype").take(pa.array(resolution.first)).combine_chunks().dictionary_encode()
    kinds = of_type.dictionary.to_pylist()
    thing = np.isin(of_type.indices.to_numpy(), [kinds.index(name) for name in _THINGS if name in kinds])
    own = _few(_only(link.between(*_OWN), thing))
    met = _few(_only(link.between(*_MET), thing))
    aboard = _few(link.between(_ABOARD))
    booked = _only(link.between(_BOOKED), thing)
    tied = _few(link.between(*_TIED))
    near = own @ met + met + aboard @ booked + aboard @ aboard.T @ own + tied @ own
    near = _few(_only(near, thing))
    reach = own + near + near @ own.T @ own
    mine = _few(_flat(reach[nodes]))
    bearers = np.asarray(mine.sum(axis=0)).ravel()
    rarity = np.log2(max(nodes.size, 2) / np.maximum(bearers - 1, 1)).astype(np.float32)
    held = np.diff(mine.indptr) - np.diff(csr_array(mine.multiply(_flat(own[nodes]))).indptr)
    return Circles(mine, rarity, held > 0)


@dataclass(frozen=True, slots=True)
class _Links:
    """All links as pairs of nodes, by type."""

    claims: Claims
    ends: Ends
    n: int

    def between(self, *types: str) -> csr_array:
        """Which nodes are linked by some types, both ways round."""
        ltype = self.claims.links.column("ltype").combine_chunks()
        names = ltype.dictionary.to_pylist()
        rows = np.isin(ltype.indices.to_numpy(), [names.index(name) for name in types if name in names])
        one, other = (end[rows] for end in self.ends)
        index = np.concatenate([one, other]), np.concatenate([other, one])
        return _flat(coo_array((np.ones(index[0].size, np.int32), index), shape=(self.n, self.n)).tocsr())


def _flat(matrix: csr_array) -> csr_array:
    """The same with every number a one."""
    matrix.data[:] = 1
    return matrix


def _only(matrix: csr_array, wanted: npt.NDArray[np.bool_]) -> csr_array:
    """Without the columns that are not wanted."""
    kept = csr_array(matrix @ diags_array(wanted.astype(np.int32), dtype=np.int32))
    kept.eliminate_zeros()
    return _flat(kept)


def _few(matrix: csr_array) -> csr_array:
    """Without the columns that too many rows have."""
    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return _only(matrix, counts <= MOST_BEARERS)
