"""Scores pairs with recordlinkage: columns compared to yes or no, then its unsupervised ECM classifier.

No label is read. What a user of recordlinkage would choose for each set stands in `MODELS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import recordlinkage
from measured import Record, Scored, main
from recordlinkage.base import BaseCompareFeature
from recordlinkage.compare import Exact, String


@dataclass(frozen=True, slots=True)
class Model:
    """Columns prepared, compared, and those of which equal values make candidates (none: all pairs)."""

    prepare: Callable[[pd.DataFrame], pd.DataFrame]
    features: Callable[[], list[BaseCompareFeature]]
    candidates: tuple[str | tuple[str, ...], ...] = ()


def alike(column: str, threshold: float = 0.85, *, missing: int = 0) -> BaseCompareFeature:
    """Alike by Jaro–Winkler; ``missing`` is the answer where one of the two has no value."""
    return String(column, column, "jarowinkler", threshold=threshold, missing_value=missing, label=column)


def near(column: str, threshold: float, *, missing: int = 0) -> BaseCompareFeature:
    """Alike but for few typing errors, as a share of the length."""
    return String(column, column, "damerau_levenshtein", threshold=threshold, missing_value=missing, label=column)


def equal(column: str, *, missing: int = 0) -> BaseCompareFeature:
    """The same text."""
    return Exact(column, column, missing_value=missing, label=column)


def both_names(forename: str, surname: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Add the column ``names``: both names in alphabetical order, so that swapped ones are alike."""

    def prepare(frame: pd.DataFrame) -> pd.DataFrame:
        both = frame[[forename, surname]].fillna("")
        names = both.apply(lambda row: " ".join(sorted(filter(None, row))), axis=1)
        return frame.assign(names=names.replace("", None))

    return prepare


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Small letters, no punctuation, words of the name in alphabetical order."""
    words = frame["name"].str.lower().str.replace(r"[^a-z ]", "", regex=True).str.split()
    return frame.assign(name=words.map(sorted).str.join(" "))


MODELS = {
    "febrl3": Model(
        both_names("given_name", "surname"),
        lambda: [
            alike("given_name"), alike("surname"), alike("names"), near("date_of_birth", 0.85),
            near("soc_sec_id", 0.7), near("postcode", 0.7), alike("address_1"), alike("address_2"), alike("suburb"),
            equal("street_number"), equal("state"),
        ],
        ("soc_sec_id", "date_of_birth", ("given_name", "postcode"), ("surname", "postcode"), "names",
         ("postcode", "street_number"), "address_1", ("surname", "suburb"), ("given_name", "suburb"),
         ("suburb", "street_number"), "address_2"),
    ),
    "fake_1000": Model(
        both_names("first_name", "surname"),
        lambda: [alike("names"), near("dob", 0.8), alike("email", 0.9), alike("city")],
    ),
    "demo": Model(
        in_order,
        # most cells are empty in most files: an empty one must not speak against a pair
        lambda: [
            alike("name", 0.9), near("birth_date", 0.85, missing=1), alike("address", 0.95, missing=1),
            equal("phone", missing=1), equal("national_id", missing=1), equal("passport", missing=1),
        ],
        ("national_id", "passport", "birth_date", "name"),
    ),
}  # fmt: skip


def score(name: str, records: list[Record]) -> Scored:
    """Probability of a match of every candidate pair; its own decision is 0.5."""
    model = MODELS[name]
    frame = model.prepare(pd.DataFrame(records).set_index("id").replace("", None))
    index = recordlinkage.Index()
    for columns in model.candidates:
        index.block(list(columns) if isinstance(columns, tuple) else columns)
    if not model.candidates:
        index.full()
    pairs = index.index(frame)
    vectors = recordlinkage.Compare(model.features()).compute(pairs, frame)
    classifier = recordlinkage.ECMClassifier(init="jaro", binarize=None)
    classifier.fit(vectors.astype(int))
    found = classifier.prob(vectors.astype(int))
    return ((left, right, score) for (left, right), score in found.items())


if __name__ == "__main__":
    main("recordlinkage", score)
