"""Small and random snapshots of the real class, built from tables made here, and the three stores that show them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from jejak.graph.segments import SourceBatch
from jejak.graph.snapshot import Snapshot
from jejak.graph.snapshot.adjacency import adjacency
from jejak.graph.snapshot.build import id_order
from jejak.graph.snapshot.claims import ClaimLists
from jejak.graph.snapshot.links import SCHEMA as LINK_SCHEMA
from jejak.graph.snapshot.nodes import SCHEMA as NODE_SCHEMA
from jejak.graph.stores.contract import GraphStore
from jejak.graph.stores.cypher_store import CypherStore
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.neo4j_store import Neo4jStore
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.sync import sync

STORES = ("snapshot", "neo4j", "cypher")
_NO_CLAIMS = pa.table({name: pa.array([], pa.int64()) for name in ("batch", "row", "locator", "grade", "handling")})


@dataclass
class Draft:
    """A graph under construction: node rows by key and link rows; ``snapshot`` freezes it."""

    ledger_id: str = "ledger-1"
    batches: int = 2
    nodes: dict[str, dict[str, object]] = field(default_factory=dict)
    links: dict[tuple[int, int], dict[str, object]] = field(default_factory=dict)

    @staticmethod
    def id_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    def node(self, key: str, etype: str = "person", **columns: object) -> str:
        search = columns.pop("search", str(columns.get("caption", key)).lower())
        self.nodes[key] = {
            "id": bytes.fromhex(self.id_of(key)), "etype": etype, "caption": key, "search": search, "protection": "",
            "masked": False, "n_claims": 1, "n_sources": 1, "roles": [], "props": "{}", **columns,
        }  # fmt: skip
        return self.id_of(key)

    def link(self, source: str, target: str, ltype: str = "TRANSFERRED", **columns: object) -> str:
        batch, row = columns.pop("at", (len(self.links) % self.batches, len(self.links)))
        self.links[batch, row] = {
            "batch": batch, "row": row, "ltype": ltype, "source": source, "target": target, "n_claims": 1,
            "props": "{}", **columns,
        }  # fmt: skip
        return f"{self.batch_id(batch)[:16]}:{row}"

    @staticmethod
    def batch_id(batch: int) -> str:
        return hashlib.sha256(f"batch {batch}".encode()).hexdigest()

    def snapshot(self, sequence: int = 1) -> Snapshot:
        code = {key: number for number, key in enumerate(self.nodes)}
        links = [
            {**row, "src": code[str(row["source"])], "dst": code[str(row["target"])]}
            for _, row in sorted(self.links.items())
        ]
        nodes = pa.Table.from_pylist(list(self.nodes.values()), schema=NODE_SCHEMA).combine_chunks()
        table = pa.Table.from_pylist(links, schema=LINK_SCHEMA).combine_chunks()
        src, dst = (table[name].to_numpy().astype(np.int32) for name in ("src", "dst"))
        said = json.dumps([self.nodes, links], default=str, sort_keys=True)
        batches = [
            SourceBatch(self.batch_id(b), "0" * 64, "a.csv", "data", "m", None, None) for b in range(self.batches)
        ]
        none = ClaimLists("entity", np.zeros(len(code) + 1, np.int64), _NO_CLAIMS)
        return Snapshot(
            ledger_id=self.ledger_id, sequence=sequence, digest=hashlib.sha256(said.encode()).hexdigest(),
            batches=tuple(batches), nodes=nodes, links=table, out=adjacency(src, dst, len(code)),
            inc=adjacency(dst, src, len(code)), entity_claims=none,
            relation_claims=ClaimLists("link", np.zeros(len(links) + 1, np.int64), _NO_CLAIMS),
            id_order=id_order(nodes),
        )  # fmt: skip


def random_draft(seed: int, *, n_nodes: int = 30, n_links: int = 60) -> Draft:
    """Parallel links, loops, lone nodes, several types, missing times and odd amounts."""
    dice, draft = random.Random(seed), Draft()
    for number in range(n_nodes):
        draft.node(
            f"n{number}", dice.choice(("person", "organisation", "identity_document", "unknown_party")),
            caption=dice.choice(("Ana", "Budi", "Citra", "ölçü", "Z")) + f" {number % 7}",
            search=dice.choice(("ana", "budi", "citra")) + f" {number % 7} calo",
            country=dice.choice((None, "ID", "MY")),
            roles=dice.choice(([], ["victim"], ["driver", "recruiter"])),
            role_times=dice.choice((None, ["recruiter 2023/", "recruiter /2021-04"])),
            best_grade=dice.choice((None, "B2")),
            props=json.dumps({"alias": ["a", "b"], "sex": "F"}) if number % 3 else "{}", n_claims=number,
        )  # fmt: skip
    for _ in range(n_links):
        draft.link(
            f"n{dice.randrange(n_nodes)}", f"n{dice.randrange(n_nodes)}",
            dice.choice(("TRANSFERRED", "CONTACTED", "FAMILY_OF")),
            ts_ms=dice.choice((None, dice.randrange(20) * 1000)),
            amount=dice.choice((None, Decimal("1234.56"), Decimal("0.00000001"), Decimal("99999999999999999999.5"))),
            currency=dice.choice((None, "IDR", "JPY", "KWD")), role=dice.choice((None, "payer")),
        )  # fmt: skip
    return draft


@pytest.fixture
def draft() -> Draft:
    """An empty graph to fill."""
    return Draft()


@pytest.fixture(scope="session")
def random_graph() -> Callable[..., Draft]:
    """Random graphs by seed."""
    return random_draft


@pytest.fixture(params=STORES)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Snapshot], GraphStore]]:
    """Show a snapshot through the store under test; the last snapshot wins."""
    with ExitStack() as stack:

        def show(snapshot: Snapshot) -> GraphStore:
            store: GraphStore
            if request.param == "snapshot":
                store = SnapshotStore(snapshot)
            elif request.param == "cypher":
                store = CypherStore(snapshot)
            else:
                target: Neo4jTarget = request.getfixturevalue("neo4j_target")
                sync(snapshot, target, state_folder=tmp_path, replace=True)
                store = Neo4jStore(target)
            stack.callback(store.close)
            return store

        yield show
