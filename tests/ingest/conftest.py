"""Small sources and mappings for tests of the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import Draft, ImportRequest, Progress, import_table
from jejak.ingest.segments import file_digest
from jejak.schemas.world import World, load_world

Rows = list[dict[str, object]]


class Imported:
    """A finished import: its draft, its folder and the rows of its files."""

    def __init__(self, draft: Draft, folder: Path) -> None:
        self.draft = draft
        self.folder = folder

    def rows(self, name: str) -> Rows:
        rows: Rows = pq.read_table(self.folder / f"{name}.parquet").to_pylist()
        return rows

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


@pytest.fixture(scope="session")
def world() -> World:
    return load_world()


@pytest.fixture
def run_import(tmp_path: Path, world: World) -> Callable[..., Imported]:
    """Import a text or a file through a mapping text; each call gets a folder of its own."""
    calls: list[Path] = []

    def run(
        source: str | Path,
        mapping: str,
        *,
        limit: int | None = None,
        cancelled: Callable[[], bool] | None = None,
        progress: Progress | None = None,
    ) -> Imported:
        folder = tmp_path / f"out{len(calls)}"
        calls.append(folder)
        path = source if isinstance(source, Path) else tmp_path / f"source{len(calls)}.csv"
        if isinstance(source, str):
            path.write_text(source, encoding="utf-8")
        parsed = parse_mapping(mapping, world)
        request = ImportRequest(path, file_digest(path), parsed, world, folder, limit, cancelled)
        return Imported(import_table(request, progress), folder)

    return run
