"""A small case with places: homes, a house that two share, trips with and without a border point, names of no place."""

from __future__ import annotations

from pathlib import Path

from jejak.case import Case

MAPPING = """mapping: places
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC}
entities:
  victim: {type: person, key: [victim], protection: V1, roles: [victim], properties: {name: victim}}
  suspect: {type: person, key: [suspect], protection: S, properties: {name: suspect}}
  home: {type: address, key: [home], properties: {full: home}}
  house:
    type: address
    key: [house]
    properties: {full: house, geo: geo, province: province, country: country}
  trip: {type: trip, key: [trip], properties: {booking_ref: trip, origin: from, destination: to}}
  post: {type: border_point, key: [post], properties: {name: post, code: post}}
links:
  - {type: RESIDES_AT, from: victim, to: home, when: {column: home, present: true}}
  - {type: HOUSED_AT, from: victim, to: house, when: {column: house, present: true}}
  - {type: RESIDES_AT, from: suspect, to: house, when: {column: house, present: true}}
  - {type: TRAVELLED_ON, from: victim, to: trip, when: {column: trip, present: true}}
  - {type: TRIP_VIA, from: trip, to: post, when: {column: post, present: true}, properties: {direction: way}}
"""
HEAD = "victim,suspect,home,house,geo,province,country,trip,from,to,post,way\n"
ROWS = """Zulaiha Zz,Yusran Yy,"Jl. Mawar 1, Cilacap","Ruko Satu 5, Batam",,,,T1,Batam Centre,Stulang Laut,,
Zulaiha Zz,Yusran Yy,,"Jl. Melati 2, Ketapang",,,,T2,Batam Centre,Stulang Laut,,
Zulaiha Zz,Yusran Yy,,"Jl. Kenanga 4, Ketapang",,Kalimantan Barat,ID,T3,Pontianak,Kuching,Entikong,exit
Qamariah Qq,Warno Ww,,"Blok C, Nirgendwo",,,,T4,Kampung Tiada,Tawau,,
Qamariah Qq,Warno Ww,,Rumah Bukit,"1.5000,103.9000",,MY,,,,,
Qamariah Qq,Vikram Vv,,"Taman Satu, Batam",,,MY,,,,,
"""


def placed_case(folder: Path) -> Case:
    """Make the case in a folder; close it afterwards."""
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "rows.csv").write_text(HEAD + ROWS)
    made = Case.create(folder / "placed.case", analyst="tester")
    receipt = made.import_file(folder / "rows.csv", folder / "m.yaml")
    assert (receipt.rows_ok, receipt.rows_rejected) == (6, 0)
    return made


def named_ids(case: Case) -> dict[str, str]:
    """Ids by caption; the two victims by number."""
    snapshot = case.snapshot()
    nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
    victims = sorted(node.id for node in nodes if node.masked and node.etype == "person")
    return {node.caption: node.id for node in nodes} | {f"victim {at}": one for at, one in enumerate(victims)}
