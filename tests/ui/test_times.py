"""When the links of a bundle are, as the chart is told."""

from __future__ import annotations

from jejak.graph.model import Link
from jejak.ui.feed import bundles
from jejak.ui.times import spans
from jejak.ui.words import draw_bundle

DAY = 86_400_000


def link(number: int, first: int | None = None, last: int | None = None) -> Link:
    return Link(f"{'0' * 16}:{number}", "CONTACTED", "a", "b", first, last)


def test_links_on_the_same_days_are_one_line_and_those_without_a_date_none() -> None:
    links = [link(1, 5 * DAY + 7), link(2, 5 * DAY + 3), link(3, 2 * DAY, 9 * DAY), link(4), link(5, None, 3 * DAY)]
    assert spans(links) == [[2 * DAY, 9 * DAY, 1], [3 * DAY, 3 * DAY, 1], [5 * DAY + 3, 5 * DAY + 7, 2]]
    assert spans([link(1)]) == []


def test_an_end_before_the_beginning_is_still_a_time() -> None:
    assert spans([link(1, 9 * DAY, 2 * DAY)]) == [[2 * DAY, 9 * DAY, 1]]


def test_only_bundles_of_several_links_are_told_one_by_one() -> None:
    (one,) = bundles([link(1, 5 * DAY)]).values()
    drawn = draw_bundle(one)
    assert (drawn["first"], drawn["last"], "spans" in drawn) == (5 * DAY, 5 * DAY, False)
    (many,) = bundles([link(1, 5 * DAY), link(2, -719_162 * DAY), link(3)]).values()
    drawn = draw_bundle(many)
    assert (drawn["count"], drawn["spans"]) == (3, [[-719_162 * DAY, -719_162 * DAY, 1], [5 * DAY, 5 * DAY, 1]])
    assert (drawn["first"], drawn["last"]) == (-719_162 * DAY, 5 * DAY)
    (undated,) = bundles([link(1), link(2)]).values()
    assert "spans" not in draw_bundle(undated)
