"""Every text that the code shows through `_()` has an Indonesian and a Malay translation with the same places in it."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parents[1] / "src" / "jejak"
TRANSLATED = ("id", "ms")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `_` or `ngettext` with the place where it stands."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
                yield f"{path.relative_to(SOURCES)}:{node.lineno}", node


def texts() -> dict[str, str]:
    """Every text of the code with the first place where it stands; both forms of a count."""
    found: dict[str, str] = {}
    for place, call in calls():
        forms = call.args[:2] if isinstance(call.func, ast.Name) and call.func.id == "ngettext" else call.args[:1]
        for form in forms:
            if isinstance(form, ast.Constant):
                found.setdefault(form.value, place)
    return found


def fields(text: str) -> set[str]:
    """Names of the places to fill in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module", params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    path = SOURCES / "schemas" / "locale" / request.param / "LC_MESSAGES" / "jejak.po"
    with path.open("rb") as file:
        return read_po(file, locale=request.param, abort_invalid=True)


def known(catalogue: Catalog) -> dict[str, str]:
    """Translations that count, by English text; those of a count under both of its forms."""
    found: dict[str, str] = {}
    for message in catalogue:
        forms = (message.id,) if isinstance(message.id, str) else message.id
        strings = (message.string,) if isinstance(message.string, str) else message.string
        if message.id and not message.fuzzy and all(strings):
            found.update(dict.fromkeys(forms, strings[-1]))
    return found


def test_the_code_shows_texts() -> None:
    assert len(texts()) > 100


def test_texts_are_written_out_where_they_are_shown() -> None:
    hidden = [
        place
        for place, call in calls()
        if not place.endswith(f"i18n.py:{call.lineno}") and not isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden, "a text in a variable cannot be collected for translation"


def test_every_text_is_translated(catalogue: Catalog) -> None:
    have = known(catalogue)
    missing = {text: place for text, place in texts().items() if text not in have}
    assert not missing


def test_no_translation_is_doubtful(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_translations_have_the_same_places_to_fill_in(catalogue: Catalog) -> None:
    wrong = [text for text, translated in known(catalogue).items() if fields(text) != fields(translated)]
    assert not wrong


#: The same word in both languages: names, and words that the language has taken over.
SAME = {
    "id": {"Audit", "Id", "PageRank", "Status", "tab", "{file} · {mapping}"},
    "ms": {"Audit", "Id", "Import", "Import {file}", "PageRank", "Status", "tab", "{file} · {mapping}"},
}


def test_no_text_is_left_in_english_but_words_that_are_the_same(catalogue: Catalog) -> None:
    same = {text for text, translated in known(catalogue).items() if text == translated}
    assert same == SAME[str(catalogue.locale)]
