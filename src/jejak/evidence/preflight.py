"""The last look before a package leaves: no clear value of anything masked may be anywhere in it."""

from __future__ import annotations

import html
import importlib.resources
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from jejak.schemas.errors import ExportError

#: Shorter values (an initial, a grade) are found in any text and prove nothing.
SHORTEST = 3
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORD = re.compile(r"\w+")


def check_before_leaving(files: Mapping[str, bytes], forbidden: Iterable[str], allowed: Collection[str]) -> None:
    """Fail the export when a forbidden value is found in the name or content of any file.

    Case, XML, HTML and JSON escapes make no difference; a value counts only as whole words. Texts in ``allowed`` are
    shown on purpose and are taken out first: a suspect may bear the name of a victim.

    Args:
        files: All files of the package, by name.
        forbidden: Clear values of everything that the profile masks: names, numbers, accounts.
        allowed: Clear values that the profile shows.

    Raises:
        ExportError: names the files, never the value.
    """
    wanted = {_folded(value) for value in forbidden}
    wanted = {value for value in wanted if len(value) >= SHORTEST}
    if not wanted:
        return
    open_texts = sorted({_folded(text) for text in allowed if len(text) >= SHORTEST}, key=lambda t: (-len(t), t))
    hit = sorted(
        name for name, content in files.items() if _leaks(_folded(f"{name} ; {_text(content)}"), wanted, open_texts)
    )
    if hit:
        raise ExportError(
            "The package would show a value that the profile masks; nothing was written.",
            where=", ".join(hit),
            hint="Look for names in captions, source file names and case names, or choose another profile.",
        )


def _text(content: bytes) -> str:
    text = content.decode("utf-8-sig").replace(_chart_library(), "")
    return html.unescape(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))


def _folded(text: str) -> str:
    """Case and white space make no difference."""
    return " ".join(text.casefold().split())


@cache
def _chart_library() -> str:
    """The script that every chart file carries; its words are no data."""
    library = importlib.resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return library.read_text(encoding="utf-8").split("//# sourceMappingURL")[0]


def _leaks(text: str, wanted: Collection[str], open_texts: list[str]) -> bool:
    words = set(_WORD.findall(text))
    near = [value for value in wanted if words.issuperset(_WORD.findall(value)) and value in text]
    if not near:
        return False
    for open_text in (shown for shown in open_texts if any(value in shown for value in near)):
        text = text.replace(open_text, "\0")
    return any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) for value in near)
