"""Ledger → snapshot: the same live claims, judgements and roles give the same bytes, on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.gathering import within_bounds
from jejak.graph.ledger.records import State
from jejak.graph.resolution import resolve
from jejak.graph.segments import Claims, Ends, LedgerView, read_entities, read_links
from jejak.graph.shelf import Shelf
from jejak.graph.snapshot.adjacency import adjacency
from jejak.graph.snapshot.claims import claim_lists
from jejak.graph.snapshot.content import Content, Heading, laid_out, numbers
from jejak.graph.snapshot.layout import kept
from jejak.graph.snapshot.links import link_table
from jejak.graph.snapshot.masking import Graph, mask
from jejak.graph.snapshot.nodes import node_table
from jejak.graph.snapshot.snapshot import Snapshot
from jejak.graph.snapshot.work import Work
from jejak.schemas.model import LinkType, World

_THREADS = 2


def build_snapshot(ledger: LedgerView, world: World) -> Snapshot:
    """Build the graph of everything that is live in the ledger, in memory; O(claims log claims).

    Raises:
        LedgerError: A live segment is missing or damaged, or the case is larger than one graph can hold.
        ResolutionError: The judgements contradict each other.
    """
    shelf = Shelf()
    return build(ledger, world, shelf, Shelf(passing=True)).snapshot(shelf)


def build(ledger: LedgerView, world: World, shelf: Shelf, passing: Shelf) -> Content:
    """Build the graph on a shelf.

    Args:
        ledger: The claims, judgements and roles.
        world: Entity and link types.
        shelf: Where the graph goes.
        passing: For claims that it is made of, protected names among them: of no use when this ends.

    Raises:
        LedgerError: A live segment is missing or damaged, or the case is larger than one graph can hold.
        ResolutionError: The judgements contradict each other.
        OSError: A shelf cannot take more.
    """
    sequence, state = _consistent(ledger)
    with within_bounds(), ThreadPoolExecutor(_THREADS) as pool:
        work = Work(pool, shelf, passing)
        graph = _read(ledger, state, world, work)
        claims, resolution = graph.claims, graph.resolution
        linking = pool.submit(_links, claims.links, graph.ends, resolution.n_nodes, types=world.link_types, work=work)
        masking = mask(graph, state, world)
        work.forget()
        nodes = node_table(claims, resolution, masking, types=world.entity_types, work=work)
        tables = {"nodes": nodes, "id_order": numbers(id_order(nodes), shelf)}
        tables |= laid_out(claim_lists("entity", claims.entities, resolution.node_of, resolution.n_nodes), shelf)
        tables |= linking.result()
        work.forget()
    return Content(Heading(ledger.ledger_id, sequence, claims.batches, resolution.reused, masking.ages), tables)


def _read(ledger: LedgerView, state: State, world: World, work: Work) -> Graph:
    """All live claims, resolved; links are read while entities are."""
    folders = {batch.batch_id: ledger.segment_path(batch.batch_id) for batch in state.batches}  # each is checked once
    reading = work.pool.submit(read_links, state.batches, folders.__getitem__, work.shelf, work.passing)
    sources, entities = read_entities(state.batches, folders.__getitem__, work.passing)
    resolution = resolve(entities, world.entity_types, state.judgements)
    links, (source, target) = reading.result()
    work.forget()
    return Graph(Claims(sources, entities, links), resolution, (resolution.node_of[source], resolution.node_of[target]))


def _links(
    claims: pa.Table, ends: Ends, n_nodes: int, *, types: Mapping[str, LinkType], work: Work
) -> dict[str, pa.Table]:
    """The half of a snapshot that needs no names."""
    shelf = work.shelf
    table, row_of = link_table(claims, ends, types)
    tables = {"links": kept(table, shelf)}
    tables |= laid_out(claim_lists("link", claims, row_of, table.num_rows), shelf)
    del table, row_of
    src, dst = (tables["links"].column(name).to_numpy() for name in ("src", "dst"))
    for name, (own, other) in {"out": (src, dst), "inc": (dst, src)}.items():
        lists = adjacency(own, other, n_nodes)
        tables[name] = kept(pa.table({"nodes": lists.nodes, "links": lists.links}), shelf)
        tables[f"{name}_offsets"] = numbers(lists.offsets, shelf)
        del lists
        work.shelf.forget()
    return tables


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
