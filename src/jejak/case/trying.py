"""A file tried through a mapping: what its first records become, what all of them would, and what an import replaces.

Invariant: nothing of it is in the ledger. Protected people and what belongs to them are shown without name or number.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.case.records import MASK, Party, bare, fold, texts_of
from jejak.graph.ledger import Batch, BatchStatus, Ledger
from jejak.graph.ledger.segments import read_manifest
from jejak.graph.protection import role_class
from jejak.ingest.mapping import Mapping
from jejak.ingest.pipeline import Draft, ImportRequest, import_table
from jejak.schemas.grading import PROTECTED
from jejak.schemas.world import World

FIRST_RECORDS = 20
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Stated:
    """An entity that records state; of a protected one there is neither name nor number."""

    etype: str
    caption: str
    protection: str
    facts: tuple[tuple[str, str], ...]
    record: int
    masked: bool


@dataclass(frozen=True, slots=True)
class Tied:
    """A link that a record states, with the places of its ends among the entities."""

    ltype: str
    source: int
    target: int
    at: str
    amount: str
    currency: str
    record: int


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not become a claim; ``raw`` is '' where it may be of somebody protected."""

    record: int
    column: str
    raw: str
    reason: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What the first records become."""

    rows_in: int
    rows_ok: int
    entities: tuple[Stated, ...]
    links: tuple[Tied, ...]
    rejects: tuple[Reject, ...]
    people: Dict[int, list[Party]]


@dataclass(frozen=True, slots=True)
class Difference:
    """How an import differs from the live batch whose place it takes."""

    batch: Batch
    entities_new: int
    entities_gone: int
    entities_changed: int
    links_new: int
    links_gone: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How an import stands to what is in the case.

    Attributes:
        same: The batch of the very same import, if there is one.
        replaces: The live batch that would be superseded, and how it differs.
        beside: Live batches of the same bytes through mappings of other names; they would stay.
        namesakes: Live batches of a file of this name with other bytes; they would stay.
        known: Entities that carry an identifier which the case has already.
    """

    same: Batch | None
    replaces: Difference | None
    beside: tuple[Batch, ...]
    namesakes: tuple[Batch, ...]
    known: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a whole file would become; ``folder`` holds the draft."""

    draft: Draft
    source_sha: str
    folder: Path
    by_etype: Dict[str, int]
    by_ltype: Dict[str, int]
    by_reason: Dict[str, int]
    standing: Standing


def preview(path: Path, mapping: Mapping, world: World, scratch: Path, known: frozenset[str]) -> Preview:
    """What the first records of a file become.

    Args:
        path: The file.
        mapping: A mapping with its format.
        world: Types and codes.
        scratch: A folder for the work.
        known: Texts of protected people of the case, bare.

    Raises:
        RecordError: The file cannot be read.
        ExceptionGroup: It lacks columns.
    """
    with tempfile.TemporaryDirectory(prefix="preview-", dir=scratch, ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "draft"
        draft = import_table(ImportRequest(path, "", mapping, world, out, limit=FIRST_RECORDS))
        entities: list[Row] = pq.read_table(out / "entities.parquet").to_pylist()
        links: list[Row] = pq.read_table(out / "links.parquet").to_pylist()
        rejects: list[Row] = pq.read_table(out / "rejects.parquet").to_pylist()
    hidden = _hidden(entities, links, world, known)
    return Preview(
        draft.rows_in, draft.rows_ok,
        tuple(_stated(row, world, at in hidden) for at, row in enumerate(entities)),
        tuple(map(_tied, links)),
        tuple(_reject(row, known, show=not hidden) for row in rejects),
        _people(entities, links, hidden),
    )  # fmt: skip


def finish(ledger: Ledger, name: str, draft: Draft, folder: Path) -> Trial:
    """Count what a draft holds, and compare it with what is in the case."""
    etypes = pq.read_table(folder / "entities.parquet", columns=["etype"])
    ltypes = pq.read_table(folder / "links.parquet", columns=["ltype"])
    manifest = read_manifest(folder)
    told = standing(ledger, name, folder, manifest.mapping_sha)
    reasons = pq.read_table(folder / "rejects.parquet", columns=["reason"])
    counts = _counted(etypes["etype"]), _counted(ltypes["ltype"]), _counted(reasons["reason"])
    return Trial(draft, manifest.source_sha, folder, *counts, told)


def rejects_of(folder: Path, known: frozenset[str], *, show: bool, limit: int | None = None) -> Iterator[Reject]:
    """The rejects of a draft in the order of its records; without raw texts where they may be of somebody protected."""
    left = limit
    with pq.ParquetFile(folder / "rejects.parquet") as file:
        for batch in file.iter_batches():
            for row in batch.slice(0, left).to_pylist():
                yield _reject(row, known, show=show)
            left = None if left is None else max(left - batch.num_rows, 0)
            if left == 0:
                return


def standing(ledger: Ledger, name: str, folder: Path, mapping_sha: str) -> Standing:
    """How a draft, adopted with a mapping of this digest, would stand to what is in the case.

    Args:
        ledger: The case.
        name: What the file is called.
        folder: The draft.
        mapping_sha: The mapping's digest.
    """
    manifest = replace(read_manifest(folder), mapping_sha=mapping_sha)
    kinds = pq.read_table(folder / "entities.parquet", columns=["id_scheme", "id_value"])
    batches = ledger.batches(live_only=False)
    same = next((one for one in batches if one.batch_id == manifest.batch_id), None)
    live = [one for one in batches if one.status is BatchStatus.LIVE and one.batch_id != manifest.batch_id]
    ours = [one for one in live if one.source_sha == manifest.source_sha]
    place = (manifest.table, manifest.mapping)
    rival = next((one for one in ours if (one.table, one.mapping) == place), None)
    return Standing(
        same,
        _difference(ledger, rival, folder) if rival else None,
        tuple(one for one in ours if one is not rival),
        tuple(one for one in live if one.file == name and one.source_sha != manifest.source_sha),
        _known(ledger, kinds, {manifest.source_sha}),
    )


def _difference(ledger: Ledger, old: Batch, folder: Path) -> Difference:
    """Compare two drafts claim by claim; an entity is the same where its key is that of the same first record."""
    before = ledger.segment_path(old.batch_id)
    with duckdb.connect(":memory:", config={"threads": "2"}) as engine:
        for name, place in (("new", folder), ("old", before)):
            entities = pq.read_table(place / "entities.parquet")
            links = pq.read_table(place / "links.parquet")
            keys = entities["ekey"]
            ends = [keys.take(links[end]) for end in ("src_ix", "dst_ix")]
            rest = links.drop_columns(["src_ix", "dst_ix"])
            engine.register(f"e_{name}", entities.drop_columns(["ix"]))
            engine.register(f"l_{name}", rest.append_column("src", ends[0]).append_column("dst", ends[1]))
        return Difference(
            old,
            _number(engine, "FROM e_new ANTI JOIN e_old USING (ekey)"),
            _number(engine, "FROM e_old ANTI JOIN e_new USING (ekey)"),
            _number(engine, "FROM (FROM e_new SEMI JOIN e_old USING (ekey) EXCEPT FROM e_old)"),
            _number(engine, "FROM (FROM l_new EXCEPT ALL FROM l_old)"),
            _number(engine, "FROM (FROM l_old EXCEPT ALL FROM l_new)"),
        )


def _number(engine: duckdb.DuckDBPyConnection, rows: str) -> int:
    found = engine.execute(f"SELECT count(*) {rows}").fetchone()
    return int(found[0]) if found else 0


def _known(ledger: Ledger, kinds: pa.Table, own: set[str]) -> int:
    """How many entities carry an identifier that other sources of the case state too; O(entities of the case)."""
    ours = _identifiers(kinds)
    met: pa.Array = pa.array([], pa.bool_())
    for batch in ledger.batches(live_only=True):
        if batch.source_sha in own:
            continue
        path = ledger.segment_path(batch.batch_id) / "entities.parquet"
        found = pc.is_in(ours, value_set=_identifiers(pq.read_table(path, columns=["id_scheme", "id_value"])))
        met = found if not len(met) else pc.or_(met, found)
    return int(pc.sum(met).as_py() or 0)


def _identifiers(table: pa.Table) -> pa.Array:
    joined = pc.binary_join_element_wise(table["id_scheme"], table["id_value"], ":")
    whole = pc.if_else(pc.is_null(joined), pa.scalar(None, pa.string()), joined)
    return pc.drop_null(whole).combine_chunks()


def _counted(column: pa.ChunkedArray) -> dict[str, int]:
    counts = {row["values"]: row["counts"] for row in pc.value_counts(column).to_pylist()}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _props(row: Row) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(str(row["props"])) if row["props"] else {}
    return loaded


def _class(row: Row) -> str:
    """The strictest class that a claim itself gives."""
    roles = _props(row).get("roles") or []
    stated = [
        str(row["protection"] or ""),
        *(role_class(str(role)) for role in (roles if isinstance(roles, list) else [])),
    ]
    return next((one for one in stated if one in PROTECTED), stated[0])


def _hidden(entities: Sequence[Row], links: Sequence[Row], world: World, known: frozenset[str]) -> frozenset[int]:
    """Protected people, what is tied to them as theirs, and what the case knows as that of one."""
    met = {at for at, row in enumerate(entities) if any(bare(text) in known for text in texts_of(row))}
    people = {
        at for at, row in enumerate(entities) if row["etype"] == "person" and (_class(row) in PROTECTED or at in met)
    }
    found = people | met
    for row in links:
        ends = {int(str(row["src_ix"])), int(str(row["dst_ix"]))}
        if world.link_types[str(row["ltype"])].holds and ends & people:
            found |= ends
    return frozenset(found)


def _people(entities: Sequence[Row], links: Sequence[Row], hidden: frozenset[int]) -> dict[int, list[Party]]:
    """The parties of each record."""
    at: dict[int, set[int]] = {}
    for index, row in enumerate(entities):
        at.setdefault(int(str(row["locator"])), set()).add(index)
    for row in links:
        ends = {int(str(row["src_ix"])), int(str(row["dst_ix"]))}
        at.setdefault(int(str(row["locator"])), set()).update(ends)
    parties = [Party(index in hidden, frozenset(map(fold, texts_of(row)))) for index, row in enumerate(entities)]
    return {record: [parties[index] for index in sorted(found)] for record, found in at.items()}


def _stated(row: Row, world: World, masked: bool) -> Stated:
    etype = str(row["etype"])
    declared = world.entity_types[etype].properties if etype in world.entity_types else {}
    facts = []
    for name, value in {**_props(row), "birth_date": row["birth_date"]}.items():
        prop = declared.get(name)
        if prop is None or not value or (masked and not prop.public):
            continue
        facts.append((name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    said = str(row["name"] or row["id_value"] or "")
    return Stated(etype, MASK if masked else said, _class(row), tuple(facts), int(str(row["locator"])), masked)


def _tied(row: Row) -> Tied:
    time = row["t_utc"]
    at = time.isoformat(timespec="minutes")[:16] if isinstance(time, datetime) else ""
    at = at[:10] if row["t_precision"] in {"day", "month", "year"} else at
    amount = f"{row['amount']:f}".rstrip("0").rstrip(".") if row["amount"] is not None else ""
    ends = int(str(row["src_ix"])), int(str(row["dst_ix"]))
    return Tied(str(row["ltype"]), *ends, at, amount, str(row["currency"] or ""), int(str(row["locator"])))


def _reject(row: Row, known: frozenset[str], *, show: bool) -> Reject:
    """A reject; of a record that could not be read at all nobody knows whom it is about, so its text is masked."""
    raw, column = str(row["raw"] or ""), str(row["col"] or "")
    shown = raw if show and column and bare(raw) not in known else MASK
    return Reject(int(str(row["rec"])), column, shown if raw else "", str(row["reason"]), row["severity"] == "row")
