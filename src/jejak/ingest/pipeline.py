"""One import: a file through a mapping into a segment draft, with counts and sums that must agree.

Invariant: rows in = rows accepted + rows rejected; money in = money in claims + money rejected, per currency; the files
of a draft appear in the output folder all together or not at all.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from jejak.ingest.draft import DraftBuilder
from jejak.ingest.engine import open_engine
from jejak.ingest.mapping import Mapping
from jejak.ingest.scratch import SourceReader
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import JejakError, RecordError
from jejak.schemas.world import World

log = logging.getLogger(__name__)


class Progress(Protocol):
    """Whoever shows how far an import is."""

    def update(self, stage: str, done: int, total: int | None) -> None:
        """Tell that ``done`` of ``total`` records of a stage (``read``, ``build``, ``write``, ``check``) are done."""


class ImportCancelled(JejakError):  # noqa: N818 - a request that was met, not an error
    """The import was stopped on request; nothing was written."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import.

    Args:
        path: The source file.
        source_sha: The sha256 under which it was received; its bytes must still have it at the end.
        mapping: A mapping checked against ``world``.
        world: Entity types, link types and code lists.
        out_dir: Where the draft goes; made when missing.
        limit: Only this many records of each table; such a draft is for a look, so the file's bytes are not compared.
        cancelled: Asked often; when it says yes the import stops and leaves nothing behind.
    """

    path: Path
    source_sha: str
    mapping: Mapping
    world: World
    out_dir: Path
    limit: int | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished segment draft.

    Money is decimal text by currency; ``samples`` holds a few rows of each file, ``notes`` how the source was read and
    what is doubtful in it.
    """

    table: str
    mapping_name: str
    mapping_sha: str
    cleaner_version: str
    rows_in: int
    rows_ok: int
    rows_rejected: int
    n_entities: int
    n_links: int
    n_rejects: int
    money_in: Dict[str, str]
    money_claims: Dict[str, str]
    money_rejected: Dict[str, str]
    digest: str
    samples: Dict[str, tuple[Dict[str, str | None], ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Ticker:
    """Passes progress on and stops the import when asked to."""

    request: ImportRequest
    progress: Progress | None
    stage: str = "read"
    done: int = 0
    total: int | None = None

    def enter(self, stage: str, total: int | None = None) -> None:
        """Begin a stage."""
        self.stage, self.total = stage, total
        self.at(0)

    def step(self) -> None:
        """One step further."""
        self.at(self.done + 1)

    def pulse(self) -> None:
        """Nothing new, but hear whether to stop.

        Raises:
            ImportCancelled: Somebody asked to stop.
        """
        if self.request.cancelled is not None and self.request.cancelled():
            raise ImportCancelled("the import was stopped; nothing was written", where=self.request.path.name)

    def at(self, done: int) -> None:
        """Tell how far the stage is.

        Raises:
            ImportCancelled: Somebody asked to stop.
        """
        self.done = done
        self.pulse()
        if self.progress is not None:
            self.progress.update(self.stage, done, self.total)


def import_table(request: ImportRequest, progress: Progress | None = None) -> Draft:
    """Import a file into ``request.out_dir``.

    Writes ``entities.parquet``, ``links.parquet``, ``rejects.parquet`` and ``manifest.json``: equal input gives equal
    bytes.

    Raises:
        RecordError: The file cannot be read, has no record, or changed during the import.
        MappingError: It lacks a table, or (as ``ExceptionGroup``) columns.
        ImportCancelled: ``request.cancelled`` said yes.
    """
    existed = request.out_dir.exists()
    request.out_dir.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".import-", dir=request.out_dir))
    done = False
    try:
        draft = _run(request, scratch, Ticker(request, progress))
        _publish(scratch / "draft", request.out_dir)
        done = True
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if not done and not existed:
            shutil.rmtree(request.out_dir, ignore_errors=True)
    log.info("imported %d records into %d entities and %d links", draft.rows_in, draft.n_entities, draft.n_links)
    return draft


def dry_run(request: ImportRequest, progress: Progress | None = None) -> Draft:
    """Do all of an import but keep no file; the draft's samples show what would come."""
    with tempfile.TemporaryDirectory(prefix="jejak-dry-") as folder:
        return import_table(replace(request, out_dir=Path(folder) / "draft"), progress)


def _run(request: ImportRequest, scratch: Path, ticker: Ticker) -> Draft:
    ticker.enter("read")
    scratch = scratch.resolve()
    source = SourceReader(request.path, request.mapping, ticker.at, request.limit)
    with open_engine(scratch) as engine:
        builder = DraftBuilder(engine, scratch, request.mapping, request.world, ticker)
        content, samples = builder.build(source, request.source_sha)
    ticker.enter("check")
    if request.limit is None and file_digest(request.path, ticker.step) != request.source_sha:
        hint = "Receive the file again and import that."
        raise RecordError("the file is not the one that was received, or changed", where=request.path.name, hint=hint)
    return _draft(content, samples, source.notes)


def _draft(
    content: Dict[str, object], samples: Dict[str, tuple[Dict[str, str | None], ...]], notes: tuple[str, ...]
) -> Draft:
    money = content["money"]
    assert isinstance(money, dict)  # noqa: S101 - narrows the type of what DraftBuilder made
    parts = [{currency: sums[i] for currency, sums in sorted(money.items())} for i in range(3)]

    def number(name: str) -> int:
        return int(str(content[name]))

    return Draft(
        table=str(content["table"]),
        mapping_name=str(content["mapping"]),
        mapping_sha=str(content["mapping_sha"]),
        cleaner_version=str(content["cleaner_version"]),
        rows_in=number("rows_in"),
        rows_ok=number("rows_ok"),
        rows_rejected=number("rows_rejected"),
        n_entities=number("n_entities"),
        n_links=number("n_links"),
        n_rejects=number("n_rejects"),
        money_in=parts[0],
        money_claims=parts[1],
        money_rejected=parts[2],
        digest=str(content["digest"]),
        samples=samples,
        notes=notes,
    )


def _publish(draft: Path, out_dir: Path) -> None:
    """Move the files to their place; the manifest comes last, so a folder with a manifest is whole."""
    moved: list[Path] = []
    try:
        for name in ("entities.parquet", "links.parquet", "rejects.parquet", "manifest.json"):
            moved.append(out_dir / name)
            (draft / name).replace(out_dir / name)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
