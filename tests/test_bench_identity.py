"""The comparison of identity matching: its metrics against a count by hand, its sets of records against the truth."""

from __future__ import annotations

import csv
import json
import random
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity.demo_records import COLUMNS, demo_mentions
from identity.metrics import (
    Pair,
    Quality,
    accepted,
    best,
    grouped,
    pair,
    quality,
    read_labels,
    read_scores,
    true_pairs,
)
from identity.report import HEADER, Row, page
from identity.run import measure
from identity.sets import Part, RecordSet, fake_1000, febrl3, write_part
from identity.systems import SYSTEMS, System

from jejak.demo.generate import generate

RECORDS = [f"r{n}" for n in range(7)]
PAIRS = [pair(*two) for two in combinations(RECORDS, 2)]
SCORES = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]))
TRUTHS = st.lists(st.integers(0, 3), min_size=7, max_size=7).map(
    lambda persons: true_pairs(dict(zip(RECORDS, map(str, persons), strict=True)))
)


def test_counts_by_hand() -> None:
    truth = true_pairs({"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"})
    assert truth == {("a", "b"), ("a", "c"), ("b", "c"), ("d", "e")}
    found = quality([("a", "b"), ("d", "e"), ("c", "d")], truth)
    assert (found.right, found.wrong, found.missed) == (2, 1, 2)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(1 / 2)
    assert found.f1 == pytest.approx(4 / 7)


def test_nothing_found_is_zero_and_no_error() -> None:
    assert (quality([], frozenset({("a", "b")})).f1, Quality(0, 0, 0).precision, Quality(0, 0, 0).recall) == (0, 0, 0)


def test_groups_hold_the_pairs_that_follow() -> None:
    assert grouped([("a", "b"), ("b", "c"), ("e", "d")]) == {("a", "b"), ("a", "c"), ("b", "c"), ("d", "e")}


@given(st.sets(st.sampled_from(PAIRS)))
def test_groups_are_the_least_closed_set(found: set[Pair]) -> None:
    closed = {record: {record} for record in RECORDS}
    for _ in RECORDS:  # as many rounds as the longest chain could need
        for left, right in found:
            both = closed[left] | closed[right]
            for record in both:
                closed[record] = both
    assert grouped(found) == {two for two in PAIRS if two[1] in closed[two[0]]}


@given(SCORES, TRUTHS)
def test_the_best_threshold_is_the_best_of_all(scores: dict[Pair, float], truth: frozenset[Pair]) -> None:
    at, top = best(scores, truth)
    assert quality(accepted(scores, at), truth) == top
    assert top.f1 == max((quality(accepted(scores, each), truth).f1 for each in {*scores.values()}), default=0.0)


@given(SCORES, TRUTHS, st.randoms())
def test_ties_do_not_depend_on_the_order(scores: dict[Pair, float], truth: frozenset[Pair], rng: random.Random) -> None:
    items = list(scores.items())
    rng.shuffle(items)
    assert best(dict(items), truth) == best(scores, truth)


def _write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(("left,right,score", *rows)) + "\n", encoding="utf-8")
    return path


def test_a_pair_written_twice_counts_once_with_its_higher_score(tmp_path: Path) -> None:
    assert read_scores(_write(tmp_path / "s.csv", "1,2,0.5", "2,1,0.75"), "p/") == {("p/1", "p/2"): 0.75}


@pytest.mark.parametrize("row", ["1,1,0.5", "1,2,nan"])
def test_scores_that_mean_nothing_are_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(ValueError, match=r"s\.csv"):
        read_scores(_write(tmp_path / "s.csv", row))


def test_the_public_sets_have_the_published_numbers(tmp_path: Path) -> None:
    for made, records, people, pairs in ((febrl3, 5000, 2000, 6538), (fake_1000, 1000, 251, 2031)):
        part = made(tmp_path, ()).parts[0]
        labels = read_labels(part.labels)
        assert (len(labels), len(set(labels.values())), len(true_pairs(labels))) == (records, people, pairs)


def test_no_record_tells_its_person(tmp_path: Path) -> None:
    for made in (febrl3, fake_1000):
        part = made(tmp_path, ()).parts[0]
        with part.records.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert not {"rec_id", "unique_id", "cluster", "person"} & set(rows[0])
        assert [row["id"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        labels = read_labels(part.labels)
        persons = [labels[row["id"]] for row in rows]
        beside = sum(one == two for one, two in pairwise(persons))
        assert beside < len(rows) / 50  # in the order of the source hundreds are neighbours


@pytest.fixture(scope="module")
def demo_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    generate(folder, size="small", seed=1)
    return folder


def test_demo_records_say_what_the_files_say_of_the_person(demo_case: Path) -> None:
    people = json.loads((demo_case / "truth.json").read_text(encoding="utf-8"))["people"]
    mentions = demo_mentions(demo_case)
    assert {tuple(one.record) for one in mentions} == {COLUMNS}
    assert all(one.record["name"] for one in mentions)
    for column, least in (("national_id", 1.0), ("phone", 0.98), ("birth_date", 0.96), ("passport", 0.98)):
        said = [one for one in mentions if one.record[column]]
        true = [
            one for one in said
            if one.record[column] in [*people[one.person]["identifiers"], *people[one.person]["phones"],
                                      people[one.person]["born"]]
        ]  # fmt: skip
        assert said
        assert len(true) >= least * len(said)  # the rest are the errors that the demo plants


def test_demo_records_repeat_nothing_and_miss_nobody(demo_case: Path) -> None:
    truth = json.loads((demo_case / "truth.json").read_text(encoding="utf-8"))
    mentions = demo_mentions(demo_case)
    assert {one.person for one in mentions} == {person for _, _, person, _ in truth["mentions"]}
    assert {(one.record["name"], one.person) for one in mentions} == {
        (written, person) for _, _, person, written in truth["mentions"]
    }
    assert len(mentions) < len(truth["mentions"])  # ferries carry some people often


def test_a_truth_that_the_file_does_not_hold_is_an_error(demo_case: Path, tmp_path: Path) -> None:
    for path in demo_case.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    truth["mentions"][0][3] = "Somebody Else"
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    with pytest.raises(ValueError, match="no place names Somebody Else"):
        demo_mentions(tmp_path)


def test_the_report_counts_the_parts_of_a_set_together(tmp_path: Path, demo_case: Path) -> None:
    system = System("peer", 0.5, "a reason")
    some = demo_mentions(demo_case)[:20]
    parts = tuple(write_part(tmp_path, name, some) for name in ("demo-1", "demo-2"))
    for part in parts:
        _scored(tmp_path, system, part)
    row = measure(system, RecordSet("demo", "People", parts), tmp_path)
    assert (row.records, row.pairs.right, row.pairs.wrong) == (40, 0, 2)
    assert (row.seconds, row.peak_mb) == (3.0, 200.0)
    text = page([row], "1-2")
    assert f"| {' | '.join(HEADER)} |" in text
    assert "peer 1.0: 0.5, a reason" in text


def _scored(folder: Path, system: System, part: Part) -> None:
    """One wrong pair at the threshold, one below it."""
    labels = list(read_labels(part.labels).items())
    first, other = next(two for two in combinations(labels, 2) if two[0][1] != two[1][1])
    place = folder / "scores" / system.name
    place.mkdir(parents=True, exist_ok=True)
    third = next(ident for ident, _ in labels if ident not in {first[0], other[0]})
    _write(place / f"{part.name}.csv", f"{first[0]},{other[0]},0.5", f"{first[0]},{third},0.4")
    (place / f"{part.name}.json").write_text('{"version": "1.0", "seconds": 1.5, "peak_mb": 200.0}', encoding="utf-8")


def test_every_peer_is_pinned_and_has_its_script() -> None:
    folder = Path(__file__).resolve().parents[1] / "benchmarks" / "identity"
    for system in (one for one in SYSTEMS if one.script):
        assert system.version
        assert (folder / "peers" / system.script).is_file()
        pins = system.requirements.read_text(encoding="utf-8").splitlines()
        assert all("==" in pin for pin in pins if not pin.startswith("#"))


def _row(name: str) -> Row:
    system, counts = System(name, 0.5, "r"), Quality(1, 1, 1)
    return Row("Set", system, "1", 4, 2, 2, counts, counts, counts, 0.5, 1.0, 1.0)


def test_a_table_has_a_line_for_each_system() -> None:
    text = page([_row("one"), _row("two")], "11-13")
    assert [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")][1:] == ["one", "two"]
