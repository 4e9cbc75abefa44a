"""The ranking page shows the reasons that a measure gives, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest

from jejak.analysis.reasons import Reason
from jejak.schemas.i18n import use_language
from jejak.ui.pages import ranking


class OneRanked:
    """A case with one ranked actor."""

    def ranking(self, _name: str, limit: int) -> list[Any]:
        assert limit
        reasons = (Reason("ranked", {"rank": 1, "stays": 0.42}, ("degree",)),)
        return [type("Row", (), {"id": "a", "caption": "Adi", "etype": "person", "score": 0.5, "reasons": reasons})]


@pytest.mark.parametrize(("language", "part"), [("en", "42% of the runs"), ("id", "42% proses"), ("ms", "42% larian")])
def test_an_unstable_place_is_never_a_bare_rank(monkeypatch: pytest.MonkeyPatch, language: str, part: str) -> None:
    monkeypatch.setattr(ranking, "case", OneRanked)
    use_language(language)
    rows, _ = ranking.rank("ranking")
    assert part in str(rows[0]["why"])
    assert "why" in [column["field"] for column in ranking._columns()]
