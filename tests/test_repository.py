"""What holds for the files of the repository: no host, no path of one machine, rooms in place, small parts."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("analysis", "graph", "ingest", "schemas", "ui")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
HOST = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host|^-[if]\s", re.MULTILINE)
HOME = re.compile(r"/(?:home|Users)/[a-z]\w*/|[A-Z]:\\+Users\\+\w", re.IGNORECASE)
PIN = re.compile(r"^[^#\s]+==[^\s;]+", re.MULTILINE)
ABOUT_PATHS = {"tests/graph/ledger/test_ledger_network.py"}  # paths of invented machines are its subject
FOLDERS = ("benchmarks", "docs", "examples", "requirements", "src", "tests", "tools", ".ci")


def repository_files() -> list[Path]:
    """Every file that belongs to the repository; where there is no git, all files of its folders."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        paths = [*ROOT.glob("*"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    return sorted(path for path in paths if path.is_file() and "__pycache__" not in path.parts)


FILES = repository_files()
MODULES = [path for path in FILES if path.suffix == ".py"]


def name(path: Path) -> str:
    """The path inside the repository."""
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    """The text of a file; pictures and other binary files have none."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def is_lock(path: Path) -> bool:
    """Whether a file pins dependencies."""
    return path.parent.name == "requirements" or path.name.endswith(("-lock.json", ".lock", "-lock.yaml"))


def test_the_files_are_found() -> None:
    assert {"pyproject.toml", "src/jejak/__init__.py", "requirements/base.txt"} <= {name(path) for path in FILES}


@pytest.mark.parametrize("path", [path for path in FILES if is_lock(path)], ids=name)
def test_no_lock_file_names_a_host(path: Path) -> None:
    text = text_of(path)
    assert '"resolved"' not in text
    # npm copies the funding addresses of packages into its lock; nothing is fetched from there
    if path.suffix == ".json":
        packages = json.loads(text)["packages"].values()
        text = json.dumps([{key: value for key, value in one.items() if key != "funding"} for one in packages])
    assert HOST.search(text) is None


def test_pinned_packages_have_hashes() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        entries = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        pins = [line for line in entries if line.strip() and not line.lstrip().startswith("#")]
        assert pins
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_an_extra_that_a_package_asks_for_is_pinned_by_name() -> None:
    """An older pip takes the newest release for an extra that no pin names, and then misses its hash."""
    text = (ROOT / "requirements/dev.txt").read_text(encoding="utf-8")
    pinned = {canonicalize_name(pin.name): pin.extras for pin in map(Requirement, PIN.findall(text))}
    asked = [
        (canonicalize_name(wish.name), wish.extras)
        for package in importlib.metadata.distributions()
        if canonicalize_name(package.name) in pinned
        for wish in map(Requirement, package.requires or [])
        if wish.extras and (wish.marker is None or wish.marker.evaluate({"extra": ""}))
    ]
    assert asked
    assert [(name, extras) for name, extras in asked if not extras <= pinned[name]] == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    here = [f"{ROOT}/"] if len(ROOT.parts) > 2 else []
    found = [
        name(path)
        for path in FILES
        if name(path) not in ABOUT_PATHS
        and (HOME.search(text := text_of(path)) or any(known in text for known in here))
    ]
    assert found == []


def test_the_top_level_names_lead_to_the_rooms() -> None:
    for room in ROOMS:
        door, target = ROOT / room, f"src/jejak/{room}"
        # where symbolic links are off (Windows), git writes the target as the text of a small file
        assert (door.readlink().as_posix() if door.is_symlink() else door.read_text(encoding="utf-8")) == target
        assert (ROOT / target / "__init__.py").is_file()


def test_modules_stay_small() -> None:
    lengths = {name(path): len(text_of(path).splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_stay_small() -> None:
    long = {
        f"{name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }
    assert long == set()


def test_every_module_says_what_it_is_for() -> None:
    told = [(name(path), ast.parse(text_of(path))) for path in MODULES]
    assert [path for path, tree in told if tree.body and not ast.get_docstring(tree)] == []


def test_no_catch_all_module() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [name(path) for path in MODULES if path.stem in vague] == []


def test_test_files_have_names_of_their_own() -> None:
    stems = [path.name for path in MODULES if path.name.startswith("test_")]
    assert sorted(stems) == sorted(set(stems))


def test_the_image_gets_what_it_copies_and_no_more() -> None:
    lines = text_of(ROOT / ".dockerignore").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+)$", text_of(ROOT / "Dockerfile"), re.MULTILINE)
    assert "*" in lines
    assert {word.removeprefix("./") for line in copied for word in line.split()[:-1]} == let_in
