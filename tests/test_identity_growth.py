"""The growth benchmark works, counts what it says, and its page tells the figures it was given."""

from __future__ import annotations

from pathlib import Path

import identity_growth

from jejak.case import Case


def test_a_small_case_in_twelve_files_is_measured(tmp_path: Path) -> None:
    made = identity_growth.make(tmp_path, 300, seed=3)
    with Case.open(tmp_path / "growth.case") as case:
        assert len({batch.file for batch in case.batches()}) == made["files"] == 12
        assert sum(batch.rows_ok for batch in case.batches()) == made["rows"]
        found = case.identities.suggestions(identity_growth.LEAST)
    measured = identity_growth.measure(tmp_path)
    assert measured["suggested"] == len(found) > 50
    assert measured["joined"] == len({ident for pair in found for ident in (pair.left, pair.right)})
    assert 2 * measured["groups"] <= measured["joined"]
    assert measured["person: entities"] > 300
    parts = sum(measured[f"{stage}: s"] for stage in identity_growth.STAGES)
    assert 0 < parts <= measured["total s"]
    peaks = [measured[f"{stage}: peak MB"] for stage in identity_growth.STAGES]
    assert peaks == sorted(peaks)
    commanded = {"command s": 12.34, "command peak MB": 567.8, "load": 1.0}
    told = identity_growth.quality(tmp_path)
    assert told["true pairs"] > told["recall"] * told["true pairs"] > 50
    assert told["precision"] > 0.8
    assert told["untold"] < 0.05 * measured["person: entities"]
    page = identity_growth.report([made | measured | commanded | told], 3)
    assert "| the command `jejak resolve --apply` | 12.3 |" in page
    assert "| the command `jejak resolve --apply` | 568 |" in page
    assert f"| entities of people | {measured['person: entities']:,.0f} |" in page
