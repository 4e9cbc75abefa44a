"""Why something was found: the one list of reasons, in the order in which hits are ranked."""

from __future__ import annotations

from enum import IntEnum

#: The level of what was not found.
NOTHING = 255


class Why(IntEnum):
    """What a hit has in common with the text; a smaller number is a better hit."""

    NUMBER = 0
    NAME = 1
    WORD = 2
    PREFIX = 3
    SPELLING = 4
    SOUND = 5
    SLIP = 6
    PART = 7
    SOME = 8

    @property
    def code(self) -> str:
        """The reason as data, such as ``name`` or ``part``."""
        return self.name.lower()
