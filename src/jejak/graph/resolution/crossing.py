"""Which pairs of a case and a list are worth a look: the rules of blocking, but only between the two.

Invariant: a pair has one subject of the case and one of the list; what is left out is counted, never silent.
"""

from __future__ import annotations

import numpy as np

from jejak.graph.resolution.blocking import EVERYBODY, MOST_FOR_ALL, RULES, Candidates, Keys, RuleCount
from jejak.graph.resolution.comparisons import Sight
from jejak.graph.resolution.values import Codes


def crossing(sight: Sight, own: int) -> Candidates:
    """All pairs between the first ``own`` subjects and the others that meet under any rule; O(pairs log pairs).

    A block may make as many pairs as a full one does within a case. Between few, that is everybody with everybody.
    """
    n = sight.subjects.n
    if own * (n - own) <= MOST_FOR_ALL:
        left, right = np.divmod(np.arange(own * (n - own)), max(n - own, 1))
        return Candidates(left, right + own, (RuleCount(EVERYBODY, left.size, left.size, 0, 0),))
    found = np.empty(0, np.int64)
    counts = []
    for name, (rule, most) in RULES.items():
        pairs, overfull, left_out = _between(rule(sight), (own, n), most * (most - 1) // 2)
        new = np.setdiff1d(pairs, found, assume_unique=True)
        counts.append(RuleCount(name, pairs.size, new.size, overfull, left_out))
        found = np.concatenate([found, new])
    found.sort()
    left, right = np.divmod(found, n)
    return Candidates(left, right, tuple(counts))


def _between(keys: Keys, sizes: tuple[int, int], most: int) -> tuple[Codes, int, int]:
    """Distinct pairs between both sides of each block, as ``left * n + right``.

    Args:
        keys: What subjects of a block have in common.
        sizes: How many subjects are of the case, and how many there are.
        most: Pairs that a block may make.

    Returns:
        The pairs; how many blocks would make more, and the subjects in the largest of those.
    """
    if not keys.key.size:
        return np.empty(0, np.int64), 0, 0
    own, n = sizes
    key, owner = keys.in_blocks()
    start = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    theirs = np.add.reduceat((owner >= own).astype(np.int64), start)
    members = np.diff(np.append(start, key.size))
    ours = members - theirs
    made = ours * theirs
    large = members[made > most]
    kept = np.flatnonzero((made > 0) & (made <= most))
    block = np.repeat(kept, made[kept])
    within = np.arange(block.size) - np.repeat(np.cumsum(made[kept]) - made[kept], made[kept])
    row, column = np.divmod(within, np.maximum(theirs[block], 1))
    left, right = owner[start[block] + row], owner[start[block] + ours[block] + column]
    return np.unique(left * n + right), int(large.size), int(large.max(initial=0))
