"""The index gives what the definition gives that looks at every word of every text, one by one."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.graph.search import SearchIndex, Why, ranks
from jejak.graph.search.asking import fillers
from jejak.graph.search.finding import NO_HIT
from jejak.graph.search.storing import from_bytes, to_bytes
from jejak.schemas.names import sound, standard

COUNTRIES = ("62", "60")


def one_slip(left: str, right: str) -> bool:
    """Whether one is the other with a letter more, less or other, or with two neighbours swapped."""
    letters = sorted(set(left) | set(right))
    made = {left[:i] + left[i + 1 :] for i in range(len(left))}
    made |= {left[:i] + c + left[i + 1 :] for i in range(len(left)) for c in letters}
    made |= {left[:i] + c + left[i:] for i in range(len(left) + 1) for c in letters}
    made |= {left[:i] + left[i + 1] + left[i] + left[i + 2 :] for i in range(len(left) - 1)}
    return left != right and right in made


def word_level(asked: str, word: str, *, typed: bool) -> int:
    spelled, other = standard(asked), standard(word)
    if word == asked:
        return Why.WORD
    if typed and word.startswith(asked):
        return Why.PREFIX
    if spelled == other or (typed and other.startswith(spelled)):
        return Why.SPELLING
    if sound(asked).isalpha() and sound(asked) == sound(word):
        return Why.SOUND
    if len(spelled) >= 4 and len(other) >= 4 and spelled.isalpha() and one_slip(spelled, other):
        return Why.SLIP
    return Why.PART if len(asked) >= 4 and asked in word else 255


def writings(stored: str) -> list[tuple[str, str]]:
    """How people write a stored telephone number: what stands before the subscriber's number, and that number."""
    if stored.startswith("+"):
        country, rest = stored[1:3], stored[3:]
        return [(head, rest) for head in ("0", country, f"00{country}", f"{country}0")]
    rest = stored[1:]
    return [(head, rest) for c in COUNTRIES for head in ("0", c, f"00{c}", f"{c}0")]


def number_level(asked: str, stored: str) -> int:
    """Of a number that is asked for and a stored one, both without separators."""
    bare = stored.removeprefix("+")
    phone = stored.startswith(("+", "0"))
    if asked == bare:
        return Why.NUMBER
    if asked.isdigit() and phone:
        heads = writings(stored)
        if any(asked == head + rest for head, rest in heads):
            return Why.NUMBER
        if stored.startswith("+") and asked == stored[3:] and len(asked) >= 7:
            return Why.NUMBER
        if any((head + rest).startswith(asked) and len(asked) >= len(head) + 3 for head, rest in heads):
            return Why.PART
    return Why.PART if asked in bare else 255


def tells(words: list[str]) -> list[str]:
    return list(dict.fromkeys([word for word in words if word not in fillers()] or words))


def plain(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text)


def is_number(text: str) -> bool:
    letters = "".join(plain(text))
    digits = len(re.findall("[0-9]", letters))
    return len(letters) >= 4 and digits > 0 and (" " not in text or digits >= len(letters) - digits)


def number_alone(text: str) -> bool:
    letters = "".join(plain(text))
    return is_number(text) and 2 * len(re.findall("[0-9]", letters)) >= len(letters)


def rank(texts: list[str], words: list[str], whole: str) -> int:
    """The definition: of one owner with some texts; ``words`` are the words and numbers asked for."""
    parts = tells(words)
    found, levels = NO_HIT, []
    for place, part in enumerate(parts):
        typed = place == len(parts) - 1 or len(part) == 1
        level = min(
            (word_level(part, w, typed=typed) for t in texts if not number_alone(t) for w in plain(t)), default=255
        )
        if is_number(part):
            stored = [("+" if t.startswith("+") else "") + "".join(plain(t)) for t in texts if is_number(t)]
            level = min([level, *(number_level(part, one) for one in stored)])
        levels.append(level)
    if parts and max(levels) < 255:
        found = max(levels) * 256
    good = [
        v for p, v in zip(parts, levels, strict=True)
        if len(p) > 1 and (v <= Why.SOUND or (v == Why.PART and is_number(p)))
    ]  # fmt: skip
    if len(parts) > 1 and good and len(parts) > len(good) >= len(parts) / 2:
        found = min(found, (Why.SOME + len(parts) - len(good) - 1) * 256 + max(good))
    if whole:
        stored = [("+" if t.startswith("+") else "") + "".join(plain(t)) for t in texts if is_number(t)]
        found = min([found, *(v * 256 for one in stored if (v := number_level(whole, one)) < 255)])
    if parts and any(set(tells(plain(t))) == set(parts) for t in texts if t and not number_alone(t)):
        found = min(found, Why.NAME * 256)
    return found


_KNOWN = (
    "susilo soesilo soesilp susila moh mohamad muhammad m haji bin binti karto kartho siti sitti nurul nur wati "
    "watie yanti yanto halim hakim pt tan sa s tjahyono cahyono joko djoko"
)
NAMES = st.sampled_from(_KNOWN.split())
WORDS = st.one_of(NAMES, st.text("ahsuko", min_size=1, max_size=6))
PHONES = st.builds(
    "{}{}".format, st.sampled_from(("+62", "+60", "0")), st.from_regex("[13-9][1-9]{6,9}", fullmatch=True)
)
CODES = st.from_regex("[a-c][1-9]{4,7}", fullmatch=True)
TEXTS = st.one_of(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), PHONES, CODES)
OWNERS = st.lists(st.lists(TEXTS, min_size=0, max_size=3), min_size=1, max_size=8)


def index_of(owners: list[list[str]]) -> SearchIndex:
    return SearchIndex.of(pa.array(["\n".join(sorted(set(texts))) for texts in owners], pa.string()))


@settings(max_examples=200, deadline=None)
@given(OWNERS, st.lists(WORDS, min_size=1, max_size=4))
def test_words_are_found_as_defined(owners: list[list[str]], words: list[str]) -> None:
    found = ranks(index_of(owners), " ".join(words))
    assert found.tolist() == [rank(sorted(set(texts)), words, "") for texts in owners]


@st.composite
def slipped(draw: st.DrawFn) -> tuple[list[list[str]], str]:
    """Owners, and one of their words with one or two slips."""
    owners = draw(OWNERS)
    letters = list(draw(st.text("ahsuko", min_size=3, max_size=7)))
    draw(st.sampled_from(owners)).append("".join(letters))
    for _ in range(draw(st.integers(1, 2))):
        place, letter = draw(st.integers(0, len(letters) - 2)), draw(st.sampled_from("ahsuko"))
        kind = draw(st.sampled_from(("more", "less", "other", "swap")))
        if kind == "swap":
            letters[place : place + 2] = reversed(letters[place : place + 2])
        else:
            letters[place : place + (kind != "more")] = [] if kind == "less" and len(letters) > 2 else [letter]
    return owners, "".join(letters)


@settings(max_examples=200, deadline=None)
@given(slipped())
def test_slips_are_found_as_defined(case: tuple[list[list[str]], str]) -> None:
    owners, word = case
    assert ranks(index_of(owners), word).tolist() == [rank(sorted(set(texts)), [word], "") for texts in owners]


@st.composite
def asked_numbers(draw: st.DrawFn) -> tuple[list[list[str]], str]:
    """Owners, and one of their numbers as somebody may write it, or a piece of it."""
    owners = draw(OWNERS)
    stored = draw(PHONES)
    draw(st.sampled_from(owners)).append(stored)
    head, rest = draw(st.sampled_from([*writings(stored), ("", stored.lstrip("+"))]))
    number = head + rest
    start = draw(st.sampled_from([0, 0, 0, draw(st.integers(0, len(number) - 4))]))
    stop = draw(st.sampled_from([len(number), draw(st.integers(start + 4, len(number)))]))
    return owners, number[start:stop]


@settings(max_examples=200, deadline=None)
@given(asked_numbers(), st.sampled_from(["", " ", "-", "."]), st.integers(1, 6))
def test_numbers_are_found_as_defined(case: tuple[list[list[str]], str], between: str, at: int) -> None:
    owners, number = case
    written = number[:at] + between + number[at:]
    found = ranks(index_of(owners), written)
    assert found.tolist() == [rank(sorted(set(texts)), [number], number) for texts in owners]


@given(OWNERS)
def test_a_kept_index_is_the_index(owners: list[list[str]]) -> None:
    index = index_of(owners)
    kept = to_bytes(index)
    assert to_bytes(from_bytes(kept)) == kept == to_bytes(index_of(owners))
    for text in ("susilo", "moh s", "0812 3456"):
        assert ranks(from_bytes(kept), text).tolist() == ranks(index, text).tolist()
