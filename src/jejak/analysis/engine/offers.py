"""How a function of the engine is offered under its NetworkX name: what it refuses, and from which size it pays."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, ParamSpec, TypeVar


class NotAnsweredError(NotImplementedError):
    """Raised inside a function when its data show that NetworkX must answer itself; the text tells why.

    It is the exception that NetworkX's dispatch understands: with ``backend_priority`` the next backend is asked, with
    ``backend="jejak"`` the user is told.
    """


#: Looks at the arguments of a call by name and tells why the engine does not answer it, or None.
Refusal = Callable[[Mapping[str, Any]], str | None]

P = ParamSpec("P")
R = TypeVar("R")

# Measured with five edges a node, conversion included: the engine is faster from about 200 nodes, where a function
# starts at every node from 30. Below these sizes NetworkX needs less time than loading the compiler, a quarter second.
#: Nodes from which a function that visits every edge a few times is left to the engine.
LINEAR: Final = 2_000
#: The same for functions that start at every node.
ALL_PAIRS: Final = 300


@dataclass(frozen=True)
class Offer(Generic[P, R]):
    """One function and the conditions on it; calling it calls the function."""

    function: Callable[P, R]
    least: int
    refuses: tuple[Refusal, ...] = ()
    signature: inspect.Signature = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "signature", inspect.signature(self.function))

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Answer the call."""
        return self.function(*args, **kwargs)

    def refusal(self, args: Sequence[object], kwargs: Mapping[str, object]) -> str | None:
        """Why the engine does not answer this call, or None; wrong arguments are left to NetworkX, which tells them."""
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError:
            return "the arguments are not those of the function"
        bound.apply_defaults()
        return next((reason for check in self.refuses if (reason := check(bound.arguments))), None)


def offered(*refuses: Refusal, least: int = LINEAR) -> Callable[[Callable[P, R]], Offer[P, R]]:
    """Offer a function to NetworkX under its own name, unless one of ``refuses`` tells a reason not to."""
    return lambda function: Offer(function, least, refuses)


def weighted(name: str = "weight") -> Refusal:
    """Refuse a call that names an edge attribute in the parameter ``name``."""
    return lambda arguments: None if arguments[name] is None else f"{name} is not answered"


def attribute_only(name: str = "weight") -> Refusal:
    """Refuse a call whose ``name`` is a function and not the name of an edge attribute."""
    return lambda arguments: (
        None if arguments[name] is None or isinstance(arguments[name], str) else f"{name} must name an edge attribute"
    )


def multigraph(arguments: Mapping[str, Any]) -> str | None:
    """Refuse a multigraph."""
    return "multigraphs are not answered" if arguments["G"].is_multigraph() else None
