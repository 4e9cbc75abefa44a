"""A snapshot as files for ``neo4j-admin database import full``: the same rows as a sync sends, for an empty server.

Invariant: the imported marker says *not complete*. Only a sync that has compared the server with the case, revision by
revision, declares it a copy; so a failed or partial import is never taken for a whole one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import node_ids, whole
from jejak.graph.stores.neo4j_marker import Marker
from jejak.graph.stores.rows import checked_name, label_of
from jejak.graph.stores.sync_state import State, wanted_state
from jejak.graph.stores.tables import link_table, node_table
from jejak.schemas.errors import StoreError

_AT_ONCE = 100_000
_WITHIN = "\x1d"  # between labels and between the items of a list
_TYPES = {pa.int64(): "long", pa.int32(): "long", pa.bool_(): "boolean", pa.string(): "string"}
#: What `neo4j-admin database import full` is given, in the folder of the files.
IMPORT_ARGUMENTS = (
    "--nodes=marker.csv --nodes=nodes.csv --relationships=links.csv --id-type=integer --array-delimiter=U+001D "
    "--multiline-fields=true --bad-tolerance=0"
)
_SHELL = f"""#!/bin/sh
# Fills an empty Neo4j 5 whose server is stopped; add --overwrite-destination to replace what its database holds.
set -eu
cd "$(dirname "$0")"
exec "${{NEO4J_ADMIN:-neo4j-admin}}" database import full {IMPORT_ARGUMENTS} "$@" -- "${{JEJAK_NEO4J_DATABASE:-neo4j}}"
"""
_WINDOWS = f"""@echo off
rem Fills an empty Neo4j 5 whose server is stopped; add --overwrite-destination to replace what its database holds.
cd /d "%~dp0"
if not defined NEO4J_ADMIN set NEO4J_ADMIN=neo4j-admin
if not defined JEJAK_NEO4J_DATABASE set JEJAK_NEO4J_DATABASE=neo4j
call "%NEO4J_ADMIN%" database import full {IMPORT_ARGUMENTS} %* -- %JEJAK_NEO4J_DATABASE%
"""


@dataclass(frozen=True, slots=True)
class OfflineFiles:
    """What was written: the folder, the script to run there, and how much is in it."""

    folder: Path
    script: Path
    sequence: int
    nodes: int
    links: int
    size: int


class _Part(NamedTuple):
    """Rows of one file; ``fixed`` are the columns that the importer reads itself."""

    fixed: dict[str, pa.Array]
    properties: pa.Table


def write_offline(snapshot: Snapshot, folder: Path) -> OfflineFiles:
    """Write the files and, last, the scripts that load them.

    Raises:
        StoreError: The folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError("the folder is not empty", where=str(folder), hint="name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    wanted, ids = wanted_state(snapshot), node_ids(snapshot)
    _write(folder / "marker.csv", iter([_marker(snapshot)]))
    _write(folder / "nodes.csv", _nodes(snapshot, wanted, ids))
    _write(folder / "links.csv", _links(snapshot, wanted))
    size = sum(path.stat().st_size for path in folder.iterdir())
    (folder / "load.cmd").write_text(_WINDOWS, encoding="utf-8", newline="\r\n")
    script = folder / "load.sh"
    script.write_text(_SHELL, encoding="utf-8", newline="\n")
    script.chmod(0o755)
    shown = folder / "load.cmd" if os.name == "nt" else script
    return OfflineFiles(folder, shown, snapshot.sequence, snapshot.n_nodes, snapshot.n_links, size)


def _marker(snapshot: Snapshot) -> _Part:
    marker = Marker(snapshot.ledger_id, snapshot.sequence, snapshot.digest, uuid4().hex)
    values = {"id": "jejak"} | {field.name: getattr(marker, field.name) for field in fields(marker)}
    fixed = {":ID": pa.array([snapshot.n_nodes]), ":LABEL": pa.array(["_Sync"])}
    return _Part(fixed, pa.table({name: pa.array([value]) for name, value in values.items()}))


def _nodes(snapshot: Snapshot, wanted: State, ids: pa.Array) -> Iterator[_Part]:
    labels = {name: _WITHIN.join(("Entity", label_of(name))) for name in _names(wanted.nodes)}
    for codes in _parts(snapshot.n_nodes):
        at = pa.array(codes)
        table = node_table(snapshot, ids, codes).append_column("rev", wanted.nodes["rev"].take(at))
        yield _Part({":ID": at, ":LABEL": _renamed(wanted.nodes, at, labels)}, table)


def _links(snapshot: Snapshot, wanted: State) -> Iterator[_Part]:
    types = {name: checked_name(name) for name in _names(wanted.links)}
    for rows in _parts(snapshot.n_links):
        at = pa.array(rows)
        table = link_table(snapshot, rows).append_column("rev", wanted.links["rev"].take(at))
        ends = {":START_ID": pa.array(snapshot.src[rows]), ":END_ID": pa.array(snapshot.dst[rows])}
        yield _Part({**ends, ":TYPE": _renamed(wanted.links, at, types)}, table)


def _parts(n: int) -> Iterator[npt.NDArray[np.int64]]:
    """Places in parts; one without any when there is none, so that the file has its header."""
    return (np.arange(start, min(start + _AT_ONCE, n)) for start in range(0, max(n, 1), _AT_ONCE))


def _names(table: pa.Table) -> list[str]:
    return [str(name) for name in whole(table["kind"]).dictionary.to_pylist()]


def _renamed(table: pa.Table, at: pa.Array, names: dict[str, str]) -> pa.Array:
    kinds = whole(table["kind"])
    return pa.array([names[str(name)] for name in kinds.dictionary.to_pylist()], pa.string()).take(
        kinds.indices.take(at)
    )


def _write(path: Path, parts: Iterator[_Part]) -> None:
    """One file with its header; texts are quoted, so that an empty one differs from a missing one."""
    with path.open("wb") as sink:
        for number, part in enumerate(parts):
            if not number:
                head = [*part.fixed, *(f"{field.name}:{_type(field.type)}" for field in part.properties.schema)]
                sink.write((",".join(head) + "\n").encode())
            columns = {name: _plain(whole(part.properties[name])) for name in part.properties.column_names}
            options = csv.WriteOptions(include_header=False, quoting_style="needed")
            csv.write_csv(pa.table({**part.fixed, **columns}), sink, options)
        sink.flush()
        os.fsync(sink.fileno())


def _type(kind: pa.DataType) -> str:
    return "string[]" if pa.types.is_list(kind) else _TYPES[kind]


def _plain(column: pa.Array) -> pa.Array:
    return pc.binary_join(column, _WITHIN) if pa.types.is_list(column.type) else column
