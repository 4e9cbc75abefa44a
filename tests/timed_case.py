"""A small real case for time on the chart: dated roles, links with and without end, links in 1801 and until 2199."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from jejak.case import Case

MAPPING = """mapping: times
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC, currency: IDR}
entities:
  who:
    type: person
    key: [who]
    protection: S
    roles:
      - {role: {column: part}, from: {column: since}, to: {column: until}}
    properties: {name: who}
  other: {type: person, key: [other], same_as: who, protection: S, properties: {name: other}}
  victim:
    type: person
    key: [victim]
    protection: V1
    roles:
      - {role: victim, from: "2024"}
      - {role: field_agent, from: "2024-02"}
    properties: {name: victim}
links:
  - {type: TRANSFERRED, from: who, to: other, amount: sum, time: begin, when: {column: kind, equals: paid}}
  - {type: EMPLOYED_BY, from: who, to: other, time: begin, end: finish, when: {column: kind, equals: work}}
  - {type: CONTACTED, from: who, to: other, time: begin, when: {column: kind, equals: call}}
  - {type: ASSOCIATE_OF, from: who, to: other, when: {column: kind, equals: knows}}
  - {type: RECRUITED_BY, from: victim, to: who, time: begin, when: {column: kind, equals: recruited}}
"""
ROWS = """who,other,victim,part,since,until,kind,begin,finish,sum
Adi Aa,Budi Bb,,recruiter_calo_sponsor,2023-01,2023-12,paid,2024-01-05,,10.00
Adi Aa,Budi Bb,,broker,2024,,paid,2024-01-20,,20.00
Adi Aa,Budi Bb,,,,,paid,2024-12-24,,30.00
Citra Cc,Adi Aa,,transporter,2024-06-01,2024-06-30,work,2024-03-01,2024-05-31,
Citra Cc,Dewi Dd,,,,,call,2024-02-10,,
Dewi Dd,,Fitri Ff,,,,recruited,2024-07-01,,
Dewi Dd,Eko Ee,,,,,knows,,,
Eko Ee,Adi Aa,,,,,call,1801-01-01,,
Eko Ee,Budi Bb,,,,,work,2024-04-01,2199-12-31,
"""
CROWD = "".join(f"Gus G{at},Eko Ee,,,,,knows,,,\n" for at in range(9))


def timed_case(folder: Path) -> Case:
    """The case in a folder."""
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "rows.csv").write_text(ROWS + CROWD)
    made = Case.create(folder / "t.case", name="Times", analyst="tester")
    made.import_file(folder / "rows.csv", folder / "m.yaml")
    return made


def ids_of(case: Case) -> dict[str, str]:
    """Ids by first name; that of the victim under her role."""
    snapshot = case.snapshot()
    nodes = snapshot.nodes_of(range(snapshot.n_nodes))
    return {"victim" if node.masked else node.caption.replace("Gus ", "").split()[0]: node.id for node in nodes}


def ms(text: str) -> int:
    """The first moment of a day, as the chart counts."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)
