# ruff: noqa: ARG002 -- the doubles keep the signatures of the protocols
"""A small case for the screen's tests: an ordinary graph door over a handful of invented entities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from jejak.analysis.declaration import Result, RunCard
from jejak.analysis.parameters import ParameterValue
from jejak.analysis.reasons import Reason
from jejak.case import Case
from jejak.case.by_hand import ByHand
from jejak.case.chart_views import ChartViews
from jejak.case.identities import Identities
from jejak.case.keeping import Keeping
from jejak.case.notes import Notes
from jejak.case.views import ResolutionReport
from jejak.evidence import Chart
from jejak.graph.ledger import Fault
from jejak.graph.model import ClaimRef, Counts, Link, Node, Subgraph
from jejak.graph.model import Path as GraphPath
from jejak.graph.search import Hit, Why
from jejak.ingest.pipeline import Progress
from jejak.schemas.errors import AccessDenied
from memory_account import MemoryAccount, MemoryActs
from memory_charting import MemoryCharting
from memory_entities import MemoryEntities
from memory_places import MemoryPlaces

SHA = "ab12cd34" * 8
CLEAR_NAME = "Siti Rahayu binti Contoh"


def ident(number: int) -> str:
    """A canonical id."""
    return f"{number:032x}"


BUDI, VICTIM, AGENCY, ACCOUNT_A, ACCOUNT_B, PHONE, HOUSE, TRIP = (ident(i) for i in range(1, 9))

BUDI_FACTS: dict[str, str | list[str]] = {"birth_place": "Batam", "alias": ["Pak Bud", "B. Contoh"]}
NODES = (
    Node(BUDI, "person", "Budi Contoh", "S", False, "ID", ("recruiter_calo_sponsor",), 3, 2, "B2", BUDI_FACTS),
    Node(VICTIM, "person", "Victim 3F2A9C1B", "V1", True, "ID", ("victim",), 2, 1, "B2"),
    Node(AGENCY, "organisation", "PT Contoh Jaya", "S", False, "ID", (), 2, 2, "A1", {"org_kind": "P3MI"}),
    Node(ACCOUNT_A, "account", "Bank Contoh 0001112223", "", False, "ID", (), 2, 1, "A1", {"currency": "IDR"}),
    Node(ACCOUNT_B, "account", "Bank Contoh 0009998887", "", False, "MY", (), 2, 1, "A1"),
    Node(PHONE, "phone", "+62 812 0000 0001", "", False, "ID", (), 1, 1, "C3"),
    Node(HOUSE, "address", "Jalan Contoh 7, Batam", "", False, "ID", (), 1, 1, "C3"),
    Node(TRIP, "trip", "Batam – Johor Bahru 2024-05-01", "", False, None, (), 1, 1, "B2"),
)  # fmt: skip
PAYMENT = {"amount": Decimal("1500000.00"), "currency": "IDR", "channel": "transfer"}
DAY = 1_714_521_600_000


def link(number: int, ltype: str, source: str, target: str, **more: object) -> Link:
    """A link with the id of an earliest claim."""
    return Link(f"{'0' * 16}:{number}", ltype, source, target, n_claims=1, best_grade="B2", **more)  # type: ignore[arg-type]


LINKS = (
    link(1, "RECRUITED_BY", VICTIM, BUDI, ts_ms=DAY),
    link(2, "DIRECTOR_OF", BUDI, AGENCY),
    link(3, "HOLDS_ACCOUNT", BUDI, ACCOUNT_A),
    link(4, "USES", BUDI, PHONE),
    link(5, "HOUSED_AT", VICTIM, HOUSE),
    link(6, "TRAVELLED_ON", VICTIM, TRIP),
    *(link(10 + i, "TRANSFERRED", ACCOUNT_A, ACCOUNT_B, ts_ms=DAY + i * 86_400_000, **PAYMENT) for i in range(3)),
)  # fmt: skip


class MemoryStore:
    """The store contract over tuples."""

    name = "memory"
    sequence = 7

    def get(self, node_id: str) -> Node | None:
        return next((n for n in NODES if n.id == node_id), None)

    def neighbours(
        self, node_id: str, *, ltypes: Collection[str] | None = None, etypes: Collection[str] | None = None,
        direction: str = "both", limit: int = 200,
    ) -> Subgraph:  # fmt: skip
        near = {
            link.source if link.target == node_id else link.target
            for link in LINKS
            if node_id in (link.source, link.target)
        }
        kept = sorted(near)[:limit]
        ids = {node_id, *kept}
        links = tuple(one for one in LINKS if node_id in (one.source, one.target) and {one.source, one.target} <= ids)
        return Subgraph(tuple(n for n in NODES if n.id in ids), links, truncated=len(near) > limit)

    def reach(
        self, node_ids: Collection[str], hops: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> dict[str, int]:
        found, near = dict.fromkeys(node_ids, 0), MemoryCharting(LINKS, BUDI).neighbours
        for hop in range(1, hops + 1):
            edge = [there for here, at in found.items() if at == hop - 1 for there in near(here)]
            found |= {there: hop for there in edge if there not in found}
        return dict(sorted(found.items())[:limit])

    def shortest_paths(
        self, start: str, end: str, *, max_hops: int = 6, ltypes: Collection[str] | None = None, limit: int = 20
    ) -> list[GraphPath]:
        walks, near = [(start,)], MemoryCharting(LINKS, BUDI).neighbours
        for _hop in range(max_hops):
            if found := [walk for walk in walks if walk[-1] == end]:
                return [GraphPath(walk, ()) for walk in sorted(found)[:limit]]
            walks = [(*walk, there) for walk in walks for there in near(walk[-1]) if there not in walk]
        return []

    def subgraph(self, node_ids: Collection[str], *, ltypes: Collection[str] | None = None) -> Subgraph:
        ids = set(node_ids)
        return Subgraph(
            tuple(n for n in NODES if n.id in ids), tuple(one for one in LINKS if {one.source, one.target} <= ids)
        )

    def window(
        self, start_ms: int, end_ms: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> list[Link]:
        return [one for one in LINKS if one.ts_ms is not None and start_ms <= one.ts_ms < end_ms][:limit]

    def counts(self) -> Counts:
        etypes, ltypes = [n.etype for n in NODES], [one.ltype for one in LINKS]
        return Counts(
            len(NODES),
            len(LINKS),
            {t: etypes.count(t) for t in sorted(set(etypes))},
            {t: ltypes.count(t) for t in sorted(set(ltypes))},
        )

    def close(self) -> None:
        """Nothing to release."""


class MemorySearch:
    """Whoever has every word in the caption; the real search has tests of its own."""

    def find(self, text: str, *, etypes: Collection[str] | None = None, limit: int = 50) -> list[Hit]:
        words = text.casefold().split()
        hits = [n for n in NODES if all(w in n.caption.casefold() for w in words)]
        return [Hit(n, Why.WORD) for n in sorted(hits, key=lambda n: (n.caption, n.id))[:limit]]


@dataclass(frozen=True)
class Batch:
    file: str
    mapping: str
    status: str
    rows_in: int
    rows_ok: int
    rows_rejected: int


@dataclass(frozen=True)
class Member:
    id: str
    caption: str
    etype: str
    role: str
    why: tuple[Reason, ...] = ()
    stays: float = 0.99
    core: bool = True
    stated: bool = True


@dataclass(frozen=True)
class End:
    id: str
    caption: str
    etype: str


@dataclass(frozen=True)
class Bond:
    left: End
    right: End
    ltype: str
    links: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    rank: int
    score: float
    members: tuple[Member, ...]
    reasons: tuple[Reason, ...]
    n_victims: int
    money: dict[str, str]
    missing: tuple[Reason, ...] = ()
    bridges: tuple[tuple[str, int], ...] = ()
    points: dict[str, float] = field(default_factory=lambda: {"stages": 15.0, "money": 3.25})
    flows: dict[str, tuple[str, str, str]] = field(default_factory=lambda: {"IDR": ("4500000.00", "0", "1250.5")})
    layers: tuple[str, ...] = ("money", "recruitment")
    shared: tuple[End, ...] = ()
    bonds: tuple[Bond, ...] = ()
    months: tuple[tuple[str, int], ...] = (("2024-04", 3), ("2024-05", 0), ("2024-06", 1))


class NothingWaits:
    """The intake of a case without files on their way in; the real one has tests of its own."""

    class Files:
        def all(self) -> list[Any]:
            return []

    files = Files()

    def batches(self) -> list[Any]:
        return []


@dataclass
class MemoryCase:
    """A case door; what was revealed and exported is kept for the tests to read."""

    name: str = "Batam 2024"
    head: str = "9c1f" * 16
    sequence: int = 7
    imported: bool = True
    revealed: list[tuple[str, str]] = field(default_factory=list)
    exported: list[tuple[str, ...]] = field(default_factory=list)
    acts: MemoryActs = field(default_factory=MemoryActs)

    @property
    def account(self) -> MemoryAccount:
        return MemoryAccount(NODES[0], SHA)

    def verify(self, progress: Progress | None = None) -> list[Fault]:
        return []

    intake = NothingWaits()
    analyst: str = "tester"
    beside: Path = Path("empty.case")

    @cached_property
    def empty(self) -> Case:
        """A real case without anything in it, for what a double cannot say."""
        return Case.create(self.beside, name=self.name, analyst=self.analyst)

    @property
    def identities(self) -> Identities:
        return self.empty.identities

    @property
    def by_hand(self) -> ByHand:
        return self.empty.by_hand

    @property
    def chart_views(self) -> ChartViews:
        return self.empty.chart_views

    def resolution_report(self) -> ResolutionReport:
        return self.empty.resolution_report()

    def undo(self, seq: int) -> None:
        self.empty.undo(seq)

    def batches(self) -> list[Batch]:
        rows = [
            Batch("transfers_bank_id.csv", "bank-id", "live", 1200, 1187, 13),
            Batch("interviews.xlsx", "htcds", "live", 40, 40, 0),
            Batch("interviews.xlsx", "htcds", "superseded", 40, 38, 2),
        ]
        return rows if self.imported else []

    @contextmanager
    def store(self) -> Iterator[MemoryStore]:
        yield MemoryStore()

    @property
    def charting(self) -> MemoryCharting:
        return MemoryCharting(LINKS, BUDI)

    @property
    def places(self) -> MemoryPlaces:
        return MemoryPlaces(HOUSE, TRIP, VICTIM)

    @property
    def searching(self) -> MemorySearch:
        return MemorySearch()

    @property
    def entities(self) -> MemoryEntities:
        return MemoryEntities(NODES, LINKS)

    def age_note(self, ident: str) -> str:
        return ""

    def run(self, name: str, **given: ParameterValue) -> Result:
        ranked = sorted(
            (n for n in NODES if not n.masked), key=lambda n: (-len(MemoryStore().neighbours(n.id).links), n.id)
        )
        rows = tuple(
            (place, n.id, n.caption, n.etype, len(MemoryStore().neighbours(n.id).links))
            for place, n in enumerate(ranked, 1)
        )
        card = RunCard(name, 1, given, None, 7, self.head, {}, "jejak test")
        return Result(card, ("rank", "id", "caption", "etype", "degree"), rows, {"nodes": len(NODES)})

    @property
    def notes(self) -> Notes:
        return self.empty.notes

    @property
    def keeping(self) -> Keeping:
        return self.empty.keeping

    def syndicates(self, limit: int = 10) -> list[Group]:
        members = (
            Member(BUDI, "Budi Contoh", "person", "recruiter", (Reason("recruited", {"n": 1}),)),
            Member(AGENCY, "PT Contoh Jaya", "organisation", "agency", stays=0.4, core=False, stated=False),
        )
        reasons = (Reason("stages", codes=("recruitment", "transport")), Reason("money", {"transfers": 3}))
        missing = (Reason("missing_stages", codes=("documents", "finance")),)
        ends = {node.id: End(node.id, node.caption, node.etype) for node in NODES}
        bonds = tuple(Bond(ends[one.source], ends[one.target], one.ltype, (one.id,)) for one in LINKS[:3])
        first = Group(1, 48.25, members, reasons, 1, {"IDR": "4500000.00"}, missing, ((BUDI, 2),), bonds=bonds)
        return [first, replace(first, rank=2, score=20.5, bridges=())][:limit]

    def syndicate_ids(self, rank: int) -> list[str]:
        return [BUDI, AGENCY, ACCOUNT_A, ACCOUNT_B]

    def between(self, link_ids: Iterable[str]) -> list[str]:
        return sorted({end for one in LINKS if one.id in set(link_ids) for end in (one.source, one.target)})

    def claims(self, ident: str) -> list[ClaimRef]:
        if ":" in ident:
            row = int(ident.rpartition(":")[2])
            return [ClaimRef("link", "f" * 32, row, SHA, "transfers_bank_id.csv", "data", "bank-id", row, "A1", "P")]
        node = MemoryStore().get(ident)
        count = node.n_claims if node else 0
        return [
            ClaimRef("entity", "f" * 32, i, SHA, "interviews.xlsx", "Sheet1", "htcds", 4 + i, "B2", "C")
            for i in range(count)
        ]

    def record(self, ref: ClaimRef) -> Sequence[tuple[str, str | None]]:
        return [("name", "▒▒▒▒▒▒"), ("sex", "F"), ("wage", "1.500.000,00")]

    def reveal(self, node_id: str, reason: str, *, second: str = "") -> str:
        if len(reason) < 8:
            raise AccessDenied(
                "a protected name is opened only with a reason",
                where=node_id,
                hint="give a reason of 8 letters or more",
            )
        self.revealed.append((node_id, reason))
        return CLEAR_NAME

    def export(
        self,
        folder: Path,
        *,
        ids: Collection[str] | None = None,
        profile_code: str = "L2",
        kinds: Iterable[str] | None = None,
        chart: Chart | None = None,
        links: Collection[tuple[str, ...]] | None = None,
    ) -> list[str]:
        folder.mkdir()
        assert chart
        assert set(chart.places) == set(ids or ())
        assert set(links or ()) <= {(one.source, one.target, one.ltype) for one in LINKS}
        self.exported.append((profile_code, *sorted(ids or ())))
        (folder / "graph.graphml").write_text("<graphml/>")
        (folder / "manifest.json").write_text("{}")
        return ["graph.graphml", "manifest.json"]
