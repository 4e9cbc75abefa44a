"""Ledger → snapshot: the same live claims, judgements and roles give the same bytes, on any machine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.ledger.records import State
from jejak.graph.resolution import resolve
from jejak.graph.segments import LedgerView, read_claims
from jejak.graph.snapshot.adjacency import adjacency
from jejak.graph.snapshot.claims import claim_lists
from jejak.graph.snapshot.digest import content_digest
from jejak.graph.snapshot.links import link_table
from jejak.graph.snapshot.masking import Graph, mask
from jejak.graph.snapshot.nodes import node_table
from jejak.graph.snapshot.snapshot import Snapshot
from jejak.schemas.model import World


def build_snapshot(ledger: LedgerView, world: World) -> Snapshot:
    """Build the graph of everything that is live in the ledger; O(claims log claims).

    Raises:
        LedgerError: A live segment is missing or damaged.
        ResolutionError: The judgements contradict each other.
    """
    sequence, state = _consistent(ledger)
    claims = read_claims(state.batches, ledger.segment_path)
    _give_back()
    resolution = resolve(claims.entities, world.entity_types, state.judgements)
    ends = resolution.node_of[claims.src], resolution.node_of[claims.dst]
    masking = mask(Graph(claims, resolution, ends), state, world)
    _give_back()
    nodes = node_table(claims, resolution, masking, world.entity_types)
    by_node = claim_lists("entity", claims.entities, resolution.node_of, resolution.n_nodes)
    batches, link_claims = claims.batches, claims.links
    del claims, masking
    _give_back()
    links, row_of = link_table(link_claims, ends, world.link_types)
    by_link = claim_lists("link", link_claims, row_of, links.num_rows)
    del link_claims, ends, row_of
    _give_back()
    src, dst = links.column("src").to_numpy(), links.column("dst").to_numpy()
    return Snapshot(
        ledger_id=ledger.ledger_id,
        sequence=sequence,
        digest=content_digest(batches, (nodes, links, by_node.table, by_link.table)),
        batches=batches,
        nodes=nodes,
        links=links,
        out=adjacency(src, dst, nodes.num_rows),
        inc=adjacency(dst, src, nodes.num_rows),
        entity_claims=by_node,
        relation_claims=by_link,
        id_order=id_order(nodes),
        reused=resolution.reused,
    )


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
