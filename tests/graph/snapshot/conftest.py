"""Hand-made segments: a case is written as Parquet, as an import would leave it, and read through a small ledger."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jejak.graph.ledger.records import Batch, BatchStatus, Judgement, Role, State, Verdict
from jejak.schemas.claims import ENTITIES, LINKS


@dataclass
class HandMade:
    """A ledger of hand-made batches; ``entity`` returns the ekey."""

    root: Path
    entities: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    links: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    decisions: list[Judgement] = field(default_factory=list)
    role_claims: list[Role] = field(default_factory=list)
    reversed: set[str] = field(default_factory=set)
    order: list[str] | None = None
    ledger_id: str = "hand-made"

    def entity(self, batch: str, key: str, etype: str = "person", **values: Any) -> str:
        props = values.pop("props", None)
        ekey = hashlib.sha256(f"{batch}{key}".encode()).digest()[:16]
        rows = self.entities.setdefault(batch, [])
        row = {"ix": len(rows), "ekey": ekey, "etype": etype, "locator": len(rows) + 1, "n_rows": 1, "key": key}
        rows.append(
            {
                **row,
                **values,
                "props": json.dumps(props, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
                if props
                else None,
            }
        )
        return ekey.hex()

    def link(self, batch: str, ltype: str, source: str, target: str, **values: Any) -> None:
        ix = {row["ekey"].hex(): row["ix"] for row in self.entities[batch]}
        rows = self.links.setdefault(batch, [])
        ends = {"ltype": ltype, "src_ix": ix[source], "dst_ix": ix[target]}
        rows.append({**ends, "locator": len(rows) + 1, "n_rows": 1, **values})

    def judge(self, left: str, right: str, verdict: str) -> Judgement:
        seq = 1000 + len(self.decisions)
        self.decisions.append(Judgement(seq, left, right, Verdict(verdict), "tester", "", ""))
        return self.decisions[-1]

    def role(self, ekey: str, role: str, protection: str = "") -> None:
        self.role_claims.append(Role(2000, ekey, role, protection, "", "", "tester", "", ""))

    @property
    def graph_sequence(self) -> int:
        return len(self.entities) + len(self.decisions) + len(self.role_claims) + len(self.reversed)

    def segment_path(self, batch_id: str) -> Path:
        folder = self.root / batch_id
        folder.mkdir(parents=True, exist_ok=True)
        name = bytes.fromhex(batch_id).rstrip(b"\0").decode()
        for file, schema, rows in (("entities", ENTITIES, self.entities), ("links", LINKS, self.links)):
            draft = folder / f"{file}.{threading.get_ident()}"  # entities and links are read at the same time
            pq.write_table(pa.Table.from_pylist(rows.get(name, []), schema=schema), draft)
            draft.replace(folder / f"{file}.parquet")
        return folder

    def state(self) -> State:
        names = [n for n in (self.order or list(self.entities)) if n not in self.reversed]
        live = tuple(_batch(i + 1, name) for i, name in enumerate(names))
        return State(self.graph_sequence, "head", live, tuple(self.decisions), tuple(self.role_claims))


def batch_id_of(name: str) -> str:
    return name.encode().ljust(32, b"\0").hex()


def _batch(seq: int, name: str) -> Batch:
    return Batch(
        seq=seq, batch_id=batch_id_of(name), source_sha=hashlib.sha256(name.encode()).hexdigest(), file=f"{name}.csv",
        table="data", mapping="m", mapping_sha="", cleaner_version="1", manifest_sha="", digest="", rows_in=0,
        rows_ok=0, rows_rejected=0, n_entities=0, n_links=0, n_rejects=0, default_grade="B2", default_handling="P",
        status=BatchStatus.LIVE, analyst="tester", at="",
    )  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> HandMade:
    return HandMade(tmp_path / "segments")


@pytest.fixture
def new_case(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], HandMade]:
    return lambda: HandMade(tmp_path_factory.mktemp("case"))
