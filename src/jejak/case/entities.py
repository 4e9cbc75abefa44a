"""Every entity of a case as a table, the profile of each, and the list that leaves as a file.

Invariant: a list leaves as the case team sees it, and that it left is an event; what was looked for is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jejak.case.keeping import Keeping, Kept, KeptRow
from jejak.case.profiles import Profile, profile
from jejak.graph.entity_table import EntityRow, EntityTable, Listing
from jejak.graph.ledger import Ledger
from jejak.graph.ledger.records import JsonValue
from jejak.schemas.errors import ExportError
from jejak.schemas.model import World

LISTED = "list_exported"
#: Rows of a list that leaves: no spreadsheet opens more.
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of one state of a case, in one analyst's name."""

    ledger: Ledger
    world: World
    table: EntityTable
    keeping: Callable[[], Keeping]
    analyst: str

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many entities have each code, by column that can be filtered."""
        return self.table.counts

    @property
    def total(self) -> int:
        """How many there are."""
        return self.table.snapshot.n_nodes

    def block(self, wanted: Listing, start: int, stop: int) -> tuple[list[EntityRow], int]:
        """Some rows of a listing, and how many it has."""
        codes = self.table.codes(wanted)
        return self.table.rows(codes[start:stop]), codes.size

    def leaving(self, wanted: Listing) -> list[EntityRow]:
        """All rows of a listing, for a file; that they leave is logged first.

        Raises:
            ExportError: There are more than a spreadsheet opens, or none.
        """
        codes = self.table.codes(wanted)
        if not codes.size:
            raise ExportError("nothing is listed", hint="take a filter away")
        if codes.size > MOST_ROWS:
            hint = "filter the table first, for example by type"
            raise ExportError(f"a list of more than {MOST_ROWS} rows opens in no spreadsheet", hint=hint)
        detail: dict[str, JsonValue] = {"rows": int(codes.size), "searched": bool(wanted.text), "near": wanted.near}
        detail |= {name: list[JsonValue](sorted(chosen)) for name, chosen in wanted.codes if chosen}
        detail |= {f"least_{name}": least for name, least in wanted.least if least}
        self.ledger.record(LISTED, self.table.snapshot.digest, detail, self.analyst)
        return self.table.rows(codes)

    def profile(self, ident: str) -> Profile | None:
        """The profile of an entity, or None where no entity has this id."""
        code = self.table.snapshot.code_of(ident)
        return None if code is None else profile(self.ledger, self.world, self.table.snapshot, code)

    def findings(self, ident: str) -> list[tuple[Kept, KeptRow]]:
        """The kept findings of an entity, each with its row; none of who may not be listed."""
        return self.keeping().of(ident)
