"""People who are easily taken for one another; they are drawn after, and apart from, everybody else.

Nobody else's draws depend on them: a case with other traps has the same planted syndicates.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from jejak.demo.population import PLACES, Person, Registry, nik
from jejak.demo.stage import Stage

_TWINS = {
    "M": (("Hasan", "Hasim"), ("Rahmat", "Rahman"), ("Dedi", "Dodi"), ("Rudi", "Rusdi"), ("Arif", "Aris")),
    "F": (("Rini", "Rina"), ("Lina", "Lani"), ("Yuni", "Yani"), ("Sumiati", "Sumiyani"), ("Dewi", "Devi")),
}
_FATHERS = ("Slamet", "Sugeng", "Hasan", "Zainal", "Lukman", "Yusuf", "Mulyadi")
_FAMILY_NAMES = ("Riyadi", "Santoso", "Hidayat", "Nasution", "Wijaya", "Susilo", "Cahyono", "Siregar")
_FIRST_NAMES = {"M": ("Agus", "Budi", "Eko", "Joko", "Taufik"), "F": ("Ani", "Dewi", "Ratna", "Siti", "Wulan")}
#: How a son's name repeats his father's.
_SONS = ("{first}", "{first} bin {first}", "{first} {last} bin {first}")
_GROUPS_FOR = 5000  # one more group of every kind for so many people


def traps(stage: Stage) -> None:
    """Plant several groups of every kind and say in ``story.identities`` who must stay apart.

    The stage draws from its own generator; give it another one first (`Stage.draw_from`).
    """
    story, ordinary = stage.story, list(stage.story.people)
    groups = max(4, len(ordinary) // _GROUPS_FOR)
    partners = [one for one in ordinary if one.country == "ID" and one.accounts and not one.group]
    for kind, cast in KINDS.items():
        for turn in range(groups):
            people = cast(stage.registry, turn)
            story.identities.setdefault(kind, []).append([one.key for one in people])
            story.trapped.update(one.key for one in people)
            for one in people:
                kin = [other for other in people if other is not one and other.address == one.address]
                _live(stage, one, [*kin, stage.rng.choice(partners)])
    story.identities["two_of_one_name"].append(story.lookalikes["two_of_one_name"])


def _live(stage: Stage, one: Person, others: list[Person]) -> None:
    """A bank account, some voyages and a remittance or two."""
    stage.banked(one)
    for _ in range(stage.rng.randrange(1, 4)):
        stage.sail([one], stage.rng.randrange(5), stage.moment(), one.phones[0])
    for _ in range(stage.rng.randrange(1, 3)):
        stage.remit(one, stage.rng.choice(others), stage.rng.uniform(150, 1500), stage.moment())


def _twins(registry: Registry, turn: int) -> list[Person]:
    rng = registry.rng
    sex = "MF"[turn % 2]
    one, other = registry.person(sex=sex), registry.person(sex=sex)
    last = rng.choice(_FAMILY_NAMES)
    one.name, other.name = (f"{first} {last}" for first in rng.choice(_TWINS[sex]))
    other.born, other.place, other.father = one.born, one.place, one.father
    _live_together([one, other])
    other.nik = nik(PLACES[one.place], one.born, sex, int(one.nik[-4:]) % 9998 + 1)
    return [one, other]


def _father_and_son(registry: Registry, turn: int) -> list[Person]:
    rng = registry.rng
    father, son = registry.person(sex="M"), registry.person(sex="M")
    first, last = rng.choice(_FATHERS), rng.choice(_FAMILY_NAMES)
    father.name, son.name, son.father = (
        f"{first} {last}",
        _SONS[turn % len(_SONS)].format(first=first, last=last),
        first,
    )
    father.father = rng.choice([name for name in _FATHERS if name != first])
    father.born = father.born.replace(year=1960 + turn % 15, day=min(father.born.day, 28))
    son.born = father.born + timedelta(days=rng.randrange(365 * 21, 365 * 30))
    son.place = father.place
    for person in (father, son):
        person.nik = nik(PLACES[person.place], person.born, "M", int(person.nik[-4:]))
    _live_together([father, son])
    return [father, son]


def _family_phone(registry: Registry, turn: int) -> list[Person]:
    rng = registry.rng
    last, place = rng.choice(_FAMILY_NAMES), rng.choice(sorted(PLACES))
    family = [registry.person(place=place, sex=sex) for sex in ("MFMF", "MFF", "MMF")[turn % 3]]
    used: set[str] = set()
    for person in family:
        first = rng.choice([name for name in _FIRST_NAMES[person.sex] if name not in used])
        used.add(first)
        person.name, person.father = f"{first} {last}", family[0].father
    _live_together(family)
    return family


def _reused_passport(registry: Registry, turn: int) -> list[Person]:
    """Two people without a word of their names in common, years apart in age, one passport number."""
    rng = registry.rng
    lasts = rng.sample(_FAMILY_NAMES, 2)
    sex = "MF"[turn % 2]
    firsts = rng.sample(_FIRST_NAMES[sex], 2)
    pair = [registry.person(sex=sex) for _ in range(2)]
    for person, first, last, year in zip(pair, firsts, lasts, (1970, 1988), strict=True):
        person.name, person.father = f"{first} {last}", _FATHERS[(turn + year) % len(_FATHERS)]
        person.born = person.born.replace(year=year + turn % 10, day=min(person.born.day, 28))
        person.nik = nik(PLACES[person.place], person.born, sex, int(person.nik[-4:]))
    pair[1].passport = pair[0].passport
    return pair


def _one_name(registry: Registry, turn: int) -> list[Person]:
    rng = registry.rng
    one = registry.person(sex="MF"[turn % 2])
    other = registry.person(sex=one.sex, place=one.place)
    one.name = other.name = f"{rng.choice(_FIRST_NAMES[one.sex])} {rng.choice(_FAMILY_NAMES)}"
    if one.born == other.born:
        other.born -= timedelta(days=400)
        other.nik = nik(PLACES[other.place], other.born, other.sex, int(other.nik[-4:]))
    return [one, other]


def _live_together(people: list[Person]) -> None:
    for person in people[1:]:
        person.address, person.phones = people[0].address, list(people[0].phones)


#: Kinds of traps: who is cast for the n-th group.
KINDS: dict[str, Callable[[Registry, int], list[Person]]] = {
    "twins": _twins,
    "father_and_son": _father_and_son,
    "family_phone": _family_phone,
    "reused_passport": _reused_passport,
    "two_of_one_name": _one_name,
}
