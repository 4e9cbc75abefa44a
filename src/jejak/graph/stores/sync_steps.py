"""A plan as ordered statements: links go, nodes go, nodes change, nodes come, links come.

Every statement returns the number of its rows. Index hints demand a seek: a plan made from statistics that lag behind
the data would scan a whole index for each row, which once took 248 s for 10,000 links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import node_ids, whole
from jejak.graph.stores.marks import NO_MARKS, Marks
from jejak.graph.stores.rows import checked_name, label_of
from jejak.graph.stores.sync_plan import Codes, Plan
from jejak.graph.stores.sync_state import State
from jejak.graph.stores.tables import link_table, node_table
from jejak.graph.stores.unwind import unwound

_NODE = "MATCH (n:Entity {id: id_[i]}) USING INDEX SEEK n:Entity(id)"
#: Few nodes change as a rule. As maps they make a short statement, which is planned in a third of the time.
_CHANGED = "UNWIND $rows[0] AS row MATCH (n:Entity {id: row.id}) USING INDEX SEEK n:Entity(id)"
_ENDS = (
    "MATCH (a:Entity {id: a_[i]}) USING INDEX SEEK a:Entity(id) "
    "MATCH (b:Entity {id: b_[i]}) USING INDEX SEEK b:Entity(id)"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement and its parameters; it must return as many as ``size`` rows."""

    text: str
    params: Mapping[str, object]
    size: int


def steps(todo: Plan, snapshot: Snapshot, wanted: State, *, size: int, marks: Marks = NO_MARKS) -> Iterator[list[Step]]:
    """Chunks of steps, each at most ``size`` rows and meant for one transaction."""
    chunk: list[Step] = []
    for step in _all_steps(todo, snapshot, wanted, marks, size):
        if chunk and sum(s.size for s in chunk) + step.size > size:
            yield chunk
            chunk = []
        chunk.append(step)
    if chunk:
        yield chunk


def _all_steps(todo: Plan, snapshot: Snapshot, wanted: State, marks: Marks, size: int) -> Iterator[Step]:
    yield from _removals(todo, size)
    coming = len(todo.changed_nodes) + len(todo.new_nodes) + len(todo.new_links)
    ids = node_ids(snapshot) if coming else pa.array([], pa.string())
    for kind, codes in _typed(wanted.nodes, todo.changed_nodes, size):
        table = _with_revisions(marks.joined(node_table(snapshot, ids, codes), codes), wanted.nodes, codes)
        text = f"{_CHANGED}{marks.removal('n')} SET n:{label_of(kind)}, n += row RETURN count(*)"
        yield Step(text, {"rows": [table.to_pylist()]}, len(codes))
    for kind, codes in _typed(wanted.nodes, todo.new_nodes, size):
        table = _with_revisions(marks.joined(node_table(snapshot, ids, codes), codes), wanted.nodes, codes)
        yield _step(table, f"CREATE (n:Entity:{label_of(kind)}) SET n =")
    for kind, rows in _typed(wanted.links, todo.new_links, size):
        table = _with_revisions(link_table(snapshot, rows), wanted.links, rows)
        for name, end in (("a", snapshot.src), ("b", snapshot.dst)):
            table = table.append_column(name, ids.take(pa.array(end[rows])))
        yield _step(table, f"{_ENDS} CREATE (a)-[r:{checked_name(kind)}]->(b) SET r =", without=("a", "b"))


def _removals(todo: Plan, size: int) -> Iterator[Step]:
    """Steps for what goes. A node that loses its label loses its revision too: a run killed here writes it again."""
    nodes, links = todo.base.nodes, todo.base.links
    for kind, places in _typed(links, todo.gone_links, size):
        name = checked_name(kind)
        text = f"MATCH ()-[r:{name} {{id: id_[i]}}]->() USING INDEX SEEK r:{name}(id) DELETE r"
        yield _on_ids([f"{high:016x}:{low}" for high, low in _keys(links, places)], text)
    for _, places in _typed(nodes, todo.gone_nodes, size):
        yield _on_ids([f"{high:016x}{low:016x}" for high, low in _keys(nodes, places)], f"{_NODE} DELETE n")
    for kind, places in _typed(nodes, todo.relabelled, size):
        text = f"{_NODE} REMOVE n:{label_of(kind)}, n.rev"
        yield _on_ids([f"{high:016x}{low:016x}" for high, low in _keys(nodes, places)], text)


def _step(table: pa.Table, text: str, *, without: tuple[str, ...] = ()) -> Step:
    """A statement that ends in setting all columns of a table but some."""
    rows = unwound(table)
    return Step(f"{rows.head} {text} {rows.map(without=without)} RETURN count(*)", rows.params, table.num_rows)


def _on_ids(ids: list[str], text: str) -> Step:
    rows = unwound(pa.table({"id": pa.array(ids)}))
    return Step(f"{rows.head} {text} RETURN count(*)", rows.params, len(ids))


def _with_revisions(table: pa.Table, state: pa.Table, places: Codes) -> pa.Table:
    return table.append_column("rev", state["rev"].take(pa.array(places)))


def _keys(table: pa.Table, places: Codes) -> Iterator[tuple[int, int]]:
    part = table.select(["high", "low"]).take(pa.array(places))
    return zip(part["high"].to_pylist(), part["low"].to_pylist(), strict=True)


def _typed(table: pa.Table, places: Codes, size: int) -> Iterator[tuple[str, Codes]]:
    """Places by kind, at most ``size`` at once."""
    kinds = whole(table["kind"])
    at = kinds.indices.to_numpy()[places]
    for number, kind in sorted(enumerate(kinds.dictionary.to_pylist()), key=lambda pair: str(pair[1])):
        mine = places[at == number]
        yield from ((kind, mine[start : start + size]) for start in range(0, len(mine), size))
