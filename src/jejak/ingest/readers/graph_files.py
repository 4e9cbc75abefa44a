"""GraphML and GEXF as two tables, nodes and edges; parsed without entities, so that no XML bomb goes off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as safe
from defusedxml import DefusedXmlException

from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

Rows = list[dict[str, str]]


def open_graphml(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a GraphML file; attributes become columns by their declared names."""
    return _open(path, options, "graphml", _graphml)


def open_gexf(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a GEXF file; attributes become columns by their titles."""
    return _open(path, options, "gexf", _gexf)


def _open(path: Path, options: ReaderOptions, kind: str, read: object) -> list[Table]:
    try:
        root = safe.parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException as error:
        raise RecordError("the file declares XML entities and is not opened", where=path.name, hint="It may be an attack; tell your security officer.") from error
    except ParseError as error:
        raise RecordError(f"not valid XML: {error}", where=path.name) from error
    nodes, edges = (_graphml if kind == "graphml" else _gexf)(root)
    if not nodes and not edges:
        raise RecordError(f"there is no graph in this {kind} file", where=path.name)
    size = path.stat().st_size
    return [_table(name, rows, kind, first, size) for name, rows, first in (("nodes", nodes, ("id",)), ("edges", edges, ("id", "source", "target")))]


def _table(name: str, rows: Rows, kind: str, first: tuple[str, ...], size: int) -> Table:
    columns = tuple(dict.fromkeys([*first, *(key for row in rows for key in row)]))

    def records(_: Table) -> Iterator[Record]:
        for rec, row in enumerate(rows, 1):
            yield rec, [row.get(column) for column in columns]

    return Table(name, columns, kind, records, (), size)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _local(element) == name)


def _graphml(root: Element) -> tuple[Rows, Rows]:
    keys = {key.get("id", ""): key.get("attr.name") or key.get("id", "") for key in _all(root, "key")}
    found: list[Rows] = []
    for name in ("node", "edge"):
        rows: Rows = []
        for element in _all(root, name):
            row = {k: v for k, v in element.attrib.items() if k in {"id", "source", "target"}}
            for data in element:
                if _local(data) == "data" and data.text:
                    row[_free(keys.get(data.get("key", ""), data.get("key", "")), name)] = data.text.strip()
            rows.append(row)
        found.append(rows)
    return found[0], found[1]


def _gexf(root: Element) -> tuple[Rows, Rows]:
    titles: dict[tuple[str, str], str] = {}
    for group in _all(root, "attributes"):
        for attribute in group:
            if _local(attribute) == "attribute":
                titles[group.get("class", "node"), attribute.get("id", "")] = attribute.get("title", "")
    found: list[Rows] = []
    for name in ("node", "edge"):
        rows: Rows = []
        for element in _all(root, name):
            row = {k: v for k, v in element.attrib.items() if k in {"id", "source", "target", "label", "weight", "start", "end"}}
            for value in _all(element, "attvalue"):
                key = value.get("for") or value.get("id", "")
                row[_free(titles.get((name, key), key), name)] = value.get("value", "")
            rows.append(row)
        found.append(rows)
    return found[0], found[1]


def _free(name: str, kind: str) -> str:
    """An attribute that is called like a structural column gets its kind in front."""
    return f"{kind}.{name}" if name in {"id", "source", "target"} else name
