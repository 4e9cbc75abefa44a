"""Scores pairs with nomenklatura: records as FollowTheMoney people, its blocking index, a stock matcher.

Its models come trained with the package; no label of ours is read. `PROPERTIES` says which column is which property.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from followthemoney import Dataset, StatementEntity
from measured import Record, Scored, main
from nomenklatura.blocker import Index
from nomenklatura.matching import get_algorithm
from nomenklatura.resolver import Linker
from nomenklatura.store.memory import MemoryStore

MATCHER = "er-unstable"  # the default of its own deduplication; better than regression-v1 and logic-v2 on these sets
PAIRS_PER_RECORD = 20  # the index offers the likeliest first; its own default is 50,000 pairs in all
INDEX = {"max_bucket_size": 500}  # the usual 60 is meant for millions of entities
Properties = dict[str, list[str]]


def _joined(record: Record, *columns: str, by: str = " ") -> list[str]:
    text = by.join(record[column] for column in columns if record[column])
    return [text] if text else []


def _given(**properties: str) -> Properties:
    return {name: [value] for name, value in properties.items() if value}


def febrl3(record: Record) -> Properties:
    """Names in parts and whole, address in one line, date as ISO 8601."""
    born = record["date_of_birth"]
    return {
        "name": _joined(record, "given_name", "surname"),
        "address": _joined(
            record, "street_number", "address_1", "address_2", "suburb", "postcode", "state", by=", "
        ),
    } | _given(
        firstName=record["given_name"], lastName=record["surname"], socialSecurityNumber=record["soc_sec_id"],
        birthDate=f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else "",
    )  # fmt: skip


def fake_1000(record: Record) -> Properties:
    """Names in parts and whole; the city is all that is known of the address."""
    return {"name": _joined(record, "first_name", "surname")} | _given(
        firstName=record["first_name"], lastName=record["surname"], birthDate=record["dob"], email=record["email"],
        address=record["city"],
    )  # fmt: skip


def demo(record: Record) -> Properties:
    """A name in one piece."""
    return _given(
        name=record["name"], birthDate=record["birth_date"], address=record["address"], phone=record["phone"],
        idNumber=record["national_id"], passportNumber=record["passport"],
        gender={"M": "male", "F": "female"}.get(record["sex"], ""),
    )  # fmt: skip


PROPERTIES: dict[str, Callable[[Record], Properties]] = {"febrl3": febrl3, "fake_1000": fake_1000, "demo": demo}


def score(name: str, records: list[Record]) -> Scored:
    """The matcher's score of every pair that the index offers."""
    dataset = Dataset.make({"name": "records", "title": "Records"})
    store: MemoryStore[Dataset, StatementEntity] = MemoryStore(dataset, Linker({}))
    entities = {}
    with store.writer() as writer:
        for record in records:
            properties = PROPERTIES[name](record)
            data = {"id": f"r{record['id']}", "schema": "Person", "properties": properties}
            entity = StatementEntity.from_data(dataset, data, cleaned=False)
            entities[data["id"]] = entity
            writer.add_entity(entity)
    matcher = get_algorithm(MATCHER)
    config = matcher.default_config()
    with tempfile.TemporaryDirectory(prefix="jejak-bench-") as folder:
        index = Index(store.default_view(), Path(folder), INDEX)
        index.build()
        for (left, right), _ in index.pairs(PAIRS_PER_RECORD * len(records)):
            result = matcher.compare(entities[left.id], entities[right.id], config)
            yield left.id[1:], right.id[1:], result.score
        index.close()


if __name__ == "__main__":
    main("nomenklatura", score)
