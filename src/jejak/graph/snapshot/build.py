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
    resolution = resolve(claims.entities, world.entity_types, state.judgements)
    ends = resolution.node_of[claims.src], resolution.node_of[claims.dst]
    masking = mask(Graph(claims, resolution, ends), state, world)
    nodes = node_table(claims, resolution, masking, world.entity_types)
    links, row_of = link_table(claims.links, ends, world.link_types)
    src, dst = links.column("src").to_numpy(), links.column("dst").to_numpy()
    by_node = claim_lists("entity", claims.entities, resolution.node_of, resolution.n_nodes)
    by_link = claim_lists("link", claims.links, row_of, links.num_rows)
    return Snapshot(
        ledger_id=ledger.ledger_id,
        sequence=sequence,
        digest=content_digest(claims.batches, (nodes, links, by_node.table, by_link.table)),
        batches=claims.batches,
        nodes=nodes,
        links=links,
        out=adjacency(src, dst, nodes.num_rows),
        inc=adjacency(dst, src, nodes.num_rows),
        entity_claims=by_node,
        relation_claims=by_link,
        id_order=id_order(nodes),
        reused=resolution.reused,
    )


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
