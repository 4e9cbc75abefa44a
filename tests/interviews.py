"""A small case of interviews: victims, who recruited them, and by which telephone."""

from __future__ import annotations

from pathlib import Path

from jejak.case import Case

MAPPING = """mapping: interviews
version: 1
title: Interviews
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  told: {type: person, key: [name], protection: {column: class}, properties: {name: name}}
  recruiter: {type: person, key: [recruiter], protection: S, properties: {name: recruiter}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
links:
  - {type: RECRUITED_BY, from: told, to: recruiter}
  - {type: USES, from: recruiter, to: phone}
"""
HEADER = "name,class,recruiter,phone\n"


def interviews(folder: Path, rows: str, *, analyst: str) -> Case:
    """Make the case in a folder, where `m.yaml` stays for more; to be closed by whoever asked for it."""
    (folder / "m.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "rows.csv").write_text(HEADER + rows, encoding="utf-8")
    case = Case.create(folder / "k.case", analyst=analyst)
    assert case.import_file(folder / "rows.csv", folder / "m.yaml").rows_rejected == 0
    return case
