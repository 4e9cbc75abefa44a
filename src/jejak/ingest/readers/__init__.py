"""Readers: any file an agency sends, as tables of text with record numbers; one module per family of formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from jejak.ingest.readers.delimited import open_delimited
from jejak.ingest.readers.formats import recognise
from jejak.ingest.readers.graph_files import open_gexf, open_graphml
from jejak.ingest.readers.json_lines import open_json_lines
from jejak.ingest.readers.parquet_file import open_parquet
from jejak.ingest.readers.plain_graphs import open_edge_list, open_matrix
from jejak.ingest.readers.table import ReaderOptions, Reject, Table
from jejak.ingest.readers.workbook import open_workbook
from jejak.schemas.errors import RecordError

__all__ = ["READERS", "ReaderOptions", "Reject", "Table", "open_tables", "recognise"]

READERS: Mapping[str, Callable[[Path, ReaderOptions], list[Table]]] = {
    "csv": open_delimited,
    "spreadsheet": open_workbook,
    "jsonl": open_json_lines,
    "parquet": open_parquet,
    "graphml": open_graphml,
    "gexf": open_gexf,
    "edgelist": open_edge_list,
    "matrix": open_matrix,
}


def open_tables(path: Path, options: ReaderOptions) -> list[Table]:
    """Open the tables of a file.

    Raises:
        RecordError: The file is not there, empty, no file, of an unknown format, or cannot be read.
    """
    if path.is_dir():
        raise RecordError("this is a folder", where=path.name, hint="Name one file.")
    if not path.is_file():
        raise RecordError("there is no such file", where=path.name, hint="Check the name.")
    if path.stat().st_size == 0:
        raise RecordError("the file is empty", where=path.name, hint="Ask for the file again.")
    try:
        kind = options.format or recognise(path)
        if kind not in READERS:
            raise RecordError(f"unknown format {kind}", where=path.name, hint=f"One of {', '.join(READERS)}.")
        return READERS[kind](path, options)
    except OSError as error:
        hint = "Check who may read it, and the medium that it lies on."
        raise RecordError("the file cannot be read", where=path.name, hint=hint) from error
