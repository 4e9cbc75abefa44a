"""A small case of people who may be one another, random judgements on it, and what its packages hold, byte by byte.

The case has what a judgement can touch: a victim, a child, a recruiter, two records that a number, a name and a birth
date join by rule, a number that two people carry, and phones and accounts of several.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import strategies as st

from jejak.case import Case
from jejak.evidence import EXPORTERS, PackageContext, profile, write_package
from jejak.graph.ledger.records import EventKind, Verdict
from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.schemas.errors import ResolutionError

PEOPLE = """mapping: people
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P, region: ID, currency: IDR, zone: UTC}
entities:
  person: {type: person, key: [no], properties: {number_in_source: no, name: name, birth_date: born, nik: nik}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  account: {type: account, key: [account], properties: {number: account}}
links:
  - {type: USES, from: person, to: phone, when: {column: phone, present: true}}
  - {type: HOLDS_ACCOUNT, from: person, to: account, when: {column: account, present: true}}
"""
INTERVIEWS = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC}
entities:
  victim: {type: person, key: [victim], protection: V1, roles: [victim], properties: {name: victim, birth_date: born}}
  recruiter:
    {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], protection: S, properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter, time: at}
"""
HEADER = ("no", "name", "born", "nik", "phone", "account")
NUMBER = "3501014605900001"
FIRST = [("1", "Rina Kartika", "1990-05-06", NUMBER, "+6281234567001", "1000000001")]
SECOND = [
    ("2", "Kartika Rina", "1990-05-06", NUMBER, "", "1000000002"),  # one with the first by rule
    ("3", "Yohan Seran", "1979-11-12", NUMBER, "+6281234567001", ""),  # the number is reused
    ("4", "Wulan Prihatin", "2001-07-08", "", "+6281234567004", ""),  # shares the victim's name
    ("5", "Tomo Wiyono", "1983-09-10", "", "+6281234567004", "1000000002"),
    ("6", "Tomo Wijono", "", "", "", "1000000006"),
]
TOLD = [
    ("Wulan Prihatin", "2001-07-08", "Pak Tomo", "2024-03-01"),
    ("Sari Lestari", "2011-01-02", "Pak Tomo", "2024-03-02"),
]
FILES: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
    "first": (HEADER, FIRST),
    "second": (HEADER, SECOND),
    "told": (("victim", "born", "recruiter", "at"), TOLD),
}
CREATED, KEY = "2026-01-01T00:00:00Z", bytes(range(32))
ANALYSTS = ("ann", "budi")
Judged = tuple[int, int, Verdict]


@dataclass(frozen=True, slots=True)
class Step:
    """Judgements that one analyst makes as one step."""

    analyst: str
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """Taking back one of the judgements that nobody has taken back yet, or all of its step."""

    which: int
    together: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """Taking the first file out of the case, or back in: what a rule joined falls apart, and judgements stay."""


Doing = Step | Undo | Flip
_who = st.one_of(st.integers(0, 2), st.integers(0, 8))  # a few people meet often, so that judgements meet too
_pairs = st.tuples(_who, _who, st.sampled_from(list(Verdict)))
steps = st.builds(Step, st.sampled_from(ANALYSTS), st.lists(_pairs, min_size=1, max_size=3).map(tuple))
undos = st.builds(Undo, st.integers(0, 99), st.booleans())
doings = st.lists(st.one_of(steps, steps, steps, undos, st.just(Flip())), max_size=12)
orders = st.lists(st.integers(0, 99), max_size=12)


@dataclass(frozen=True, slots=True)
class Desk:
    """A case that nobody has judged in, and the ekeys of everybody in it."""

    case: Path
    people: tuple[str, ...]

    def fresh(self, folder: Path) -> Case:
        """Open a copy of the case."""
        shutil.copytree(self.case, folder)
        return Case.open(folder, analyst=ANALYSTS[0])


def lay_out(folder: Path) -> Desk:
    """Write the files of the case and import them."""
    for name, (header, rows) in FILES.items():
        (folder / f"{name}.yaml").write_text(INTERVIEWS if name == "told" else PEOPLE.replace("people", name))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *rows])
    with Case.create(folder / "x.case", analyst=ANALYSTS[0]) as case:
        for name in FILES:
            case.import_file(folder / f"{name}.csv", folder / f"{name}.yaml")
        together = _people(case)
        flip(case)
        apart = _people(case)
        flip(case)
        case.snapshot()
    return Desk(folder / "x.case", tuple(dict.fromkeys([*together, *apart])))


def _people(case: Case) -> list[str]:
    nodes = map(case.snapshot().node, range(case.snapshot().n_nodes))
    return [node.id for node in nodes if node.etype == "person"]


def flip(case: Case, *, live: bool | None = None) -> None:
    """Take the first file out, or back in."""
    first = case.batches()[0]
    if first.status == "live" and live is not True:
        case.reverse(first.batch_id)
    elif first.status != "live" and live is not False:
        case.restore(first.batch_id)


def do(case: Case, people: Sequence[str], step: Doing) -> None:
    """Do a step; what is refused changes nothing, and a step back is never refused."""
    if isinstance(step, Undo):
        _take_back(case, step)
    elif isinstance(step, Flip):
        flip(case)
    else:
        before = case.head
        try:
            _judge(case, people, step)
        except ResolutionError:
            assert case.head == before
    case.snapshot()


def do_all(case: Case, people: Sequence[str], doing: Sequence[Doing]) -> None:
    """Do steps one after the other."""
    for step in doing:
        do(case, people, step)


def undo_all(case: Case, order: Sequence[int]) -> None:
    """Take back whatever nobody has taken back yet, in an order that begins as given."""
    places = iter(order)
    while waiting := standing(case):
        case.undo(waiting[next(places, 0) % len(waiting)])
        case.snapshot()


def standing(case: Case) -> list[int]:
    """Numbers of the judgements that nobody has taken back, replaced ones too."""
    events = case.ledger.events()
    undone = {int(event.subject) for event in events if event.kind == EventKind.JUDGEMENT_UNDONE}
    return [event.seq for event in events if event.kind == EventKind.JUDGEMENT and event.seq not in undone]


def _judge(case: Case, people: Sequence[str], step: Step) -> None:
    case.analyst = step.analyst
    decided = [
        (people[left % len(people)], people[right % len(people)], verdict) for left, right, verdict in step.judged
    ]
    if len(decided) == 1:
        case.judge(*decided[0], reason="looked at")
    else:
        case.identities.decide(decided, reason="looked at together")


def _take_back(case: Case, step: Undo) -> None:
    waiting = standing(case)
    if not waiting:
        return
    chosen = waiting[step.which % len(waiting)]
    group = next(one.group for one in case.ledger.judgements(live_only=False) if one.seq == chosen)
    if step.together and group:
        case.identities.undo(group)
    else:
        case.undo(chosen)


def packages(snapshot: Snapshot, hidden: Sequence[str], folder: Path) -> dict[str, str]:
    """The sha256 of every file of a package of the whole graph in every format, for the case team and for a partner.

    What differs between any two packages is held still: the key that draws pseudonyms, the time, the head of the chain
    and the number of the last event. Everything else is compared, to the byte.
    """
    still = replace(snapshot, sequence=0)
    store = SnapshotStore(still)
    selection = store.subgraph([still.id_of(code) for code in range(still.n_nodes)])
    found: dict[str, str] = {}
    for code in ("L0", "L2"):
        context = PackageContext(still, "case", "head", forbidden=hidden, created=CREATED, key=KEY)
        made = write_package(folder / code, selection, profile=profile(code), formats=EXPORTERS, context=context)
        found |= {
            f"{code}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in made.folder.iterdir()
        }
        shutil.rmtree(made.folder)
    return found


def exported(case: Case) -> dict[str, str]:
    """The packages of a case at its present state, and its digest."""
    snapshot = case.snapshot()
    made = packages(snapshot, list(case.masking().clear_values()), case.folder.parent)
    return {**made, "digest": snapshot.digest}
