"""A pager that comes is no press on it, and hides nothing else that is told together with it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import pytest
from dash import no_update
from dash._callback_context import context_value
from dash._utils import AttributeDict

from jejak.ui.pages.audit import page as audit
from jejak.ui.pages.sources import records
from jejak.ui.parts import pages_turned

FILTERS: Any = {"kinds": [], "analyst": "", "since": "", "until": "", "text": "", "subject": ""}


def button(to: str, clicks: int | None) -> dict[str, object]:
    return {"prop_id": f'{{"of":"audit","to":"{to}","type":"pager"}}.n_clicks', "value": clicks}


def told(act: Callable[..., object], *arguments: object, told: list[dict[str, object]]) -> object:
    """What a callback answers where these of its inputs have changed."""

    def answer() -> object:
        context_value.set(AttributeDict(triggered_inputs=told))
        return act(*arguments)

    return copy_context().run(answer)


COME = [button("back", None), button("next", None)]


@pytest.mark.parametrize(
    ("inputs", "pages"),
    [([], 0), (COME, 0), ([button("next", 1)], 1), ([button("back", 2)], -1), ([*COME, button("next", 3)], 1)],
)
def test_only_a_press_turns_the_page(inputs: list[dict[str, object]], pages: int) -> None:
    assert told(pages_turned, told=inputs) == pages


def test_a_filter_that_is_told_with_a_new_pager_counts() -> None:
    at = {"first": 100, "event": 7}
    chosen = {"prop_id": "audit-chosen.data", "value": FILTERS}
    for inputs in ([chosen], [*COME, chosen]):
        assert told(audit.turn, [None, None], FILTERS, at, told=inputs) == {"first": 0, "event": 0}
    assert told(audit.turn, [None, None], FILTERS, at, told=COME) is no_update
    assert told(audit.turn, [None, 1], FILTERS, at, told=[button("next", 1)]) == {
        "first": 100 + audit.SHOWN,
        "event": 0,
    }
    assert told(audit.turn, [1, None], FILTERS, {"first": 0}, told=[button("back", 1)]) == {"first": 0, "event": 0}


def test_a_number_that_is_told_with_a_new_pager_counts() -> None:
    at: Any = {"sha": "s", "batch": "b", "record": 3}
    go = {"prop_id": "record-go.value", "value": 9}
    assert told(records.turn, [None, None], 9, at, told=[*COME, go]) == {**at, "record": 9}
    assert told(records.turn, [None, None], 9, at, told=COME) is no_update
    assert told(records.turn, [], "", at, told=[{**go, "value": ""}]) is no_update
