"""A reason as data: a code, its figures and the codes of what it speaks of; words are chosen where it is shown.

Invariant: it holds no sentence and no name, so a finding is the same in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was found.

    Attributes:
        code: What kind of reason, e.g. ``layers``.
        numbers: Its figures by name; a share is between 0 and 1.
        codes: Roles, layers or parts that it lists.
    """

    code: str
    numbers: Mapping[str, int | float] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
