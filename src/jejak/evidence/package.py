"""A package: the evidence graph, who says so for every edge, and a manifest; written whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jejak import __version__
from jejak.evidence.chart import Chart
from jejak.evidence.disclosure import Disclosure, disclose
from jejak.evidence.exporter import MOST_DRAWN, Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.folder import check_new, write_whole
from jejak.evidence.places import places_of
from jejak.evidence.preflight import Purpose, check_before_leaving, structure_of
from jejak.evidence.profiles import Profile
from jejak.evidence.pseudonyms import new_key
from jejak.evidence.reveal import Opened
from jejak.evidence.tables import write_table
from jejak.graph.model import Subgraph
from jejak.schemas.errors import ExportError
from jejak.schemas.world import load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_SHA = "manifest.sha256"
EVIDENCE = "evidence.csv"
_NO_HEADING = Heading("", 0, "", "", revealed=1)
_NOTHING_OPENED = Opened({}, "", "", lambda: (0, ""))
EVIDENCE_COLUMNS = ("id", "kind", "file", "sha256", "table", "record", "grade", "handling", "batch")


@dataclass(frozen=True, slots=True)
class PackageContext:
    """What a package is made from, besides the selection.

    Attributes:
        snapshot: The graph that the selection was taken from; gives sequence, digest and claims.
        case_id: The ledger's id (no name: it may hold one of a person).
        head: Head of the ledger's hash chain.
        filters: What the analyst had filtered by, in words.
        forbidden: Clear values of all that is masked, for the pre-flight check.
        created: ISO time; None takes now.
        chart: How the analyst's chart shows the selection; None where it was not taken from one.
        key: Key of this export; None draws one. It is returned and must stay with the case.
        opened: Names of protected people that are shown on purpose; its event becomes the head of the manifest.
        seal: Called with the manifest's digest, the key and the number of the event that opened names (0: none) when
            every byte is on the disk, just before the package gets its name: no package is unknown to its case.
    """

    snapshot: Snapshot
    case_id: str
    head: str
    filters: Mapping[str, str] = field(default_factory=dict)
    forbidden: Iterable[str] = ()
    created: str | None = None
    chart: Chart | None = None
    key: bytes | None = None
    opened: Opened | None = None
    seal: Callable[[str, bytes, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A written package. ``key`` belongs into the case folder, ``manifest_sha`` into the ledger."""

    folder: Path
    manifest_sha: str
    key: bytes
    nodes: int
    edges: int
    left_out: Mapping[str, int]


def write_package(
    folder: Path, selection: Subgraph, *, profile: Profile, formats: Iterable[str], context: PackageContext
) -> Package:
    """Write a package; the same arguments, key, time and event give the same bytes.

    Order: every check, then the event of opened names, then the files, then ``seal``, then the folder's name.

    Args:
        folder: Where to write; must not exist yet.
        selection: Nodes and links to hand on.
        profile: Who may see what.
        formats: Names in ``EXPORTERS``.
        context: Graph, case and key.

    Raises:
        ExportError: when the folder exists, a format is unknown, the selection is too large to be drawn, or the
            pre-flight check finds a masked value.
        AccessDenied: when a name is opened that the profile does not open.
    """
    chosen = sorted(set(formats))
    unknown = [name for name in chosen if name not in EXPORTERS]
    if unknown or not chosen:
        raise ExportError(
            "There is no such format." if unknown else "No format was chosen.",
            where=", ".join(unknown) or None,
            hint=f"Choose from: {', '.join(EXPORTERS)}.",
        )
    too_many = [name for name in chosen if not EXPORTERS[name].fits(len(selection.nodes))]
    if too_many:
        raise ExportError(
            "The selection is too large to be drawn.",
            where=", ".join(too_many),
            hint=f"Choose at most {MOST_DRAWN} entities, or another format.",
        )
    check_new(folder)
    key = context.key or new_key()
    created = context.created or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    opened = context.opened
    names = opened.names if opened else {}
    hidden = frozenset(context.forbidden)
    disclosure = disclose(context.snapshot, selection, profile, key, opened=names, chart=context.chart, hidden=hidden)
    if any(EXPORTERS[name].draws for name in chosen):  # whoever has no place yet gets one, the same in every picture
        disclosure = replace(disclosure, places=places_of(disclosure))
    heading = Heading(
        context.case_id, context.snapshot.sequence, profile.code, created, len(names), context.snapshot.digest
    )
    files = _files(disclosure, heading, chosen)
    manifest = _manifest(disclosure, heading, context, files)
    draft = {folder.name: b"", **files, **_said(disclosure, heading, chosen), MANIFEST: manifest}
    forbidden = disclosure.masked | hidden
    check_before_leaving(draft, forbidden, _purpose(disclosure, context, chosen))
    event = 0
    if opened:
        event, head = opened.log()  # before the first byte is written
        manifest = _manifest(disclosure, heading, replace(context, head=head), files, event=event)
    sha = hashlib.sha256(manifest).hexdigest()
    # the digest comes last: a folder without it was never finished
    whole = {**files, MANIFEST: manifest, MANIFEST_SHA: f"{sha}  {MANIFEST}\n".encode()}
    write_whole(folder, whole, lambda: context.seal(sha, key, event) if context.seal else None)
    return Package(folder, sha, key, len(disclosure.nodes), len(disclosure.edges), disclosure.left_out)


def _purpose(disclosure: Disclosure, context: PackageContext, formats: list[str]) -> Purpose:
    nothing = Disclosure((), (), {}, {})
    bare = replace(context, filters={}, case_id="", head="", opened=_NOTHING_OPENED)
    files = _files(nothing, _NO_HEADING, formats) | _said(nothing, _NO_HEADING, formats)
    files[MANIFEST] = _manifest(nothing, _NO_HEADING, bare, {})
    opened = context.opened or _NOTHING_OPENED
    values = disclosure.clear_values() | _declared() | {opened.analyst}
    return Purpose(values, disclosure.prose() | {opened.reason}, structure_of(files))


@cache
def _declared() -> frozenset[str]:
    """Words of the world model: types, properties and codes are nobody's."""
    world = load_world()
    properties = (set(kind.properties) for kinds in (world.entity_types, world.link_types) for kind in kinds.values())
    codes = (set(codes.codes) for codes in world.code_lists.values())
    labels = [kind.labels for kinds in (world.entity_types, world.link_types) for kind in kinds.values()]
    called = {text for names in labels for text in names.values()}
    return frozenset({*world.entity_types, *world.link_types, *called}.union(*properties, *codes))


def _files(disclosure: Disclosure, heading: Heading, formats: list[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name in formats:
        files.update(EXPORTERS[name].write(disclosure, heading))
    files[EVIDENCE] = _evidence(disclosure)
    return files


def _said(disclosure: Disclosure, heading: Heading, formats: list[str]) -> dict[str, bytes]:
    """What is written in the files that drawing takes apart, or that no text program reads."""
    files: dict[str, bytes] = {}
    for name in formats:
        says = EXPORTERS[name].says
        files.update(says(disclosure, heading) if says else {})
    return files


def _evidence(disclosure: Disclosure) -> bytes:
    edges = {edge.id for edge in disclosure.edges}
    rows = (
        (
            identifier,
            "link" if identifier in edges else "node",
            claim.file,
            claim.source_sha,
            claim.table,
            str(claim.locator),
            claim.grade or "",
            claim.handling or "",
            claim.batch_id,
        )
        for identifier, claims in sorted(disclosure.evidence.items())
        for claim in claims
    )
    return write_table(EVIDENCE_COLUMNS, rows)


def _manifest(
    disclosure: Disclosure, heading: Heading, context: PackageContext, files: Mapping[str, bytes], *, event: int = 0
) -> bytes:
    opened = context.opened
    content = {
        "format": FORMAT,
        "case": heading.case_id,
        "sequence": heading.sequence,
        "head": context.head,
        "snapshot_digest": context.snapshot.digest,
        "profile": heading.profile,
        "filters": dict(context.filters),
        "tool": f"jejak {__version__}",
        "created": heading.created,
        "nodes": len(disclosure.nodes),
        "links": len(disclosure.edges),
        "chart": context.chart and _chart(context.chart, disclosure),
        "left_out": dict(disclosure.left_out),
        "revealed": opened
        and {"people": heading.revealed, "event": event, "reason": opened.reason, "analyst": opened.analyst},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "sources": {
            edge.id: sorted({claim.source_sha for claim in disclosure.evidence[edge.id]}) for edge in disclosure.edges
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _chart(chart: Chart, disclosure: Disclosure) -> Mapping[str, object]:
    """Which state of the chart the package shows: the same digest for the same state, whatever the key."""
    view = disclosure.chart.view
    return {
        "state": chart.state,
        "view": view and {"id": view.id, "name": view.name, "version": view.version, "changed": view.changed},
        "size": chart.measure.name if chart.measure and disclosure.chart.across else "same",
        "filter": dict(chart.filters),
        "places": {ident: [x, y] for ident, (x, y) in sorted(disclosure.places.items())},
    }
