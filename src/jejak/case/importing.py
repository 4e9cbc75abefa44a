"""Bringing one file into a case: receive its bytes, make a draft through a mapping, adopt the draft."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Dict
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from jejak.case.hand_record import BY_HAND
from jejak.graph.ledger import Batch, BatchStatus, Ledger
from jejak.graph.ledger.files import os_errors, require_room, told_name
from jejak.ingest.mapping import Mapping, parse_mapping, read_mapping_text
from jejak.ingest.pipeline import Draft, ImportRequest, Progress, import_table
from jejak.ingest.propose import Proposal, propose_mapping
from jejak.ingest.readers import ReaderOptions, recognise
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import LedgerError, MappingError, RecordError
from jejak.schemas.world import World, load_world

SHOWN_REJECTS = 20
SOURCE = "source"
_LEDGER_ROOM = 1_000_000  # bytes that the events of one import never need


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an import did.

    ``money`` gives, per currency, decimal text of (in the file, in claims, in rejects); ``notes`` tell how the file was
    read and what is doubtful in it.
    """

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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One import as somebody asked for it.

    ``by_hand`` is given where the file holds what the analyst states: it hears what would come of it before anything is
    written, may refuse it, and stands around the writing.
    """

    path: Path
    mapping: Path
    analyst: str
    origin: str = ""
    note: str = ""
    dry_run: bool = False
    cancelled: Callable[[], bool] | None = None
    by_hand: Callable[[Receipt], AbstractContextManager[None]] | None = None

    @property
    def name(self) -> str:
        """What the file is called."""
        return told_name(self.path)


def propose(path: Path, *, sheet: str | None = None) -> Proposal:
    """Propose a mapping for a file, with confidence and reason for every guess."""
    if sheet is not None and path.is_file() and recognise(path) != "spreadsheet":
        raise RecordError("only workbooks have sheets", where=str(path), hint="Leave --sheet out.")
    return propose_mapping(path, load_world(), ReaderOptions(sheet=sheet))


def run_import(ledger: Ledger, world: World, order: Order, progress: Progress | None) -> Receipt:
    """Import a file, or only show what would come of it.

    Raises:
        RecordError: The file cannot be read or changed meanwhile.
        ExceptionGroup: Of all faults of the mapping.
        LedgerError: The ledger is locked, damaged or on a full disk.
    """
    text = read_mapping_text(order.mapping)
    mapping = parse_mapping(text, world, name=order.mapping.name)
    _refuse_no_file(order.path)
    _refuse_foreign(mapping, order)
    with _scratch(ledger, order) as scratch:
        mapping = with_format(mapping, order.path)
        staged = None if order.dry_run else ledger.stage(order.path, scratch / SOURCE / order.name)
        source, sha = (staged.path, staged.sha) if staged else (order.path, file_digest(order.path))
        request = ImportRequest(source, sha, mapping, world, scratch / "draft", cancelled=order.cancelled)
        draft = import_table(request, progress)
        receipt = _receipt(order.name, sha, draft, _rejects(request.out_dir), dry=order.dry_run)
        if staged is None:
            return receipt
        require_room(ledger.folder.root, _LEDGER_ROOM)  # from here on, a full disk would leave a source without claims
        with order.by_hand(receipt) if order.by_hand else nullcontext():
            ledger.receive_source(staged, origin=order.origin, analyst=order.analyst)
            return _adopt(ledger, order, request.out_dir, receipt, mapping_text=text)


def with_format(mapping: Mapping, path: Path) -> Mapping:
    """The mapping with the format that the file's name tells, since a source is kept without its name's ending."""
    if mapping.source.format:
        return mapping
    return mapping.model_copy(update={"source": mapping.source.model_copy(update={"format": recognise(path)})})


def _refuse_no_file(path: Path) -> None:
    if not path.exists():
        raise RecordError("there is no such file", where=str(path), hint="Check the name and its folder.")
    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "this is no plain file"
        raise RecordError(what, where=str(path), hint="Name one file.")


def _refuse_foreign(mapping: Mapping, order: Order) -> None:
    """No file from outside may pass for what an analyst of the case has written."""
    if mapping.name == BY_HAND and order.by_hand is None:
        hint = "Give the mapping another name."
        raise MappingError("this name is kept for what analysts state by hand", where=BY_HAND, hint=hint)


@contextmanager
def _scratch(ledger: Ledger, order: Order) -> Iterator[Path]:
    """A folder for this import: on the disk of the case, where a copy can be moved into place, and gone at the end."""
    temporary = tempfile.TemporaryDirectory(prefix="import-", ignore_cleanup_errors=True) if order.dry_run else None
    disk = Path(tempfile.gettempdir()) if order.dry_run else ledger.folder.root
    with os_errors(disk), temporary or ledger.workplace(order.analyst) as folder, _engine_errors(disk):
        (Path(folder) / SOURCE).mkdir()
        yield Path(folder)


@contextmanager
def _engine_errors(where: Path) -> Iterator[None]:
    """Turn what the engine raises for a full disk, too little memory and Ctrl-C into what it is."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        if "No space left" in str(error) or "File too large" in str(error):
            hint = "free some space (or raise the quota) and try again"
            raise LedgerError("disk full: nothing was written", where=str(where), hint=hint) from error
        hint = "check the disk, and whether it has room for three times the size of the file"
        raise LedgerError(
            "the import ran out of disk or memory: nothing was written", where=str(where), hint=hint
        ) from error
    except RuntimeError as error:
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from error


def _adopt(ledger: Ledger, order: Order, draft_folder: Path, receipt: Receipt, *, mapping_text: str) -> Receipt:
    known = {b.batch_id for b in ledger.batches(live_only=True)}
    batch = ledger.adopt(
        draft_folder, source_sha=receipt.source_sha, file=order.name, analyst=order.analyst, note=order.note,
        mapping_text=mapping_text, moved=True,
    )  # fmt: skip
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
        notes=draft.notes,
    )  # fmt: skip
