"""A result as a file, the same for the command line and the screen: CSV, or JSON with findings, run card and digest.

Invariant: the same rows give the same bytes at every door; a text of a CSV cell is never a formula of a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

from jejak.analysis.declaration import Finding, Result
from jejak.case.csv_files import harmless
from jejak.ui.json_text import json_text
from jejak.ui.reasons import reason_words


def result_json(result: Result, limit: int | None = None) -> str:
    """The first rows and findings (all by default) with summary, run card and digest."""
    rows, findings = result.rows[:limit], result.findings[:limit]
    told = [{**asdict(one), "why": why(one)} for one in findings]
    shown = {"columns": result.columns, "rows": rows, "summary": result.summary}
    return json_text({**shown, "findings": told, "card": result.card, "digest": result.digest})


def result_csv(result: Result, limit: int | None = None) -> str:
    """The first rows (all by default) under the names of their columns."""
    text = io.StringIO()
    cells = ([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in result.rows[:limit])
    csv.writer(text, lineterminator="\n").writerows([result.columns, *cells])
    return text.getvalue()


def card_json(result: Result) -> str:
    """The run card and the digest, as `jejak rerun` reads them."""
    return json_text({"card": result.card, "digest": result.digest})


def why(finding: Finding) -> list[str]:
    """The reasons of a finding in words."""
    return [reason_words(reason) for reason in finding.explanation]
