"""The weights by which suggestions are scored, read from one YAML file that a person can judge.

Invariant: a loaded model is complete and its shares are between 0 and 1, or all faults are raised together.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from jejak.graph.resolution.comparisons import COMPARISONS
from jejak.schemas.errors import JejakError, SchemaError, raise_together
from jejak.schemas.model import LANGUAGES, Labels

_BUILT_IN = Path(__file__).with_name("model.yaml")
_UNBOUNDED = 40.0


#: Conditions of which one is enough: the levels of every feature that a condition names, of which a pair comes to one.
Conditions = tuple[Mapping[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison.

    Args:
        name: Its name within the feature.
        m: How often two records of one subject come to it, among those where the feature is known.
        u: How often two records of different subjects do; ``None`` where the rarity of the very value says it.
        least: The fewest bits that it may give.
        most: The most bits that it may give.
        ceiling: The highest probability of a pair that comes to it.
        where: The ceiling holds only for pairs that meet one of these; for all if there is none.
        unless: It does not hold for pairs that meet one of these.
        says: What it says, by language.
    """

    name: str
    m: float
    u: float | None
    least: float
    most: float
    ceiling: float
    where: Conditions
    unless: Conditions
    says: Labels

    def bits(self, rarity: float = 0.0) -> float:
        """Its weight for a value of a rarity (in bits: minus the logarithm of its share)."""
        against = rarity if self.u is None else -math.log2(self.u)
        return min(max(math.log2(self.m) + against, self.least), self.most)


@dataclass(frozen=True, slots=True)
class Shares:
    """How often pairs of one subject come to a level, and how often pairs of two do, as in `Level`."""

    m: float
    u: float | None


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that is compared, with its outcomes by name."""

    name: str
    labels: Labels
    levels: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class KindModel:
    """How entities of one kind are compared.

    Args:
        kind: Their type.
        suggest: Probability from which a pair is worth suggesting.
        review: Probability from which it is worth a look.
        features: What is compared, by name.
        start: Bits that a pair starts with; where left out, as many as one other among all subjects.
    """

    kind: str
    suggest: float
    review: float
    features: Mapping[str, Feature]
    start: float | None = None

    def with_shares(self, shares: Mapping[tuple[str, str], Shares]) -> KindModel:
        """The same with other shares for some levels, by feature and level."""
        features = {
            name: replace(
                feature,
                levels={
                    n: replace(level, m=shares[name, n].m, u=shares[name, n].u) if (name, n) in shares else level
                    for n, level in feature.levels.items()
                },
            )
            for name, feature in self.features.items()
        }
        return replace(self, features=features)


@dataclass(frozen=True, slots=True)
class Model:
    """A version of the weights; ``digest`` changes with any of them."""

    version: int
    digest: str
    kinds: Mapping[str, KindModel]


def load_model(changes: Path | None = None) -> Model:
    """Load the built-in model, with other values where a file says so.

    Args:
        changes: YAML in the shape of ``model.yaml`` that holds only what differs; ``null`` takes a value away.

    Raises:
        ExceptionGroup: Of ``SchemaError``, one for each fault.
    """
    return _built_in() if changes is None else _load(_BUILT_IN, changes)


@lru_cache(maxsize=1)
def _built_in() -> Model:
    return _load(_BUILT_IN)


def _load(*paths: Path) -> Model:
    name, digest = paths[-1].name, hashlib.sha256()
    data: object = {}
    for path in paths:
        try:
            content = path.read_bytes()
            data = _changed(data, _weights(yaml.safe_load(content), path.name), path.name)
        except (OSError, yaml.YAMLError) as error:
            raise SchemaError("the model cannot be read", where=path.name, hint=str(error).splitlines()[0]) from error
        digest.update(content)
    faults: list[JejakError] = []
    kinds = {kind: _kind(kind, part, faults, f"{name}, {kind}") for kind, part in _dict(data, "kinds").items()}
    if not isinstance(_dict(data).get("version"), int):
        faults.append(SchemaError("the model has no version", where=name, hint="write version: 1"))
    faults += _not_compared(kinds, name)
    raise_together("the model has faults", faults)
    return Model(int(_dict(data)["version"]), digest.hexdigest(), kinds)


def _weights(content: object, where: str) -> dict[str, Any]:
    if isinstance(content, dict):
        return content
    raise SchemaError(
        "this is no file of weights", where=where, hint="it begins with kinds:, as docs/identity.md shows"
    )


def _changed(data: object, changes: object, where: str) -> object:
    """Data with some values replaced, however deep, and those that are ``None`` taken away."""
    if not isinstance(data, dict) or changes is None:
        return changes
    if not isinstance(changes, dict):
        raise SchemaError("values by name are needed here", where=where, hint=f"of {', '.join(map(str, data))}")
    mixed = data | {key: _changed(data.get(key), value, f"{where}, {key}") for key, value in changes.items()}
    return {key: value for key, value in mixed.items() if value is not None}


def _not_compared(kinds: Mapping[str, KindModel], where: str) -> Iterator[JejakError]:
    """A fault for each kind, feature or level that no comparison gives, or that the model lacks."""
    compared = {
        (kind, feature, level)
        for kind, features in COMPARISONS.items()
        for feature, (levels, _) in features.items()
        for level in levels
    }
    weighed = {
        (kind, feature.name, level)
        for kind, model in kinds.items()
        for feature in model.features.values()
        for level in feature.levels
    }
    for one in sorted(weighed - compared):
        yield SchemaError(f"no comparison gives {' '.join(one)}", where=where)
    for one in sorted(compared - weighed):
        yield SchemaError(f"there is no weight for {' '.join(one)}", where=where)


def _dict(data: object, key: str | None = None) -> dict[str, Any]:
    found = data if key is None else data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _kind(kind: str, data: object, faults: list[JejakError], where: str) -> KindModel:
    part = _dict(data)
    review, suggest = (_share(part.get(key), faults, f"{where}, {key}") for key in ("review", "suggest"))
    if review > suggest:
        faults.append(SchemaError("review is above suggest", where=where, hint="review comes before suggest"))
    features = {
        name: Feature(name, _labels(_dict(one).get("labels"), faults, f"{where}, {name}"), {
            level: _level(level, said, faults, f"{where}, {name}, {level}")
            for level, said in _dict(one, "levels").items()
        })
        for name, one in _dict(part, "features").items()
    }  # fmt: skip
    faults += _unknown(features, where)
    return KindModel(kind, suggest, review, features)


def _unknown(features: Mapping[str, Feature], where: str) -> list[JejakError]:
    """A fault for each level that a ceiling names and no feature has."""
    known = {(name, level) for name, feature in features.items() for level in feature.levels}
    levels = [(feature.name, level) for feature in features.values() for level in feature.levels.values()]
    named = [
        (f"{where}, {feature}, {level.name}", other, one)
        for feature, level in levels
        for part in (level.where, level.unless)
        for condition in part
        for other, ones in condition.items()
        for one in ones
    ]
    return [
        SchemaError(f"there is no level {one} of {other}", where=place)
        for place, other, one in named
        if (other, one) not in known
    ]


def _level(name: str, data: object, faults: list[JejakError], where: str) -> Level:
    part = _dict(data)
    rare = part.get("rarity") is True
    if rare == ("u" in part):
        faults.append(SchemaError("a level has either u or rarity: true", where=where))
    u = None if rare else _share(part.get("u"), faults, f"{where}, u")
    least, most = (_number(part.get(key, usual), faults, where) for key, usual in _BOUNDS.items())
    ceiling = _share(part["ceiling"], faults, f"{where}, ceiling") if "ceiling" in part else 1.0
    holds, lifted = (_conditions(part.get(key, []), faults, f"{where}, {key}") for key in ("where", "unless"))
    says = _labels(part.get("says"), faults, where)
    return Level(name, _share(part.get("m"), faults, f"{where}, m"), u, least, most, ceiling, holds, lifted, says)


_BOUNDS = {"least": -_UNBOUNDED, "most": _UNBOUNDED}


def _conditions(value: object, faults: list[JejakError], where: str) -> Conditions:
    conditions = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    levels = [named for one in conditions for named in one.values()]
    if value != conditions or not all(isinstance(named, list) for named in levels):
        faults.append(
            SchemaError("conditions are a list", where=where, hint="as in [{phone: [shared], birth: [same]}]")
        )
        return ()
    return tuple({str(name): tuple(map(str, named)) for name, named in one.items()} for one in conditions)


def _share(value: object, faults: list[JejakError], where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1:
        return float(value)
    faults.append(SchemaError("a share lies between 0 and 1", where=where))
    return 0.5


def _number(value: object, faults: list[JejakError], where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    faults.append(SchemaError("least and most are numbers of bits", where=where))
    return 0.0


def _labels(value: object, faults: list[JejakError], where: str) -> Labels:
    labels = _dict(value)
    if set(labels) != set(LANGUAGES) or not all(isinstance(text, str) and text for text in labels.values()):
        faults.append(SchemaError("a text is needed in each language", where=where, hint=", ".join(LANGUAGES)))
    return {language: str(labels.get(language, "")) for language in LANGUAGES}
