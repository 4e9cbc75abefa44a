"""Compiled code in real processes: kept, found again, and done without where nothing can be written."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import networkx as nx
import pytest
from typer.testing import CliRunner

import jejak
from jejak.analysis.engine import compiler, warm
from jejak.analysis.engine.backend_info import FUNCTIONS
from jejak.ui.cli import app

SOURCE = Path(jejak.__file__).parents[1]
pytestmark = pytest.mark.timeout(300)

#: Calls every function on a graph of 200 nodes, converted and our own, and tells what had to be compiled for it.
USE = """
import json, networkx as nx, numpy as np
from jejak.analysis.engine import compiler, warm
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
for kind in (nx.Graph, nx.DiGraph):
    graph = nx.gnm_random_graph(200, 600, seed=1, directed=kind is nx.DiGraph)
    nx.set_edge_attributes(graph, 2, "weight")
    src, dst = (np.array(ends, np.int32) for ends in zip(*graph.edges))
    src.flags.writeable = False
    rows = EngineGraph.from_rows(src, dst, 200, directed=kind is nx.DiGraph, weights={"weight": src})
    for one in (convert_from_nx(graph), rows):
        for name in warm.FUNCTIONS:
            for arguments in warm.variants(name):
                warm.call(name, one, **arguments)
        for task in warm.OWN:
            task(one)
compiled, loaded = warm.compiled_and_loaded()
cache, lasting = compiler.place()
print(json.dumps({"cache": str(cache), "lasting": lasting, "compiled": compiled, "loaded": loaded}))
"""
#: Warms, and names the kernels that were not reached when everything was called.
FILL = """
from jejak.analysis.engine import compiler, warm
report = warm.warm()
assert report.loaded == 0 and report.lasting, report
print([one.function.__qualname__ for one in compiler.KERNELS if not (one.compiled and one.compiled.signatures)])
"""
#: Compiles one kernel and tells where it was kept.
ONE = """
import networkx as nx
from jejak.analysis.engine import compiler
graph = nx.gnm_random_graph(200, 600, seed=1)
assert nx.number_connected_components(graph, backend="jejak") == nx.number_connected_components(graph)
print(*compiler.place())
"""
#: Capabilities by which the superuser writes and reads what permissions forbid (Linux).
OVERRIDE, SEARCH, DROP = 1, 2, 24


def without_rights() -> None:
    """Give up what permissions do not bind, so that the tests hold for the superuser too."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (OVERRIDE, SEARCH):
            if libc.prctl(DROP, capability, 0, 0, 0):
                raise OSError


def process(*command: str, env: Mapping[str, str]) -> str:
    """Run Python without rights and give what it printed; nothing may be complained about."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1", **env}
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd="/", capture_output=True, text=True, check=False,
        preexec_fn=without_rights,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def use(env: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(process("-c", USE, env=env))
    return found


def forbid_writing(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def allow_writing(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A read-only folder with all compiled code, and the kernels that were not reached."""
    folder = tmp_path_factory.mktemp("kernels")
    untouched = process("-c", FILL, env={"NUMBA_CACHE_DIR": str(folder)})
    return folder, untouched.strip()


@pytest.fixture
def read_only(filled: tuple[Path, str]) -> Iterator[Path]:
    forbid_writing(filled[0])
    yield filled[0]
    allow_writing(filled[0])


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """Places below a regular file: nobody can write them, with all rights neither."""
    file = tmp_path / "file"
    file.touch()
    return {"NUMBA_CACHE_DIR": str(file / "a"), "XDG_CACHE_HOME": str(file / "b"), "HOME": str(file / "c")}


@pytest.fixture
def read_only_install(tmp_path: Path) -> Iterator[Path]:
    """A copy of the package that nobody may write."""
    folder = tmp_path / "install"
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(SOURCE / "jejak", folder / "jejak", ignore=ignored)
    forbid_writing(folder)
    yield folder
    allow_writing(folder)


@pytest.mark.slow
def test_every_kernel_is_reached(filled: tuple[Path, str]) -> None:
    """One that is not would be compiled while an analyst waits."""
    assert filled[1] == "[]"


@pytest.mark.slow
def test_after_warming_nothing_is_compiled(filled: tuple[Path, str]) -> None:
    env = {"NUMBA_CACHE_DIR": str(filled[0])}
    found = use(env)
    assert (found["compiled"], found["cache"], found["lasting"]) == (0, str(filled[0]), True)
    assert int(str(found["loaded"])) > 0
    said = process("-m", "jejak", "warm", env=env)
    assert said.startswith("0 loops compiled, ")
    assert f"Compiled code is kept in {filled[0]}." in said


@pytest.mark.slow
def test_a_full_place_that_is_read_only_is_used_through_a_copy(read_only: Path, nowhere: dict[str, str]) -> None:
    found = use({**nowhere, "NUMBA_CACHE_DIR": str(read_only)})
    assert (found["compiled"], found["lasting"]) == (0, False)
    assert Path(str(found["cache"])) != read_only
    assert not Path(str(found["cache"])).exists()


def test_an_install_and_a_home_that_cannot_be_written(read_only_install: Path, nowhere: dict[str, str]) -> None:
    assert process("-c", ONE, env={**nowhere, "PYTHONPATH": str(read_only_install)}).strip() == "None False"


def test_a_home_that_cannot_be_written_beside_an_install_that_can(
    read_only_install: Path, nowhere: dict[str, str]
) -> None:
    allow_writing(read_only_install)
    place = read_only_install / "jejak" / "analysis" / "engine" / "__pycache__"
    assert process("-c", ONE, env={**nowhere, "PYTHONPATH": str(read_only_install)}).strip() == f"{place} True"
    assert next(place.rglob("*.nbi"))


def test_a_place_that_somebody_else_has_begun_to_fill(tmp_path: Path) -> None:
    """The folder can be written, and the part of it that holds our code cannot."""
    env = {"NUMBA_CACHE_DIR": str(tmp_path)}
    assert process("-c", ONE, env=env).strip() == f"{tmp_path} True"
    forbid_writing(tmp_path)
    tmp_path.chmod(0o700)
    assert process("-c", ONE, env=env).strip() == f"{tmp_path} True"
    allow_writing(tmp_path)


@pytest.mark.parametrize(
    ("folder", "lasting", "words"),
    [
        (
            Path("/kept"),
            True,
            "3 loops compiled, 2 found compiled, in 1.5 s (7 functions).\nCompiled code is kept in /kept.",
        ),
        (
            Path("/copy"),
            False,
            "read-only: what is missing there is compiled by every process.\n  → Set NUMBA_CACHE_DIR",
        ),
        (None, False, "every process compiles for itself, and starts slower.\n  → Set NUMBA_CACHE_DIR"),
    ],
)
def test_the_command_tells_where_code_is_kept(
    monkeypatch: pytest.MonkeyPatch, *, folder: Path | None, lasting: bool, words: str
) -> None:
    report = warm.WarmReport(folder, lasting, 1.5, 7, 3, 2)
    monkeypatch.setattr(warm, "warm", lambda _tick: report)
    done = CliRunner().invoke(app, ["warm"])
    assert done.exit_code == 0
    assert done.output.startswith("3 loops compiled, 2 found compiled, in 1.5 s")
    assert words in done.output


def test_the_place_below_a_file_is_passed_over(nowhere: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in nowhere.items():
        monkeypatch.setenv(name, value)
    assert [compiler.writable(folder) for folder in compiler.cache_folders()][:-1] == [False, False]


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a container that runs as a bare number there is neither HOME nor an entry in the list of users."""

    def unknown(_user: int) -> None:
        raise KeyError

    monkeypatch.setattr("pwd.getpwuid", unknown)
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert list(compiler.cache_folders()) == [tmp_path, Path(compiler.__file__).parent / "__pycache__"]


def test_an_empty_or_unreadable_place_is_not_copied(tmp_path: Path) -> None:
    assert compiler.private_copy(tmp_path) is None
    assert compiler.private_copy(tmp_path / "missing") is None


def test_networkx_finds_the_backend_without_loading_the_compiler() -> None:
    """NetworkX reads what the engine offers when it is imported; NumPy and Numba are loaded when they are needed."""
    for line in ("import networkx", "import jejak.analysis.engine.backend_info"):
        code = f"import sys; {line}; print([name for name in ('numba', 'numpy') if name in sys.modules])"
        assert process("-c", code, env={}).strip() == "[]"
    offered = "import networkx; print('jejak' in networkx.utils.backends.backend_info)"
    assert process("-c", offered, env={}).strip() == "True"


def test_a_small_case_never_loads_the_compiler() -> None:
    """Under plain NetworkX, and where the engine is asked first and leaves a small graph to NetworkX."""
    code = """
import sys, networkx as nx
graph = nx.gnm_random_graph(200, 600, seed=1)
nx.betweenness_centrality(graph), list(nx.connected_components(graph)), list(nx.adamic_adar_index(graph, [(0, 1)]))
import jejak.case, jejak.analysis.registry, jejak.ui.cli
with nx.config(backend_priority=["jejak"]):
    list(nx.connected_components(graph)), nx.core_number(graph), nx.pagerank(graph)
print("numba" in sys.modules)
"""
    assert process("-c", code, env={}).strip() == "False"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_what_a_function_needs_is_known(name: str) -> None:
    """Its required parameters are in `ARGUMENTS`, and NetworkX has it under its own name."""
    assert list(warm.variants(name))
    assert callable(warm.public(name))


def test_progress_is_told_function_by_function() -> None:
    told: list[tuple[int, int]] = []
    report = warm.warm(lambda done, of: told.append((done, of)))
    tasks = len(FUNCTIONS) + len(warm.OWN)
    assert told == [(done, tasks) for done in range(1, tasks + 1)]
    assert (report.functions, report.folder, report.lasting) == (tasks, *compiler.place())


def test_a_stop_is_passed_on() -> None:
    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        warm.warm(stop)


def test_a_graph_that_a_function_is_not_meant_for_is_passed_over() -> None:
    warm.call("connected_components", warm.tiny(directed=True, plain=False))
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.connected_components(warm.tiny(directed=True, plain=False))


def test_where_the_command_is_run() -> None:
    """By the demo and by the image's build, as the user who runs it later; not by a developer's set-up."""
    root = Path(__file__).parents[3]
    rules = dict(re.findall(r"^(\S+): .*\n((?:\t.*\n)+)", (root / "Makefile").read_text(), re.MULTILINE))
    assert [target for target, steps in rules.items() if "jejak warm" in steps] == ["demo"]
    assert "$(VENV)/.base" in rules
    steps = (root / "Dockerfile").read_text().splitlines()
    last_user = max(number for number, step in enumerate(steps) if step.startswith("USER "))
    assert steps.index("RUN jejak warm") > last_user
