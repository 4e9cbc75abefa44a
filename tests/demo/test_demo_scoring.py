"""Found groups are compared with the truth by who their members truly are; the ranking keeps far from chance."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.demo.run import build_demo
from jejak.demo.scoring import Truth, jaccard, score, true_groups
from jejak.graph.model import ClaimRef

PEOPLE = {
    "P1": ("Ani", "ring", "organiser"), "P2": ("Budi", "ring", "escort"), "P3": ("Cici", "ring", "victim"),
    "P4": ("Dodi", "", ""),
}  # fmt: skip


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    content = {
        "people": {key: {"name": name, "group": group, "role": role} for key, (name, group, role) in PEOPLE.items()},
        "groups": {"ring": {"organiser": ["P1"], "escort": ["P2"], "victim": ["P3"]}},
        "companies": {
            "C1": {"name": "PT Maju", "group": "ring"}, "C2": {"name": "PT Diam", "group": ""},
            "C3": {"name": "PT Sama", "group": ""}, "C4": {"name": "PT Sama", "group": ""},
        },
        "lookalikes": {"large_family": ["P4"]},
        "mentions": [
            ["list.csv", 1, "P1", "ANI"],
            ["list.csv", 1, "P2", "Pak Budi"],
            ["list.csv", 2, "P4", "Dodi"],
            ["list.csv", 3, "P1", "YANTI"],
            ["list.csv", 3, "P2", "Yanti"],
            ["list.csv", 5, "P4", "Dodi"],
        ],
        "company_mentions": [["list.csv", 4, "C3", "PT Sama"], ["list.csv", 5, "C4", "PT SAMA"]],
    }  # fmt: skip
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return Truth(path)


def claim(record: int) -> ClaimRef:
    return ClaimRef("entity", "b", 0, "0" * 64, "list.csv", "data", "m", record, "B2", "P")


def test_a_planted_group_is_its_people_without_victims_and_its_companies(truth: Truth) -> None:
    assert truth.actors("ring") == {"P1", "P2", "C1"}


@pytest.mark.parametrize(
    ("record", "written", "meant"),
    [
        (1, "Ani", "P1"),
        (1, "pak  budi", "P2"),
        (1, "Somebody", None),
        (2, "Other spelling", "P4"),
        (9, "PT MAJU", "C1"),
        (3, "YANTI", "P1"),
        (3, "Yanti", "P2"),
        (4, "PT SAMA", "C3"),
        (5, "PT Sama", "C4"),
        (5, "DODI", "P4"),
        (9, "PT Sama", None),
    ],
)
def test_who_is_meant_follows_the_record_and_the_written_name(
    truth: Truth, record: int, written: str, meant: str | None
) -> None:
    assert truth.who([claim(record)], written) == meant


def test_a_score_counts_each_true_actor_once_and_names_the_false(truth: Truth) -> None:
    claims = {"a": [claim(1)], "b": [claim(1)], "c": [claim(2)], "d": []}
    listed = [[("a", "Ani"), ("b", "Ani"), ("d", "PT Maju")], [("c", "Dodi"), ("d", "?")]]
    found = true_groups(truth, listed, claims.__getitem__)
    assert found == [{"P1", "C1"}, {"P4", "d"}]
    result = score(truth, found)
    assert result.best == {"ring": jaccard(frozenset({"P1", "C1"}), truth.actors("ring"))} == {"ring": 2 / 3}
    assert (result.precision, result.false) == (0.5, (2,))
    assert truth.describe(found[0]) == "1 company of ring, 1 ring organiser"
    assert truth.describe(found[1]) == "1 large family, 1 unknown or a company"


def test_most_planted_syndicates_are_listed_in_the_first_ten(tmp_path: Path) -> None:
    """A floor far under the figures of docs/quality.md, on a seed for tuning."""
    made = build_demo(tmp_path, size="small", seed=3)
    truth = Truth(made.truth)
    with Case.open(made.case) as case:
        groups = true_groups(truth, [[(m.id, m.caption) for m in g.members] for g in case.syndicates(10)], case.claims)
    result = score(truth, groups)
    assert statistics.median(result.best.values()) > 0.45
    assert result.precision >= 0.6
