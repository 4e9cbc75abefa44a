"""A case: what the command line and the screen may do, each verb once, over the ledger and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Self

from jejak.analysis.declaration import Result
from jejak.analysis.parameters import ParameterValue
from jejak.analysis.registry import ANALYSES
from jejak.analysis.syndicates import Syndicate
from jejak.case.account import Account
from jejak.case.acts import Acts
from jejak.case.ages import age_note
from jejak.case.by_hand import ByHand
from jejak.case.chart_views import ChartViews
from jejak.case.charting import Charting
from jejak.case.cross_lists import CrossLists
from jejak.case.entities import Entities
from jejak.case.findings import Findings
from jejak.case.graphs import Graphs
from jejak.case.identities import Identities, check_pair
from jejak.case.importing import Order, Receipt, run_import
from jejak.case.intake import Intake
from jejak.case.keeping import Keeping
from jejak.case.leaving import ExportOrder, Leaving
from jejak.case.notes import Notes
from jejak.case.places import Places
from jejak.case.records import Masking, read_record
from jejak.case.resolved import resolution_report
from jejak.case.searching import Searching
from jejak.case.settings import Settings
from jejak.case.views import RankedActor, ResolutionReport, SyndicateView, ranked_actors, syndicate_view
from jejak.evidence import EXPORTERS, Chart, Opening, profile
from jejak.evidence.reveal import checked_note, checked_reason, checked_second
from jejak.graph.entity_table import EntityTable
from jejak.graph.ledger import Batch, Fault, Ledger
from jejak.graph.ledger.records import JsonValue, Verdict
from jejak.graph.model import ClaimRef, Subgraph
from jejak.graph.resolution import check_judgement
from jejak.graph.search import SnapshotSearch
from jejak.graph.snapshot import Snapshot, load_snapshot
from jejak.ingest.pipeline import Progress
from jejak.schemas.errors import AnalysisError, ResolutionError, StoreError
from jejak.schemas.world import load_world

NAME_OPENED = "name_opened"


class Case(Graphs):
    """One investigation in a folder ``NAME.case/``; use it in a ``with`` block. Several threads may share one."""

    def __init__(self, ledger: Ledger, analyst: str, default_store: str | None = None) -> None:
        self.ledger = ledger
        self.analyst = analyst
        self.world = load_world()
        self.settings = Settings()
        self._default_store = default_store
        self._lock = RLock()  # held while the snapshot or what follows from it is replaced
        self._snapshot: Snapshot | None = None
        self._masking: Masking | None = None
        self._search: SnapshotSearch | None = None
        self._table: EntityTable | None = None
        self._account: Account | None = None
        self.acts = Acts(ledger, analyst, ledger.folder.root / "keys")
        self.notes = Notes(ledger, self.masking, analyst)
        self._syndicates: tuple[int, tuple[Syndicate, ...]] | None = None
        self.chart_views = ChartViews(ledger, self.masking, self.world, analyst)
        self.intake = Intake(ledger, self.world, self.masking, analyst)  # files step by step, as a screen needs it

    @classmethod
    def create(cls, folder: Path, *, name: str | None = None, analyst: str | None = None) -> Self:
        """Make an empty case folder.

        Raises:
            LedgerError: The folder is there already, or lies on a network share.
        """
        who = Settings().who(analyst)
        return cls(Ledger.create(folder, name or folder.stem, who), who)

    @classmethod
    def open(cls, folder: Path, *, analyst: str | None = None, default_store: str | None = None) -> Self:
        """Open a case folder; repairs what a crash left behind.

        Raises:
            LedgerError: It is no case, or is damaged.
        """
        return cls(Ledger.open(folder), Settings().who(analyst), default_store)

    def close(self) -> None:
        """Release the ledger, when all that was done is written into it."""
        self.acts.close()
        self.intake.close()
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What it is

    @property
    def folder(self) -> Path:
        """The case folder."""
        return self.ledger.folder.root

    @property
    def name(self) -> str:
        """Name of the case."""
        return self.ledger.case_name

    @property
    def head(self) -> str:
        """Head of the event chain; write it down, `verify --head` proves that nothing before it was changed."""
        return self.ledger.head

    @property
    def account(self) -> Account:
        """What the case tells of its sources, of what was done in it, and of the quality of its data."""
        with self._lock:
            if self._account is None or self._account.snapshot is not self.snapshot():
                self._account = Account(self.ledger, self.snapshot(), self.masking, self.world)
            return self._account

    @property
    def sequence(self) -> int:
        """Sequence of the graph at the case's present state."""
        return self.ledger.graph_sequence

    def batches(self) -> list[Batch]:
        """Every import, live or not, in order."""
        return self.ledger.batches(live_only=False)

    @staticmethod
    def verify_folder(folder: Path, *, head: str | None = None, progress: Progress | None = None) -> list[Fault]:
        """Check every source, segment, count and the chain; an empty list means all is as written."""
        return Ledger.examine(folder, head, None if progress is None else partial(progress.update, "verify"))

    def verify(self, progress: Progress | None = None) -> list[Fault]:
        """The same for this case."""
        return self.verify_folder(self.folder, progress=progress)

    # Files in

    def import_file(
        self, path: Path, mapping: Path, *, dry_run: bool = False, origin: str = "", progress: Progress | None = None,
    ) -> Receipt:  # fmt: skip
        """Import one file through a mapping; see `run_import`."""
        order = Order(path, mapping, self.analyst, origin=origin, dry_run=dry_run)
        return run_import(self.ledger, self.world, order, progress)

    def reverse(self, batch: str, *, reason: str = "") -> Batch:
        """Take a whole import out of the graph.

        Raises:
            AccessDenied: The reason names somebody protected, or does not fit into the log.
        """
        return self.ledger.reverse(batch, analyst=self.analyst, reason=self._checked(reason))

    def restore(self, batch: str, *, reason: str = "") -> Batch:
        """Take a reversed import back in; raises what `reverse` does."""
        return self.ledger.restore(batch, analyst=self.analyst, reason=self._checked(reason))

    def _checked(self, note: str) -> str:
        """A note for the chain, which holds for ever what it says."""
        return checked_note(note, self.masking().clear_values()) if note.strip() else ""

    @property
    def by_hand(self) -> ByHand:
        """What the analyst states without a file."""
        return ByHand(self.ledger, self.world, self.snapshot, self.masking, self.analyst)

    # Who is who

    @property
    def identities(self) -> Identities:
        """Suggestions of who may be one, and decisions on many at once."""
        with self._lock:
            masking = self.masking()
            return Identities(self.ledger, self.snapshot(), self._kept(), self._found, self.analyst, masking)

    @property
    def cross_lists(self) -> CrossLists:
        """Matches the case with lists from outside, without importing them."""
        return CrossLists(self.ledger, self.snapshot(), self.world)

    def judge(self, left: str, right: str, verdict: Verdict, *, reason: str) -> int:
        """Decide whether two entities are the same, or that nobody can say; returns the judgement's sequence number.

        Raises:
            ResolutionError: An id is unknown, the types differ, or it contradicts another judgement.
            AccessDenied: The reason names somebody protected, or does not fit into the log.
        """
        check_pair(self.snapshot(), self.ledger.judgements(), left, right)
        said = self._checked(reason)
        return self.ledger.judge(left, right, verdict, analyst=self.analyst, reason=said, check=check_judgement).seq

    def undo(self, seq: int) -> None:
        """Take a judgement back."""
        self.ledger.undo(seq, analyst=self.analyst)

    def resolution_report(self) -> ResolutionReport:
        """How many entities were stated and how many remained, live judgements, and numbers that several carry."""
        return resolution_report(self.ledger, self.snapshot())

    def age_note(self, ident: str) -> str:
        """What the birth dates say of somebody's age (RF-23), in words; empty where nobody may be a child."""
        return age_note(self.snapshot(), ident)

    # The graph

    def snapshot(self) -> Snapshot:
        """The graph at the ledger's present state; from the cache when that is in step."""
        with self._lock:
            if self._snapshot is None or self._snapshot.sequence != self.ledger.graph_sequence:
                self._snapshot = load_snapshot(self.ledger, self.world, self.folder / "cache")
                self._masking = None
                self._search = None
                self._kept().forget_others()
            return self._snapshot

    @property
    def searching(self) -> Searching:
        """Who and what fits a text; the same whichever store answers other questions."""
        with self._lock:
            self.snapshot()  # forgets the search of an earlier state
            if self._search is None:
                self._search = self._kept().search()
            return Searching(self.ledger, self._search, self.masking, self.analyst)

    @property
    def entities(self) -> Entities:
        """All entities as a table, and the profile of each."""
        with self._lock:
            search, snapshot = self.searching.search, self.snapshot()
            if self._table is None or self._table.snapshot is not snapshot:
                self._table = EntityTable(snapshot, search)
            return Entities(self.ledger, self.world, self._table, lambda: self.keeping, self.analyst)

    # Who says so

    def claims(self, ident: str) -> list[ClaimRef]:
        """The claims behind an entity's or a link's id."""
        snapshot = self.snapshot()
        if ":" in ident:
            row = snapshot.link_of(ident)
            return [] if row is None else snapshot.link_claims(row)
        code = snapshot.code_of(ident)
        return [] if code is None else snapshot.node_claims(code)

    def record(self, ref: ClaimRef) -> list[tuple[str, str | None]]:
        """The source record of a claim, cell by cell, with everything about protected people masked."""
        cells = read_record(self.ledger, self.world, ref)
        return self.masking().mask(ref, cells)

    def masking(self) -> Masking:
        """Who is masked in source records at the present state."""
        with self._lock:
            snapshot = self.snapshot()
            if self._masking is None:
                self._masking = Masking(self.ledger, self.world, snapshot)
            return self._masking

    def reveal(self, node_id: str, reason: str, *, second: str = "") -> str:
        """Open a protected name; the opening, its reason and who agreed are logged before anybody sees it.

        Args:
            node_id: Whose name.
            reason: Why, in the analyst's words, without names.
            second: Who agrees besides the analyst; needed for a child and what belongs to one.

        Raises:
            AccessDenied: Reason or second person are missing, do not fit into the log, or name somebody protected.
        """
        masking = self.masking()
        hidden = masking.clear_values()
        why = checked_reason(reason, node_id, hidden)
        detail: dict[str, JsonValue] = {}
        if second.strip() or masking.is_child(node_id):
            detail["second_person"] = checked_second(second, self.analyst, node_id, hidden)
        name = masking.clear_name(node_id)
        self.ledger.record(NAME_OPENED, node_id, detail, self.analyst, note=why)
        return name

    # Analyses

    @property
    def keeping(self) -> Keeping:
        """Findings that were kept, and the keeping of new ones."""
        return Keeping(self.ledger, self.snapshot(), self.masking, self.analyst)

    def analyses(self) -> list[tuple[str, str]]:
        """Names and titles of all analyses."""
        return [(name, analysis.title) for name, analysis in ANALYSES.items()]

    def measures(self) -> list[tuple[str, str]]:
        """Names and titles of the analyses that rank actors."""
        return [(name, analysis.title) for name, analysis in ANALYSES.items() if analysis.ranks]

    def run(self, name: str, **given: ParameterValue) -> Result:
        """Run an analysis; parameters that are not given have their defaults."""
        return self._kept().result(name, given)

    def ranking(self, name: str, limit: int = 50) -> list[RankedActor]:
        """The best of an analysis that ranks actors; protected people are never in it.

        Raises:
            AnalysisError: There is no such analysis, or it ranks nobody.
        """
        result = self.run(name)
        if result.ranked_by is None:
            raise AnalysisError("this analysis makes groups and ranks nobody", where=name, hint="see `jejak analyses`")
        return ranked_actors(result, limit)

    def syndicates(self, limit: int = 10) -> list[SyndicateView]:
        """Groups that look like syndicates, best first."""
        return [syndicate_view(s, self.snapshot()) for s in self._found()[:limit]]

    def syndicate_ids(self, rank: int) -> list[str]:
        """Ids of everything that a syndicate's evidence joins: members and what lies between them."""
        group = next((s for s in self._found() if s.rank == rank), None)
        if group is None:
            raise ResolutionError("there is no syndicate of this rank", where=str(rank), hint="see `jejak syndicates`")
        return sorted({*self.between(group.links), *(m.id for m in group.members)})

    def between(self, link_ids: Iterable[str]) -> list[str]:
        """Ids of the entities that links join, sorted; links that are not in the graph are left out."""
        snapshot = self.snapshot()
        rows = [row for row in map(snapshot.link_of, link_ids) if row is not None]
        return sorted({snapshot.id_of(int(ends[row])) for row in rows for ends in (snapshot.src, snapshot.dst)})

    @property
    def charting(self) -> Charting:
        """What the link chart asks beyond the store."""
        return Charting(self.snapshot(), self.run, self.ledger)

    @property
    def places(self) -> Places:
        """Where entities are on the map."""
        return Places(self.snapshot(), self.world)

    def _found(self) -> tuple[Syndicate, ...]:
        with self._lock:
            snapshot = self.snapshot()
            if self._syndicates is None or self._syndicates[0] != snapshot.sequence:
                self._syndicates = (snapshot.sequence, self._kept().syndicates())
            return self._syndicates[1]

    def _kept(self) -> Findings:
        return Findings(self.folder / "cache", self.snapshot(), self.world)

    # What leaves

    def export(
        self, folder: Path, *, ids: Collection[str] | None = None, profile_code: str = "L2",
        kinds: Iterable[str] | None = None, opening: Opening | None = None,
        chart: Chart | None = None, links: Collection[tuple[str, ...]] | None = None,
    ) -> list[str]:  # fmt: skip
        """Write a package of the chosen entities (all by default); returns its file names. Logged.

        Args:
            folder: Must not exist yet.
            ids: Canonical ids.
            profile_code: Who may see what.
            kinds: Formats; by default all that the number of entities allows.
            opening: Whose protected names the package shows nevertheless, and why; logged before anything is written.
            chart: How the analyst's chart shows them, and what is drawn on it.
            links: Only links of these, each as (source, target, link type); by default all between the entities.

        Raises:
            StoreError: There is no such entity.
            ExportError: It would show a masked value, or cannot be written.
            AccessDenied: A name may not be opened, or not for this reason.
        """
        with self.store("snapshot") as graph:
            snapshot = self.snapshot()
            chosen = [snapshot.id_of(code) for code in range(snapshot.n_nodes)] if ids is None else ids
            unknown = next((ident for ident in ids or () if snapshot.code_of(ident) is None), None)
            if unknown is not None:  # an empty package would say that there is nothing
                raise StoreError("no entity has this id", where=unknown, hint="find ids with `jejak search`")
            selection: Subgraph = graph.subgraph(chosen)
        filters = {"selection": "whole graph" if ids is None else f"{len(selection.nodes)} entities"}
        if links is not None:
            kept = tuple(one for one in selection.links if (one.source, one.target, one.ltype) in links)
            filters["links"] = f"{len(kept)} of {len(selection.links)} between them"
            selection = replace(selection, links=kept)
        fitting = (name for name, exporter in EXPORTERS.items() if exporter.fits(len(selection.nodes)))
        formats = tuple(sorted(kinds) if kinds else fitting)
        order = ExportOrder(folder, selection, profile(profile_code), formats, filters, opening, chart)
        Leaving(self.ledger, snapshot, self.masking(), self.analyst).write(order)
        return sorted(path.name for path in folder.iterdir())
