"""The demo generator: a seed decides every byte, and every file of the list is written and meant for a mapping."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jejak.demo.files import FILES
from jejak.demo.generate import generate
from jejak.demo.run import MAPPINGS
from jejak.ingest.mapping import parse_mapping
from jejak.schemas.world import load_world


def digests(folder: Path, seed: int) -> dict[str, str]:
    folder.mkdir()
    generate(folder, size="small", seed=seed)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    one = digests(tmp_path / "a", 4)
    assert one == digests(tmp_path / "b", 4)
    other = digests(tmp_path / "c", 6)
    assert one.keys() == other.keys() == {"truth.json", *(file.name for file in FILES)}
    assert [name for name in one if one[name] == other[name]] == []


def test_every_mapping_of_the_demo_fits_the_world() -> None:
    for file in FILES:
        mapping = parse_mapping((MAPPINGS / f"{file.mapping}.yaml").read_text(encoding="utf-8"), load_world())
        assert mapping.links, file.name
