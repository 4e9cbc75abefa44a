"""Bringing one file into a case: receive its bytes, make a draft through a mapping, adopt the draft."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from jejak.graph.ledger import Batch, BatchStatus, Ledger
from jejak.ingest.mapping import Mapping, load_mapping
from jejak.ingest.pipeline import Draft, ImportRequest, Progress, import_table
from jejak.ingest.propose import Proposal, propose_mapping
from jejak.ingest.readers import ReaderOptions, recognise
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import RecordError
from jejak.schemas.world import World, load_world

SHOWN_REJECTS = 20


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an import did. ``money`` gives, per currency, decimal text of (in the file, in claims, in rejects)."""

    file: str
    source_sha: str
    table: str
    mapping: str
    rows_in: int
    rows_ok: int
    rows_rejected: int
    n_entities: int
    n_links: int
    n_rejects: int
    money: dict[str, tuple[str, str, str]]
    dry_run: bool
    outcome: str = ""
    batch_id: str = ""
    sequence: int = 0
    head: str = ""
    rejects: tuple[tuple[int, str | None, str, str], ...] = ()
    samples: Dict[str, tuple[Dict[str, str | None], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """One import as somebody asked for it."""

    path: Path
    mapping: Path
    analyst: str
    origin: str = ""
    note: str = ""
    dry_run: bool = False
    cancelled: Callable[[], bool] | None = None


def propose(path: Path, *, sheet: str | None = None) -> Proposal:
    """Propose a mapping for a file, with confidence and reason for every guess."""
    return propose_mapping(path, load_world(), ReaderOptions(sheet=sheet))


def run_import(ledger: Ledger, world: World, order: Order, progress: Progress | None) -> Receipt:
    """Import a file, or only show what would come of it.

    Raises:
        RecordError: The file cannot be read or changed meanwhile.
        ExceptionGroup: Of all faults of the mapping.
        LedgerError: The ledger is locked, damaged or on a full disk.
    """
    mapping = load_mapping(order.mapping, world)
    if not order.path.is_file():
        raise RecordError(
            "there is no such file", where=str(order.path), hint="Check the name; a folder cannot be imported."
        )
    mapping = with_format(mapping, order.path)
    with tempfile.TemporaryDirectory(prefix="import-", dir=None if order.dry_run else _scratch(ledger)) as folder:
        draft_folder = Path(folder) / "draft"
        if order.dry_run:
            sha, source = file_digest(order.path), order.path
        else:
            sha = ledger.receive_source(order.path, origin=order.origin, analyst=order.analyst).sha
            source = ledger.source_path(sha)
        request = ImportRequest(source, sha, mapping, world, draft_folder, cancelled=order.cancelled)
        draft = import_table(request, progress)
        rejects = _rejects(draft_folder)
        if order.dry_run:
            return _receipt(order.path.name, sha, draft, rejects, dry=True)
        return _adopt(ledger, order, draft_folder, _receipt(order.path.name, sha, draft, rejects, dry=False))


def with_format(mapping: Mapping, path: Path) -> Mapping:
    """The mapping with the format that the file's name tells, since a source is kept without its name's ending."""
    if mapping.source.format:
        return mapping
    return mapping.model_copy(update={"source": mapping.source.model_copy(update={"format": recognise(path)})})


def _scratch(ledger: Ledger) -> Path:
    folder = ledger.folder.root / "cache"
    folder.mkdir(exist_ok=True)
    return folder


def _adopt(ledger: Ledger, order: Order, draft_folder: Path, receipt: Receipt) -> Receipt:
    known = {b.batch_id for b in ledger.batches(live_only=True)}
    batch = ledger.adopt(
        draft_folder, source_sha=receipt.source_sha, file=order.path.name, analyst=order.analyst, note=order.note,
        mapping_text=order.mapping.read_text(encoding="utf-8"),
    )  # fmt: skip
    shutil.rmtree(draft_folder, ignore_errors=True)
    return _with(receipt, batch, _outcome(ledger, batch, known), ledger)


def _outcome(ledger: Ledger, batch: Batch, known: set[str]) -> str:
    if batch.batch_id in known:
        return "already imported: nothing changed"
    old = [b for b in ledger.batches(live_only=False) if b.batch_id in known and b.status is BatchStatus.SUPERSEDED]
    if not old:
        return "adopted"
    change = batch.n_links - old[-1].n_links
    more = batch.n_entities - old[-1].n_entities
    return f"replaces batch {old[-1].batch_id[:12]}: {more:+,} entities, {change:+,} links"


def _with(receipt: Receipt, batch: Batch, outcome: str, ledger: Ledger) -> Receipt:
    fields = {name: getattr(receipt, name) for name in Receipt.__slots__}
    return Receipt(
        **{**fields, "batch_id": batch.batch_id, "outcome": outcome, "sequence": ledger.sequence, "head": ledger.head}
    )


def _rejects(folder: Path) -> tuple[tuple[int, str | None, str, str], ...]:
    table = pq.read_table(folder / "rejects.parquet", columns=["rec", "col", "reason", "severity"])
    return tuple(
        (row["rec"], row["col"], row["reason"], row["severity"]) for row in table.slice(0, SHOWN_REJECTS).to_pylist()
    )


def _receipt(
    file: str, sha: str, draft: Draft, rejects: tuple[tuple[int, str | None, str, str], ...], *, dry: bool
) -> Receipt:
    money = {
        currency: (total, draft.money_claims.get(currency, "0"), draft.money_rejected.get(currency, "0"))
        for currency, total in draft.money_in.items()
    }
    return Receipt(
        file, sha, draft.table, draft.mapping_name, draft.rows_in, draft.rows_ok, draft.rows_rejected, draft.n_entities,
        draft.n_links, draft.n_rejects, money, dry, rejects=rejects, samples=draft.samples,
    )  # fmt: skip
