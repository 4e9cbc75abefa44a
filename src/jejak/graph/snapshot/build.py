"""Ledger → snapshot: the same live claims, judgements and roles give the same bytes, on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.ledger.records import State
from jejak.graph.resolution import resolve
from jejak.graph.segments import Claims, Ends, LedgerView, read_entities, read_links
from jejak.graph.snapshot.adjacency import Adjacency, adjacency
from jejak.graph.snapshot.claims import ClaimLists, claim_lists
from jejak.graph.snapshot.digest import content_digest, table_digest
from jejak.graph.snapshot.links import link_table
from jejak.graph.snapshot.masking import Graph, mask
from jejak.graph.snapshot.nodes import node_table
from jejak.graph.snapshot.snapshot import Snapshot
from jejak.schemas.model import LinkType, World

_THREADS = 2


def build_snapshot(ledger: LedgerView, world: World) -> Snapshot:
    """Build the graph of everything that is live in the ledger; O(claims log claims).

    Raises:
        LedgerError: A live segment is missing or damaged.
        ResolutionError: The judgements contradict each other.
    """
    sequence, state = _consistent(ledger)
    with ThreadPoolExecutor(_THREADS) as pool:
        graph = _read(ledger, state, world, pool=pool)
        _give_back()
        claims, resolution = graph.claims, graph.resolution
        side = pool.submit(_links, claims.links, graph.ends, resolution.n_nodes, types=world.link_types)
        grouping = pool.submit(claim_lists, "entity", claims.entities, resolution.node_of, resolution.n_nodes)
        masking = mask(graph, state, world)
        nodes = node_table(claims, resolution, masking, types=world.entity_types, pool=pool)
        linked, by_node = side.result(), grouping.result()
        ordering = pool.submit(id_order, nodes)
        digests = list(pool.map(table_digest, (nodes, by_node.table)))
        order = ordering.result()
    return Snapshot(
        ledger_id=ledger.ledger_id,
        sequence=sequence,
        digest=content_digest(claims.batches, [*digests, *linked.digests]),
        batches=claims.batches,
        nodes=nodes,
        links=linked.table,
        out=linked.out,
        inc=linked.inc,
        entity_claims=by_node,
        relation_claims=linked.claims,
        id_order=order,
        reused=resolution.reused,
    )


def _read(ledger: LedgerView, state: State, world: World, *, pool: Executor) -> Graph:
    """All live claims, resolved; links are read while entities are."""
    folders = {batch.batch_id: ledger.segment_path(batch.batch_id) for batch in state.batches}  # each is checked once
    reading = pool.submit(read_links, state.batches, folders.__getitem__)
    sources, entities = read_entities(state.batches, folders.__getitem__)
    resolution = resolve(entities, world.entity_types, state.judgements)
    links, (source, target) = reading.result()
    return Graph(Claims(sources, entities, links), resolution, (resolution.node_of[source], resolution.node_of[target]))


@dataclass(frozen=True, slots=True)
class _Links:
    """The half of a snapshot that needs no names."""

    table: pa.Table
    claims: ClaimLists
    out: Adjacency
    inc: Adjacency
    digests: tuple[str, ...]


def _links(claims: pa.Table, ends: Ends, n_nodes: int, *, types: Mapping[str, LinkType]) -> _Links:
    table, row_of = link_table(claims, ends, types)
    by_link = claim_lists("link", claims, row_of, table.num_rows)
    src, dst = (table.column(name).to_numpy() for name in ("src", "dst"))
    digests = table_digest(table), table_digest(by_link.table)
    return _Links(table, by_link, adjacency(src, dst, n_nodes), adjacency(dst, src, n_nodes), digests)


def _give_back() -> None:
    """Hand memory that is no longer used back to the system, before the next step asks for more."""
    pa.default_memory_pool().release_unused()


def id_order(nodes: pa.Table) -> npt.NDArray[np.int32]:
    """Node codes in the order of their ids."""
    order: npt.NDArray[np.int32] = pc.sort_indices(nodes.column("id").cast(pa.binary())).to_numpy().astype(np.int32)
    return order


def _consistent(ledger: LedgerView) -> tuple[int, State]:
    """The state with the number of the last event that shaped it: both as of one moment."""
    while True:
        sequence = ledger.graph_sequence
        state = ledger.state()
        if ledger.graph_sequence == sequence:
            return sequence, state
