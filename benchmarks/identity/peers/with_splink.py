"""Scores pairs with Splink: Fellegi–Sunter with term frequencies, u by sampling, m by EM, on DuckDB.

No label is read. What a user of Splink would choose for each set stands in `MODELS`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import splink.comparison_level_library as levels
import splink.comparison_library as compare
from measured import Record, Scored, main
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
SAMPLED_PAIRS = 1e7
DETERMINISTIC_RECALL = 0.5  # share of the true pairs that the sure rules find: a guess, as Splink asks for one


@dataclass(frozen=True, slots=True)
class Model:
    """Comparisons, and rules: that make candidates (none: all pairs), that are nearly always right, and for EM."""

    prepare: Callable[[pd.DataFrame], pd.DataFrame]
    comparisons: Callable[[], list[object]]
    candidates: tuple[tuple[str, ...], ...]
    sure: tuple[tuple[str, ...], ...]
    training: tuple[tuple[str, ...], ...]


def names(forename: str, surname: str) -> object:
    """Forename and surname together, so that swapped ones are seen; the pair's frequency counts."""
    return compare.ForenameSurnameComparison(forename, surname, forename_surname_concat_col_name="both_names")


def name(column: str, other: str) -> object:
    """One name of two: equal (weighted by frequency), swapped with the other, alike by Jaro–Winkler."""
    return compare.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True),
            levels.CustomLevel(f"{column}_l = {other}_r or {other}_l = {column}_r", label_for_charts="swapped"),
            levels.JaroWinklerLevel(column, 0.92),
            levels.JaroWinklerLevel(column, 0.88),
            levels.JaroWinklerLevel(column, 0.7),
            levels.ElseLevel(),
        ],
    )


def near(column: str, *, frequency: bool = False) -> object:
    """Equal, one or two typing errors, or else."""
    found = compare.DamerauLevenshteinAtThresholds(column, [1, 2])
    return found.configure(term_frequency_adjustments=True) if frequency else found


def alike(column: str) -> object:
    """Equal (weighted by frequency), or alike by Jaro–Winkler."""
    return compare.JaroWinklerAtThresholds(column, [0.92, 0.8]).configure(term_frequency_adjustments=True)


def equal(column: str) -> object:
    """Equal, weighted by frequency, or else."""
    return compare.ExactMatch(column).configure(term_frequency_adjustments=True)


def birth(column: str) -> object:
    """Equal, a typing error, within a month, a year, ten years."""
    return compare.DateOfBirthComparison(column, input_is_string=True)


def free_name(column: str) -> object:
    """A full name whose words may stand in any order and of which some may be missing."""
    shared, fewer = "len(list_intersect(words_l, words_r))", "least(len(words_l), len(words_r))"
    return compare.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True),
            levels.CustomLevel(
                f"{shared} >= {fewer} and {fewer} >= 2", label_for_charts="all words of the shorter one"
            ),
            levels.JaroWinklerLevel(column, 0.92),
            levels.JaroWinklerLevel(column, 0.85),
            levels.CustomLevel(f"{shared} >= 1", label_for_charts="a word"),
            levels.ElseLevel(),
        ],
    )


def both_names(forename: str, surname: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Add the column of both names."""

    def prepare(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(both_names=frame[forename] + " " + frame[surname])

    return prepare


def febrl(frame: pd.DataFrame) -> pd.DataFrame:
    """Write dates as ISO 8601."""
    digits = frame["date_of_birth"]
    frame = frame.assign(date_of_birth=digits.str[:4] + "-" + digits.str[4:6] + "-" + digits.str[6:])
    return both_names("given_name", "surname")(frame)


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Small letters, no punctuation, words of the name in alphabetical order."""
    words = frame["name"].str.lower().str.replace(r"[^a-z ]", "", regex=True).str.split()
    return frame.assign(words=words, name=words.map(lambda each: " ".join(sorted(each))))


MODELS = {
    "febrl3": Model(
        febrl,
        lambda: [
            names("given_name", "surname"), birth("date_of_birth"), near("soc_sec_id"),
            near("postcode", frequency=True), near("street_number", frequency=True), alike("address_1"),
            alike("address_2"), alike("suburb"), equal("state"),
        ],
        candidates=(
            ("soc_sec_id",), ("date_of_birth",), ("given_name", "surname"), ("given_name", "postcode"),
            ("surname", "postcode"), ("postcode", "street_number"), ("address_1",), ("surname", "suburb"),
            ("given_name", "suburb"), ("suburb", "street_number"), ("address_2",),
        ),
        sure=(("soc_sec_id",), ("given_name", "surname", "date_of_birth")),
        training=(("soc_sec_id",), ("date_of_birth",), ("given_name", "surname")),
    ),
    "fake_1000": Model(
        both_names("first_name", "surname"),
        lambda: [
            name("first_name", "surname"), name("surname", "first_name"), birth("dob"), alike("city"),
            compare.JaroWinklerAtThresholds("email", [0.95, 0.88, 0.8]),
        ],
        candidates=(),  # a thousand records: all pairs
        sure=(("first_name", "surname", "dob"), ("email",)),
        training=(("email",), ("dob",), ("first_name", "surname")),
    ),
    "demo": Model(
        in_order,
        lambda: [
            free_name("name"), birth("birth_date"), alike("address"), equal("phone"), near("national_id"),
            near("passport"),
        ],  # sex stands in one file only, so no pair across files can tell
        candidates=(
            ("national_id",), ("passport",), ("phone",), ("birth_date",), ("address",), ("name",),
            ("words[1]",), ("words[-1]",),
        ),
        sure=(("national_id",), ("passport", "name"), ("name", "birth_date")),
        training=(("national_id",), ("birth_date",), ("name",)),
    ),
}  # fmt: skip


def score(name: str, records: list[Record]) -> Scored:
    """Match probability of every candidate pair."""
    model = MODELS[name]
    frame = pd.DataFrame(records).replace("", None)
    table = DuckDBAPI().register(model.prepare(frame), dataset_display_name="records")
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=model.comparisons(),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in model.candidates] or ["1=1"],
        max_iterations=50,
    )
    linker = Linker(table, settings, log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in model.sure], recall=DETERMINISTIC_RECALL
    )
    training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for rule in model.training:
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict().as_pandas_dataframe()
    return zip(found["id_l"], found["id_r"], found["match_probability"], strict=True)


if __name__ == "__main__":
    main("splink", score)
