"""Small real snapshots for tests: segments written with the schemas of claims, read by the real builder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jejak.graph.ledger import Ledger
from jejak.graph.snapshot import Snapshot, build_snapshot
from jejak.schemas.claims import FILES, SEGMENT_FORMAT
from jejak.schemas.world import load_world

SOURCE_SHA = hashlib.sha256(b"tiny\n").hexdigest()


@dataclass
class TinyCase:
    """Collects claims; ``snapshot`` writes them as one segment and builds the graph."""

    entities: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    file: str = "agency-list.csv"
    handling: str = "P"

    def add(self, etype: str, name: str | None = None, **values: Any) -> int:
        """Add an entity; returns its ix. ``roles`` and ``props`` go into its properties."""
        ix = len(self.entities)
        props = {**values.pop("props", {}), **({"roles": values.pop("roles")} if "roles" in values else {})}
        row = {
            "ix": ix,
            "ekey": hashlib.sha256(f"{etype}{ix}".encode()).digest()[:16],
            "etype": etype,
            "name": name,
            "name_raw": name,
            "locator": ix + 1,
            "n_rows": 1,
            "props": json.dumps(props, sort_keys=True),
            **values,
        }
        self.entities.append(row)
        return ix

    def people(self, names: Iterable[str], **values: Any) -> list[int]:
        """Add persons; returns their ix."""
        return [self.add("person", name, **values) for name in names]

    def link(self, ltype: str, source: int, target: int, **values: Any) -> None:
        """Add a link; ``amount`` is text, ``t`` an ISO date."""
        amount, day = values.pop("amount", None), values.pop("t", None)
        self.links.append(
            {
                "ltype": ltype,
                "src_ix": source,
                "dst_ix": target,
                "amount": None if amount is None else Decimal(amount),
                "t_utc": None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC),
                "t_precision": None if day is None else "day",
                "locator": len(self.links) + 1,
                "n_rows": 1,
                **values,
            }
        )

    def snapshot(self, folder: Path) -> Snapshot:
        """Adopt the claims into a new ledger and build its snapshot."""
        source = folder / "received" / self.file
        source.parent.mkdir(parents=True)
        source.write_text("tiny\n")
        _write_draft(self, folder / "draft", SOURCE_SHA)
        with Ledger.create(folder / "tiny.case", "tiny", "tester") as ledger:
            ledger.receive_source(source, origin="test", analyst="tester")
            ledger.adopt(
                folder / "draft", source_sha=SOURCE_SHA, file=self.file, analyst="tester", mapping_text="version: 1"
            )
            return build_snapshot(ledger, load_world())


def _write_draft(case: TinyCase, folder: Path, source_sha: str) -> None:
    """Write what an import writes: three tables and their manifest."""
    folder.mkdir(parents=True)
    rows: dict[str, list[dict[str, Any]]] = {"entities": case.entities, "links": case.links, "rejects": []}
    for name, schema in FILES.items():
        pq.write_table(pa.Table.from_pylist(rows[name], schema=schema), folder / f"{name}.parquet")
    manifest = {
        "format": SEGMENT_FORMAT,
        "source_sha": source_sha,
        "table": "data",
        "mapping": "people",
        "mapping_sha": "0" * 64,
        "cleaner_version": "1",
        "rows_in": len(case.links),
        "rows_ok": len(case.links),
        "rows_rejected": 0,
        "n_entities": len(case.entities),
        "n_links": len(case.links),
        "n_rejects": 0,
        "defaults": {"grade": "B2", "handling": case.handling},
        "money": {},
        "digest": "0" * 64,
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, sort_keys=True))


def edge_list(path: Path, *, separator: str = "\t") -> list[tuple[str, str, int]]:
    """Read lines ``u v weight``."""
    rows = (line.split(separator) for line in path.read_text().splitlines() if line.strip())
    return [(u, v, int(float(w))) for u, v, w in rows]


def from_edges(edges: Iterable[tuple[str, str, int]], *, repeat: bool = False) -> TinyCase:
    """Persons tied by calls: each edge once, or ``weight`` times with ``repeat``."""
    case = TinyCase()
    known: dict[str, int] = {}
    for u, v, weight in edges:
        for name in (u, v):
            if name not in known:
                known[name] = case.add("person", name)
        for _ in range(weight if repeat else 1):
            case.link("ASSOCIATE_OF", known[u], known[v])
    return case


def chain_ring() -> tuple[TinyCase, dict[str, int]]:
    """A recruitment ring bound over several layers with its victims, beside a large family that is only a family."""
    case = TinyCase()
    who: dict[str, int] = {}
    for name, role in [
        ("Organiser", "organiser"),
        ("Broker", "recruiter_calo_sponsor"),
        ("Skipper", "boat_operator_tekong"),
        ("Keeper", "harbourer"),
    ]:
        who[name] = case.add("person", f"{name} Prima", protection="S", roles=[role])
    for number in range(5):
        victim = case.add("person", f"Hidden Name{number}", protection="V1")
        who[f"victim{number}"] = victim
        case.link("RECRUITED_BY", victim, who["Broker"])
        case.link("TRANSPORTED_BY", victim, who["Skipper"])
    for name in ("Organiser", "Broker", "Skipper", "Keeper"):
        account = case.add("account", f"00{len(case.entities)}77", id_scheme="account", id_value=f"00{name}")
        who[f"account {name}"] = account
        case.link("HOLDS_ACCOUNT", who[name], account)
    for name in ("Broker", "Skipper", "Keeper"):
        case.link(
            "TRANSFERRED",
            who["account Organiser"],
            who[f"account {name}"],
            amount="2500.50",
            currency="MYR",
            t="2024-05-01",
        )
    house = case.add("address", "Jalan Satu 1", id_scheme="address", id_value="jalan satu 1")
    who["house"] = house
    case.link("RESIDES_AT", who["Keeper"], house)
    case.link("RESIDES_AT", who["Skipper"], house)
    case.link("ASSOCIATE_OF", who["Organiser"], who["Broker"])
    family = case.people([f"Kin {number}" for number in range(8)])
    who["kin"] = family[0]
    for left in family:
        for right in family:
            if left < right:
                case.link("FAMILY_OF", left, right)
    return case, who
