"""Which format a file has: by its first bytes where these say it, else by the ending of its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

from jejak.schemas.errors import RecordError

ENDINGS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".tab": "csv", ".xlsx": "spreadsheet", ".xlsm": "spreadsheet",
    ".xlsb": "spreadsheet", ".xls": "spreadsheet", ".ods": "spreadsheet", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "jsonl", ".parquet": "parquet", ".graphml": "graphml", ".gexf": "gexf", ".edgelist": "edgelist",
    ".edges": "edgelist",
}  # fmt: skip
ZIP, OLE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
_MARKUP = re.compile(rb"<(?:\w+:)?(graphml|gexf|html|table)\b", re.IGNORECASE)


def recognise(path: Path) -> str:
    """The format of a file; one that is called ``.csv`` may be a workbook, and one that is called ``.xls`` a text.

    Raises:
        RecordError: It is a web page, or an archive that is no workbook.
    """
    named = ENDINGS.get(path.suffix.lower(), "")
    if not path.is_file():
        return named or "csv"
    with path.open("rb") as file:
        start = file.read(2048)
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(PARQUET):
        return "parquet"
    if start.startswith((ZIP, OLE)):
        return _packed(path)
    if text.startswith(b"<") and (root := _MARKUP.search(text)):
        return _markup(root[1].decode().lower(), path)
    if named == "spreadsheet" and start and b"\0" not in start:
        return "csv"
    return named or ("jsonl" if text.startswith(b"{") else "csv")


def _packed(path: Path) -> str:
    """Zip and OLE files are workbooks; other zip archives are told apart by what is in them."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        if not any(name.startswith("xl/") or name == "content.xml" for name in names):
            hint = "Unpack it and import the files in it one by one."
            raise RecordError("this is an archive, not a table", where=path.name, hint=hint)
    return "spreadsheet"


def _markup(root: str, path: Path) -> str:
    if root in {"graphml", "gexf"}:
        return root
    hint = "Open it in a spreadsheet program and save it as XLSX."
    raise RecordError("this is a web page, not a table", where=path.name, hint=hint)
