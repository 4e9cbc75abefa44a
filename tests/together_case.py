"""A small invented case of people who share homes and companies: two are protected, one belongs to several."""

from __future__ import annotations

from pathlib import Path

from jejak.case import Case

MAPPING = """mapping: together
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  actor: {type: person, key: [actor], protection: S, properties: {name: actor}}
  victim: {type: person, key: [victim], protection: V1, roles: [victim], properties: {name: victim}}
  place: {type: address, key: [place], properties: {full: place}}
  agency: {type: organisation, key: [agency], protection: S, properties: {name: agency}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
links:
  - {type: RESIDES_AT, from: actor, to: place, when: {column: tie, equals: lives}}
  - {type: WORKS_AT, from: actor, to: place, when: {column: tie, equals: works}}
  - {type: HOUSED_AT, from: victim, to: place, when: {column: tie, equals: housed}}
  - {type: DIRECTOR_OF, from: actor, to: agency, when: {column: tie, equals: directs}}
  - {type: EMPLOYED_BY, from: actor, to: agency, when: {column: tie, equals: employed}}
  - {type: RECRUITED_BY, from: victim, to: agency, when: {column: tie, equals: recruited}}
  - {type: CONTROLLED_BY, from: victim, to: actor, when: {column: tie, equals: controlled}}
  - {type: USES, from: actor, to: phone, when: {column: tie, equals: calls}}
"""
ROWS = """actor,victim,tie,place,agency,phone
Ani,,lives,Jl. Satu 1,,
Budi,,lives,Jl. Satu 1,,
Budi,,works,Jl. Dua 2,,
Cici,,lives,Jl. Dua 2,,
Dodi,,works,Jl. Dua 2,,
Edi,,lives,Jl. Tiga 3,,
,Vina Vv,housed,Jl. Satu 1,,
Ani,,directs,,PT Satu,
Budi,,employed,,PT Satu,
Budi,,directs,,PT Satu,
Budi,,employed,,PT Dua,
,Vina Vv,recruited,,PT Satu,
Cici,,directs,,PT Dua,
Dodi,,employed,,PT Dua,
Fani,,directs,,PT Tiga,
Ani,Vina Vv,controlled,,,
Dodi,Viki Vv,controlled,,,
Ani,,calls,,,+6281234567001
Edi,,calls,,,+6281234567002
"""


def build(folder: Path) -> Case:
    """Make and open the case in a folder; whoever opens it closes it."""
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "rows.csv").write_text(ROWS)
    case = Case.create(folder / "together.case", analyst="tester")
    receipt = case.import_file(folder / "rows.csv", folder / "m.yaml")
    assert (receipt.rows_ok, receipt.rows_rejected) == (ROWS.count("\n") - 1, 0)
    return case


def ids_of(case: Case) -> dict[str, str]:
    """Ids by caption; of the protected ones by V and a number in the order of their ids."""
    snapshot = case.snapshot()
    nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
    protected = sorted(node.id for node in nodes if node.masked and node.etype == "person")
    return {node.caption: node.id for node in nodes} | {f"V{at}": one for at, one in enumerate(protected)}
