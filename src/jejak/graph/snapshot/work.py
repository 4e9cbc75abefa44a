"""What the steps of a build share: hands, and where columns go."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import pyarrow as pa

from jejak.graph.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Work:
    """Hands for parts that do not need each other, the shelf of the graph, and one for what it is made of."""

    pool: Executor
    shelf: Shelf
    passing: Shelf

    def forget(self) -> None:
        """Let go of the memory that mapped columns take, and of what Arrow holds in stock."""
        self.shelf.forget()
        self.passing.forget()
        pa.default_memory_pool().release_unused()
