"""One cell of the tables: what one engine took for one row of one graph; kept as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

#: Answered; stopped at the limit of time; out of memory; a question the engine has no function for; ended in an error.
State = Literal["done", "over", "memory", "none", "failed"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What came out.

    Attributes:
        size: Name of the graph.
        engine: Name of the engine.
        row: Key of the row.
        version: Of the engine.
        state: How it ended.
        day: When, as year-month-day.
        limit: Processor seconds that a call may take.
        cpu: Processor seconds of a call, the median of those made; so are the others.
        wall: Seconds on the clock.
        peak_mb: The most memory that the process held meanwhile, graph and interpreter included.
        load: Load average of the machine when it was done.
        agreement: Modularity, or distance from the answer of ``reference``; None where nothing can be compared.
        reference: The engine whose answer it was compared with.
    """

    size: str
    engine: str
    row: str
    version: str
    state: State
    day: str
    limit: float
    cpu: float = 0.0
    wall: float = 0.0
    peak_mb: float = 0.0
    load: float = 0.0
    agreement: float | None = None
    reference: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands: size, engine, row."""
        return self.size, self.engine, self.row


def read_cells(path: Path) -> list[Cell]:
    """The cells that were kept, the last of each place."""
    if not path.is_file():
        return []
    cells = (Cell(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
    return list({cell.place: cell for cell in cells}.values())


def keep(path: Path, cells: Iterable[Cell]) -> None:
    """Add cells to those that are kept."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(cell)) + "\n" for cell in cells)
