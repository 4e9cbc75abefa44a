"""The weights by which suggestions are scored, read from one YAML file that a person can judge.

Invariant: a loaded model is complete and its shares are between 0 and 1, or all faults are raised together.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from jejak.schemas.errors import JejakError, SchemaError, raise_together
from jejak.schemas.model import LANGUAGES, Labels

_BUILT_IN = Path(__file__).with_name("model.yaml")
_UNBOUNDED = 40.0


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
        unless: Features that lift the ceiling where they speak for one subject.
        says: What it says, by language.
    """

    name: str
    m: float
    u: float | None
    least: float
    most: float
    ceiling: float
    unless: tuple[str, ...]
    says: Labels

    def bits(self, rarity: float = 0.0) -> float:
        """Its weight for a value of a rarity (in bits: minus the logarithm of its share)."""
        against = rarity if self.u is None else -math.log2(self.u)
        return min(max(math.log2(self.m) + against, self.least), self.most)


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

    def with_shares(self, shares: Mapping[tuple[str, str], float], start: float) -> KindModel:
        """The same with other ``m`` for some levels, by feature and level, and another start."""
        features = {
            name: replace(
                feature,
                levels={n: replace(level, m=shares.get((name, n), level.m)) for n, level in feature.levels.items()},
            )
            for name, feature in self.features.items()
        }
        return replace(self, features=features, start=start)


@dataclass(frozen=True, slots=True)
class Model:
    """A version of the weights; ``digest`` changes with any of them."""

    version: int
    digest: str
    kinds: Mapping[str, KindModel]


def load_model(path: Path | None = None) -> Model:
    """Load a model; the built-in one when no path is given.

    Raises:
        ExceptionGroup: Of ``SchemaError``, one for each fault.
    """
    return _built_in() if path is None else _load(path)


@lru_cache(maxsize=1)
def _built_in() -> Model:
    return _load(_BUILT_IN)


def _load(path: Path) -> Model:
    try:
        content = path.read_bytes()
        data = yaml.safe_load(content)
    except (OSError, yaml.YAMLError) as error:
        raise SchemaError("the model cannot be read", where=path.name, hint=str(error).splitlines()[0]) from error
    faults: list[JejakError] = []
    kinds = {kind: _kind(kind, part, faults, f"{path.name}, {kind}") for kind, part in _dict(data, "kinds").items()}
    if not isinstance(_dict(data).get("version"), int):
        faults.append(SchemaError("the model has no version", where=path.name, hint="write version: 1"))
    raise_together("the model has faults", faults)
    return Model(int(data["version"]), hashlib.sha256(content).hexdigest(), kinds)


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
    for name, feature in features.items():
        unknown = {other for level in feature.levels.values() for other in level.unless} - features.keys()
        if unknown:
            known = ", ".join(features)
            text = f"unless names what is no feature: {', '.join(sorted(unknown))}"
            faults.append(SchemaError(text, where=f"{where}, {name}", hint=f"features: {known}"))
    return KindModel(kind, suggest, review, features)


def _level(name: str, data: object, faults: list[JejakError], where: str) -> Level:
    part = _dict(data)
    rare = part.get("rarity") is True
    if rare == ("u" in part):
        faults.append(SchemaError("a level has either u or rarity: true", where=where))
    u = None if rare else _share(part.get("u"), faults, f"{where}, u")
    least, most = (_number(part.get(key, usual), faults, where) for key, usual in _BOUNDS.items())
    ceiling = _share(part["ceiling"], faults, f"{where}, ceiling") if "ceiling" in part else 1.0
    unless = part.get("unless", [])
    if not isinstance(unless, list) or not all(isinstance(one, str) for one in unless):
        faults.append(SchemaError("unless is a list of features", where=where))
        unless = []
    says = _labels(part.get("says"), faults, where)
    return Level(name, _share(part.get("m"), faults, f"{where}, m"), u, least, most, ceiling, tuple(unless), says)


_BOUNDS = {"least": -_UNBOUNDED, "most": _UNBOUNDED}


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
