"""Properties taken apart by the column are what a JSON parser reads."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.graph.statements import Statements

TEXT = st.text(st.sampled_from('aB 7:,[]{}"\\\n\u00e4\u96ea'), max_size=4)
PROPS = st.dictionaries(TEXT.filter(bool), TEXT | st.lists(TEXT, max_size=3), max_size=3)


def written(props: object, *, ascii_only: bool = False) -> str:
    return json.dumps(props, sort_keys=True, ensure_ascii=ascii_only, separators=(",", ":"))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.none() | PROPS, max_size=5), st.integers(0, 2), st.booleans())
def test_statements_are_what_json_says(claims: list[dict[str, str | list[str]] | None], cut: int, plain: bool) -> None:
    texts = [None if props is None else written(props, ascii_only=plain) for props in claims]
    said = Statements.of(pa.array(["{}", *texts], pa.string()).slice(1).slice(min(cut, len(texts))))
    claims = claims[min(cut, len(texts)) :]
    texts = texts[min(cut, len(texts)) :]
    expected = []
    for claim, (props, text) in enumerate(zip(claims, texts, strict=True)):
        regular = "\\" not in (text or "") and [] not in (props or {}).values()
        assert said.regular[claim] == regular
        if regular:
            for key, value in sorted((props or {}).items()):
                listed = isinstance(value, list)
                expected += [(claim, key, listed, one) for one in (value if listed else [value])]
    keys = [said.keys[code] for code in said.key]
    assert list(zip(said.claim, keys, said.listed, said.texts.to_pylist(), strict=True)) == expected


def test_anything_but_texts_is_left_to_a_parser() -> None:
    odd = ['{"a":1}', '{"a":null,"b":"c"}', '{"a":["b",1]}', '{"a": "b"}', '{"a":{"b":"c"}}', "[]", '["a"]', '{"a', ""]
    said = Statements.of(pa.array([*odd, '{"a":"b"}']))
    assert said.regular.tolist() == [False] * len(odd) + [True]
    assert said.texts.to_pylist() == ["b"]
    assert said.under("a").tolist() == [0]
    assert said.under("z").tolist() == []
