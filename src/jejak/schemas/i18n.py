"""Texts in the reader's language: gettext catalogues, compiled in memory from their PO files.

Invariant: a text without a translation is shown in English; no file is ever written.
"""

from __future__ import annotations

import gettext
import io
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from jejak.schemas.errors import SchemaError
from jejak.schemas.model import LANGUAGES

__all__ = ["LANGUAGES", "_", "current_language", "ngettext", "use_language"]

_FOLDER = Path(__file__).parent / "locale"
_DOMAIN = "jejak"
_language: ContextVar[str] = ContextVar("jejak_language", default="en")


def _(text: str) -> str:
    """The text in the current language."""
    return _catalogue(_language.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for a count in the current language."""
    return _catalogue(_language.get()).ngettext(one, many, count)


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
    path = _FOLDER / language / "LC_MESSAGES" / f"{_DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, domain=_DOMAIN, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
