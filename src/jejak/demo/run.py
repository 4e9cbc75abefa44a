"""Build a demo case: the agencies' files, and one case made from them by the ordinary import."""

from __future__ import annotations

import importlib.resources
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jejak.case import Case, Receipt
from jejak.demo.files import FILES
from jejak.demo.generate import generate
from jejak.ingest.pipeline import Progress
from jejak.schemas.errors import RecordError

MAPPINGS = importlib.resources.files("jejak.demo") / "mappings"


@dataclass(frozen=True, slots=True)
class DemoCase:
    """Where a demo case lies: the case folder, the agencies' files and the truth."""

    case: Path
    files: Path
    truth: Path
    receipts: tuple[Receipt, ...]


def build_demo(
    out: Path,
    *,
    size: str = "small",
    seed: int = 7,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> DemoCase:
    """Write the files of a demo case and import them into ``OUT/demo-SIZE-SEED.case``.

    Raises:
        RecordError: The folder holds something already.
    """
    files, folder = out / "files", out / f"demo-{size}-{seed}.case"
    if (out / "case.db").exists():
        raise RecordError("this is a case folder", where=str(out), hint="choose another --out")
    if files.exists() or folder.exists():
        raise RecordError(
            "there is a demo case already", where=str(out), hint="choose another --out, or delete this one"
        )
    files.mkdir(parents=True)
    generate(files, size=size, seed=seed)
    truth = out / "truth.json"
    shutil.move(files / "truth.json", truth)
    receipts = []
    with Case.create(folder, name=f"Demo {size} {seed}") as case:
        for file in FILES:
            with importlib.resources.as_file(MAPPINGS / f"{file.mapping}.yaml") as mapping:
                receipt = case.import_file(files / file.name, mapping, origin=file.origin, progress=progress)
            say(f"{file.name}: {receipt.rows_ok:,} of {receipt.rows_in:,} records from {file.origin}")
            receipts.append(receipt)
        case.snapshot()
    return DemoCase(folder, files, truth, tuple(receipts))
