"""Which columns of a list state what: by their headers in three languages, or as the user says.

Invariant: every column is either used or told as ignored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from jejak.ingest.lists.fields import KINDS, ListField, ListWords, folded, list_words
from jejak.ingest.propose import Guess, defaults_of, guess_columns, sample_of
from jejak.ingest.readers import Table
from jejak.schemas.errors import RecordError, raise_together
from jejak.schemas.ptypes import CleanContext

SEVERAL = ";"  # stands between the values of one cell
#: Fields that are enough to find somebody by.
TELLING = ("name", "company", "given_name", "surname", "alias", "phone", "email", "account", "identifier")
_SCHEMA = "schema"  # a header that always says what a record is
_WANTED = "a name (name, nama) or an identity number (nik, mykad, passport_no, registration_no, ...)"


@dataclass(frozen=True, slots=True)
class ListColumns:
    """How a table is read.

    Attributes:
        used: Columns and their fields, the surest of each field first.
        ignored: Columns that nothing is compared by.
        kinds: Entity types of a record that does not say what it is.
        context: What the values say about regions and dates.
    """

    used: tuple[tuple[str, ListField], ...]
    ignored: tuple[str, ...]
    kinds: tuple[str, ...]
    context: CleanContext


def choose_columns(
    table: Table, said: Mapping[str, Sequence[str]], *, kind: str | None, region: str | None, file: str
) -> ListColumns:
    """Find the fields of a table's columns.

    Args:
        table: The table.
        said: Columns by field, as the user says; they go before all guesses.
        kind: The only entity type that is wanted.
        region: Country that local phones and dates follow; guessed from the values when left out.
        file: Name of the file, for messages.

    Raises:
        RecordError: No column tells who an entry is.
        ExceptionGroup: Of ``RecordError``, where the user names a field or a column that is not there.
    """
    check_said(table.columns, said, list_words(), file)
    seen = sample_of(table)
    sample = {name: _apart(seen.get(name, [])) for name in table.columns}  # later records may fill an empty column
    taken = {column for columns in said.values() for column in columns}
    guesses = _guesses({column: values for column, values in sample.items() if column not in taken})
    chosen = [(column, field) for field, columns in said.items() for column in columns]
    chosen += [(guess.column, guess.target) for guess in _surest(guesses) if guess.target not in said]
    fields = list_words().fields
    used, kinds = _of_one_kind([(column, fields[f]) for column, f in chosen if f in fields], said, kind)
    if not any(is_telling(field) for _, field in used):
        raise RecordError(
            f"no column says who an entry is; the columns are: {', '.join(table.columns)}",
            where=file,
            hint=f"wanted is {_WANTED}; say which column it is with --column name=COLUMN",
        )
    named = {column for column, _ in used}
    ignored = tuple(column for column in table.columns if column not in named)
    return ListColumns(tuple(used), ignored, kinds, _context(sample, guesses, region))


def _apart(cells: list[str]) -> list[str]:
    """The values of some cells, of which each may hold several."""
    return [value for cell in cells for value in map(str.strip, cell.split(SEVERAL)) if value]


def _guesses(sample: Mapping[str, list[str]]) -> list[Guess]:
    """What columns probably are, the surest first: headers known as a whole, then by their words."""
    words = list_words()
    whole = [Guess(name, words.whole[folded(name)], 1.0, "") for name in sample if folded(name) in words.whole]
    whole = [one for one in whole if one.target != "kind" or _says_kinds(one.column, sample[one.column], words)]
    known = {guess.column for guess in whole}
    others = {name: sample[name] for name in sample if name not in known and not _means_else(name, words.never)}
    return sorted([*whole, *guess_columns(others, words.headers)], key=lambda guess: -guess.confidence)


def _says_kinds(column: str, values: Sequence[str], words: ListWords) -> bool:
    """Whether a column that could say what records are says it: a register may list kinds of companies."""
    return folded(column) == _SCHEMA or any(folded(value) in words.kinds for value in values)


def _surest(guesses: Sequence[Guess]) -> list[Guess]:
    """The surest column of each field, and those that are called alike but for a number, such as `phone 2`.

    Another column with a word in common may be about somebody else, and what somebody else has is false evidence.
    """
    first: dict[str, str] = {}
    return [one for one in guesses if first.setdefault(one.target, _bare(one.column)) == _bare(one.column)]


def _bare(header: str) -> str:
    return re.sub(r"\W*\d+\W*$", "", folded(header))


def _of_one_kind(
    used: list[tuple[str, ListField]], said: Mapping[str, Sequence[str]], kind: str | None
) -> tuple[list[tuple[str, ListField]], tuple[str, ...]]:
    """The columns that are about the records themselves, and which types the records are of.

    A register of companies may name a person in each record, and a list of people their employers: what tells a person
    for certain decides, and else the company. Where a column says what each record is, all columns count.
    """
    about = {field.kind for _, field in used if field.kind}
    if any(field.name == "kind" for _, field in used) or not (about or kind):
        return used, KINDS
    certain = any(field.kind == "person" and (field.scheme or field.name == "birth_date") for _, field in used)
    own = kind or ("person" if certain or about == {"person"} else "organisation")
    kept = [(column, field) for column, field in used if field.kind in {"", own}]
    names = {field.name for _, field in kept} & {"name", "company"}
    other = "company" if "name" in said else "name"
    return [one for one in kept if len(names) == 1 or one[1].name != other], (own,)


def _context(sample: Mapping[str, list[str]], guesses: Sequence[Guess], region: str | None) -> CleanContext:
    """What the values themselves say about the country of phones and the order of dates."""
    told = defaults_of(sample, guesses)
    guessed, first = told.get("region"), told.get("day_first")
    return CleanContext(
        region=region or (str(guessed) if guessed else None), day_first=None if first is None else bool(first)
    )


def is_telling(field: ListField) -> bool:
    """Whether a field is enough to find somebody by."""
    return bool(field.scheme) or field.name in TELLING


def check_said(columns: Sequence[str], said: Mapping[str, Sequence[str]], words: ListWords, file: str) -> None:
    """Refuse fields and columns that do not exist, all at once.

    Raises:
        ExceptionGroup: Of ``RecordError``.
    """
    faults = []
    for field, named in said.items():
        if field not in words.fields:
            faults.append(_unknown(f"no field is called {field!r}", field, list(words.fields), file))
        faults += [
            _unknown(f"no column is called {column!r}", column, list(columns), file)
            for column in named
            if column not in columns
        ]
    raise_together("columns of the list that cannot be used", list(faults))


def _unknown(what: str, name: str, known: list[str], file: str) -> RecordError:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return RecordError(what, where=file, hint=f"{hint}there are: {', '.join(known)}")


def _means_else(column: str, never: Sequence[str]) -> bool:
    header = f" {folded(column)} "
    return any(f" {word} " in header for word in never)
