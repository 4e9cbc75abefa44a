"""Reasons in words: every code that an analysis can give has a sentence in every language, with the right plural."""

from __future__ import annotations

import pytest

from jejak.analysis.disruption import STRATEGIES
from jejak.analysis.evolution import KINDS
from jejak.analysis.hidden_organisers import STAGES
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import CHAIN, CLAIMED, RULES
from jejak.analysis.role_patterns import PATTERNS
from jejak.schemas.i18n import LANGUAGES, use_language
from jejak.schemas.labels import layer_label
from jejak.schemas.world import load_world
from jejak.ui.reasons import part_word, reason_words

SCORED = (
    Reason("stages", codes=CHAIN),
    Reason("sources", {"n": 3}),
    Reason("countries", codes=("ID", "MY")),
    Reason("active", {"days": 32}, ("2024-01-31", "2024-03-02")),
    Reason("collects", {"n": 2}),
    Reason("missing_stages", codes=CHAIN[:2]),
    *(Reason(f"missing_{what}") for what in ("victims", "money", "sources", "dates")),
    Reason("layers", codes=("money", "travel")),
    Reason("victims", {"victims": 2, "moved": 1}),
    Reason("money", {"transfers": 1200}),
    Reason("shared", {"things": 2}),
    Reason("cohesion", {"share": 0.625}),
    Reason("one_layer", codes=("family",)),
    Reason("one_layer"),
)
RANKED = (
    Reason("ranked", {"rank": 2, "stays": 0.9}, ("degree",)),
    Reason("carried_by", {"ties": 1, "share": 0.9, "of": 4}),
    Reason("carried_by", {"ties": 3, "share": 0.8, "of": 9}),
)
BROKERS = (
    Reason("stands_between", {"share": 0.4}),
    Reason("spans_gaps", {"constraint": 0.3, "n": 4}),
    Reason("holds_together", {"n": 0}),
    Reason("holds_together", {"n": 2}),
    Reason("joins_groups", {"n": 2}),
    Reason("crosses_border", {"n": 2}),
    Reason("pays_stages", {"n": 5}, tuple(sorted(set(STAGES.values())))),
)
UNTIED = (
    Reason("in_common", {"n": 1, "unnamed": 0}),
    Reason("in_common", {"n": 8, "unnamed": 3}),
    Reason("rarest_in_common", {"unnamed": 2}, ("0" * 32,)),
)
EVOLVED = tuple(
    Reason("evolved", {"before": 4, "after": 9, "protected": 1}, (kind, "2024-01-05", "2024-03-20")) for kind in KINDS
)
HINTED = (
    Reason("stated_role", codes=("financier",)),
    Reason("stated_role_dated", codes=("financier", "2023-01", "2023-06", "2024", "")),
    Reason("takes_part", {"n": 2}, ("transporter",)),
    *(Reason(rule.says, {"n": 2}) for rule in RULES),
    *(Reason(says, {"n": 2}) for says, _, _ in PATTERNS),
)
PLANNED = (
    *(Reason("plan", {"actors": 2}, (strategy,)) for strategy in STRATEGIES),
    Reason("plan_largest", {"before": 0.5, "after": 0.25}),
    Reason("plan_victims", {"before": 12, "after": 3}),
    Reason("plan_at_risk", {"n": 2}),
    Reason("plan_refilled", {"share": 0.3, "victims": 4.4}),
    Reason("decision_aid"),
)


@pytest.mark.parametrize(
    "reason", [*SCORED, *RANKED, *BROKERS, *UNTIED, *EVOLVED, *HINTED, *PLANNED], ids=lambda reason: reason.code
)
def test_a_reason_has_a_sentence_of_its_own_in_every_language(reason: Reason) -> None:
    told = []
    for language in LANGUAGES:
        use_language(language)
        told.append(reason_words(reason))
    assert "{" not in "".join(told)
    assert told[0] not in told[1:], "it is translated"


def test_parts_and_layers_have_words_of_their_own() -> None:
    parts = set(CLAIMED.values()) | {rule.hint for rule in RULES}
    layers = {kind.layer for kind in load_world().link_types.values() if kind.layer}
    use_language("ms")
    assert len({part_word(part) for part in parts}) == len(parts)
    assert not {part for part in parts if part_word(part) == part}
    assert {layer for layer in layers if layer_label(layer) == layer} == set()


@pytest.mark.parametrize(
    ("reason", "one", "many", "indonesian"),
    [
        (
            "money",
            "1 transfer between the members",
            "1,200 transfers between the members",
            "1.200 transfer antaranggota",
        ),
        ("is_owed", "1 other owes money", "1,200 others owe money", "1.200 orang lain berutang kepadanya"),
        ("placed", "Placed 1 worker", "Placed 1,200 workers", "Menempatkan 1.200 pekerja"),
    ],
)
def test_one_is_one_and_many_are_many(reason: str, one: str, many: str, indonesian: str) -> None:
    figure = "transfers" if reason == "money" else "n"
    assert reason_words(Reason(reason, {figure: 1})) == one
    assert reason_words(Reason(reason, {figure: 1200})) == many
    use_language("id")
    assert reason_words(Reason(reason, {figure: 1200})) == indonesian


@pytest.mark.parametrize(
    ("victims", "moved", "words"),
    [
        (1, 0, "Tied to it: 1 protected person"),
        (0, 1, "Tied to it: 1 recruited or moved person"),
        (2, 3, "Tied to it: 2 protected people, 3 recruited or moved people"),
    ],
)
def test_who_is_counted_is_told_only_where_there_is_somebody(victims: int, moved: int, words: str) -> None:
    assert reason_words(Reason("victims", {"victims": victims, "moved": moved})) == words


def test_a_reason_without_words_is_a_fault_and_not_an_empty_line() -> None:
    with pytest.raises(KeyError):
        reason_words(Reason("of nobody known"))
