"""The engine of suggestions by its parts: values, blocks, birth dates, weights, estimation, circles; and its laws."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from jejak.graph.resolution import blocking, scoring
from jejak.graph.resolution.birth_dates import BIRTH_LEVELS, BirthDates
from jejak.graph.resolution.blocking import candidates
from jejak.graph.resolution.circles import Circles
from jejak.graph.resolution.comparisons import COMPARISONS, Sight
from jejak.graph.resolution.estimation import estimated
from jejak.graph.resolution.model import load_model
from jejak.graph.resolution.subjects import SHARED, Subjects
from jejak.graph.resolution.values import Values, best
from jejak.schemas.errors import SchemaError
from jejak.schemas.model import LANGUAGES

PERSON = load_model().kinds["person"]


def listed(*said: list[str]) -> Values:
    owner = np.array([place for place, texts in enumerate(said) for _ in texts], np.int64)
    return Values.of(owner, [text for texts in said for text in texts], len(said))


def sight(
    names: list[list[str]], births: list[list[str]] | None = None, phones: list[list[int]] | None = None, **said: Values
) -> Sight:
    """Subjects of which names, birth dates and phones are known, and what else is given."""
    n = len(names)
    nothing = listed(*[[] for _ in names])
    properties = ("name", "alias", "father_name", "birth_date", "birth_place", "sex", "identifier", "address_text")
    stated = dict.fromkeys(properties, nothing) | {"name": listed(*names)} | said
    if births:
        stated["birth_date"] = listed(*births)
    shared = dict.fromkeys(SHARED, nothing)
    if phones:
        owner = np.array([place for place, codes in enumerate(phones) for _ in codes], np.int64)
        shared["phone"] = Values.coded(owner, np.array([c for codes in phones for c in codes], np.int64), n)
    circles = Circles(csr_array((n, 4), dtype=np.int32), np.zeros(4, np.float32), np.zeros(n, np.bool_))
    ids = tuple(f"{place:032x}" for place in range(n))
    return Sight(Subjects(np.arange(n), n, ids, stated, shared, nothing, nothing, nothing, nothing, circles), "person")


def scored(seen: Sight, left: int, right: int) -> float:
    return float(scoring.score(seen, PERSON, np.array([left]), np.array([right])).probability[0])


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=4), min_size=1, max_size=6), st.data())
def test_values_crossed_are_all_products(said: list[list[str]], data: st.DataObject) -> None:
    values = listed(*said)
    pairs = data.draw(st.lists(st.tuples(*[st.integers(0, len(said) - 1)] * 2), max_size=5))
    left, right = (np.array([pair[end] for pair in pairs], np.int64) for end in (0, 1))
    found = values.crossed(left, right)
    expected = [
        (place, a, b)
        for place, pair in enumerate(pairs)
        for a in sorted(set(values.texts_of(pair[0])), key=values.texts.index)
        for b in sorted(set(values.texts_of(pair[1])), key=values.texts.index)
    ]
    told = zip(found.pair, found.left, found.right, strict=True)
    assert [(int(p), values.texts[a], values.texts[b]) for p, a, b in told] == expected
    scores = np.arange(found.pair.size, dtype=np.float32) % 3
    for pair, at in enumerate(best(found, scores, len(pairs))):
        mine = scores[found.pair == pair]
        assert (at == -1) == (mine.size == 0)
        assert at == -1 or scores[at] == mine.max()


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1980-03-04", "1980-03-04", "same"),
        ("1980-01-01", "1980-01-01", "marker"),
        ("1980-03-04", "1980-04-03", "swapped"),
        ("1980-03-04", "1983-03-04", "altered"),
        ("1980-03-04", "1980-03-14", "typing"),
        ("1980-03-04", "1980", "partial"),
        ("1980-03", "1980-03-04", "partial"),
        ("1980-03-04", "1980-11-25", "about"),
        ("1980-03-04", "1981-01-25", "about"),
        ("1980-12-28", "1981-01-15", "near"),
        ("1980-03-04", "1988-03-14", "digits"),
        ("1980-03-04", "1982-04-03", "altered"),
        ("1980-03-04", "1991", "different"),
        ("1980-03-04", "2001", "generation"),
        ("1980-03-04", "1989-12-30", "different"),
        ("1980-03-04", "1999-12-30", "generation"),
    ],
)
def test_how_birth_dates_differ(one: str, other: str, level: str) -> None:
    dates = listed([one], [other])
    codes = np.array([dates.texts.index(text) for text in (one, other)])
    for left, right in (codes, codes[::-1]):
        found, _ = BirthDates.of(dates).compare(np.array([left]), np.array([right]))
        assert BIRTH_LEVELS[found[0]] == level


def test_a_block_of_too_many_is_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST_FOR_ALL", 0)
    few = sight([["Siti Aminah"]] * 5 + [["Rizal Lubis"], ["Rizal Lubis"]])
    assert {(0, 1), (5, 6)} <= set(
        zip(*map(np.ndarray.tolist, (candidates(few).left, candidates(few).right)), strict=True)
    )
    monkeypatch.setattr(blocking, "RULES", {"the whole name": (blocking.RULES["the whole name"][0], 4)})
    found = candidates(few)
    assert (found.left.tolist(), found.right.tolist()) == ([5], [6])
    assert (found.counts[0].overfull, found.counts[0].left_out, found.counts[0].pairs) == (1, 5, 1)


def test_rare_agreement_says_more_and_missing_says_nothing() -> None:
    crowd = [["Siti Aminah"]] * 30 + [["Quirina Xaveria"], ["Quirina Xaveria"]]
    names = sight(crowd)
    assert scored(names, 30, 31) > scored(names, 0, 1)
    births = [["1980-03-04"], ["1980-03-04"], ["1971-10-11"], *([[]] * 29)]
    dated = sight(crowd, births)
    assert scored(dated, 0, 1) > scored(names, 0, 1) > scored(dated, 0, 2)
    assert scored(dated, 3, 4) == pytest.approx(scored(names, 3, 4))


def test_a_score_is_the_sum_of_its_bits_and_can_be_turned_round() -> None:
    seen = sight([["Agus Salim"], ["Agus Salim"], ["Agus"], ["Dewi Utami"]], [["1980-03-04"], ["1980-04-03"], [], []])
    left, right = np.array([0, 0, 1]), np.array([1, 2, 3])
    forth, back = scoring.score(seen, PERSON, left, right), scoring.score(seen, PERSON, right, left)
    assert np.allclose(forth.probability, back.probability)
    total = sum(forth.bits.values()) + scoring.start_bits(seen, PERSON)
    assert forth.probability[0] == pytest.approx(1 / (1 + 2 ** -float(total[0])), abs=1e-4)


def test_a_shared_phone_never_makes_one_of_two_names() -> None:
    crowd = [[f"Nama Ke{i}"] for i in range(40)]
    seen = sight([["Rina Kartika"], ["Rini Kartika"], ["Darto"], *crowd], phones=[[1], [1], [1], *([[]] * 40)])
    assert scored(seen, 0, 1) <= 0.9
    assert scored(seen, 0, 2) <= 0.6


def test_two_national_numbers_keep_apart_even_under_one_passport() -> None:
    numbers = [["nik:3501014605900001", "passport:B1"], ["nik:3501014605900002", "passport:B1"], ["passport:B1"]]
    names = [["Quirina Xaveria"]] * 3
    seen = sight([*names, *[[f"Orang {i}"] for i in range(50)]], identifier=listed(*numbers, *[[] for _ in range(50)]))
    assert scored(seen, 0, 1) <= 0.6 < scored(seen, 0, 2)


def test_shares_are_estimated_without_labels_and_the_same_each_time() -> None:
    rng = np.random.default_rng(3)
    sounds = ("ba", "du", "ki", "lo", "me", "ra", "su", "ti")
    words = ["".join(rng.choice(sounds, 4)) for _ in range(340)]
    people = [
        (f"{words[i]} {words[300 + i % 37]}", f"{1950 + i % 50}-{1 + i % 12:02d}-{1 + i % 28:02d}") for i in range(300)
    ]
    names = [[name] for name, _ in people for _ in range(2)]
    births = [[born] if rng.random() < 0.9 else [] for _, born in people for _ in range(2)]
    seen = sight(names, births)
    pairs = candidates(seen)
    fit, fitted = estimated(seen, PERSON, pairs.left, pairs.right)
    assert fitted == estimated(seen, PERSON, pairs.left, pairs.right)[1]
    assert fit.again == pytest.approx(1, abs=0.2)
    levels = fitted.features["birth"].levels.values()
    assert sum(level.m for level in levels) == pytest.approx(1)
    assert fitted.features["birth"].levels["same"].m > 0.8
    expected = math.log2(300 / (600 * 599 / 2))
    assert fitted.start == pytest.approx(expected, abs=1.5)


def test_each_comparison_is_in_the_model_and_the_other_way_round() -> None:
    for kind, model in load_model().kinds.items():
        assert set(model.features) == set(COMPARISONS[kind])
        for name, feature in model.features.items():
            assert set(feature.levels) == set(COMPARISONS[kind][name][0])
            assert all(set(level.says) == set(LANGUAGES) for level in feature.levels.values())


def test_all_faults_of_a_model_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(
        """version: null
kinds:
  person:
    suggest: 0.5
    review: 2
    features:
      name:
        labels: {en: null}
        levels:
          same: {u: 0.1, most: high}
          twin: {m: 0.5, u: 0.5}
          some: null
          slip: {where: phone, unless: [{phone: [dead]}]}
"""
    )
    with pytest.raises(ExceptionGroup) as caught:
        load_model(path)
    told = " ".join(map(str, caught.value.exceptions))
    for part in (
        "no version",
        "between 0 and 1",
        "each language",
        "either u or rarity",
        "numbers of bits",
        "no comparison gives person name twin",
        "no weight for person name some",
        "conditions are a list",
        "no level dead of phone",
    ):
        assert part in told
    for text, says in (
        ("kinds: [", "cannot be read"),
        ("left,right\n", "no file of weights"),
        ("", "no file of weights"),
        ("kinds: {person: {features: 3}}", "values by name"),
    ):
        path.write_text(text)
        with pytest.raises(SchemaError, match=says):
            load_model(path)


def test_circles_meet_by_the_rarest_thing() -> None:
    things = csr_array(np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]], np.int32))
    circles = Circles(things, np.array([1.0, 5.0, 9.0, 0.0], np.float32), np.array([True, True, True, False]))
    level, bits = circles.shared(np.array([0, 0, 0, 1]), np.array([1, 2, 3, 2]))
    assert level.tolist() == [0, 0, -1, 0]  # whose circle is no more than its own things has none that could not meet
    assert bits.tolist() == [5.0, 1.0, 0.0, 1.0]
    assert Circles(things, circles.rarity, np.ones(4, np.bool_)).shared(np.array([0]), np.array([3]))[0].tolist() == [1]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(8)))
def test_an_order_of_subjects_changes_no_pair(order: list[int]) -> None:
    names = ["Agus Salim", "Salim Agus", "Soesilo", "Susilo", "Dewi Utami", "Dewi Utami", "Rizal", "Rizal Lubis"]
    births = ["1980-03-04", "1980-04-03", "", "", "1990-05-06", "1990-05-06", "", ""]

    def found(places: list[int]) -> set[tuple[int, int, float]]:
        seen = sight([[names[i]] for i in places], [[births[i]] if births[i] else [] for i in places])
        pairs = candidates(seen)
        scores = scoring.score(seen, PERSON, pairs.left, pairs.right)
        return {
            (min(places[a], places[b]), max(places[a], places[b]), round(float(p), 4))
            for a, b, p in zip(pairs.left, pairs.right, scores.probability, strict=True)
        }

    assert found(order) == found(list(range(8)))


def test_a_ceiling_is_kept_whatever_agrees() -> None:
    low = replace(PERSON.features["name"].levels["same"], ceiling=0.3)
    feature = replace(PERSON.features["name"], levels={**PERSON.features["name"].levels, "same": low})
    model = replace(PERSON, features={**PERSON.features, "name": feature})
    crowd = [[f"Orang {place}"] for place in range(40)]
    seen = sight([["Quirina Xaveria"], ["Quirina Xaveria"], *crowd])
    assert scored(seen, 0, 1) > 0.3
    assert scoring.score(seen, model, np.array([0]), np.array([1])).probability[0] == pytest.approx(0.3)
