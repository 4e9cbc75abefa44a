"""Random numbers inside compiled loops: a state of our own, so that a seed gives the same numbers on every machine.

The state is one 64-bit word in an array, changed by every draw; no global state is read or written.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

State = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]

#: Up to this size nodes are visited one by one in random order, above it in blocks.
SMALL = 1 << 14
BLOCK = 16
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_BY_27, _BY_30, _BY_31, _BY_33 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(33)


@kernel
def below(state: State, bound: int) -> int:
    """Draw a whole number from 0 to bound - 1, for bounds under 2^31 (SplitMix64: Steele, Lea, Flood 2014)."""
    state[0] += _STEP
    word = state[0]
    word = (word ^ (word >> _BY_30)) * _FIRST
    word = (word ^ (word >> _BY_27)) * _SECOND
    word = word ^ (word >> _BY_31)
    return int((np.int64(word >> _BY_33) * np.int64(bound)) >> 31)


@kernel
def shuffled(size: int, state: State) -> Ints:
    """The numbers 0 to size - 1 in random order (Fisher and Yates); O(size)."""
    order = np.arange(size).astype(np.int32)
    for last in range(size - 1, 0, -1):
        other = below(state, last + 1)
        order[last], order[other] = order[other], order[last]
    return order


@kernel
def visiting_order(size: int, state: State) -> Ints:
    """The numbers 0 to size - 1 in the order in which nodes are visited: random, one by one or in blocks.

    Of a large graph, blocks of nodes that lie together come in random order: memory is then read in a row, which takes
    a third off the time of a round.
    """
    block = BLOCK if size > SMALL else 1
    order = np.empty(size, np.int32)
    filled = 0
    for which in shuffled((size + block - 1) // block, state):
        for number in range(which * block, min(size, (which + 1) * block)):
            order[filled] = number
            filled += 1
    return order


def seeded(seed: int) -> State:
    """A state that starts from a seed, 0 to 2^63 - 1."""
    return np.array([seed], np.uint64)
