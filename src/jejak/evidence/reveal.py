"""Protected names that a package shows on purpose: whose a profile lets be opened, and why somebody wanted it.

Invariant: nobody is opened who is not named one by one or by the word ``all``, and nobody without a reason; a child
only where a second person agrees, and in no package.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jejak.evidence.profiles import Profile
from jejak.evidence.wanted import Wanted, is_plain_word, words_of
from jejak.graph.model import Node
from jejak.schemas.errors import AccessDenied, ExportError
from jejak.schemas.grading import Protection

#: The word that asks for every name in the selection that the profile lets be opened.
ALL: Final = "all"
LEAST_REASON: Final = 8
LONGEST_REASON: Final = 1000
LEAST_NAME: Final = 2
LONGEST_NAME: Final = 200
PEOPLE: Final = frozenset({"person", "household_employer"})
#: Who told the police about others; their identity leaves under no profile.
_SOURCES: Final = frozenset({"informant"})
_PACKAGE: Final = "package"


@dataclass(frozen=True, slots=True)
class Opening:
    """What an analyst asks for: ``who`` holds canonical ids or the one word ``all``."""

    who: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Names that one package shows.

    Attributes:
        names: Clear name by canonical id.
        reason: Why, in the analyst's words, without names.
        analyst: Who opens them.
        log: Writes the event; returns its number and its hash. Called when every check has passed, before any file.
    """

    names: Mapping[str, str]
    reason: str
    analyst: str
    log: Callable[[], tuple[int, str]]


def checked_reason(reason: str, where: str, hidden: Iterable[str] = ()) -> str:
    """The reason without outer spaces.

    Args:
        reason: In the analyst's words.
        where: What is to be opened.
        hidden: Clear values of protected people; the reason stays in the log for ever and may hold none of them.

    Raises:
        AccessDenied: It is too short or too long, holds a line break, or names somebody protected.
    """
    text = reason.strip()
    if len(text) < LEAST_REASON:
        raise AccessDenied(
            "a protected name is opened only with a reason",
            where=where,
            hint=f"give a reason of {LEAST_REASON} letters or more",
        )
    if len(text) > LONGEST_REASON or not text.isprintable():
        raise AccessDenied(
            "the reason does not fit on a line of the log",
            where=where,
            hint=f"write one line of at most {LONGEST_REASON} letters",
        )
    if names_anybody(text, wanted_values(hidden)):
        raise AccessDenied(
            "the reason names somebody who is protected, and the log keeps it for ever",
            where=where,
            hint="write it without names and numbers; the log holds the ids",
        )
    return text


def checked_note(note: str, hidden: Iterable[str]) -> str:
    """A note without outer spaces; it may be empty.

    Args:
        note: In the analyst's words.
        hidden: Clear values of protected people, which the log may not hold.

    Raises:
        AccessDenied: It is too long, holds a line break, or names somebody protected.
    """
    text = note.strip()
    if text and (len(text) > LONGEST_REASON or not text.isprintable()):
        hint = f"write one line of at most {LONGEST_REASON} letters"
        raise AccessDenied("the note does not fit on a line of the log", hint=hint)
    if names_anybody(text, wanted_values(hidden)):
        hint = "write it without names and numbers; the log holds the ids"
        raise AccessDenied("the note names somebody who is protected, and the log keeps it for ever", hint=hint)
    return text


def checked_second(second: str, analyst: str, where: str, hidden: Iterable[str] = ()) -> str:
    """The name of the second person who agrees to the opening of a child's name, without outer spaces.

    There are no accounts yet: the analyst states who agreed, and the log keeps both names.

    Args:
        second: The colleague's name as the analyst gives it.
        analyst: Who opens the name.
        where: What is to be opened.
        hidden: Clear values of protected people, which the log may not hold.

    Raises:
        AccessDenied: It is missing, the analyst's own, does not fit into the log, or names somebody protected.
    """
    text = second.strip()
    if len(_compared(text)) < LEAST_NAME:
        raise AccessDenied(
            "the name of a child is opened only when a second person agrees",
            where=where,
            hint="give the full name of the colleague who agrees",
        )
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise AccessDenied(
            "the second person's name does not fit on a line of the log",
            where=where,
            hint=f"write at most {LONGEST_NAME} letters on one line",
        )
    if _compared(text) == _compared(analyst):
        raise AccessDenied(
            "nobody can be the second person for themselves",
            where=where,
            hint="give the full name of the colleague who agrees",
        )
    if names_anybody(text, wanted_values(hidden)):
        raise AccessDenied(
            "the second person's name is that of somebody protected, and the log keeps it for ever",
            where=where,
            hint="give the full name of the colleague who agrees, or their service number",
        )
    return text


def wanted_values(hidden: Iterable[str]) -> Wanted:
    """Protected values to look for in a text; a single word is most often somebody else's, such as a town."""
    return Wanted(words for words in map(words_of, hidden) if not is_plain_word(words))


def names_anybody(text: str, wanted: Wanted) -> bool:
    """Tell whether a text holds one of `wanted_values`."""
    return any(True for _ in wanted.matches(words_of(text)))


def _compared(name: str) -> str:
    """A person's name without case, spaces, punctuation and ways of writing a letter."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())


def chosen(opening: Opening, selection: Sequence[Node], profile: Profile, known: Callable[[str], bool]) -> list[str]:
    """The ids whose names will be shown, sorted.

    Args:
        opening: What was asked for.
        selection: The nodes that are exported.
        profile: Who may see what.
        known: Tells whether an id is in the graph.

    Raises:
        AccessDenied: The profile opens no name, or not that of this person.
        ExportError: An id is unknown, not selected or not that of a protected person; or there is nobody to open.
    """
    if not profile.openable:
        raise AccessDenied(
            "this profile shows the name of no protected person, whatever the reason",
            where=f"profile {profile.code}",
            hint="leave --reveal out, or make a package for the case team with --profile L0",
        )
    if not opening.who:
        raise ExportError("nobody is named whose name is to be opened", where=_PACKAGE, hint="leave --reveal out")
    nodes = {node.id: node for node in selection}
    if ALL in opening.who:
        return _everybody(opening, selection, profile)
    wanted = sorted(set(opening.who))
    for identifier in wanted:
        node = nodes.get(identifier)
        if node is None:
            raise _absent(identifier, known=known(identifier))
        _refuse_to_open(node, profile)
    return wanted


def _everybody(opening: Opening, selection: Iterable[Node], profile: Profile) -> list[str]:
    if len(set(opening.who)) > 1:
        raise ExportError("either all names are opened or those of the ids that are given", where=_PACKAGE)
    found = sorted(node.id for node in selection if may_open(node, profile))
    if not found:
        raise ExportError(
            "the selection holds nobody whose name this profile opens", where=_PACKAGE, hint="leave --reveal out"
        )
    return found


def may_open(node: Node, profile: Profile) -> bool:
    """Tell whether a profile lets the name of this entity be opened with a reason."""
    return (
        node.masked and node.etype in PEOPLE and node.protection in profile.openable and _SOURCES.isdisjoint(node.roles)
    )


def _absent(identifier: str, *, known: bool) -> ExportError:
    if known:
        return ExportError(
            "this person is not part of the export", where=identifier, hint="add the id with --id, or leave it out"
        )
    return ExportError(
        "no entity has this id", where=identifier[:40], hint="take the id from `jejak search` or `jejak show`"
    )


def _refuse_to_open(node: Node, profile: Profile) -> None:
    identifier = node.id
    if node.etype not in PEOPLE:
        raise ExportError(
            "only names of people are opened; this is something else",
            where=f"{node.etype} {identifier}",
            hint="phones, accounts and documents of protected people stay masked",
        )
    if not node.masked:
        raise ExportError(
            "this person is not protected, so there is no name to open", where=identifier, hint="leave the id out"
        )
    if node.protection == Protection.CHILD:
        raise AccessDenied(
            "the name of a child is in no package, whatever the reason",
            where=identifier,
            hint="the package shows a pseudonym; the screen opens it when a second person agrees",
        )
    if not may_open(node, profile):
        raise AccessDenied("the identity of a source leaves under no profile", where=identifier)


def refuse_unless_openable(nodes: Iterable[Node], wanted: Collection[str], profile: Profile) -> None:
    """The last guard before names are put into a package, whoever asked.

    Raises:
        AccessDenied: Among the nodes is one that is wanted and that the profile does not open.
    """
    for node in nodes:
        if node.id in wanted and not may_open(node, profile):
            raise AccessDenied("the profile does not open this name", where=node.id)
