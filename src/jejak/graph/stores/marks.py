"""Kept findings as properties of a server's nodes: ``found_…``, written and taken away with the node's revision.

Invariant: a node's marks are a part of its revision, so a sync finds every difference, and a second one finds none.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.stores.rows import checked_name

if TYPE_CHECKING:
    from jejak.graph.stores.neo4j_connection import Neo4jConnection

Codes = npt.NDArray[np.int64]
Mark = int | float
#: Every property of an entity that begins so is ours.
PREFIX = "found_"
_KEYS = "CALL db.propertyKeys() YIELD propertyKey AS name WHERE name STARTS WITH $prefix RETURN name ORDER BY name"
_POSITIVE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Marks:
    """What the nodes show: properties by node code.

    ``held`` are the names of marks that the server's nodes may carry from before.
    """

    values: Mapping[int, Mapping[str, Mark]] = field(default_factory=dict)
    held: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many nodes carry each mark, by its name."""
        return dict(sorted(Counter(name for one in self.values.values() for name in one).items()))

    def revised(self, revisions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Revisions of all nodes, by code, that tell the marks too; those of nodes without any stay as they are."""
        found = revisions.copy()
        for code, marks in self.values.items():
            text = f"{revisions[code]} {json.dumps(marks, sort_keys=True)}"
            found[code] = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") & _POSITIVE
        return found

    def joined(self, table: pa.Table, codes: Codes) -> pa.Table:
        """A table of the nodes with these codes, with a column for each mark that one of them carries."""
        rows = [self.values.get(int(code), {}) for code in codes]
        for name in sorted({checked_name(name) for row in rows for name in row}):
            kind = pa.float64() if name.endswith("_score") else pa.int64()
            table = table.append_column(name, pa.array([row.get(name) for row in rows], kind))
        return table

    def removal(self, node: str) -> str:
        """The clause that takes all marks off a node, '' where the server knows none."""
        names = ", ".join(f"{node}.{name}" for name in map(checked_name, self.held))
        return f" REMOVE {names}" if names else ""

    def forgotten(self) -> str:
        """The statement that takes all marks and revisions off all nodes, in transactions of its own."""
        return f"MATCH (n:Entity) CALL (n) {{ REMOVE n.rev{self.removal('n')} }} IN TRANSACTIONS OF 10000 ROWS"


NO_MARKS = Marks()


def held_names(connection: Neo4jConnection) -> tuple[str, ...]:
    """Names of all marks that nodes of the server carry, or carried once, sorted."""
    return tuple(str(row["name"]) for row in connection.read(_KEYS, {"prefix": PREFIX}))


def counted(connection: Neo4jConnection, names: Collection[str]) -> dict[str, int]:
    """How many entities carry each mark, those that none carries left out; one pass over the entities."""
    ordered = sorted(map(checked_name, names))
    if not ordered:
        return {}
    parts = ", ".join(f"count(n.{name}) AS {name}" for name in ordered)
    row = next(iter(connection.read(f"MATCH (n:Entity) RETURN {parts}")))
    return {name: count for name in ordered if (count := int(str(row[name])))}
