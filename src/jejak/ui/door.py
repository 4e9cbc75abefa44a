"""What the screen needs of a case: one protocol, which `jejak.case.Case` satisfies; pages know no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from jejak.analysis.declaration import Result
from jejak.analysis.parameters import ParameterValue
from jejak.analysis.reasons import Reason
from jejak.case.by_hand import ByHand
from jejak.case.chart_views import ChartViews
from jejak.case.identities import Identities
from jejak.case.intake import Intake
from jejak.case.keeping import Kept, KeptRow, Standing
from jejak.case.notes import Notes
from jejak.case.profiles import Profile
from jejak.case.views import ResolutionReport
from jejak.evidence import Chart
from jejak.graph.entity_table import EntityRow, Listing
from jejak.graph.ledger import Event, Fault
from jejak.graph.model import ClaimRef
from jejak.graph.search import Hit
from jejak.graph.stores.contract import GraphStore
from jejak.ingest.pipeline import Progress
from jejak.ui.account_door import AccountDoor, ActsDoor
from jejak.ui.chart_door import ChartDoor, PlacesDoor


class BatchRow(Protocol):
    """One import as the home page lists it."""

    @property
    def file(self) -> str:
        """Name of the source file."""

    @property
    def mapping(self) -> str:
        """Name of the mapping."""

    @property
    def status(self) -> str:
        """``live``, ``superseded`` or ``reversed``."""

    @property
    def rows_in(self) -> int:
        """Records read."""

    @property
    def rows_ok(self) -> int:
        """Records accepted."""

    @property
    def rows_rejected(self) -> int:
        """Records rejected."""


class MemberRow(Protocol):
    """An actor of a syndicate."""

    @property
    def id(self) -> str:
        """Canonical id."""

    @property
    def caption(self) -> str:
        """Name as the case team may see it."""

    @property
    def role(self) -> str:
        """The part that the facts hint at, or ''."""

    @property
    def etype(self) -> str:
        """Entity type."""

    @property
    def stated(self) -> bool:
        """Whether a source states it, and not a pattern alone suggests it."""

    @property
    def why(self) -> Sequence[Reason]:
        """What hints at it."""

    @property
    def stays(self) -> float:
        """Share of runs with doubted links in which it stays in the group."""

    @property
    def core(self) -> bool:
        """Whether it stays in most of them."""


class EndRow(Protocol):
    """One end of a bond."""

    @property
    def id(self) -> str:
        """Canonical id."""

    @property
    def caption(self) -> str:
        """Name as the case team may see it."""

    @property
    def etype(self) -> str:
        """Entity type."""


class BondRow(Protocol):
    """All links of one type between two entities that bind a group."""

    @property
    def left(self) -> EndRow:
        """Where they lead from."""

    @property
    def right(self) -> EndRow:
        """Where they lead to."""

    @property
    def ltype(self) -> str:
        """Link type."""

    @property
    def links(self) -> Sequence[str]:
        """Their ids."""


class SyndicateRow(Protocol):
    """A ranked group: victims are counted, never listed."""

    @property
    def rank(self) -> int:
        """Place in the list, from 1."""

    @property
    def score(self) -> float:
        """Strength of the evidence, higher is stronger."""

    @property
    def members(self) -> Sequence[MemberRow]:
        """The actors."""

    @property
    def reasons(self) -> Sequence[Reason]:
        """Why the group stands out."""

    @property
    def missing(self) -> Sequence[Reason]:
        """What the data do not show of it."""

    @property
    def bridges(self) -> Sequence[tuple[str, int]]:
        """Members with ties into other groups, by id, and the ranks of those."""

    @property
    def n_victims(self) -> int:
        """Victims tied to it."""

    @property
    def points(self) -> Mapping[str, float]:
        """The parts of the score, by name."""

    @property
    def flows(self) -> Mapping[str, tuple[str, str, str]]:
        """Exact sums by currency: moved inside it, received from others, paid to others."""

    @property
    def layers(self) -> Sequence[str]:
        """Layers that bind it."""

    @property
    def shared(self) -> Sequence[EndRow]:
        """Objects that members share."""

    @property
    def bonds(self) -> Sequence[BondRow]:
        """The links that bind it, most numerous first."""

    @property
    def months(self) -> Sequence[tuple[str, int]]:
        """How many of them have their time in each month (``2024-05``), without gaps."""


class SearchDoor(Protocol):
    """The search as the screen sees it."""

    def find(self, text: str, *, etypes: Collection[str] | None = None, limit: int = 50) -> Sequence[Hit]:
        """Whoever fits a text, best first, each with the reason; protected people by pseudonym alone."""


class EntitiesDoor(Protocol):
    """All entities of the case as a table, and the profile of each, masked."""

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many entities have each code, by column that can be filtered."""

    @property
    def total(self) -> int:
        """How many there are."""

    def block(self, wanted: Listing, start: int, stop: int) -> tuple[Sequence[EntityRow], int]:
        """Some rows of a listing, and how many it has."""

    def leaving(self, wanted: Listing) -> Sequence[EntityRow]:
        """All rows of a listing, for a file; that they leave is logged."""

    def profile(self, ident: str) -> Profile | None:
        """The profile of an entity, or None where no entity has this id."""

    def findings(self, ident: str) -> Sequence[tuple[Kept, KeptRow]]:
        """The kept findings of an entity, each with its row."""


class KeepingDoor(Protocol):
    """Findings that were kept, as the screen sees them; nobody who may not be listed now is in them."""

    def keep(self, result: Result, *, note: str = "") -> int:
        """Keep a result of the present graph; returns the number by which it is called.

        Raises:
            AnalysisError: The graph has changed since, or nobody in it may be listed.
            AccessDenied: The note or a parameter names somebody protected.
        """

    def undo(self, seq: int) -> None:
        """Take a kept finding back."""

    def findings(self, *, live_only: bool = True) -> Sequence[Kept]:
        """Kept findings in the order in which they were kept."""

    def one(self, seq: int) -> Kept:
        """The kept finding of this number."""

    def card(self, seq: int) -> str:
        """The card and digest of a kept finding, as `jejak.case.reruns.rerun` reads them."""

    def standing(self, kept: Kept) -> Standing:
        """Whether a kept finding still holds."""

    def changes(self, since: int) -> tuple[Event, ...]:
        """Events after a sequence number that can change the graph, in order."""


class CaseDoor(Protocol):
    """The case as the screen sees it; every text it gives is masked already. Called from several threads."""

    @property
    def name(self) -> str:
        """Name of the case."""

    @property
    def head(self) -> str:
        """Head of the event chain (hex)."""

    @property
    def acts(self) -> ActsDoor:
        """Where it is told what a reader does."""

    @property
    def account(self) -> AccountDoor:
        """What the case tells of its sources, of what was done in it, and of the quality of its data."""

    def verify(self, progress: Progress | None = None) -> Sequence[Fault]:
        """Check everything that is kept; empty where all is as it was written."""

    @property
    def analyst(self) -> str:
        """Under which name decisions are noted."""

    @property
    def sequence(self) -> int:
        """Sequence of the graph at the case's present state."""

    def batches(self) -> Sequence[BatchRow]:
        """Every import, in order."""

    @property
    def intake(self) -> Intake:
        """Files on their way in, and their batches."""

    def reverse(self, batch: str, *, reason: str = "") -> object:
        """Take a whole import out of the graph."""

    def restore(self, batch: str, *, reason: str = "") -> object:
        """Take a reversed import back in."""

    def snapshot(self) -> object:
        """The graph at the present state, made where it is not yet."""

    @property
    def searching(self) -> SearchDoor:
        """Who and what fits a text."""

    @property
    def entities(self) -> EntitiesDoor:
        """All entities as a table, and the profile of each."""

    @property
    def identities(self) -> Identities:
        """Who may be one at the present state, and decisions on it."""

    def resolution_report(self) -> ResolutionReport:
        """What became of the entities that the sources stated, and what needs a look."""

    def undo(self, seq: int) -> None:
        """Take one judgement back."""

    @property
    def charting(self) -> ChartDoor:
        """What the link chart asks beyond the store."""

    @property
    def by_hand(self) -> ByHand:
        """What the analyst states without a file."""

    @property
    def chart_views(self) -> ChartViews:
        """Saved views of the chart."""

    @property
    def places(self) -> PlacesDoor:
        """Where entities are on the map."""

    def store(self) -> AbstractContextManager[GraphStore]:
        """The graph store that answers now, released at the end of the block."""

    def run(self, name: str, **given: ParameterValue) -> Result:
        """Run an analysis; parameters that are not given have their defaults.

        Raises:
            AnalysisError: There is no such analysis or parameter, or a value cannot be used.
        """

    @property
    def notes(self) -> Notes:
        """Notes on entities and links, and texts on charts."""

    @property
    def keeping(self) -> KeepingDoor:
        """Findings that were kept, and the keeping of new ones."""

    def syndicates(self, limit: int = 10) -> Sequence[SyndicateRow]:
        """Groups that look like syndicates, best first."""

    def syndicate_ids(self, rank: int) -> Sequence[str]:
        """Ids of all that binds a syndicate: members and what lies between them."""

    def between(self, link_ids: Iterable[str]) -> Sequence[str]:
        """Ids of the entities that links join; links that are not in the graph are left out."""

    def claims(self, ident: str) -> Sequence[ClaimRef]:
        """Who says so: the claims behind a node id or a link id."""

    def age_note(self, ident: str) -> str:
        """What the birth dates say of somebody's age, in words; empty where nobody may be a child."""

    def record(self, ref: ClaimRef) -> Sequence[tuple[str, str | None]]:
        """The source record of a claim as (column, text), masked."""

    def reveal(self, node_id: str, reason: str, *, second: str = "") -> str:
        """The clear name of a masked entity; the reason and the second person go to the log.

        Raises:
            AccessDenied: The reason is missing, or for a child the second person who agrees.
        """

    def export(
        self, folder: Path, *, ids: Collection[str] | None = None, profile_code: str = "L2",
        kinds: Iterable[str] | None = None, chart: Chart | None = None,
        links: Collection[tuple[str, ...]] | None = None,
    ) -> Sequence[str]:  # fmt: skip
        """Write an evidence graph of these entities with its manifest into a new folder; returns the file names.

        ``chart`` is how the analyst's chart shows them; ``links`` are the only ones that leave, each as (source,
        target, link type).
        """
