"""What is said of an export of the chart."""

from __future__ import annotations

from jejak.ui.pages.chart.export import _told


def test_whoever_lies_inside_a_closed_group_is_told_to_be_left_out() -> None:
    one, two, three = (f"{number:032x}" for number in range(3))
    groups = {"g1": {"members": [one, "g2"]}, "g2": {"members": [two, three]}}
    assert _told(5, "L2", groups).endswith("Not shown, so left out: 3 entities inside closed groups.")
    assert _told(5, "L2", {}) == "Exported 5 entities under profile L2."
