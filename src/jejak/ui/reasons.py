"""Reasons of findings in words: why a group stands out, and why an actor may play a part.

Invariant: only counts and codes come in, so no sentence can hold a name; every code of `analysis` has its words here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from jejak.analysis.reasons import Reason
from jejak.schemas.i18n import _, current_language, ngettext
from jejak.schemas.labels import layer_label
from jejak.schemas.world import load_world
from jejak.ui.figures import day, number, period, share

_PARTS: dict[str, Callable[[], str]] = {
    "recruiter": lambda: _("Recruiter"),
    "documents": lambda: _("Document handler"),
    "guarantor": lambda: _("Guarantor"),
    "transporter": lambda: _("Transporter"),
    "harbourer": lambda: _("Harbourer"),
    "agency": lambda: _("Agency"),
    "broker": lambda: _("Broker"),
    "exploiter": lambda: _("Exploiter"),
    "official": lambda: _("Official"),
    "money": lambda: _("Money handler"),
    "financier": lambda: _("Financier"),
    "organiser": lambda: _("Organiser"),
    "employer": lambda: _("Employer"),
    "creditor": lambda: _("Creditor"),
}
_STRATEGIES: dict[str, Callable[[], str]] = {
    "degree": lambda: _("most ties first"),
    "betweenness_block": lambda: _("highest betweenness first"),
    "betweenness_sequential": lambda: _("highest betweenness first, computed anew after each"),
    "fragmentation": lambda: _("who holds most of the network together"),
    "victims": lambda: _("who keeps most victims under control"),
}
_STAGES: dict[str, Callable[[], str]] = {
    "recruitment": lambda: _("recruitment"),
    "documents": lambda: _("documents"),
    "transport": lambda: _("transport"),
    "accommodation": lambda: _("accommodation"),
    "exploitation": lambda: _("exploitation"),
    "finance": lambda: _("finance"),
}
_EVENTS: dict[str, Callable[[], str]] = {
    "born": lambda: _("The group is born"),
    "resumed": lambda: _("The group is back"),
    "merged": lambda: _("Groups become one"),
    "split": lambda: _("The group splits"),
    "grown": lambda: _("The group grows"),
    "shrunk": lambda: _("The group shrinks"),
    "dormant": lambda: _("The group falls silent"),
    "ended": lambda: _("The group is seen no more"),
}
#: Sentences with one count.
_COUNTED: dict[str, tuple[str, Callable[[int], str]]] = {
    "money": (
        "transfers",
        lambda n: ngettext("{n} transfer between the members", "{n} transfers between the members", n),
    ),
    "shared": ("things", lambda n: ngettext("Members share {n} thing", "Members share {n} things", n)),
    "recruited": ("n", lambda n: ngettext("Named as recruiter by {n} other", "Named as recruiter by {n} others", n)),
    "referred_to": ("n", lambda n: ngettext("{n} referral leads here", "{n} referrals lead here", n)),
    "posted": ("n", lambda n: ngettext("Posted {n} advert", "Posted {n} adverts", n)),
    "placed": ("n", lambda n: ngettext("Placed {n} worker", "Placed {n} workers", n)),
    "transported": ("n", lambda n: ngettext("Transported {n} other", "Transported {n} others", n)),
    "holds_documents": (
        "n",
        lambda n: ngettext("Holds {n} document of others", "Holds {n} documents of others", n),
    ),
    "guarantees": ("n", lambda n: ngettext("Guarantor of {n} other", "Guarantor of {n} others", n)),
    "shuttles": (
        "n",
        lambda n: ngettext(
            "Crossed {n} time with company and came back alone",
            "Crossed {n} times with new company and came back alone",
            n,
        ),
    ),
    "employs_victims": ("n", lambda n: ngettext("Employs {n} victim", "Employs {n} victims", n)),
    "pays_journeys": (
        "n",
        lambda n: ngettext(
            "Paid for journeys or documents of {n} other and is seen with no victim",
            "Paid for journeys or documents of {n} others and is seen with no victim",
            n,
        ),
    ),
    "fan_in": (
        "n",
        lambda n: ngettext(
            "{n} other who is no family sent remittances within a month",
            "{n} others who are no family sent remittances within a month",
            n,
        ),
    ),
    "passes_on": (
        "n",
        lambda n: ngettext(
            "{n} payment of others left again within a day, nearly whole",
            "{n} payments of others left again within a day, nearly whole",
            n,
        ),
    ),
    "controls": ("n", lambda n: ngettext("Controls {n} other", "Controls {n} others", n)),
    "exploits": ("n", lambda n: ngettext("Exploits {n} other", "Exploits {n} others", n)),
    "supervises": ("n", lambda n: ngettext("Supervises {n} other", "Supervises {n} others", n)),
    "employs": ("n", lambda n: ngettext("Employs {n} other", "Employs {n} others", n)),
    "plan_at_risk": (
        "n",
        lambda n: ngettext(
            "{n} victim loses one holder, stays with another, and may be put at risk",
            "{n} victims lose one holder, stay with others, and may be put at risk",
            n,
        ),
    ),
    "joins_groups": ("n", lambda n: ngettext("Ties into {n} other group", "Ties into {n} other groups", n)),
    "crosses_border": ("n", lambda n: ngettext("{n} tie across the border", "{n} ties across the border", n)),
    "sources": ("n", lambda n: ngettext("It rests on {n} source file", "It rests on {n} source files", n)),
    "collects": (
        "n",
        lambda n: ngettext(
            "{n} other member pays here again and again", "{n} other members pay here again and again", n
        ),
    ),
    "is_owed": ("n", lambda n: ngettext("{n} other owes money", "{n} others owe money", n)),
}


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _victims(reason: Reason) -> str:
    victims, moved = int(reason.numbers["victims"]), int(reason.numbers["moved"])
    told = [
        ngettext("{n} protected person", "{n} protected people", victims).format(n=number(victims)) if victims else "",
        ngettext("{n} recruited or moved person", "{n} recruited or moved people", moved).format(n=number(moved))
        if moved
        else "",
    ]
    return _("Tied to it: {people}").format(people=_listed(filter(None, told)))


def _one_layer(reason: Reason) -> str:
    if not reason.codes:
        return _("Half the points are taken off: no layer binds it strongly")
    told = _("Half the points are taken off: only one layer binds it ({layer}), as in many lawful groups")
    return told.format(layer=layer_label(reason.codes[0]))


def _takes_part(reason: Reason) -> str:
    count = int(reason.numbers["n"])
    told = ngettext("Takes part as {role} in {n} link", "Takes part as {role} in {n} links", count)
    return told.format(role=_role(reason), n=number(count))


def _carried_by(reason: Reason) -> str:
    ties = int(reason.numbers["ties"])
    told = ngettext("{n} of {of} ties carries {share} of it", "{n} of {of} ties carry {share} of it", ties)
    return told.format(n=number(ties), of=number(int(reason.numbers["of"])), share=share(reason.numbers["share"]))


def _in_common(reason: Reason) -> str:
    count, unnamed = int(reason.numbers["n"]), int(reason.numbers["unnamed"])
    told = ngettext("{n} common neighbour", "{n} common neighbours", count).format(n=number(count))
    return _("{people} ({n} not named here)").format(people=told, n=number(unnamed)) if unnamed else told


def _rarest_in_common(reason: Reason) -> str:
    unnamed = int(reason.numbers["unnamed"])
    others = _("{n} not named here").format(n=number(unnamed)) if unnamed else ""
    return _("With the fewest ties among them: {people}").format(people=_listed(filter(None, [*reason.codes, others])))


def _holds_together(reason: Reason) -> str:
    ties = int(reason.numbers["n"])
    if not ties:
        return _("Without this actor the network falls apart")
    told = ngettext(
        "Without this actor the network falls apart; {n} tie is a bridge",
        "Without this actor the network falls apart; {n} ties are bridges",
        ties,
    )
    return told.format(n=number(ties))


def _plan(reason: Reason) -> str:
    actors = int(reason.numbers["actors"])
    told = ngettext("A plan of {n} removal: {strategy}", "A plan of {n} removals: {strategy}", actors)
    return told.format(n=number(actors), strategy=_STRATEGIES[reason.codes[0]]())


def _plan_victims(reason: Reason) -> str:
    before, after = (number(int(reason.numbers[name])) for name in ("before", "after"))
    return _("Victims under control, by what the data show: {before} before, {after} after").format(
        before=before, after=after
    )


def _plan_refilled(reason: Reason) -> str:
    told = _("Where neighbours take over {share} of ties and victims, which is assumed: {after} under control after")
    return told.format(share=share(reason.numbers["share"]), after=number(Decimal(f"{reason.numbers['victims']:.1f}")))


def _evolved(reason: Reason) -> str:
    kind, first, last = reason.codes
    before, after, guarded = (number(int(reason.numbers[name])) for name in ("before", "after", "protected"))
    told = _("{event}: {before} members before, {after} after ({n} of them protected); links of {first} to {last}")
    return told.format(event=_EVENTS[kind](), before=before, after=after, n=guarded, first=first, last=last)


_SENTENCES: dict[str, Callable[[Reason], str]] = {
    "evolved": _evolved,
    "in_common": _in_common,
    "rarest_in_common": _rarest_in_common,
    "stages": lambda reason: _("Stages of the chain: {stages}").format(stages=_listed(map(stage_word, reason.codes))),
    "countries": lambda reason: _("Members in several countries: {countries}").format(countries=_listed(reason.codes)),
    "active": lambda reason: _("Active from {first} to {last}").format(
        first=day(reason.codes[0]), last=day(reason.codes[1])
    ),
    "missing_stages": lambda reason: _("Not seen yet: {stages}").format(stages=_listed(map(stage_word, reason.codes))),
    "missing_victims": lambda _reason: _("No victim is tied to it"),
    "missing_money": lambda _reason: _("No transfer between its members is known"),
    "missing_sources": lambda _reason: _("It rests on one source alone"),
    "missing_dates": lambda _reason: _("None of its links has a date"),
    "layers": lambda reason: _("Bound by: {layers}").format(layers=_listed(map(layer_label, reason.codes))),
    "victims": _victims,
    "cohesion": lambda reason: _("{share} of its ties stay inside").format(share=share(reason.numbers["share"])),
    "one_layer": _one_layer,
    "ranked": lambda reason: _("Place {rank}; among the first in {share} of the runs with doubted links").format(
        rank=number(int(reason.numbers["rank"])), share=share(reason.numbers["stays"])
    ),
    "carried_by": _carried_by,
    "stands_between": lambda reason: _("On shortest ways between others: {share} of the highest").format(
        share=share(reason.numbers["share"])
    ),
    "spans_gaps": lambda reason: ngettext(
        "{n} neighbour that hardly knows the others",
        "{n} neighbours that hardly know each other",
        int(reason.numbers["n"]),
    ).format(n=number(int(reason.numbers["n"]))),
    "holds_together": _holds_together,
    "pays_stages": lambda reason: _("Pays {stages}, and no link to a victim is known").format(
        stages=_listed(map(stage_word, reason.codes))
    ),
    "plan": _plan,
    "plan_largest": lambda reason: _(
        "Largest part that hangs together: {before} of the network before, {after} after"
    ).format(before=share(reason.numbers["before"]), after=share(reason.numbers["after"])),
    "plan_victims": _plan_victims,
    "plan_refilled": _plan_refilled,
    "decision_aid": lambda _reason: _(
        "A decision aid: it says what the data show, and police data show what was investigated"
    ),
    "stated_role": lambda reason: _("A source states the role {role}").format(role=_role(reason)),
    "stated_role_dated": lambda reason: _("A source states the role {role}, {period}").format(
        role=_role(reason), period=_listed(map(period, reason.codes[1::2], reason.codes[2::2]))
    ),
    "takes_part": _takes_part,
}


def part_word(part: str) -> str:
    """The part that an actor may play, in words."""
    return _PARTS[part]() if part in _PARTS else part.replace("_", " ")


def hinted_part(part: str, *, stated: bool) -> str:
    """The same, marked where no source says so and only a pattern suggests it."""
    return part_word(part) if stated else _("{part} (by pattern)").format(part=part_word(part))


def stage_word(stage: str) -> str:
    """A stage of the chain in words."""
    return _STAGES[stage]() if stage in _STAGES else stage.replace("_", " ")


def strategy_word(strategy: str) -> str:
    """A strategy of removals in words."""
    return _STRATEGIES[strategy]() if strategy in _STRATEGIES else strategy.replace("_", " ")


def event_word(event: str) -> str:
    """What became of a group, in words."""
    return _EVENTS[event]() if event in _EVENTS else event.replace("_", " ")


def knows(code: str) -> bool:
    """Whether a code of a reason has words."""
    return code in _COUNTED or code in _SENTENCES


def _role(reason: Reason) -> str:
    code = reason.codes[0]
    return load_world().code_lists["role"].codes.get(code, {}).get(current_language(), code)


def reason_words(reason: Reason) -> str:
    """A reason as one sentence in the reader's language.

    Raises:
        KeyError: The code has no words; a test sees to it that every one has.
    """
    if reason.code in _COUNTED:
        figure, sentence = _COUNTED[reason.code]
        count = int(reason.numbers[figure])
        return sentence(count).format(n=number(count))
    return _SENTENCES[reason.code](reason)
