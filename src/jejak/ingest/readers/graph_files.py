"""GraphML and GEXF as two tables, nodes and edges; parsed without entities, so that no XML bomb goes off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

Rows = list[dict[str, str]]
_ENDS = frozenset({"id", "source", "target"})
_GEXF_FIELDS = _ENDS | {"label", "weight", "start", "end"}
_FIRST = (("nodes", ("id",)), ("edges", ("id", "source", "target")))


def open_graphml(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a GraphML file; attributes become columns by their declared names."""
    del options
    return _open(path, "graphml", _graphml)


def open_gexf(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a GEXF file; attributes become columns by their titles."""
    del options
    return _open(path, "gexf", _gexf)


def _open(path: Path, kind: str, read: Callable[[Element, str], Rows]) -> list[Table]:
    root = _parse(path)
    found = [read(root, name) for name in ("node", "edge")]
    if not any(found):
        hint = f"Export the graph again as {kind}."
        raise RecordError(f"there is no graph in this {kind} file", where=path.name, hint=hint)
    size = path.stat().st_size
    return [_table(name, rows, kind, first, size) for (name, first), rows in zip(_FIRST, found, strict=True)]


def _parse(path: Path) -> Element:
    try:
        root: Element | None = SafeTree.parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException as error:
        hint = "It may be an attack; tell your security officer."
        raise RecordError("the file declares XML entities and is not opened", where=path.name, hint=hint) from error
    except (ParseError, ValueError, LookupError) as error:
        raise RecordError(f"not valid XML: {error}", where=path.name, hint="Export the graph again.") from error
    if root is None:
        raise RecordError("not valid XML", where=path.name, hint="Export the graph again.")
    return root


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


def _graphml(root: Element, name: str) -> Rows:
    keys = {key.get("id", ""): key for key in _all(root, "key")}
    names = {ref: _free(key.get("attr.name") or ref, name) for ref, key in keys.items()}
    defaults = {
        names[ref]: (default.text or "").strip()
        for ref, key in keys.items()
        if key.get("for", "all") in {name, "all"}
        for default in _all(key, "default")
    }
    rows: Rows = []
    for element in _all(root, name):
        row = {key: value for key, value in element.attrib.items() if key in _ENDS} | defaults
        for data in element:
            if _local(data) == "data" and data.text:
                ref = data.get("key", "")
                row[names.get(ref, _free(ref, name))] = data.text.strip()
        rows.append(row)
    return rows


def _gexf(root: Element, name: str) -> Rows:
    titles = {
        attribute.get("id", ""): attribute.get("title", "")
        for group in _all(root, "attributes")
        if group.get("class", "node") == name
        for attribute in _all(group, "attribute")
    }
    rows: Rows = []
    for element in _all(root, name):
        row = {key: value for key, value in element.attrib.items() if key in _GEXF_FIELDS}
        for value in _all(element, "attvalue"):
            ref = value.get("for") or value.get("id") or ""
            row[_free(titles.get(ref, ref), name)] = value.get("value", "")
        rows.append(row)
    return rows


def _free(name: str, kind: str) -> str:
    """An attribute that is called like a structural column gets its kind in front."""
    return f"{kind}.{name}" if name in _ENDS else name
