"""How ties are weighed: by how many links they have, by money, by how recent they are, or by how well they are graded.

Invariant: a weighing never adds a tie. Ties that weigh nothing are left out and counted; their nodes stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.analysis.declaration import Cell
from jejak.analysis.doubt import belief
from jejak.analysis.parameters import Weighed
from jejak.analysis.selection import event_rows
from jejak.analysis.ties import Ties, rows_by_layer
from jejak.schemas.errors import AnalysisError

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Floats = npt.NDArray[np.float64]
_DAY_MS = 86_400_000
#: Weighings of which a tie has the sum over its links; of the others it has its usual weight times their mean.
_SUMS = frozenset({"count", "amount"})


def weighed(snapshot: Snapshot, ties: Ties, parameters: Weighed) -> tuple[Ties, Mapping[str, Cell]]:
    """Weigh ties as ``parameters`` say, and tell what a reader must know of it; O(links).

    Raises:
        AnalysisError: Amounts are asked for, and there are none, or they cannot be added up.
    """
    if parameters.weight == "usual":
        return ties, {}
    values, told = _VALUES[parameters.weight](snapshot, parameters, ties.rows)
    if not ties.rows.size:
        return ties, told
    of_row, starts = values[ties.rows], ties.offsets[:-1]
    sums = np.add.reduceat(of_row, starts)
    if parameters.weight in _SUMS:
        weight, by_layer = sums, _sums_by_layer(snapshot, ties, of_row)
    else:
        factor = sums / np.diff(ties.offsets)
        weight = ties.weight * factor
        by_layer = {layer: (places, own * factor[places]) for layer, (places, own) in ties.by_layer.items()}
    kept = ties.replaced(weight, by_layer)
    return kept, {**told, "weightless": len(ties.weight) - len(kept.weight)}


def _sums_by_layer(snapshot: Snapshot, ties: Ties, of_row: Floats) -> dict[str, tuple[npt.NDArray[np.int64], Floats]]:
    tie_of = np.repeat(np.arange(len(ties.weight)), np.diff(ties.offsets))
    found: dict[str, tuple[npt.NDArray[np.int64], Floats]] = {}
    for layer, places in rows_by_layer(snapshot, ties.rows).items():
        own, back = np.unique(tie_of[places], return_inverse=True)
        found[layer] = (own, np.bincount(back, of_row[places], minlength=own.size).astype(np.float64))
    return found


def _counts(snapshot: Snapshot, _parameters: Weighed, _rows: npt.NDArray[np.int64]) -> tuple[Floats, dict[str, Cell]]:
    return np.ones(snapshot.n_links), {}


def _grades(snapshot: Snapshot, _parameters: Weighed, _rows: npt.NDArray[np.int64]) -> tuple[Floats, dict[str, Cell]]:
    return belief(snapshot), {}


def _amounts(snapshot: Snapshot, parameters: Weighed, rows: npt.NDArray[np.int64]) -> tuple[Floats, dict[str, Cell]]:
    """Amounts in one currency; a link without an amount weighs nothing."""
    links = snapshot.links.select(["amount", "currency"]).take(pa.array(rows))
    known = links.filter(links.column("amount").is_valid())
    if not known.num_rows:
        raise AnalysisError(
            "no link that is looked at has an amount", where="weight", hint="use weight=count, or other layers"
        )
    present = sorted({name or "?" for name in known.column("currency").unique().to_pylist()})
    base = parameters.currency or present[0]
    rates = {base: Decimal(1), **_rates(parameters)}
    without = [name for name in present if name not in rates]
    if without or (len(present) > 1 and not parameters.currency):
        others = ",".join(f"{name}=0.5" for name in present if name != base)
        example = f"--param currency={base} --param rates={others}"
        raise AnalysisError(
            "amounts cannot be added up: what one currency is worth in another is not given",
            where=", ".join(present),
            hint=f"name one, and the rate of each other to it, as in {example}",
        )
    of_currency = np.array([float(rates.get(name or "?", 0)) for name in present])
    amount = snapshot.links.column("amount").cast("double").fill_null(0.0).to_numpy()
    currency = snapshot.links.column("currency").fill_null("?").combine_chunks()
    place = pc.index_in(currency, value_set=pa.array(present, pa.string())).fill_null(0)
    values: Floats = np.abs(amount) * of_currency[place.to_numpy(zero_copy_only=False)]
    return values, {"currency": base}


def _rates(parameters: Weighed) -> dict[str, Decimal]:
    found = {}
    for text in parameters.rates:
        name, _, rate = text.partition("=")
        try:
            value = Decimal(rate)
        except InvalidOperation:
            value = Decimal(0)
        if not name.strip() or not value.is_finite() or value <= 0:
            raise AnalysisError("a rate is written as CURRENCY=NUMBER", where=text[:40], hint="as in IDR=0.00029")
        found[name.strip().upper()] = value
    return found


def _recency(snapshot: Snapshot, parameters: Weighed, _rows: npt.NDArray[np.int64]) -> tuple[Floats, dict[str, Cell]]:
    """Half for each ``half_life`` that a link lies before the last day looked at; what still lasts weighs fully.

    An event without a date weighs as the oldest dated one.
    """
    began, dated = _times(snapshot, "ts_ms")
    ended, closed = _times(snapshot, "te_ms")
    event = event_rows(snapshot)
    last = np.where(closed, ended, began)
    known = (event & dated) | (~event & closed)
    day = parameters.as_of or parameters.until
    newest = int(last[known].max()) if known.any() else 0
    now = _end_of(day) if day else newest
    age = np.maximum(0, now - last) / _DAY_MS
    oldest = float(age[known].max()) if known.any() else 0.0
    age = np.where(known, age, np.where(event, oldest, 0.0))
    values: Floats = 0.5 ** (age / parameters.half_life)
    dated_to = f"{datetime.fromtimestamp(now / 1000, UTC):%Y-%m-%d}" if day or known.any() else ""
    return values, {"recent_to": dated_to}


def _end_of(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000) + _DAY_MS - 1


def _times(snapshot: Snapshot, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    column = snapshot.links.column(name).combine_chunks()
    return column.fill_null(0).to_numpy(zero_copy_only=False), column.is_valid().to_numpy(zero_copy_only=False)


_Values = Callable[["Snapshot", Weighed, npt.NDArray[np.int64]], tuple[Floats, dict[str, Cell]]]
#: What each link weighs, by its row in the snapshot.
_VALUES: Mapping[str, _Values] = {"count": _counts, "amount": _amounts, "recency": _recency, "grade": _grades}
