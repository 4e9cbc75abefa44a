"""From a file to a batch in the ledger."""

from __future__ import annotations

from pathlib import Path

from measuring import ANALYST, Figures, timed

from data import MAPPING, write_transfers
from jejak.graph.ledger import Batch, Ledger
from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import Draft, ImportRequest, import_table
from jejak.ingest.segments import file_digest
from jejak.schemas.world import load_world


def stage_data(folder: Path, rows: int, people: int) -> Figures:
    """Write the source."""
    write_transfers(folder / "transfers.csv", rows, people)
    return {"bytes": (folder / "transfers.csv").stat().st_size}


def stage_import(folder: Path, rows: int) -> Figures:
    """A received file through a mapping into a segment draft."""
    figures: Figures = {}
    with timed(figures):
        draft = draft_of(folder / "transfers.csv", folder / "draft")
    size = sum(path.stat().st_size for path in (folder / "draft").iterdir())
    return figures | {
        "rows_per_s": rows / figures["wall"], "entities": draft.n_entities, "links": draft.n_links,
        "bytes_per_link": size / draft.n_links,
    }  # fmt: skip


def stage_adopt(folder: Path, rows: int) -> Figures:
    """The draft into a ledger: bytes received, segment verified, batch live."""
    figures: Figures = {"rows": rows}
    with timed(figures), Ledger.create(folder / "bench.case", "bench", ANALYST) as ledger:
        adopt(ledger, folder / "transfers.csv", folder / "draft")
    return figures


def draft_of(source: Path, out: Path) -> Draft:
    """A draft of a source, with the mapping of the benchmark."""
    world = load_world()
    return import_table(ImportRequest(source, file_digest(source), parse_mapping(MAPPING, world), world, out))


def adopt(ledger: Ledger, source: Path, draft: Path) -> Batch:
    """Receive the source and make its draft live."""
    sha = ledger.receive_source(source, origin="", analyst=ANALYST).sha
    return ledger.adopt(draft, source_sha=sha, file=source.name, analyst=ANALYST, note="", mapping_text=MAPPING)
