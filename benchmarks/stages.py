"""One measured stage per process: does it, then prints its figures as one line of JSON."""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from types import ModuleType
from typing import Protocol

import numpy as np

from data import MAPPING, SEED, write_transfers
from jejak.graph.ledger import Batch, Ledger
from jejak.graph.snapshot import Snapshot, build_snapshot, load_snapshot
from jejak.graph.snapshot.similar import SimilarNames
from jejak.graph.stores.cypher_store import CypherStore
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.neo4j_offline import IMPORT_ARGUMENTS, write_offline
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.sync import sync
from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import Draft, ImportRequest, import_table
from jejak.ingest.segments import file_digest
from jejak.schemas.world import load_world

Figures = dict[str, float]
ANALYST = "benchmark"
MORE_ROWS = 10_000  # what a sync, a reversal and a merge bring to the server


class Server(Protocol):
    """A running server of ``tools/neo4j/server.py``, which no package holds."""

    uri: str
    password: str
    process: Popen[bytes]


def peak_mb() -> float:
    """The most memory that this process ever held."""
    status = Path("/proc/self/status")
    if status.is_file():  # ru_maxrss would count what the parent held before this process began
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024) / 1024


@contextmanager
def timed(figures: Figures, name: str = "") -> Iterator[None]:
    """Note wall and processor seconds of a block, those of ended child processes too."""
    before, start = _seconds(), time.perf_counter()
    yield
    figures[f"{name}wall"] = time.perf_counter() - start
    figures[f"{name}cpu"] = _seconds() - before


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


def stage_data(folder: Path, rows: int) -> Figures:
    """Write the source."""
    write_transfers(folder / "transfers.csv", rows)
    return {"bytes": (folder / "transfers.csv").stat().st_size}


def stage_import(folder: Path, rows: int) -> Figures:
    """A received file through a mapping into a segment draft."""
    figures: Figures = {}
    with timed(figures):
        draft = _draft(folder / "transfers.csv", folder / "draft")
    size = sum(path.stat().st_size for path in (folder / "draft").iterdir())
    return figures | {
        "rows_per_s": rows / figures["wall"], "entities": draft.n_entities, "links": draft.n_links,
        "bytes_per_link": size / draft.n_links,
    }  # fmt: skip


def stage_adopt(folder: Path, rows: int) -> Figures:
    """The draft into a ledger: bytes received, segment verified, batch live."""
    figures: Figures = {"rows": rows}
    with timed(figures), Ledger.create(folder / "bench.case", "bench", ANALYST) as ledger:
        _adopt(ledger, folder / "transfers.csv", folder / "draft")
    return figures


def stage_snapshot(folder: Path, rows: int) -> Figures:
    """Ledger to graph, in memory; then kept in the cache."""
    figures: Figures = {"rows": rows}
    world = load_world()
    with Ledger.open(folder / "bench.case") as ledger:
        with timed(figures):
            snapshot = build_snapshot(ledger, world)
        figures["build_mb"] = peak_mb()
        del snapshot
        with timed(figures, "save_"):
            snapshot = load_snapshot(ledger, world, folder / "cache")  # builds again, and keeps it
    return figures | {"nodes": snapshot.n_nodes, "links": snapshot.n_links}


def stage_reopen(folder: Path, rows: int) -> Figures:
    """A kept snapshot mapped back, as every later start does."""
    figures: Figures = {"rows": rows}
    world = load_world()
    with Ledger.open(folder / "bench.case") as ledger, timed(figures):
        load_snapshot(ledger, world, folder / "cache")
    return figures


def stage_lookups(folder: Path, rows: int) -> Figures:
    """Who says so, and names that contain a text."""
    snapshot = _kept(folder)
    rng = np.random.default_rng(SEED)
    figures: Figures = {"rows": rows}
    picks = rng.integers(0, snapshot.n_links, 5000).tolist()
    figures |= _percentiles("claims", [lambda row=row: snapshot.link_claims(row) for row in picks])
    store = SnapshotStore(snapshot)
    texts = [snapshot.search_text(int(code)) for code in rng.integers(0, snapshot.n_nodes, 200)]
    words = [text.split()[0][:6] for text in texts if text]
    store.search(words[0])
    figures |= _percentiles("search", [lambda word=word: store.search(word) for word in words])
    similar = SimilarNames(snapshot)
    captions = [str(snapshot.nodes["caption"][int(code)].as_py()) for code in rng.integers(0, snapshot.n_nodes, 200)]
    return figures | _percentiles("similar", [lambda text=text[1:] + "x": similar.find(text) for text in captions])


def stage_cypher(folder: Path, rows: int) -> Figures:
    """The optional extra: the whole snapshot into the in-process Cypher graph."""
    figures: Figures = {"rows": rows}
    snapshot = _kept(folder)
    with timed(figures):
        CypherStore(snapshot).close()
    return figures


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

        _draft(folder / f"{name}.csv", folder / f"{name}-draft")
        _adopt(ledger, folder / f"{name}.csv", folder / f"{name}-draft")
        snapshot = brought("first_")
        rates = {key: figures[key] for key in ("nodes_per_s", "links_per_s")}
        _draft(folder / "more.csv", folder / f"{name}-more")
        batch = _adopt(ledger, folder / "more.csv", folder / f"{name}-more")
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
    snapshot, tool = _kept(folder), _server_tool()
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


def _draft(source: Path, out: Path) -> Draft:
    world = load_world()
    return import_table(ImportRequest(source, file_digest(source), parse_mapping(MAPPING, world), world, out))


def _adopt(ledger: Ledger, source: Path, draft: Path) -> Batch:
    sha = ledger.receive_source(source, origin="", analyst=ANALYST).sha
    return ledger.adopt(draft, source_sha=sha, file=source.name, analyst=ANALYST, note="", mapping_text=MAPPING)


def _kept(folder: Path) -> Snapshot:
    with Ledger.open(folder / "bench.case") as ledger:
        return load_snapshot(ledger, load_world(), folder / "cache")


def _percentiles(name: str, calls: list[Callable[[], object]]) -> Figures:
    took = []
    for call in calls:
        start = time.perf_counter()
        call()
        took.append((time.perf_counter() - start) * 1000)
    return {f"{name}_p50": float(np.percentile(took, 50)), f"{name}_p95": float(np.percentile(took, 95))}


def _server_tool() -> ModuleType:
    sys.path.append(str(Path(__file__).resolve().parents[1] / "tools" / "neo4j"))
    return importlib.import_module("server")


STAGES: dict[str, Callable[[Path, int], Figures]] = {
    "data": stage_data, "import": stage_import, "adopt": stage_adopt, "snapshot": stage_snapshot,
    "reopen": stage_reopen, "lookups": stage_lookups, "cypher": stage_cypher, "neo4j": stage_neo4j,
    "offline": stage_offline,
}  # fmt: skip

if __name__ == "__main__":
    found = STAGES[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(found | {"peak_mb": peak_mb()}))
