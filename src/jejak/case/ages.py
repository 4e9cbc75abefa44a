"""Who may be under age, as the doors show it (RF-23): a word for everybody, the years only of whom nothing hides.

Invariant: of a masked entity nothing but the flag is told; who says so is one step away, by its id.
"""

from __future__ import annotations

from dataclasses import dataclass

from jejak.graph.ages import AgeFlag, Evidence, possible_births
from jejak.graph.snapshot import Snapshot
from jejak.schemas.i18n import _
from jejak.schemas.ptypes.national_ids import births_of_number


@dataclass(frozen=True, slots=True)
class AgeMark:
    """An entity that its birth dates make a child, or may: ``flag`` is ``under_age`` or ``perhaps_under_age``."""

    id: str
    caption: str
    flag: str


def age_marks(snapshot: Snapshot) -> tuple[AgeMark, ...]:
    """All entities with a flag, those that are surely under age first."""
    found = [(flag, code) for flag, codes in snapshot.ages for code in codes]
    nodes = snapshot.nodes_of([code for _flag, code in found])
    return tuple(AgeMark(node.id, node.caption, str(flag)) for (flag, _code), node in zip(found, nodes, strict=True))


def age_note(snapshot: Snapshot, ident: str) -> str:
    """What the birth dates say of an entity's age, in the reader's language; empty where nobody may be a child."""
    code = snapshot.code_of(ident)
    flag = None if code is None else snapshot.age_flag(code)
    if flag is None or code is None:
        return ""
    if flag is AgeFlag.UNDER_AGE:
        return _("Under age by every birth date that is known (RF-23)")
    years = " / ".join(_years(snapshot, code))
    if not years:
        return _("Perhaps under age (RF-23)")
    return _("Perhaps under age: the year of birth can be {years} (RF-23)").format(years=years)


def _years(snapshot: Snapshot, code: int) -> list[str]:
    """The years in which somebody may be born, as the sources write them; none of whom is masked."""
    node = snapshot.node(code)
    if node.masked:
        return []
    best: str | None = snapshot.nodes.column("birth_date")[code].as_py()
    stated = {*_listed(node.props.get("birth_date_all")), *((best,) if best else ())}
    told = [births_of_number(text) for text in _listed(node.props.get("identifiers"))]
    births = possible_births(Evidence(tuple(sorted(stated)), tuple(dates for dates in told if dates)))
    return sorted({birth[:4] for birth in births})


def _listed(value: str | list[str] | None) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
