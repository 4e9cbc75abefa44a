"""The last look before a package leaves: no clear value of anything masked may be anywhere in it."""

from __future__ import annotations

import html
import importlib.resources
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from jejak.evidence.wanted import Contexts, Wanted, is_plain_word, words_of
from jejak.schemas.errors import ExportError

_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CONTROL_ESCAPE = re.compile(r"\\[nrtbf]")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a package says on purpose, so that it is not taken for a leak.

    Attributes:
        values: Texts that are shown whole: labels, names, numbers, codes. A suspect may bear the name of a victim.
        prose: Notes and adverts; a wanted value of a single word may stand in them, a longer one may not.
        structure: Words that the formats themselves use; a wanted value that is one of them cannot be looked for.
    """

    values: frozenset[str] = frozenset()
    prose: frozenset[str] = frozenset()
    structure: frozenset[str] = frozenset()


def check_before_leaving(files: Mapping[str, bytes], forbidden: Iterable[str], purpose: Purpose) -> None:
    """Fail the export when a forbidden value is found in the name or content of any file; O(size of all files).

    Case, accents, spaces, punctuation and the escapes of XML, HTML and JSON make no difference; a value counts only as
    whole words.

    Args:
        files: All files of the package, by name.
        forbidden: Clear values of everything that the profile masks: names, numbers, accounts.
        purpose: What the package says on purpose.

    Raises:
        ExportError: names the files, never the value.
    """
    folded = (words_of(value) for value in set(forbidden))
    wanted = Wanted(words for words in folded if not (is_plain_word(words) and words[0] in purpose.structure))
    if not wanted:
        return
    values = Contexts(wanted, map(words_of, purpose.values))
    prose = Contexts(wanted, map(words_of, purpose.prose))
    hit = sorted(
        name
        for name, content in files.items()
        if _leaks(words_of(f"{name} ; {readable(content)}"), wanted, (values, prose))
    )
    if hit:
        raise ExportError(
            "The package would show a value that the profile masks; nothing was written.",
            where=", ".join(hit),
            hint="Look for names in captions, source file names and case names, or choose another profile.",
        )


def structure_of(files: Mapping[str, bytes]) -> frozenset[str]:
    """Words of the files that a package without data would have, names included."""
    return frozenset(word for name, content in files.items() for word in words_of(f"{name} ; {readable(content)}"))


def readable(content: bytes) -> str:
    """The text of a file, without the chart library, its escapes turned into what they stand for."""
    text = content.decode("utf-8-sig").replace(_chart_library(), "")
    if "\\" in text:
        text = _UNICODE_ESCAPE.sub(lambda match: chr(int(match[1], 16)), _CONTROL_ESCAPE.sub(" ", text))
    return html.unescape(text)


@cache
def _chart_library() -> str:
    """The script that every chart file carries; its words are no data."""
    library = importlib.resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return library.read_text(encoding="utf-8").split("//# sourceMappingURL")[0]


def _leaks(words: list[str], wanted: Wanted, contexts: tuple[Contexts, Contexts]) -> bool:
    values, prose = contexts
    return any(
        not values.cover(value, words, start)
        and not (is_plain_word(words[start:end]) and prose.cover(value, words, start))
        for value, start, end in wanted.matches(words)
    )
