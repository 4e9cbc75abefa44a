"""A result as the rows of a table: what is read, what is sorted by, whom a row is about, and why it is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jejak.analysis.declaration import Cell, Finding, Result
from jejak.graph.model import Node
from jejak.schemas.i18n import _
from jejak.ui.reasons import reason_words
from jejak.ui.result_words import DATES, UNREAD, cell_word, column_word
from jejak.ui.session import case
from jejak.ui.words import caption

Words = Callable[[str, Cell], str]
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_LINK = re.compile(r"[0-9a-f]{16}:\d+")
#: Columns of captions, by the column of ids that they belong to.
_CAPTIONS: Mapping[str, str] = {"caption": "id", "first_caption": "first", "second_caption": "second"}
_LINKS = "links"
_SHORT = frozenset({"rank", "group", "step", "path", "slice"})
#: Least widths of columns in pixels: of small counts, other figures, dates; of texts the least and the most.
_NARROW, _FIGURE, _DATE, _TEXT, _WIDEST = 100, 112, 128, 116, 260


def nodes_of(idents: Collection[str]) -> dict[str, Node]:
    """The entities of these ids as the graph shows them now, by id."""
    if not idents:
        return {}
    with case().store() as store:
        return {node.id: node for node in store.subgraph(sorted(set(idents))).nodes}


def called(idents: Collection[str]) -> dict[str, str]:
    """What entities are called, by id; texts that are no ids are left out."""
    return {ident: caption(node) for ident, node in nodes_of([one for one in idents if _ID.fullmatch(one)]).items()}


@dataclass(frozen=True, slots=True)
class Rows:
    """What the table of a result shows.

    Attributes:
        result: The result.
        records: Its rows, each cell by the name of its column.
        findings: For each row its finding, or None.
        ids: For each row whom it is about.
        read: Names of the columns that somebody reads.
        nodes: Those entities, by id.
    """

    result: Result
    records: Sequence[Mapping[str, Cell]]
    findings: Sequence[Finding | None]
    ids: Sequence[tuple[str, ...]]
    read: Sequence[str]
    nodes: Mapping[str, Node]

    @classmethod
    def of(cls, result: Result) -> Rows:
        """The rows of a result."""
        findings, records = _findings(result), result.records()
        ids = [_ids(record, finding) for record, finding in zip(records, findings, strict=True)]
        named = {code for finding in result.findings for reason in finding.explanation for code in reason.codes}
        wanted = {ident for some in ids for ident in some} | {code for code in named if _ID.fullmatch(code)}
        wanted |= {ident for finding in result.findings for ident in finding.subjects}
        unread = UNREAD | ({_LINKS} if any(isinstance(record.get(_LINKS), str) for record in records) else set())
        read = [name for name in result.columns if name not in unread]
        return cls(result, records, findings, ids, read, nodes_of(wanted))

    def links(self, place: int) -> list[str]:
        """The links that a row rests on, by id."""
        finding, record = self.findings[place], self.records[place]
        told = record.get(_LINKS)
        return list(finding.links) if finding else _LINK.findall(told) if isinstance(told, str) else []

    def why(self, finding: Finding) -> list[str]:
        """The reasons of a finding in words, entities by their captions."""
        return [self._with_captions(reason_words(reason)) for reason in finding.explanation]

    def _with_captions(self, text: str) -> str:
        return _ID.sub(lambda found: self.name(found[0]), text)

    def name(self, ident: str) -> str:
        """What an entity is called."""
        return caption(self.nodes[ident]) if ident in self.nodes else ident[:8]

    def label(self, place: int) -> str:
        """Whom or what a row is about, in a few words."""
        record = self.records[place]
        names = [self.name(str(record[of])) for of in _CAPTIONS.values() if record.get(of)]
        if not names and "rank" in record:
            return f"#{record['rank']}"
        return " – ".join(names)

    def data(self) -> list[dict[str, Any]]:
        """The rows for the grid: of each column what is sorted by and, where that is another, what is read."""
        known = {node.caption: caption(node) for node in self.nodes.values()}
        words = cache(cell_word)  # many rows have the same few values, and writing a number takes its time
        return [self._row(place, record, known, words) for place, record in enumerate(self.records)]

    def _row(self, place: int, record: Mapping[str, Cell], known: Mapping[str, str], words: Words) -> dict[str, Any]:
        row: dict[str, Any] = {"row": str(place), "ids": list(self.ids[place])}
        for name in self.read:
            value = record[name]
            if name in _CAPTIONS:
                row[name] = self.name(str(record[_CAPTIONS[name]])) if record[_CAPTIONS[name]] else ""
            elif _by_value(name, value):
                row |= {name: value, f"{name}_text": words(name, value)}
            else:
                told = words(name, value)
                row |= {name: "; ".join(known.get(one, one) for one in told.split("; ")), f"{name}_text": ""}
        finding = self.findings[place]
        return row | ({"reasons": "; ".join(self.why(finding))} if finding else {})

    def columns(self) -> list[dict[str, Any]]:
        """The columns of the grid."""
        told = [self._column(name) for name in self.read]
        if any(finding and finding.explanation for finding in self.findings):
            told.insert(self._place_of_why(), _WHY | {"headerName": _("Why")})
        return told

    def _place_of_why(self) -> int:
        """Behind whom and how much, so that nobody has to scroll to see why."""
        by = self.result.ranked_by or next((name for name in ("score", "part", "after") if name in self.read), None)
        return self.read.index(by) + 1 if by in self.read else len(self.read)

    def _column(self, name: str) -> dict[str, Any]:
        column: dict[str, Any] = {"field": name, "headerName": column_word(self.result.card.analysis, name)}
        values = [record[name] for record in self.records]
        if any(_by_value(name, value) for value in values):
            # sorted by the value, read as the language writes it
            column |= {
                "valueFormatter": {"function": f"params.data.{name}_text"},
                "minWidth": _NARROW if name in _SHORT else _DATE if name in DATES else _FIGURE,
            }
            numeric = any(isinstance(value, (int, float)) for value in values)
            column |= {"maxWidth": 130} if name in _SHORT else {}
            return column | ({"type": "numericColumn"} if numeric else {})
        letters = max((len(cell_word(name, value)) for value in set(values)), default=0)
        return column | {"minWidth": min(_WIDEST, max(_TEXT, 8 * letters + 36)), "tooltipField": name}


#: The column of reasons; all of them stand under the pointer, and below the table for the selected row.
_WHY: dict[str, Any] = {"field": "reasons", "minWidth": 380, "sortable": False, "tooltipField": "reasons"}


def _by_value(name: str, value: Cell) -> bool:
    """Whether a cell is sorted by something else than its words."""
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or (name in DATES and bool(value))


def _findings(result: Result) -> list[Finding | None]:
    """The finding of each row: in order where each has one, else by the one entity that both are about."""
    if len(result.findings) == len(result.rows):
        return list(result.findings)
    single = {one.subjects[0]: one for one in result.findings if len(one.subjects) == 1}
    return [single.get(str(record.get("id"))) for record in result.records()]


def apart(result: Result) -> list[Finding]:
    """Findings that belong to no single row, as a plan of several steps."""
    of_rows = {id(one) for one in _findings(result)}
    return [one for one in result.findings if id(one) not in of_rows]


def _ids(record: Mapping[str, Cell], finding: Finding | None) -> tuple[str, ...]:
    named = [word for name in ("id", "ids", "first", "second") for word in str(record.get(name) or "").split()]
    return tuple(dict.fromkeys(named or (finding.subjects if finding else ())))
