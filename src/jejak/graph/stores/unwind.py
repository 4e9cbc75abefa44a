"""A table as parameters of one Cypher statement: each column one joined text, which the server splits again.

The driver packs a list value by value, in Python; one text per column costs a thousandth of that. All texts are one
list, because the server plans a statement anew for each magnitude of a text parameter's length, but not of the texts
in a list: with a parameter for each column, planning took a quarter of a sync.
Invariant: the marks between values occur in no value of the table; equal columns give equal statements.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.stores.columns import whole
from jejak.schemas.errors import StoreError

#: Between values, in place of a missing one, between the items of a list.
_MARKS = (("\x1f", "\x1e", "\x1d"), ("\x02", "\x03", "\x04"), ("\ue01f", "\ue01e", "\ue01d"))


@dataclass(frozen=True, slots=True)
class Unwound:
    """``head`` unwinds the table into ``i``; ``at`` gives the expression of a column there."""

    head: str
    at: Mapping[str, str]
    params: Mapping[str, object]

    def map(self, *, without: Collection[str] = ()) -> str:
        """A map of all columns but some."""
        return "{" + ", ".join(f"{name}: {text}" for name, text in self.at.items() if name not in without) + "}"


def unwound(table: pa.Table) -> Unwound:
    """Statement parts for a table whose first column misses no value.

    Raises:
        StoreError: The values hold every set of marks.
    """
    columns = {name: whole(table[name]) for name in table.column_names}
    for marks in _MARKS:
        texts = [_joined(column, marks) for column in columns.values()]
        if None not in texts:
            break
    else:
        raise StoreError("texts with unusual control characters cannot be sent", hint="report this")
    first = table.column_names[0]
    split = ", ".join(f"split($columns[{place}], $between) AS {name}_" for place, name in enumerate(columns))
    head = f"WITH {split} UNWIND range(0, size({first}_) - 1) AS i"
    at = {name: _expression(name, column.type) for name, column in columns.items()}
    return Unwound(head, at, {"columns": texts, "between": marks[0], "none": marks[1], "within": marks[2]})


def _joined(column: pa.Array, marks: tuple[str, str, str]) -> str | None:
    """All values as one text, or None if a mark occurs in one of them."""
    between, none, within = marks
    expected = (len(column) - 1, column.null_count, 0)
    if pa.types.is_list(column.type):
        lengths = pc.fill_null(pc.list_value_length(column), 0)
        items = int(pc.sum(lengths).as_py()) - int(pc.sum(pc.greater(lengths, 0)).as_py() or 0)
        expected = (*expected[:2], items)
        column = pc.binary_join(column, within)
    texts = pc.fill_null(column.cast(pa.string()), none)
    joined: str = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts), between)[
        0
    ].as_py()
    return joined if tuple(map(joined.count, marks)) == expected else None


def _expression(name: str, kind: pa.DataType) -> str:
    text = f"{name}_[i]"
    if pa.types.is_list(kind):
        return f"CASE {text} WHEN '' THEN [] WHEN $none THEN null ELSE split({text}, $within) END"
    if pa.types.is_boolean(kind):
        return f"toBoolean({text})"
    known = f"nullIf({text}, $none)"
    if pa.types.is_floating(kind):
        return f"toFloat({known})"
    return f"toInteger({known})" if pa.types.is_integer(kind) else known
