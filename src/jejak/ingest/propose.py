"""Proposes a mapping for a file: headers in three languages and the values below them, each guess with its reason."""

from __future__ import annotations

import importlib.resources
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from jejak.ingest.readers import ReaderOptions, Table, open_tables, recognise
from jejak.schemas.ptypes import PTYPES, CleanContext
from jejak.schemas.world import World

SAMPLE_ROWS = 500
LEAST = 0.35
#: Which property type checks the values of a guess.
CHECKED_BY = {
    "amount": "money", "time": "datetime", "birth_date": "date", "nik": "nik", "mykad": "mykad", "phone": "phone",
    "passport_no": "passport", "caller": "phone", "called": "phone", "country": "country",
}  # fmt: skip
#: How numbers of phones begin in the countries that most files come from.
_REGIONS = ((r"(\+|00)?62|08", "ID"), (r"(\+|00)?60|01", "MY"))
_CURRENCIES = ((r"\b(RM|MYR)\b", "MYR"), (r"\b(Rp|IDR)\b", "IDR"), (r"\bUSD\b|\$", "USD"))
_DAY_OR_MONTH = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ]\d{2,4}\b")
_VICTIM = re.compile("victim|korban|mangsa", re.IGNORECASE)
_MONTHS = 12
Spec = dict[str, object]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column probably is: a meaning of ``hints/headers.yaml``, with confidence 0 to 1 and the reason."""

    column: str
    target: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping as YAML text, and the guesses that it was made from."""

    yaml: str
    guesses: tuple[Guess, ...]


def propose_mapping(path: Path, world: World, options: ReaderOptions | None = None) -> Proposal:
    """Look at a file and propose a mapping; the analyst corrects it.

    Raises:
        RecordError: The file cannot be read.
    """
    del world  # what is proposed are built-in types; the loader checks them against the world that is used
    chosen = options or ReaderOptions()
    table = open_tables(path, chosen)[0]
    sample = sample_of(table)
    guesses = tuple(guess_columns(sample, header_words()))
    source: Spec = {"format": chosen.format or recognise(path)}
    if table.format == "spreadsheet":
        source["sheet"] = table.name
    entities, links = _parts({g.target: g.column for g in sorted(guesses, key=lambda g: g.confidence)}, table)
    content: Spec = {
        "mapping": _slug(path.stem),
        "version": 1,
        "title": path.name,
        "source": source,
        "defaults": {"grade": "F6", "handling": "C", **defaults_of(sample, guesses)},
    }
    content |= {"entities": entities} | ({"links": links} if links else {})
    head = "# A proposal. Read every line, set zone, region, currency and grade, then try it with --dry-run.\n"
    return Proposal(head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True), guesses)


@cache
def header_words() -> Dict[str, tuple[str, ...]]:
    """Words of column headers in three languages, by what they usually mean."""
    text = (importlib.resources.files("jejak.ingest") / "hints" / "headers.yaml").read_text(encoding="utf-8")
    return {meaning: tuple(words) for meaning, words in yaml.safe_load(text).items()}


def sample_of(table: Table) -> dict[str, list[str]]:
    """The first values of each column; a column without any tells nothing and is left out if others have some."""
    batch = next(iter(table.batches()), None)
    if batch is None:
        return {column: [] for column in table.columns}
    found = {}
    for place, column in enumerate(table.columns, 1):
        found[column] = [value for value in batch.column(place).slice(0, SAMPLE_ROWS).to_pylist() if value]
    return {column: values for column, values in found.items() if values}


def guess_columns(sample: Dict[str, list[str]], words: Dict[str, tuple[str, ...]]) -> list[Guess]:
    """What columns probably are.

    Args:
        sample: Some values of each column.
        words: Words of headers by what they mean.
    """
    found = []
    for column, values in sample.items():
        rated = (_rate(column, meaning, told, values) for meaning, told in words.items())
        best = max(rated, key=lambda guess: guess.confidence)
        if best.confidence >= LEAST:
            found.append(best)
    return found


def defaults_of(sample: Dict[str, list[str]], guesses: Iterable[Guess]) -> Spec:
    """What the values themselves say about dates, phones and money; what they leave open is left out."""
    guesses = tuple(guesses)
    by_meaning: dict[str, list[str]] = {}
    for guess in guesses:
        by_meaning.setdefault(guess.target, []).extend(sample[guess.column])
    found: Spec = {}
    phones = [value for meaning in ("phone", "caller", "called") for value in by_meaning.get(meaning, ())]
    regions = Counter(region for value in phones for start, region in _REGIONS if re.match(start, value))
    if regions:
        found["region"] = regions.most_common(1)[0][0]
    money = " ".join(guess.column for guess in guesses if guess.target == "amount")
    codes = [code for pattern, code in _CURRENCIES if re.search(pattern, money, re.IGNORECASE)]
    if len(codes) == 1 and "currency" not in by_meaning:
        found["currency"] = codes[0]
    dates = [value for meaning in ("time", "birth_date") for value in by_meaning.get(meaning, ())]
    days = [match for value in dates if (match := _DAY_OR_MONTH.match(value))]
    first, second = (any(int(match[part]) > _MONTHS for match in days) for part in (1, 2))
    return found | ({"day_first": first} if first != second else {})


def _rate(column: str, meaning: str, words: tuple[str, ...], values: list[str]) -> Guess:
    header = column.casefold().replace("_", " ").strip()
    hit = max((w for w in words if w.replace("_", " ") in header), key=len, default="")
    by_name = 0.0 if not hit else 0.5 + 0.4 * len(hit) / max(len(header), 1)
    kind = CHECKED_BY.get(meaning)
    if kind is None or not values:
        return Guess(column, meaning, round(min(by_name, 0.9), 2), f"header says {hit!r}" if hit else "")
    context = CleanContext(region="ID")
    good = sum(PTYPES[kind].clean(value, context).value is not None for value in values) / len(values)
    confidence = by_name * (0.4 + 0.7 * good)
    return Guess(
        column,
        meaning,
        round(min(confidence, 0.99), 2),
        f"header says {hit!r}; {good:.0%} of the values are valid" if hit else "",
    )


def _parts(by: Dict[str, str], table: Table) -> tuple[Spec, list[Spec]]:
    """Entities and links for the columns that were understood."""
    entities: Spec = {}
    links: list[Spec] = []
    extra = {key: by[key] for key in ("time", "amount", "currency", "reference") if key in by}
    for first, second, kind, ltype, prop in (
        ("transfer_source", "transfer_target", "account", "TRANSFERRED", "number"),
        ("transfer_source_org", "transfer_target_org", "organisation", "TRANSFERRED", "registration_no"),
        ("caller", "called", "phone", "CONTACTED", "number"),
    ):
        if first in by and second in by:
            entities["sender"] = {"type": kind, "key": [by[first]], "properties": {prop: by[first]}}
            entities["receiver"] = {
                "type": kind,
                "key": [by[second]],
                "same_as": "sender",
                "properties": {prop: by[second]},
            }
            use = extra if ltype == "TRANSFERRED" else {k: v for k, v in extra.items() if k == "time"}
            links.append({"type": ltype, "from": "sender", "to": "receiver", **use})
            return entities, links
    person = {key: by[key] for key in ("name", "birth_date", "nik", "mykad", "passport_no") if key in by}
    if person:
        victim = {"roles": ["victim"]} if _VICTIM.search(person.get("name", "")) else {}
        entities["person"] = {"type": "person", **victim, "properties": person}
    company = {"name": by["company"]} if "company" in by else {}
    if company:
        company |= {key: by[key] for key in ("registration_no", "licence_no", "country") if key in by}
        entities["company"] = {
            "type": "organisation",
            "key": [by.get("registration_no", by["company"])],
            "properties": company,
        }
    owner = "person" if person else "company" if company else None
    for meaning, kind, prop, ltype in (
        ("phone", "phone", "number", "USES"), ("account", "account", "number", "HOLDS_ACCOUNT"),
        ("address", "address", "full", "RESIDES_AT" if person else "LOCATED_AT"),
        ("booking", "trip", "booking_ref", "TRAVELLED_ON"),
    ):  # fmt: skip
        if meaning in by and (owner == "person" or (owner and ltype != "TRAVELLED_ON")):
            time = {"time": by["time"]} if ltype == "TRAVELLED_ON" and "time" in by else {}
            entities[meaning] = {"type": kind, "key": [by[meaning]], "properties": {prop: by[meaning]}}
            links.append({"type": ltype, "from": owner, "to": meaning, **time})
    if not entities:
        entities["record"] = {"type": "event", "properties": {"note": table.columns[0]}}
    return entities, links


def _slug(stem: str) -> str:
    plain = unicodedata.normalize("NFKD", stem.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "mapping"
