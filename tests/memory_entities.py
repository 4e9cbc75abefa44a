"""The table and the profiles of the screen's small case; the real ones have tests of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from jejak.case.keeping import Kept, KeptRow
from jejak.case.profiles import Fact, Profile, RoleStated, Stated
from jejak.graph.entity_table import EntityRow, Listing
from jejak.graph.model import ClaimRef, Link, Node
from jejak.graph.money_around import Money
from jejak.graph.surroundings import Layer, Ties
from jejak.schemas.role_times import RoleTime

CLAIMS = tuple(
    ClaimRef("entity", "f" * 32, row, "ab12cd34" * 8, "interviews.xlsx", "Sheet1", "htcds", 4 + row, "B2", "C")
    for row in range(2)
)
FACTS = (
    Fact("birth_date", (Stated("1980-01-02", CLAIMS[:1]), Stated("1984", CLAIMS[1:])), differ=True),
    Fact("birth_place", (Stated("Batam", CLAIMS),), differ=False),
)
ROLES = (
    RoleStated(RoleTime("recruiter_calo_sponsor", "2023-04", "2024"), CLAIMS[:1]),
    RoleStated(RoleTime("transporter"), (), "tester"),
)


@dataclass(frozen=True)
class MemoryEntities:
    """A table and profiles over a few nodes and links."""

    nodes: Sequence[Node]
    links: Sequence[Link]
    counts: ClassVar[Mapping[str, Mapping[str, int]]] = {
        "etype": {"person": 2, "organisation": 1, "account": 2}, "roles": {"-": 6, "victim": 1},
        "country": {"-": 1, "ID": 6, "MY": 1}, "protection": {"-": 5, "S": 2, "V1": 1},
    }  # fmt: skip

    @property
    def total(self) -> int:
        return len(self.nodes)

    def block(self, wanted: Listing, start: int, stop: int) -> tuple[list[EntityRow], int]:
        rows = self.leaving(wanted)
        return rows[start:stop], len(rows)

    def leaving(self, wanted: Listing) -> list[EntityRow]:
        return [
            EntityRow(
                n.id, n.etype, n.caption, n.protection, n.masked, n.country, n.roles, n.n_sources, n.best_grade, 1
            )
            for n in self.nodes
            if wanted.text.casefold() in n.caption.casefold()
        ]

    def profile(self, ident: str) -> Profile | None:
        nodes = {node.id: node for node in self.nodes}
        if ident not in nodes:
            return None
        own = [one for one in self.links if ident in (one.source, one.target) and one.ltype != "TRANSFERRED"]
        ties = tuple(
            Ties(nodes[one.target if one.source == ident else one.source], one.ltype, one.source, one.target, 1,
                 one.ts_ms, None)
            for one in own
        )  # fmt: skip
        layers = (Layer("recruitment", len(ties), len(ties), (("RECRUITED_BY", len(ties)),), ties),) if ties else ()
        masked = nodes[ident].masked
        return Profile(
            node=nodes[ident], age="", claims=CLAIMS, all_claims=len(CLAIMS), facts=() if masked else FACTS,
            roles=ROLES, spared=masked, layers=layers, places=(), money=Money(),
        )  # fmt: skip

    def findings(self, ident: str) -> list[tuple[Kept, KeptRow]]:
        del ident
        return []
