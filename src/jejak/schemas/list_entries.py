"""One entry of a list from outside (a watch list, a register): what it states, cleaned, and where it stands.

Invariant: an entry is never a claim; nothing that holds one is kept in a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN_SCHEME = ""  # of an identifier that a list states without saying what it is: ``:value``


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One person or organisation of a list.

    Attributes:
        record: Its number from 1: of the line in JSON Lines, of the record below the header in a table.
        own_id: What the list calls it; may be empty.
        shown: Its name as the list writes it; may be empty.
        kinds: Entity types that it may be, in the order of the alphabet.
        said: Cleaned values: name, alias, father_name, birth_date, sex, identifier (``scheme:value``), phone, email,
            account, address_text. What it does not state is not in it.
    """

    record: int
    own_id: str
    shown: str
    kinds: tuple[str, ...]
    said: Mapping[str, tuple[str, ...]]

    def values(self, name: str) -> tuple[str, ...]:
        """What it states under a name, or nothing."""
        return self.said.get(name, ())
