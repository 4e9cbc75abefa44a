"""What goes wrong while many are judged: Ctrl-C at any moment, and two who judge at once."""

from __future__ import annotations

import csv
import random
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path
from subprocess import Popen
from typing import TextIO

import pytest

from bad_input.desk import Desk, copied, lay_out, unharmed
from bad_input.loaded import Loaded
from jejak.case import Case
from jejak.graph.ledger.records import Judgement

PEOPLE = """mapping: people
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  person: {type: person, key: [no], properties: {name: name, birth_date: born}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
links:
  - {type: USES, from: person, to: phone}
"""
FIRST = ("Agus", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Hadi", "Indah", "Joko", "Kartika", "Lina", "Nanang")
LAST = ("Santoso", "Lubis", "Wibowo", "Utami", "Siregar", "Permana", "Astuti", "Basuki", "Ginting", "Nasution")
CROWD = 4_000  # in each of two files: seconds of work
STOPPED = "Stopped; nothing half-done is left behind."
LEAST = 0.5
SUGGEST = ("resolve", "a.case", "--suggest", "--out", "s.csv", "--least")
APPLY = ("resolve", "a.case", "--apply", "--reason", "x", "--least", str(LEAST), "--yes")
#: What the log says when so much is done: claims read, pairs found.
READ, PAIRED = "entities read", "pairs to score"


def write_crowd(desk: Desk) -> None:
    """Two registers of the same people, whose birth dates are often lost in the second one."""
    rng = random.Random(5)
    people = [
        (
            f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            f"{rng.randrange(1950, 2005)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
            f"+62812{n // 2:07d}",
        )
        for n in range(CROWD)
    ]
    for name, lost in (("one", 0.0), ("two", 0.4)):
        with desk.path(f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("no", "name", "born", "phone"))
            writer.writerows(
                (n, who, "" if rng.random() < lost else born, phone) for n, (who, born, phone) in enumerate(people)
            )
        desk.write(f"{name}.yaml", PEOPLE.replace("people", name))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, loaded: Loaded) -> Desk:
    desk = lay_out(tmp_path_factory.mktemp("crowd"), loaded)
    write_crowd(desk)
    with Case.open(desk.case, analyst="tester") as case:
        for name in ("one", "two"):
            case.import_file(desk.path(f"{name}.csv"), desk.path(f"{name}.yaml"))
        case.identities.suggestions(LEAST)  # kept in the cache: the moments below are about what comes after
    return desk


@pytest.fixture
def crowd(crowded: Desk, tmp_path: Path) -> Desk:
    return copied(crowded, tmp_path / "crowd")


def read_until(stream: TextIO, text: str) -> None:
    """Read lines until one has a text; it comes, or the command has ended."""
    for line in stream:
        if text in line:
            return
    raise AssertionError(f"{text!r} did not come")


def stopped(process: Popen[str]) -> None:
    """A command ended by Ctrl-C says so in one line, and nothing else."""
    said = process.communicate(timeout=120)[1].splitlines()
    assert (process.returncode, said[-1]) == (130, STOPPED)
    assert not [line for line in said[:-1] if not line.startswith("INFO ")]


@pytest.mark.parametrize("moment", [READ, PAIRED])
def test_suggestions_stop_at_once_and_leave_nothing(crowd: Desk, moment: str) -> None:
    before = crowd.state()
    process = crowd.started(*SUGGEST, "0.6", JEJAK_LOG="INFO")
    assert process.stderr
    read_until(process.stderr, moment)
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    stopped(process)
    assert time.monotonic() - begun < 60
    unharmed(crowd, before)
    assert not crowd.path("s.csv").exists()


#: Done, stopped by us, or stopped while the interpreter was on its way out and had given its handler up.
ENDS = {0, 130, -signal.SIGINT}


@pytest.mark.parametrize("wait", [0.0, 0.01])
def test_a_file_of_suggestions_is_whole_or_absent(crowd: Desk, wait: float) -> None:
    assert crowd.jejak(*SUGGEST, str(LEAST)).returncode == 0
    content = crowd.path("s.csv").read_bytes()
    crowd.path("s.csv").unlink()
    before = set(crowd.root.iterdir())
    process = crowd.started(*SUGGEST, str(LEAST))
    while set(crowd.root.iterdir()) == before:
        assert process.poll() is None
    time.sleep(wait)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert process.returncode in ENDS
    left = {path.name: path.read_bytes() for path in set(crowd.root.iterdir()) - before}
    assert left in ({}, {"s.csv": content})
    assert Case.verify_folder(crowd.case) == []


def judgements(desk: Desk) -> list[Judgement]:
    with Case.open(desk.case) as case:
        return case.ledger.judgements()


@pytest.mark.parametrize("wait", [0.0, 0.1, 0.4])
def test_many_decisions_are_all_written_or_none(crowd: Desk, wait: float) -> None:
    process = crowd.started(*APPLY)
    assert process.stdout
    read_until(process.stdout, "pairs would join")
    time.sleep(wait)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=120)[1]
    assert process.returncode in ENDS
    assert "Traceback" not in said
    made = judgements(crowd)
    assert len({one.group for one in made}) <= 1
    assert Case.verify_folder(crowd.case) == []
    again = crowd.jejak(*APPLY)
    assert again.returncode == 0
    count = len(judgements(crowd))
    assert len(made) in {0, count}
    assert count > 1_000


def people(desk: Desk) -> list[str]:
    """Ids of some of the crowd."""
    with Case.open(desk.case) as case:
        nodes = map(case.snapshot().node, range(case.snapshot().n_nodes))
        return [node.id for node in nodes if node.etype == "person"][:400]


def write_decisions(desk: Desk, name: str, rows: list[tuple[str, str, str]]) -> None:
    with desk.path(name).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("left", "right", "decision"), *rows])


def test_two_who_judge_at_once_lose_no_decision(crowd: Desk) -> None:
    """Two files and single words from six processes: each is written, whoever comes first."""
    who = people(crowd)
    for name, offset in (("ann", 0), ("budi", 100)):
        write_decisions(
            crowd, f"{name}.csv", [(who[offset + n], who[offset + n + 1], "same") for n in range(0, 100, 2)]
        )
    started = [
        crowd.started("resolve", "a.case", "--review", f"{name}.csv", "--analyst", name) for name in ("ann", "budi")
    ]
    started += [
        crowd.started("resolve", "a.case", *who[200 + n : 202 + n], word, "--analyst", f"word{n}")
        for n, word in ((0, "--same"), (2, "--not-same"), (4, "--unsure"), (6, "--same"))
    ]
    said = [crowd.ended(process) for process in started]
    assert [one.returncode for one in said] == [0] * 6, [one.stderr for one in said]
    made = judgements(crowd)
    assert Counter(one.analyst for one in made) == {
        "ann": 50,
        "budi": 50,
        "word0": 1,
        "word2": 1,
        "word4": 1,
        "word6": 1,
    }
    assert len({one.group for one in made if one.analyst == "ann"}) == 1
    assert Case.verify_folder(crowd.case) == []


def test_of_two_files_that_contradict_each_other_one_is_written_whole(crowd: Desk) -> None:
    """Each is sound by itself; together they would make one person of two who are not the same."""
    who = people(crowd)
    alone = [(who[n], who[n + 1], "same") for n in range(10, 200, 2)]
    write_decisions(crowd, "ann.csv", [(who[0], who[1], "same"), *alone, (who[1], who[2], "same")])
    write_decisions(crowd, "budi.csv", [*alone, (who[0], who[2], "not same")])
    started = {
        name: crowd.started("resolve", "a.case", "--review", f"{name}.csv", "--analyst", name)
        for name in ("ann", "budi")
    }
    said = {name: crowd.ended(process) for name, process in started.items()}
    assert sorted(one.returncode for one in said.values()) == [0, 4]
    winner, loser = sorted(said, key=lambda name: said[name].returncode)
    assert "the same and not the same at once" in said[loser].stderr
    assert f"({winner})" in said[loser].stderr
    assert "Traceback" not in said[loser].stderr
    assert Counter(one.analyst for one in judgements(crowd)) == {winner: len(alone) + (2 if winner == "ann" else 1)}
    assert Case.verify_folder(crowd.case) == []
    assert crowd.jejak("stats", "a.case").returncode == 0


def test_who_judges_while_another_writes_for_long_is_told_to_try_again(crowd: Desk) -> None:
    """A second writer waits as long as the database lets it, and is then told."""
    one, other = people(crowd)[:2]
    with sqlite3.connect(crowd.case / "case.db", isolation_level=None) as held:
        held.execute("BEGIN IMMEDIATE")
        said = crowd.jejak("resolve", "a.case", one, other, "--same")
        held.execute("ROLLBACK")
    assert (said.returncode, said.stdout) == (4, "")
    assert "another process is writing to this case" in said.stderr
    assert "try again" in said.stderr
    assert judgements(crowd) == []
    assert crowd.jejak("resolve", "a.case", one, other, "--same").returncode == 0
