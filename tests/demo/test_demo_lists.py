"""Files of the demo's agencies as lists: a case without them finds the people and companies that it knows."""

from __future__ import annotations

import importlib.resources
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.demo.files import FILES
from jejak.demo.generate import generate
from jejak.demo.run import MAPPINGS

PASSPORTS, LICENCES = "paspor_permohonan.csv", "daftar_p3mi.csv"
SUGGEST = 0.92


@dataclass(frozen=True, slots=True)
class Without:
    """A demo case without two files, and who is meant by a record of any file."""

    case: Case
    files: Path
    meant: dict[tuple[str, int], set[str]]

    def people(self, ident: str) -> set[str]:
        """The true people behind an entity."""
        return {one for ref in self.case.claims(ident) for one in self.meant[ref.file, ref.locator]}


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Without]:
    folder = tmp_path_factory.mktemp("without")
    generate(folder, size="small", seed=4)
    meant: dict[tuple[str, int], set[str]] = defaultdict(set)
    for file, record, person, _ in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["mentions"]:
        meant[file, record].add(person)
    with Case.create(folder / "x.case", analyst="tester") as case:
        for one in FILES:
            if one.name not in {PASSPORTS, LICENCES}:
                with importlib.resources.as_file(MAPPINGS / f"{one.mapping}.yaml") as mapping:
                    case.import_file(folder / one.name, mapping)
        yield Without(case, folder, meant)


def test_people_of_the_passport_register(without: Without) -> None:
    found = without.case.cross_lists.match(without.files / PASSPORTS, least=SUGGEST)
    snapshot = without.case.snapshot()
    nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
    known = set().union(*(without.people(node.id) for node in nodes if node.etype == "person"))
    wanted = {record for (file, record), who in without.meant.items() if file == PASSPORTS and who & known}
    good = [hit for hit in found.hits if without.meant[PASSPORTS, hit.record] & without.people(hit.entity)]
    assert len(wanted) > 500
    assert len(good) >= 0.99 * len(found.hits)
    assert len({hit.record for hit in good}) >= 0.95 * len(wanted)
    assert {"Nama Penjamin", "HP Penjamin"} <= set(found.ignored)


def test_agencies_of_the_licence_register(without: Without) -> None:
    found = without.case.cross_lists.match(without.files / LICENCES, least=SUGGEST)
    best = {hit.record: hit for hit in reversed(found.hits)}
    assert len(best) == found.entries > 4
    assert all(hit.kind == "organisation" and hit.caption == hit.name for hit in best.values())
