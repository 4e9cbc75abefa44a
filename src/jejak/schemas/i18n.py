"""Texts in the reader's language: gettext catalogues, compiled in memory from their PO files.

Invariant: a text without a translation is shown in English; no file is ever written.
"""

from __future__ import annotations

import gettext
import io
import re
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from jejak.schemas.errors import SchemaError
from jejak.schemas.model import LANGUAGES

__all__ = ["LANGUAGES", "_", "current_language", "ngettext", "told", "use_language"]

_FOLDER = Path(__file__).parent / "locale"
_DOMAIN = "jejak"
_PLACE = re.compile(r"\{(\d)\}")
_language: ContextVar[str] = ContextVar("jejak_language", default="en")


def _(text: str) -> str:
    """The text in the current language."""
    return _catalogue(_language.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for a count in the current language."""
    return _catalogue(_language.get()).ngettext(one, many, count)


def told(text: str) -> str:
    """A fixed sentence that another room wrote in English, in the current language.

    Other rooms raise errors and name analyses in English, with values put in already. The catalogue has their sentences
    with numbered places, as in ``use one of: {0}``. A sentence that stands in a place is told too; a word is kept: it
    may be a code.
    """
    return _told(text, whole=True)


def _told(text: str, *, whole: bool) -> str:
    translated = _catalogue(_language.get()).gettext(text) if text else ""  # "" is the catalogue's own heading
    if translated != text:
        return translated
    for sentence, form in _forms(_language.get()):
        found = sentence.fullmatch(text)
        if found:
            parts = found.groups()
            return form.format(*(_told(part, whole=False) if whole and " " in part else part for part in parts))
    return text


def use_language(language: str) -> None:
    """Show texts of the current thread or task in a language.

    Raises:
        SchemaError: There is no such language.
    """
    if language not in LANGUAGES:
        raise SchemaError("there is no such language", where=language[:20], hint=f"Known: {', '.join(LANGUAGES)}.")
    _language.set(language)


def current_language() -> str:
    """The language that texts are shown in."""
    return _language.get()


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, _texts(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=len(LANGUAGES))
def _forms(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with numbered places and their translations, those with the most fixed words first."""
    if language == LANGUAGES[0]:
        return ()
    pairs = [(str(m.id), str(m.string)) for m in _texts(language) if isinstance(m.id, str) and _PLACE.search(m.id)]
    pairs.sort(key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return tuple(
        (re.compile("(.+)".join(map(re.escape, _PLACE.split(text)[::2])), re.DOTALL), to) for text, to in pairs
    )


def _texts(language: str) -> Catalog:
    path = _FOLDER / language / "LC_MESSAGES" / f"{_DOMAIN}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=_DOMAIN, abort_invalid=True)
