"""Conditions of a mapping as SQL over the raw columns of one table.

Invariant: a condition is true or false, never null: an empty cell is equal to nothing and matches nothing.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict

from jejak.ingest.engine import quoted
from jejak.ingest.mapping.model import Condition


def condition_sql(condition: Condition | None, columns: Dict[str, str]) -> str:
    """The condition as an SQL expression; ``columns`` gives the SQL name of each source column."""
    if condition is None:
        return "true"
    if condition.column is not None:
        return f"coalesce({_test(condition, columns[condition.column])}, false)"
    if condition.not_ is not None:
        return f"(NOT {condition_sql(condition.not_, columns)})"
    parts, word = (condition.all_, " AND ") if condition.all_ else (condition.any_, " OR ")
    return "(" + word.join(condition_sql(part, columns) for part in parts or ()) + ")"


def _test(condition: Condition, column: str) -> str:
    if condition.present is not None:
        return f"{column} IS {'NOT ' if condition.present else ''}NULL"
    if condition.equals is not None:
        return f"{column} = {quoted(condition.equals.strip())}"
    if condition.matches is not None:
        return f"regexp_matches({column}, {quoted(condition.matches)})"
    if condition.in_ is not None:
        return f"list_contains([{', '.join(quoted(text.strip()) for text in condition.in_)}]::VARCHAR[], {column})"
    # an empty cell is in no list, so it passes `not_in`
    texts = ", ".join(quoted(text.strip()) for text in condition.not_in or ())
    return f"NOT coalesce(list_contains([{texts}]::VARCHAR[], {column}), false)"
