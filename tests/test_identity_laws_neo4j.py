"""The laws of judgements on a real server: what is taken back leaves no trace in Neo4j, and no way there matters."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from neo4j import GraphDatabase

from jejak.case import Case
from jejak.graph.ledger.records import Verdict
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.sync import sync
from judging import Desk, Doing, Step, do, doings, flip, lay_out, orders, undo_all

pytestmark = pytest.mark.neo4j
EXAMPLES = 6
_NODES = "MATCH (n) WHERE NOT n:_Sync RETURN labels(n) AS labels, properties(n) AS said"
_LINKS = "MATCH (a)-[r]->(b) RETURN a.id AS source, type(r) AS ltype, b.id AS target, properties(r) AS said"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return lay_out(tmp_path_factory.mktemp("laws"))


def shown(target: Neo4jTarget) -> list[str]:
    """Everything on the server but the marker of the sync: every label and property of every node and link."""
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver:
        records = [record.data() for text in (_NODES, _LINKS) for record in driver.execute_query(text).records]
    return sorted(json.dumps(one, sort_keys=True, default=str) for one in records)


def follow(case: Case, target: Neo4jTarget) -> list[str]:
    """Bring the server to the state of the case by what differs, and read it back."""
    sync(case.snapshot(), target, state_folder=case.folder.parent / "state")
    return shown(target)


def fill(case: Case, target: Neo4jTarget) -> list[str]:
    """Empty the server, as a new one is, fill it with the state of the case, and read it back."""
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
    return follow(case, target)


def test_a_judgement_is_seen_on_the_server(desk: Desk, neo4j_target: Neo4jTarget) -> None:
    with tempfile.TemporaryDirectory() as folder, desk.fresh(Path(folder) / "x.case") as case:
        before = fill(case, neo4j_target)
        made = case.judge(desk.people[0], desk.people[3], Verdict.SAME, reason="")
        after = follow(case, neo4j_target)
        assert after != before
        case.undo(made)
        assert follow(case, neo4j_target) == before


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doing=doings, order=orders)
@example(doing=[Step("ann", ((0, 3, Verdict.SAME), (4, 5, Verdict.NOT_SAME), (1, 2, Verdict.SAME)))], order=[1])
def test_all_judgements_taken_back_leave_no_trace_on_the_server(
    desk: Desk, neo4j_target: Neo4jTarget, doing: list[Doing], order: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder, desk.fresh(Path(folder) / "x.case") as case:
        before = fill(case, neo4j_target)
        for place, step in enumerate(doing):
            do(case, desk.people, step)
            if place % 3 == 0:
                follow(case, neo4j_target)
        assert follow(case, neo4j_target) == fill(case, neo4j_target)
        undo_all(case, order)
        flip(case, live=True)
        assert follow(case, neo4j_target) == before == fill(case, neo4j_target)
