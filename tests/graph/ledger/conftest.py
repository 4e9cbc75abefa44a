"""Drafts written by hand with the columns of a segment, so that the ledger is tested without ingest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jejak.graph.ledger import Batch, Ledger, Source
from jejak.schemas.claims import FILES

ANALYST = "analyst one"


@dataclass(frozen=True)
class Draft:
    """A draft folder and the source it claims to come from."""

    folder: Path
    source_sha: str


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_draft(folder: Path, source_sha: str, *, mapping: str = "bank", version: str = "1", rows: int = 3) -> Draft:
    """Write ``rows`` entities in a ring of links and one reject."""
    folder.mkdir(parents=True)
    entities = [
        {"ix": i, "ekey": hashlib.sha256(f"{source_sha}{i}".encode()).digest()[:16], "etype": "person"}
        | {"name": f"entity {sha(str(i))}", "locator": i + 1, "n_rows": 1}
        for i in range(rows)
    ]
    links = [
        {"ltype": "TRANSFERRED", "src_ix": i, "dst_ix": (i + 1) % rows, "locator": i + 1, "n_rows": 1}
        for i in range(rows)
    ]
    rejects = [{"rec": rows + 1, "reason": "no amount", "severity": "row"}]
    files = {}
    for name, content in (("entities", entities), ("links", links), ("rejects", rejects)):
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(content, schema=FILES[name]), path, compression="zstd")
        files[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = {
        "format": 1, "source_sha": source_sha, "table": "data", "mapping": mapping, "cleaner_version": "1",
        "mapping_sha": sha(f"{mapping}{version}"), "rows_in": rows + 1, "rows_ok": rows, "rows_rejected": 1,
        "n_entities": rows, "n_links": rows, "n_rejects": 1, "defaults": {"grade": "B2", "handling": "P"},
        "money": {}, "digest": sha(f"{source_sha}{mapping}{version}"), "files": files,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, sort_keys=True), encoding="utf-8")
    return Draft(folder, source_sha)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A fresh case folder."""
    Ledger.create(tmp_path / "river.case", "River", ANALYST).close()
    return tmp_path / "river.case"


@pytest.fixture
def ledger(case: Path) -> Iterator[Ledger]:
    with Ledger.open(case, wait=0.2) as opened:
        yield opened


@pytest.fixture
def source(ledger: Ledger, tmp_path: Path) -> Source:
    path = tmp_path / "bank.csv"
    path.write_bytes(b"from,to,amount\n1,2,3\n")
    return ledger.receive_source(path, origin="unit two", analyst=ANALYST)


@pytest.fixture
def draft(tmp_path: Path, source: Source) -> Callable[..., Draft]:
    """Write a draft of the source: ``draft(mapping=…, version=…, rows=…)``."""
    count = iter(range(1000))
    return lambda **kinds: write_draft(tmp_path / f"draft-{next(count)}", source.sha, **kinds)


@pytest.fixture
def adopt(ledger: Ledger, draft: Callable[..., Draft]) -> Callable[..., Batch]:
    """Write a draft and adopt it."""

    def make(**kinds: object) -> Batch:
        made = draft(**kinds)
        return ledger.adopt(made.folder, source_sha=made.source_sha, file="bank.csv", analyst=ANALYST)

    return make


@pytest.fixture
def new_draft() -> Callable[..., Draft]:
    """The plain function, for tests that make their own sources."""
    return write_draft
