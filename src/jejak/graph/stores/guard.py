"""Refuses a user's Cypher before it runs unless it can only read; read mode of the engine is the second wall.

Invariant: whatever cannot be told apart for certain (escapes, unclosed text, unknown calls) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jejak.schemas.errors import StoreError

MOST_CHARACTERS = 20_000
PROCEDURES = frozenset(
    {
        "db.labels", "db.relationshiptypes", "db.propertykeys", "db.schema.visualization",
        "db.schema.nodetypeproperties", "db.schema.reltypeproperties",
    }
)  # fmt: skip
_STARTS = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL", "EXPLAIN", "PROFILE"})
_REFUSED = frozenset(
    {
        "CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "DROP", "FOREACH", "LOAD", "SHOW", "USE",
        "INSERT", "TRANSACTIONS",
    }
)  # fmt: skip
#: Dotted functions that compute; those of plug-ins may read files or the network.
_FUNCTION_ROOTS = frozenset({"date", "datetime", "localdatetime", "time", "localtime", "duration", "point"})
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>//[^\r\n]* | /\*.*?\*/)
      | (?P<text>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*")
      | (?P<quoted>`[^`]*`)
      | (?P<parameter>\$(?:\w+|`[^`]*`))
      | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_HINT = "`jejak query` reads only; a name that is also a keyword can stand in backticks"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def check_query(text: str) -> None:
    """Accept a statement that reads the graph and nothing else.

    Raises:
        StoreError: It writes, loads, calls or administers, holds several statements, or cannot be judged.
    """
    if len(text) > MOST_CHARACTERS:
        raise _refusal("the statement is too long")
    if "\\u" in text.lower():
        raise _refusal(
            "character escapes are not accepted", hint="write the character itself or pass it as a parameter"
        )
    tokens = list(_tokens(text))
    if not tokens:
        raise _refusal("the statement is empty")
    if tokens[0].kind != "word" or tokens[0].text.upper() not in _STARTS | _REFUSED:
        raise _refusal("a query starts with MATCH, OPTIONAL MATCH, WITH, UNWIND, CALL or RETURN")
    for place, token in enumerate(tokens):
        _check_token(tokens, place, token)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind, found = str(match.lastgroup), match.group()
        if kind in {"space", "comment"}:
            continue
        if kind == "text" and ("\\'" in found or '\\"' in found):  # engines differ in what ends such a text
            raise _refusal("escaped quotes are not accepted", hint="pass the text as a parameter")
        yield _Token(kind, found)


def _check_token(tokens: Sequence[_Token], place: int, token: _Token) -> None:
    if token.kind == "sign" and token.text in "'\"`\\":
        raise _refusal("a text or name is not closed")
    if token.text == ";" or (token.text == "/" and _text_at(tokens, place + 1) == "*"):
        raise _refusal("one statement at a time, without `;` and with closed comments")
    if token.kind not in {"word", "quoted"} or _is_name(tokens, place):
        return
    word = token.text.upper()
    if word in _REFUSED:
        raise _refusal(f"{word} is not accepted")
    if word == "CALL":
        _check_call(tokens, place + 1)
    elif _text_at(tokens, place - 1).upper() != "CALL":
        _check_function(tokens, place)


def _is_name(tokens: Sequence[_Token], place: int) -> bool:
    """A label after ``:`` or a property after the dot of a name; never what follows the dot of a number."""
    before = _text_at(tokens, place - 1)
    if before == ".":
        owner = tokens[place - 2] if place > 1 else None
        return owner is not None and (owner.kind in {"word", "quoted", "parameter"} or owner.text in {")", "]", "}"})
    return before == ":"


def _check_call(tokens: Sequence[_Token], place: int) -> None:
    """A subquery is checked like the rest; a procedure must be on the list."""
    if _text_at(tokens, place) in {"{", "("}:
        return
    name, _ = _dotted(tokens, place)
    if name not in PROCEDURES:
        raise _refusal("this procedure is not accepted", hint=f"accepted are: {', '.join(sorted(PROCEDURES))}")


def _check_function(tokens: Sequence[_Token], place: int) -> None:
    """Functions of the language have plain names; a dotted one must compute dates or points."""
    name, after = _dotted(tokens, place)
    if _text_at(tokens, after) != "(":
        return
    root, dot, _ = name.partition(".")
    if "`" in name or (dot and root not in _FUNCTION_ROOTS):
        raise _refusal("this function is not accepted")


def _dotted(tokens: Sequence[_Token], place: int) -> tuple[str, int]:
    """The dotted name that starts at ``place``, in lower case, and the place after it."""
    parts = [_text_at(tokens, place)]
    while _text_at(tokens, place + 1) == ".":
        parts.append(_text_at(tokens, place + 2))
        place += 2
    return ".".join(parts).lower(), place + 1


def _text_at(tokens: Sequence[_Token], place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) else ""


def _refusal(what: str, *, hint: str = _HINT) -> StoreError:
    return StoreError(what, where="query", hint=hint)
