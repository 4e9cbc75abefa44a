"""From the texts of one entry to a list entry: cleaned by the property types of an import, faults noted.

Invariant: a text is used, is empty, or is told as a fault with its record and column; a fault never holds the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from jejak.ingest.lists.columns import is_telling
from jejak.ingest.lists.fields import KINDS, ListField, folded, list_words
from jejak.schemas.list_entries import UNKNOWN_SCHEME, ListEntry
from jejak.schemas.ptypes import PTYPES, CleanContext, Cleaned
from jejak.schemas.ptypes.calendar_text import AMBIGUOUS

NOTHING = "nothing in it says who it is"
_SWAPPED = "day and month can be swapped: say --region"
_EMPTY = ("empty",)
_PARTS = ("given_name", "surname")
Text = tuple[str, ListField, str]  # column, field, and one value as the list writes it


@dataclass(frozen=True, slots=True)
class ListFault:
    """A value or entry that cannot be used, and why; ``column`` is empty where it is the whole entry."""

    record: int
    column: str
    reason: str


@dataclass(slots=True)
class EntryMaker:
    """Makes entries and collects what is wrong with them.

    Attributes:
        context: What the file says about its values.
        kind: The only entity type that is wanted; both when left out.
        usual: Entity types of an entry that says nothing of it.
        faults: What could not be used.
        others: How many entries are something else, by what they are.
    """

    context: CleanContext
    kind: str | None
    usual: tuple[str, ...] = KINDS
    faults: list[ListFault] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)

    def entry(
        self, record: int, texts: Sequence[Text], *, kinds: tuple[str, ...] = (), shown: str = ""
    ) -> ListEntry | None:
        """One entry, or none where it is something else or says nothing of who it is.

        Args:
            record: Its number.
            texts: What it states.
            kinds: Entity types that it may be, where the format says it.
            shown: Its name as it is to be shown; the first one that it states when left out.
        """
        kinds = kinds or self._kinds(texts)
        wanted = tuple(one for one in kinds if self.kind in {None, one})
        if not wanted:
            return None
        said = self._said(record, texts)
        own_id = next((text for _, column, text in texts if column.name == "id"), "")
        if not any(said.get(name) for name in _found_by()):
            self.faults.append(ListFault(record, "", NOTHING))
            return None
        return ListEntry(record, own_id, shown or next(iter(said.get("name", ())), ""), wanted, said)

    def _kinds(self, texts: Sequence[Text]) -> tuple[str, ...]:
        """Entity types by what the entry says it is; what is neither is counted."""
        told = next((text for _, column, text in texts if column.name == "kind"), None)
        if told is None:
            return (self.kind,) if self.kind else self.usual
        found = list_words().kinds.get(folded(told), ())
        if not found:
            self.count_other(told)
        return found

    def count_other(self, what: str) -> None:
        """Note an entry that is something else."""
        self.others[what] = self.others.get(what, 0) + 1

    def _said(self, record: int, texts: Sequence[Text]) -> dict[str, tuple[str, ...]]:
        contexts = self._contexts(texts)
        found: dict[str, list[str]] = {}
        parts: dict[str, str] = {}
        for column, meant, text in texts:
            if meant.name in {"id", "kind", "country"}:
                continue
            cleaned = _cleaned(meant, text, contexts)
            if cleaned.value is None or cleaned.valid is False:
                if cleaned.issues != _EMPTY:
                    self.faults.append(ListFault(record, column, _reason(cleaned)))
            elif meant.name in _PARTS:
                parts.setdefault(meant.name, cleaned.value)
            else:
                found.setdefault(meant.goes, []).append(_value(meant, cleaned))
        if parts and not found.get("name"):
            found["name"] = [" ".join(parts[name] for name in _PARTS if name in parts)]
        return _one_name({name: tuple(dict.fromkeys(values)) for name, values in found.items()})

    def _contexts(self, texts: Sequence[Text]) -> list[CleanContext]:
        """How local values may be meant: as in the entry's own countries, then as in the rest of the file."""
        codes = (
            PTYPES["country"].clean(text, self.context).value for _, meant, text in texts if meant.name == "country"
        )
        own = [replace(self.context, region=code) for code in dict.fromkeys(codes) if code]
        return [*own, self.context]


@lru_cache(maxsize=1)
def _found_by() -> tuple[str, ...]:
    """Under which names an entry states what is enough to find it by."""
    return tuple({one.goes for one in list_words().fields.values() if is_telling(one)} - {*_PARTS})


def _cleaned(meant: ListField, text: str, contexts: Sequence[CleanContext]) -> Cleaned:
    if not meant.type:
        code = list_words().sexes.get(folded(text))
        return Cleaned(code, None, () if code else ("not in the code list",), {})
    if meant.type != "phone":  # dates follow their file, not where somebody is from
        return _cleaned_as(meant, text, contexts[-1])
    tried = [_cleaned_as(meant, text, context) for context in contexts]
    return next((one for one in tried if one.valid), next((one for one in tried if one.value is not None), tried[-1]))


def _cleaned_as(meant: ListField, text: str, context: CleanContext) -> Cleaned:
    if meant.name == "identifier":
        scheme, between, value = text.partition(":")
        told = list_words().schemes.get(folded(scheme).replace(" ", "_")) if between else None
        if told is not None:
            cleaned = PTYPES[told.type].clean(value, context)
            return replace(cleaned, extra={"scheme": told.scheme})
    return PTYPES[meant.type].clean(text, context)


def _value(meant: ListField, cleaned: Cleaned) -> str:
    if meant.goes != "identifier":
        return cleaned.value or ""
    return f"{meant.scheme or cleaned.extra.get('scheme', UNKNOWN_SCHEME)}:{cleaned.value}"


def _reason(cleaned: Cleaned) -> str:
    return "; ".join(_SWAPPED if issue == AMBIGUOUS else issue for issue in cleaned.issues) or "cannot be used"


def _one_name(said: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The first name as the name, all others as aliases: several names of one entry do not contradict each other."""
    first, *others = said.get("name", ()) or (None,)
    if first is None or not others:
        return said
    return said | {"name": (first,), "alias": tuple(dict.fromkeys([*others, *said.get("alias", ())]))}
