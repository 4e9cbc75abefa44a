"""What an analysis is: a named, versioned function of a snapshot with declared parameters and a reproducible result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from jejak.analysis.parameters import Parameters, ParameterValue
from jejak.analysis.reasons import Reason

if TYPE_CHECKING:
    import pandas as pd

    from jejak.graph.snapshot import Snapshot

#: One cell of a result table.
Cell = str | int | float | bool | None
#: First columns of every ranking of actors; the measure that ranks stands next.
RANKED = ("rank", "id", "caption", "etype")


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True, slots=True)
class Finding:
    """A result that a person may act on: who, how much, why, and the links that it rests on.

    ``subjects`` are canonical ids of listed actors; ``links`` are link ids of the snapshot at the card's sequence.
    """

    subjects: tuple[str, ...]
    score: float
    explanation: tuple[Reason, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an analysis function returns: a sorted table, a summary of single figures, and findings if it makes any."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    summary: Mapping[str, Cell] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis(Generic[P]):
    """One declared analysis: menus, forms, the command line and the docs are made from these fields.

    ``ranks`` tells whether its result ranks actors (`Result.ranked_by`) or makes groups of them.
    """

    name: str
    version: int
    title: str
    parameters: type[P]
    compute: Callable[[Snapshot, P], Outcome]
    ranks: bool = True


@dataclass(frozen=True, slots=True)
class RunCard:
    """Everything that is needed to run the same analysis again and get the same result."""

    analysis: str
    version: int
    parameters: Mapping[str, ParameterValue]
    seed: int | None
    sequence: int
    snapshot_digest: str
    filters: Mapping[str, tuple[str, ...]]
    software: str


@dataclass(frozen=True, slots=True)
class Result:
    """A table with its run card. ``digest`` is equal on every run of the same card."""

    card: RunCard
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    summary: Mapping[str, Cell]
    findings: tuple[Finding, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over card, table, summary and findings; floats count to 10 significant digits."""
        content = {
            "card": asdict(self.card),
            "columns": self.columns,
            "rows": self.rows,
            "summary": dict(self.summary),
            "findings": [asdict(finding) for finding in self.findings],
        }
        text = json.dumps(_stable(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def ranked_by(self) -> str | None:
        """Name of the measure that ranks the rows; None where the rows are groups and not ranked actors."""
        return self.columns[len(RANKED)] if self.columns[: len(RANKED)] == RANKED else None

    def records(self) -> list[dict[str, Cell]]:
        """The rows as one mapping each, in order."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a DataFrame, in order."""
        import pandas as pd  # noqa: PLC0415  (half a second that the command line need not pay for a plain listing)

        return pd.DataFrame(list(self.rows), columns=list(self.columns))


def _stable(value: object) -> object:
    """Round floats so that the last bits, which differ between processors, do not change a digest."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, Mapping):
        return {str(key): _stable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_stable(item) for item in value]
    return value
