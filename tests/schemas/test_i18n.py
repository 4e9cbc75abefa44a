"""Texts follow the language, and both catalogues are whole."""

from __future__ import annotations

import string
import threading
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

import jejak.schemas
from jejak.schemas.errors import SchemaError
from jejak.schemas.i18n import LANGUAGES, _, current_language, ngettext, use_language

FOLDER = Path(jejak.schemas.__file__).parent / "locale"


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "jejak.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize(("language", "word"), [("en", "victim"), ("id", "korban"), ("ms", "mangsa")])
def test_terms_of_the_glossary(language: str, word: str) -> None:
    use_language(language)
    assert current_language() == language
    assert _("victim") == word


def test_an_unknown_text_stays_english() -> None:
    use_language("id")
    assert _("A text that nobody translated") == "A text that nobody translated"
    assert ngettext("one thing", "many things", 2) == "many things"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SchemaError):
        use_language("xx")


def test_each_thread_has_its_own_language() -> None:
    use_language("id")
    seen: list[str] = []
    thread = threading.Thread(target=lambda: seen.append(_("victim")))
    thread.start()
    thread.join()
    assert seen == ["victim"]
    assert _("victim") == "korban"


def test_both_catalogues_have_the_same_texts() -> None:
    assert {m.id for m in catalogue("id")} == {m.id for m in catalogue("ms")}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_text_is_translated_with_its_fields(language: str) -> None:
    def fields(text: str) -> set[str | None]:
        return {field for _text, field, _spec, _conv in string.Formatter().parse(text) if field is not None}

    wrong = [
        m.id
        for m in catalogue(language)
        if m.id and (not m.string or m.fuzzy or fields(str(m.id)) != fields(str(m.string)))
    ]
    assert wrong == []
