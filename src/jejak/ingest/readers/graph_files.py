"""GraphML and GEXF as two tables, nodes and edges; parsed without entities, so that no XML bomb goes off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as safe
from defusedxml import DefusedXmlException

from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

Rows = list[dict[str, str]]


def open_graphml(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a GraphML file; attributes become columns by their declared names."""
    del options
    return _open(path, "graphml", _graphml)


def open_gexf(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a GEXF file; attributes become columns by their titles."""
    del options
    return _open(path, "gexf", _gexf)


def _open(path: Path, kind: str, read: Callable[[Element], tuple[Rows, Rows]]) -> list[Table]:
    try:
        root = safe.parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException as error:
        hint = "It may be an attack; tell your security officer."
        raise RecordError("the file declares XML entities and is not opened", where=path.name, hint=hint) from error
    except ParseError as error:
        hint = "Export it again from its program."
        raise RecordError(f"not valid XML: {error}", where=path.name, hint=hint) from error
    nodes, edges = read(root) if root is not None else ([], [])
    if not nodes and not edges:
        raise RecordError(f"there is no graph in this {kind} file", where=path.name, hint="Check its format.")
    size = path.stat().st_size
    parts = (("nodes", nodes, ("id",)), ("edges", edges, ("id", "source", "target")))
    return [_table(name, rows, kind, first, size) for name, rows, first in parts]


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


def _attribute(element: Element, name: str) -> str:
    return element.get(name) or ""


def _graphml(root: Element) -> tuple[Rows, Rows]:
    keys = {_attribute(key, "id"): _attribute(key, "attr.name") or _attribute(key, "id") for key in _all(root, "key")}
    return _graphml_rows(root, "node", keys), _graphml_rows(root, "edge", keys)


def _graphml_rows(root: Element, kind: str, keys: dict[str, str]) -> Rows:
    rows: Rows = []
    for element in _all(root, kind):
        row = {key: value for key, value in element.attrib.items() if key in {"id", "source", "target"}}
        for data in element:
            if _local(data) == "data" and data.text:
                key = _attribute(data, "key")
                row[_free(keys.get(key, key), kind)] = data.text.strip()
        rows.append(row)
    return rows


def _gexf(root: Element) -> tuple[Rows, Rows]:
    titles: dict[tuple[str, str], str] = {}
    for group in _all(root, "attributes"):
        for attribute in group:
            if _local(attribute) == "attribute":
                titles[_attribute(group, "class"), _attribute(attribute, "id")] = _attribute(attribute, "title")
    return _gexf_rows(root, "node", titles), _gexf_rows(root, "edge", titles)


def _gexf_rows(root: Element, kind: str, titles: dict[tuple[str, str], str]) -> Rows:
    kept = {"id", "source", "target", "label", "weight", "start", "end"}
    rows: Rows = []
    for element in _all(root, kind):
        row = {key: value for key, value in element.attrib.items() if key in kept}
        for value in _all(element, "attvalue"):
            key = _attribute(value, "for") or _attribute(value, "id")
            row[_free(titles.get((kind, key), key), kind)] = _attribute(value, "value")
        rows.append(row)
    return rows


def _free(name: str, kind: str) -> str:
    """An attribute that is called like a structural column gets its kind in front."""
    return f"{kind}.{name}" if name in {"id", "source", "target"} else name
