"""A real Neo4j: what a sync costs, and the way through its own importer."""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path
from subprocess import Popen
from types import ModuleType
from typing import Protocol

import numpy as np
from graphing import kept
from ingesting import adopt, draft_of
from measuring import ANALYST, Figures, timed

from data import SEED, write_transfers
from jejak.graph.ledger import Ledger
from jejak.graph.snapshot import Snapshot, build_snapshot
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.neo4j_offline import IMPORT_ARGUMENTS, write_offline
from jejak.graph.stores.sync import sync
from jejak.schemas.world import load_world

MORE_ROWS = 10_000  # what a sync, a reversal and a merge bring to the server


class Server(Protocol):
    """A running server of ``tools/neo4j/server.py``, which no package holds."""

    uri: str
    password: str
    process: Popen[bytes]


def stage_neo4j(folder: Path, rows: int) -> Figures:
    """A tenth of the rows to a warm server; then 10,000 rows more, taken back, and two entities made one."""
    base = folder / "neo.csv"
    write_transfers(base, max(rows // 10, 1000))
    write_transfers(folder / "warm.csv", max(rows // 20, 1000), seed=SEED + 2)
    write_transfers(folder / "more.csv", MORE_ROWS, seed=SEED + 1)
    tool = _server_tool()
    server = tool.Neo4jServer(folder / "neo4j", tool.new_password(), heap="1g")
    server.start()
    try:
        # Another case first: a Java server that has just started is several times slower.
        _history(folder, "warm", server)
        return _history(folder, "neo", server)
    finally:
        server.stop()


def _history(folder: Path, name: str, server: Server) -> Figures:
    """Bring a case of one file to the server, then what a day's work changes, each measured."""
    figures, world = Figures(), load_world()
    target = Neo4jTarget(server.uri, password=server.password)
    with Ledger.create(folder / f"{name}.case", name, ANALYST) as ledger:

        def brought(what: str) -> Snapshot:
            snapshot = build_snapshot(ledger, world)
            before = _server_seconds(server)
            with timed(figures, what):
                figures.update(_synced(snapshot, target, folder / f"{name}-state"))
            figures[f"{what}server_cpu"] = _server_seconds(server) - before
            return snapshot

        draft_of(folder / f"{name}.csv", folder / f"{name}-draft")
        adopt(ledger, folder / f"{name}.csv", folder / f"{name}-draft")
        snapshot = brought("first_")
        rates = {key: figures[key] for key in ("nodes_per_s", "links_per_s")}
        draft_of(folder / "more.csv", folder / f"{name}-more")
        batch = adopt(ledger, folder / "more.csv", folder / f"{name}-more")
        brought("more_")
        ledger.reverse(batch.batch_id, analyst=ANALYST, reason="benchmark")
        brought("reversal_")
        people = np.flatnonzero(np.array(snapshot.nodes.column("etype").to_pylist()) == "person")[:2]
        left, right = (snapshot.id_of(int(code)) for code in people)
        ledger.judge(left, right, "same", analyst=ANALYST, reason="benchmark")
        brought("merge_")
    return figures | rates


def stage_offline(folder: Path, rows: int) -> Figures:
    """All rows into an empty server by its own importer, until a sync with constraints declares the copy complete."""
    figures: Figures = {"rows": rows}
    snapshot, tool = kept(folder), _server_tool()
    server = tool.Neo4jServer(folder / "offline", tool.new_password(), heap="1g")
    with timed(figures, "write_"):
        files = write_offline(snapshot, folder / "offline-files")
    with timed(figures, "import_"):
        told = ("database", "import", "full", *IMPORT_ARGUMENTS.split(), "--", "neo4j")
        done = server.admin(*told, cwd=files.folder)
    if done.returncode:
        raise RuntimeError(done.stdout[-1000:] + done.stderr[-1000:])
    with timed(figures, "start_"):
        server.start()
    try:
        before = _server_seconds(server)
        with timed(figures, "check_"):
            report = sync(
                snapshot, Neo4jTarget(server.uri, password=server.password), state_folder=folder / "offline-state"
            )
        figures["check_server_cpu"] = _server_seconds(server) - before
    finally:
        server.stop()
    if report.changed:
        raise RuntimeError("the imported copy was not whole")
    figures["wall"] = sum(figures[f"{part}_wall"] for part in ("write", "import", "check"))
    figures["cpu"] = sum(figures[f"{part}_cpu"] for part in ("write", "import", "check")) + figures["check_server_cpu"]
    return figures | {"csv_mb": files.size / 1e6}


def _server_seconds(server: Server) -> float:
    """Processor seconds of the server's process so far; 0 where the system does not tell."""
    stat = Path(f"/proc/{server.process.pid}/stat")
    if not stat.is_file():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _synced(snapshot: Snapshot, target: Neo4jTarget, state: Path) -> Figures:
    marks: list[tuple[float, int]] = []
    sync(
        snapshot,
        target,
        state_folder=state,
        replace=True,
        progress=lambda done, _: marks.append((time.perf_counter(), done)),
    )
    end = time.perf_counter()  # the constraints of links, made last, count as theirs
    if marks[-1][1] < snapshot.n_nodes + snapshot.n_links:
        return {}
    start, turn = marks[0][0], next(at for at, done in marks if done >= snapshot.n_nodes)
    turn_rows = next(done for _, done in marks if done >= snapshot.n_nodes)
    return {"nodes_per_s": turn_rows / (turn - start), "links_per_s": (marks[-1][1] - turn_rows) / (end - turn)}


def _server_tool() -> ModuleType:
    sys.path.append(str(Path(__file__).resolve().parents[1] / "tools" / "neo4j"))
    return importlib.import_module("server")
