"""Febrl 3 and fake_1000: records of people come in whole, and the rules of this issue join none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import combinations

import pytest

from jejak.graph.snapshot import Snapshot

from .conftest import Data, Real, source_rows

#: Set: (records, people, true pairs, what of the number in the source names the person).
TRUTH: dict[str, tuple[int, int, int, Callable[[str], str]]] = {
    "febrl3": (5000, 2000, 6538, lambda number: number.split("-")[1]),
    "fake-1000": (1000, 251, 2031, lambda number: number.split("/")[0]),
}


def people(snapshot: Snapshot) -> dict[str, str]:
    """Numbers in the source, and the name of each record."""
    nodes = (node for node in snapshot.nodes_of(range(snapshot.n_nodes)) if node.etype == "person")
    return {str(node.props["number_in_source"]): node.caption for node in nodes}


@pytest.mark.parametrize("name", TRUTH)
def test_records_people_and_true_pairs(real: Real, name: str) -> None:
    """Every record is a person of its own until somebody judges; who belongs together can still be told by number."""
    records, persons, pairs, person_of = TRUTH[name]
    numbers = people(real(name).snapshot())
    sizes = Counter(person_of(number) for number in numbers)
    assert (len(numbers), len(sizes)) == (records, persons)
    assert sum(size * (size - 1) // 2 for size in sizes.values()) == pairs


def test_unreadable_birth_dates_are_rejects(real: Real, shared_data: Data) -> None:
    """Of Febrl's faults, exactly the dates that no calendar holds are left out and counted; names and rows stay in."""
    rows = source_rows(shared_data("febrl/febrl3.csv"))
    bad = 0
    for row in rows:
        try:
            datetime.strptime(row["date_of_birth"] or "19000101", "%Y%m%d")  # noqa: DTZ007 - a date
        except ValueError:
            bad += 1
    case = real("febrl3")
    assert [(batch.rows_in, batch.rows_rejected, batch.n_rejects) for batch in case.batches()] == [(5000, 0, bad)]
    dates = case.snapshot().nodes.column("birth_date").drop_null()
    assert len(dates) == sum(row["date_of_birth"] != "" for row in rows) - bad


def test_labels_of_fake_1000(shared_data: Data, real: Real) -> None:
    """3,176 labelled pairs, 2,031 positive: the positive ones are the pairs within the clusters of the records."""
    labels = source_rows(shared_data("febrl/fake_1000_labels.csv"))
    positive = {
        tuple(sorted((int(row["unique_id_l"]), int(row["unique_id_r"]))))
        for row in labels
        if float(row["clerical_match_score"]) == 1
    }
    assert (len(labels), len(positive)) == (3176, 2031)
    clusters: dict[str, list[int]] = {}
    for number in people(real("fake-1000").snapshot()):
        cluster, _, record = number.partition("/")
        clusters.setdefault(cluster, []).append(int(record))
    assert positive == {pair for members in clusters.values() for pair in combinations(sorted(members), 2)}
