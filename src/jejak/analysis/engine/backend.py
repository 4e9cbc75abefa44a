"""The engine as a NetworkX backend: what NetworkX calls, and when it should rather not.

NetworkX looks functions up as attributes of this module; `FUNCTIONS` says where each stands, and its module is loaded
when it is asked for first.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence, Sized
from functools import cache
from typing import cast

from jejak.analysis.engine import functions
from jejak.analysis.engine.backend_info import FUNCTIONS
from jejak.analysis.engine.conversion import convert_from_nx, convert_to_nx
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.offers import Offer

__all__ = ["can_run", "convert_from_nx", "convert_to_nx", "offer_of", "should_run"]


@cache
def offer_of(name: str) -> Offer[..., object]:
    """The offer of one function.

    Raises:
        KeyError: when the engine does not offer it.
    """
    module = importlib.import_module(f"{functions.__name__}.{FUNCTIONS[name]}")
    return cast("Offer[..., object]", getattr(module, name))


def __getattr__(name: str) -> Offer[..., object]:
    if name in FUNCTIONS:
        return offer_of(name)
    raise AttributeError(name)


def can_run(name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> bool | str:
    """Say whether the engine answers a call with these arguments; a text tells why not."""
    return offer_of(name).refusal(args, kwargs) or True


def should_run(name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> bool | str:
    """Say whether the engine is worth it: a small graph is answered by NetworkX before anything is compiled."""
    graph = cast("Sized", args[0] if args else kwargs["G"])
    if isinstance(graph, EngineGraph):
        return True
    offer = offer_of(name)
    if len(graph) < offer.least:
        return f"a graph of fewer than {offer.least} nodes is answered faster by NetworkX"
    return True
