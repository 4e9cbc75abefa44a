"""The laws of an import on random small tables, and the traps of amounts and dates."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import clean_already, clean_text, shortcut
from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import Draft, ImportCancelled, ImportRequest, dry_run, import_table
from jejak.schemas.errors import MappingError, RecordError
from jejak.schemas.ptypes import CleanContext
from jejak.schemas.world import load_world

MAPPING = """
mapping: law
source: {format: csv}
defaults: {zone: UTC, currency: USD}
entities:
  a: {type: account, key: from, properties: {number: from}}
  b: {type: account, key: to, same_as: a, properties: {number: to}}
links:
  - {type: TRANSFERRED, from: a, to: b, time: when, amount: amount, currency: cur}
"""
ROW = st.tuples(
    st.sampled_from(["", "1001234567", "1001234568", "1001234569"]),
    st.sampled_from(["", "1001234567", "1001234570"]),
    st.sampled_from(["", "2024-05-01", "2024-05-01 10:00:00", "2024-13-45", "yesterday"]),
    st.sampled_from(["", "1", "2.50", "-3.05", "1e3", "x", "12345.6789", "5.689852347E7", "0.123456789"]),
    st.sampled_from(["", "USD", "IDR", "??"]),
)


def run(rows: list[tuple[str, ...]], folder: Path, mapping: str = MAPPING) -> Draft:
    folder.mkdir()
    path = folder / "t.csv"
    path.write_text("from,to,when,amount,cur\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    world = load_world()
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    return import_table(ImportRequest(path, sha, parse_mapping(mapping, world), world, folder / "out"))


def content(folder: Path) -> tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]:
    """Entities and links without their places in the file."""
    entities = pq.read_table(folder / "out" / "entities.parquet").to_pylist()
    links = pq.read_table(folder / "out" / "links.parquet").to_pylist()
    known = {row["ix"]: (row["etype"], row["id_value"]) for row in entities}
    ends = ((known[r["src_ix"]], known[r["dst_ix"]], r["amount"], r["currency"], r["t_utc"]) for r in links)
    return Counter((r["etype"], r["id_value"], r["n_rows"], r["props"]) for r in entities), Counter(ends)


@settings(max_examples=10, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12).filter(lambda rows: any(any(row) for row in rows)), st.randoms())
def test_rows_and_money_add_up_and_order_does_not_matter(rows: list[tuple[str, ...]], random: object) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = run(rows, folder / "a")
        assert first.rows_in == first.rows_ok + first.rows_rejected
        for currency, total in first.money_in.items():
            kept, lost = first.money_claims[currency], first.money_rejected[currency]
            assert Decimal(total) == Decimal(kept) + Decimal(lost)
        again = run(rows, folder / "b")
        assert again.digest == first.digest
        for file in ("entities.parquet", "links.parquet", "rejects.parquet", "manifest.json"):
            assert (folder / "a" / "out" / file).read_bytes() == (folder / "b" / "out" / file).read_bytes()
        turned = sorted(rows, key=lambda row: hashlib.sha256(repr((row, str(random))).encode()).digest())
        other = run(turned, folder / "c")
        assert content(folder / "c") == content(folder / "a")
        assert (other.money_in, other.rows_ok) == (first.money_in, first.rows_ok)


PLAIN = CleanContext(zone="Asia/Jakarta", currency="USD")


def cell(kind: str, context: CleanContext) -> Cell:
    return Cell(0, 0, "r.x0", "x", kind, context, kind, typed=True)


AMOUNTS = st.one_of(
    st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{1,4})?", fullmatch=True),
    st.sampled_from(["1e3", "1_000", "12345.678", "1.234", "007.5", "-0.00", "", "1,5", "5.689852347E7", "9" * 30]),
)
TIMES = st.one_of(
    st.datetimes().map(lambda t: t.strftime("%Y-%m-%d %H:%M:%S")),
    st.datetimes().map(lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ")),
    st.sampled_from(["2024-02-30 00:00:00", "2024-02-28 24:00:00", "2023-02-29T10:00:00Z", "2024-05-01", "1.5.2024"]),
)


@settings(max_examples=120, deadline=None)
@given(AMOUNTS, st.sampled_from(["USD", "IDR", "MYR", None]), st.sampled_from(["ID", "MY", None]))
def test_the_sql_for_plain_amounts_equals_the_cleaner(raw: str, currency: str | None, region: str | None) -> None:
    part = cell("money", CleanContext(region=region, currency=currency))
    fast = shortcut(part)
    assert fast is not None
    value = duckdb.execute(f"SELECT {fast.value} FROM (SELECT ? AS x0) r", [raw]).fetchall()[0][0]
    if value is not None:
        assert value == Decimal(clean_text(part, raw).value or "nan")


@settings(max_examples=120, deadline=None)
@given(TIMES, st.sampled_from(["UTC", "Asia/Jakarta", "Asia/Kuala_Lumpur", "Europe/Berlin", None]))
def test_the_sql_for_plain_times_equals_the_cleaner(raw: str, zone: str | None) -> None:
    part = cell("datetime", CleanContext(zone=zone))
    fast = shortcut(part)
    assert fast is not None
    query = f"SELECT {fast.value}, {fast.tz}, {fast.precision} FROM (SELECT ? AS x0) r"
    value, tz, precision = duckdb.execute(query, [raw]).fetchall()[0]
    if value is not None:
        slow = clean_text(part, raw)
        assert (value.strftime("%Y-%m-%dT%H:%M:%SZ"), tz, precision) == (slow.value, slow.tz, slow.precision)


TEXTS = st.one_of(
    st.text(max_size=12), st.from_regex(r"[ -~]{1,12}", fullmatch=True), st.sampled_from(["N/A", "-", "Ali B"])
)


@settings(max_examples=200, deadline=None)
@given(TEXTS.map(str.strip).filter(lambda text: text and "\x00" not in text), st.sampled_from(["text", "name"]))
def test_texts_that_sql_calls_clean_stay_as_they_are(raw: str, kind: str) -> None:
    part = Cell(0, 0, "r.x0", "x", kind, PLAIN, kind)
    if duckdb.execute(f"SELECT {clean_already(part)} FROM (SELECT ? AS x0) r", [raw]).fetchall() == [(True,)]:
        assert clean_text(part, raw).value == raw
    assert duckdb.execute(f"SELECT {clean_already(part)} FROM (SELECT 'Ali B' AS x0) r").fetchall() == [(True,)]


def test_the_shortcuts_do_take_the_plain_forms() -> None:
    money, time = shortcut(cell("money", PLAIN)), shortcut(cell("datetime", PLAIN))
    assert money is not None
    assert time is not None
    assert duckdb.execute(f"SELECT {money.value} FROM (SELECT '1234.56' AS x0) r").fetchall() == [(Decimal("1234.56"),)]
    got = duckdb.execute(f"SELECT {time.value}::VARCHAR FROM (SELECT '2024-05-01 07:00:00' AS x0) r").fetchall()
    assert got == [("2024-05-01 00:00:00",)]


def test_amounts_and_dates_that_cannot_be_used_reject_their_record(tmp_path: Path) -> None:
    rows = [
        ("1001234567", "1001234568", "2024-05-01", "5.689852347E7", "USD"),
        ("1001234567", "1001234568", "", "1.5", "USD"),
        ("1001234567", "1001234568", "2024-05-01", "0.123456789", "USD"),
        ("1001234567", "1001234568", "2024-02-30", "7", "USD"),
        ("1001234567", "", "2024-05-01", "2", "USD"),
        ("", "", "2024-05-01", "3", "USD"),
    ]
    draft = run(rows, tmp_path / "x")
    rejects = pq.read_table(tmp_path / "x" / "out" / "rejects.parquet").to_pylist()
    assert {(row["rec"], row["col"], row["severity"]) for row in rejects} == {
        (3, "amount", "row"), (4, "when", "row"), (6, None, "row"),
    }  # fmt: skip
    assert (draft.rows_ok, draft.money_in, draft.money_rejected) == (3, {"USD": "56898536.97"}, {"USD": "10.00"})
    links = pq.read_table(tmp_path / "x" / "out" / "links.parquet").to_pylist()
    assert [str(row["amount"]) for row in links] == ["56898523.47000000", "1.50000000", "2.00000000"]
    assert links[1]["t_utc"] is None
    entities = pq.read_table(tmp_path / "x" / "out" / "entities.parquet").to_pylist()
    assert [row["etype"] for row in entities] == ["account", "account", "unknown_party"]


def test_ekey_is_the_hash_that_the_design_names(tmp_path: Path) -> None:
    run([("1001234567", "1001234568", "", "1", "USD")], tmp_path / "x")
    manifest = json.loads((tmp_path / "x" / "out" / "manifest.json").read_text())
    text = "\x1f".join(["v1", manifest["source_sha"], manifest["table"], "b", "1"])
    entities = pq.read_table(tmp_path / "x" / "out" / "entities.parquet").to_pylist()
    assert entities[1]["ekey"] == hashlib.sha256(text.encode()).digest()[:16]
    for name, sha in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "x" / "out" / name).read_bytes()).hexdigest() == sha


@pytest.mark.parametrize("after", [0, 1, 4, 8, 11])
def test_a_cancelled_import_leaves_nothing(tmp_path: Path, after: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text("from,to,when,amount,cur\n1001234567,1001234568,,1,USD\n", encoding="utf-8")
    world = load_world()
    calls: list[None] = []

    def cancelled() -> bool:
        calls.append(None)
        return len(calls) > after

    mapping = parse_mapping(MAPPING, world)
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(ImportCancelled):
        import_table(ImportRequest(path, sha, mapping, world, tmp_path / "out", None, cancelled))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["t.csv"]


def test_a_changed_file_and_a_dry_run_leave_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("from,to,when,amount,cur\n1001234567,1001234568,,1,USD\n", encoding="utf-8")
    world = load_world()
    mapping = parse_mapping(MAPPING, world)
    with pytest.raises(RecordError, match="changed"):
        import_table(ImportRequest(path, "0" * 64, mapping, world, tmp_path / "out"))
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    draft = dry_run(ImportRequest(path, sha, mapping, world, tmp_path / "out"))
    assert draft.samples["links"][0]["amount"] == "1.00000000"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["t.csv"]


def test_swapped_columns_are_found_by_name_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("to,from,when,amount,cur\n1001234568,1001234567,,1,USD\n", encoding="utf-8")
    world = load_world()
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    import_table(ImportRequest(path, sha, parse_mapping(MAPPING, world), world, tmp_path / "out"))
    first = pq.read_table(tmp_path / "out" / "links.parquet").to_pylist()[0]
    entities = pq.read_table(tmp_path / "out" / "entities.parquet").to_pylist()
    assert entities[first["src_ix"]]["id_value"] == "1001234567"
    named = MAPPING.replace("{format: csv}", "{format: csv, columns: [from, to, when, amount, cur]}")
    with pytest.raises(MappingError, match="header line"):
        import_table(ImportRequest(path, sha, parse_mapping(named, world), world, tmp_path / "named"))
    missing = MAPPING.replace("amount: amount", "amount: amuont")
    with pytest.raises(ExceptionGroup) as caught:
        import_table(ImportRequest(path, sha, parse_mapping(missing, world), world, tmp_path / "missing"))
    assert "Did you mean amount" in str(caught.value.exceptions[0])
    assert not (tmp_path / "missing").exists()
