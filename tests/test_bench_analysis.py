"""The comparison of the analysis engine with others: graphs, levelled answers, tables; no peer is needed."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from engines import graphs, ours, worker
from engines.answers import (
    Task,
    by_edge,
    canonical,
    difference,
    labels,
    modularity,
    of_all_sources,
    pair_keys,
    sample,
)
from engines.cells import Cell, keep, read_cells
from engines.graphs import Table, generate
from engines.peers import with_networkx
from engines.report import HEADING, Ratio, medians, ratio, section, tables
from engines.rows import BY_KEY, ROWS, in_groups
from engines.run import Plan, compare, places
from engines.systems import ENGINES, NETWORKX, OURS, REQUIREMENTS
from pages import section_of, with_section

from jejak.analysis.engine.control import current

CELL = Cell("b", OURS, "pagerank", "0.1", "done", "2026-11-26", 60, cpu=0.002, wall=0.004, peak_mb=150, load=1.25)


@pytest.fixture(scope="module")
def table() -> Table:
    return generate(3_000, 15_000)


def test_a_generated_graph_has_the_shape_that_is_told(table: Table) -> None:
    assert (table.n, table.src.size, table.dst.size, table.time.size) == (3_000, 15_000, 15_000, 15_000)
    assert min(table.src.min(), table.dst.min()) >= 0
    assert max(table.src.max(), table.dst.max()) < table.n
    assert not (table.src == table.dst).any()
    assert np.unique(table.keys).size == table.src.size
    assert table.group.max() + 1 == np.unique(table.group).size
    assert np.bincount(table.group).min() >= graphs.SMALLEST_GROUP
    between = np.mean(table.group[table.src] != table.group[table.dst])
    assert 0.25 < between < 0.4
    assert table.degrees.max() > 8 * table.degrees.mean()
    assert graphs.TIMES[0] <= table.time.min() <= table.time.max() < graphs.TIMES[1]


def test_numbers_of_nodes_tell_nothing_of_groups(table: Table) -> None:
    beside = np.mean(table.group[1:] == table.group[:-1])
    by_chance = np.square(np.bincount(table.group) / table.n).sum()
    assert beside < 2 * by_chance + 0.01


def test_a_seed_decides_everything(table: Table) -> None:
    again, other = generate(3_000, 15_000), generate(3_000, 15_000, seed=2)
    for name in ("src", "dst", "time", "group"):
        assert np.array_equal(getattr(again, name), getattr(table, name))
    assert not np.array_equal(other.src, table.src)


@pytest.mark.parametrize("n", [8, 60, 200, 201, 1_000])
def test_every_node_has_a_group_however_small_the_graph(n: int) -> None:
    assert generate(n, n).group.size == n


def test_a_graph_is_made_once_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(graphs.SIZES, "a", (50, 100))
    path = graphs.stored("a", tmp_path)
    read, made = graphs.load(path), generate(50, 100)
    assert np.array_equal(read.src, made.src)
    assert np.array_equal(read.group, made.group)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    monkeypatch.setattr(graphs, "generate", lambda *_: pytest.fail("made twice"))
    assert graphs.stored("a", tmp_path) == path


def test_answers_in_one_form() -> None:
    square = Table(4, *(np.array(ends, np.int32) for ends in ([1, 2, 3, 0], [0, 1, 2, 3])), np.arange(4), np.zeros(4))
    assert pair_keys([(1, 0), (2, 3)], square).tolist() == [1, 11]
    values = {(3, 0): 3.0, (1, 0): 1.0, (2, 1): 6.0, (2, 3): 11.0}
    assert by_edge(values, square).tolist() == [1.0, 3.0, 6.0, 11.0]
    assert labels([{2, 3}, {0, 1}], square).tolist() == [1, 1, 0, 0]
    assert canonical(np.array([7, 7, 2, 7, 5])).tolist() == [0, 0, 1, 0, 2]


def test_partitions_are_equal_whatever_their_numbers() -> None:
    one, same, other = np.array([5, 5, 1]), np.array([0, 0, 9]), np.array([0, 1, 1])
    assert difference("parts", one, same) == 0
    assert difference("parts", one, other) == math.inf


def test_differences_are_shares_of_the_greatest_number() -> None:
    assert difference("numbers", np.array([1.0, 4.5]), np.array([1.0, 5.0])) == pytest.approx(0.1)
    assert difference("numbers", np.zeros(2), np.zeros(2)) == 0
    assert difference("numbers", np.zeros(2), np.zeros(3)) == math.inf
    assert difference("same", np.array([1, 2]), np.array([1, 3])) == math.inf
    assert difference("numbers", np.array([math.nan, 4.5]), np.array([math.nan, 5.0])) == pytest.approx(0.1)
    assert difference("numbers", np.array([math.nan, 4.5]), np.array([0.0, 5.0])) == math.inf


def test_modularity_is_that_of_networkx(table: Table) -> None:
    graph = with_networkx.build(table)
    groups = [set(np.flatnonzero(table.group == number).tolist()) for number in range(table.group.max() + 1)]
    assert modularity(table.group, table) == pytest.approx(nx.community.modularity(graph, groups))


def test_a_sample_is_drawn_and_scaled_as_networkx_does() -> None:
    small = generate(60, 150)
    graph, sources = with_networkx.build(small), sample(small, 20)
    told = nx.betweenness_centrality(graph, k=20, seed=1)
    plain = nx.betweenness_centrality_subset(graph, sources, list(graph))  # half of each ordered pair
    counted = of_all_sources(2 * np.array([plain[node] for node in range(60)]), sources, small)
    assert counted == pytest.approx(np.array([told[node] for node in range(60)]))


def _starved(graph: nx.Graph[int], _table: Table) -> None:
    if len(graph) < worker.TINY[0]:  # not the first call
        raise MemoryError


def test_a_worker_tells_figures_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(graphs.SIZES, "a", (40, 80))
    monkeypatch.setattr(worker, "SHORT", 0.0)
    monkeypatch.setattr(worker.os, "sched_setaffinity", lambda *_: None)
    monkeypatch.setattr(worker.resource, "setrlimit", lambda *_: None)
    monkeypatch.setitem(with_networkx.TASKS, "cores", Task(_starved, lambda answer, _: answer))
    graph, lines = graphs.stored("a", tmp_path), tmp_path / "lines"
    asked = ("build", "leiden", "cores", "components")
    worker.main("engines.peers.with_networkx", str(graph), str(tmp_path), str(lines), "60", *asked)
    figures = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    assert [each["state"] for each in figures] == ["done", "none", "memory", "done"]
    assert figures[3]["wall"] > 0
    assert figures[3]["peak_mb"] > 0
    assert np.load(tmp_path / "components.npy").size == 40


def test_ours_answers_every_row() -> None:
    assert set(ours.TASKS) == set(BY_KEY) - {"build"}
    small = generate(60, 150)
    for key in ("components", "removal", "adamic_adar"):
        answers = [
            module.TASKS[key].read(module.TASKS[key].ask(module.build(small), small), small)
            for module in (ours, with_networkx)
        ]
        assert difference(BY_KEY[key].comparison, *answers) < 1e-9


def test_ours_uses_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "missing_links", lambda *_, **__: current().threads)
    assert ours.TASKS["adamic_adar"].ask(None, generate(20, 40)) == 1


def test_rows_stand_in_their_groups_and_have_an_answer() -> None:
    groups = list(in_groups(ROWS))
    assert [row for group in groups for row in group] == list(ROWS)
    assert len({group[0].group for group in groups}) == len(groups)
    assert set(with_networkx.TASKS) <= set(BY_KEY)
    assert all(isinstance(task, Task) for task in with_networkx.TASKS.values())


def test_every_peer_is_pinned_and_has_its_module() -> None:
    pins = [pin for pin in REQUIREMENTS.read_text(encoding="utf-8").splitlines() if not pin.startswith("#")]
    assert all("==" in pin for pin in pins)
    for engine in ENGINES:
        assert engine.version
        assert (REQUIREMENTS.parent / f"{engine.module.removeprefix('engines.').replace('.', '/')}.py").is_file()


def test_no_peer_reaches_the_product() -> None:
    root = Path(__file__).resolve().parents[1]
    for name in ("pyproject.toml", "requirements/base.txt", "requirements/dev.txt"):
        text = (root / name).read_text(encoding="utf-8").lower()
        assert not any(f"{peer.name}==" in text or f'"{peer.name}' in text for peer in ENGINES if peer.licence == "GPL")


def test_ratios_are_to_the_best_that_finished_or_to_the_limit() -> None:
    fast = replace(CELL, engine="igraph", cpu=0.004)
    slow, stopped = replace(CELL, engine=NETWORKX, cpu=0.1), replace(CELL, engine=NETWORKX, state="over", cpu=0)
    assert ratio(CELL, [fast, slow]) == Ratio(2)
    assert ratio(CELL, [fast, stopped]) == Ratio(2)
    assert ratio(CELL, [stopped]) == Ratio(30_000, bound=True)
    assert str(ratio(CELL, [stopped])) == "> 30,000×"
    assert ratio(CELL, []) is None
    assert ratio(replace(CELL, state="over"), [fast]) is None
    assert ratio(CELL, [replace(fast, state="failed")]) is None


def test_the_tables_of_given_cells() -> None:
    cells = [
        replace(CELL, engine=NETWORKX, version="3.6.1", cpu=0.5, wall=0.6, agreement=0.0, reference=NETWORKX),
        replace(CELL, engine="igraph", version="1.0.0", cpu=0.04, wall=0.05, agreement=0.001, reference=NETWORKX),
        replace(CELL, agreement=0.002, reference=NETWORKX, load=2.0),
        replace(CELL, engine=NETWORKX, row="closeness", state="over", cpu=0, load=0),
        replace(CELL, engine="igraph", version="1.0.0", row="closeness", state="none"),
        replace(CELL, row="closeness", cpu=3.0, wall=3.5, agreement=0.0, reference="networkit"),
        replace(CELL, row="leiden", agreement=0.64081, cpu=0.07),
    ]
    text = tables(cells)
    assert "| PageRank | 500 | 40.0 | 2.00 | 20.0× | 250× |" in text
    assert "| closeness of all nodes | > 60 s | – | 3,000 | > 20.0× | > 20.0× |" in text
    assert "| PageRank | 600 / 150 | 50.0 / 150 | 4.00 / 150 |" in text
    assert "| PageRank | reference | 1.0e-03 | 2.0e-03 |" in text
    assert "| closeness of all nodes | – | – | equal (networkit) |" in text
    assert "| Leiden, resolution 1 | – | – | Q 0.6408 |" in text
    assert "Load average meanwhile: 1.2 to 2.0." in text
    assert "networkit |" not in text  # nobody who was not asked has a column
    assert medians(cells) == (
        "In the middle of the rows the best peer takes 20.0 times as long (2 rows, 1 of them lower bounds); "
        "NetworkX takes 135 times as long (2 rows, 1 of them lower bounds)."
    )
    assert "igraph 1.0.0" in section(cells)


def test_a_section_replaces_its_own_and_nothing_else() -> None:
    page = "# Title\n\ntext\n\n## One\n\n### a\n\n1\n\n## Two\n\n2\n"
    changed = with_section(page, "One", "## One\n\nnew\n")
    assert changed == "# Title\n\ntext\n\n## One\n\nnew\n\n## Two\n\n2\n"
    assert with_section(changed, "Three", "## Three\n\n3") == changed + "\n## Three\n\n3\n"
    assert section_of(page, "One").strip() == "## One\n\n### a\n\n1"
    assert section_of(page, HEADING) == ""
    assert with_section(page, HEADING, "") == page


def test_kept_cells_are_not_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = next(engine for engine in ENGINES if engine.name == OURS)
    plan = Plan("b", [own], [BY_KEY["pagerank"], BY_KEY["cores"]], 60, tmp_path)
    kept = replace(CELL, version=own.version)
    keep(plan.cells, [replace(kept, cpu=9.0), kept, replace(kept, row="cores", state="over", limit=30)])
    asked: list[str] = []

    def run_rows(_plan: Plan, _size: str, _engine: object, rows: list[object]) -> list[Cell]:
        asked.extend(row.key for row in rows)  # type: ignore[attr-defined]
        return [replace(kept, row="cores", cpu=1.0)]

    monkeypatch.setattr("engines.run.run_rows", run_rows)
    found = compare(plan, read_cells(plan.cells))
    assert asked == ["cores"]  # it was stopped at a lower limit
    assert {cell.row: cell.cpu for cell in found} == {"pagerank": 0.002, "cores": 1.0}
    assert {cell.row: cell.cpu for cell in read_cells(plan.cells)} == {"pagerank": 0.002, "cores": 1.0}


def test_the_largest_graph_is_for_ours_alone(tmp_path: Path) -> None:
    asked = list(places(Plan("ad", ENGINES, ROWS, 60, tmp_path)))
    assert {engine.name for size, engine, _ in asked if size == "d"} == {OURS}
    assert len({engine.name for size, engine, _ in asked if size == "a"}) == len(ENGINES)
