"""Run by the crash tests as a process of its own: adopt, supersede, reverse, restore until it is killed.

Arguments: case folder, template draft folder, start number. Says ``<sequence> <head>`` after each committed round.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

from jejak.graph.ledger import Ledger
from jejak.graph.ledger.segments import read_manifest, segment_faults


def run(case: Path, template: Path, start: int) -> None:
    """Each round is a new source or, every other time, a new version that supersedes the last one."""
    manifest = json.loads((template / "manifest.json").read_text())
    first_source = manifest["source_sha"]
    draft, upload = template.with_name("work"), template.with_name("upload")
    shutil.copytree(template, draft, dirs_exist_ok=True)
    assert not list(segment_faults(draft, read_manifest(draft)))  # Parquet is slow on first use: before the clock runs
    with Ledger.open(case) as ledger:
        for number in range(start, start + 10_000):
            upload.write_text(f"source {number}")
            source = ledger.receive_source(upload, origin="kill test", analyst="killed")
            manifest["source_sha"] = first_source if number % 2 else source.sha
            manifest["mapping_sha"] = hashlib.sha256(str(number).encode()).hexdigest()
            (draft / "manifest.json").write_text(json.dumps(manifest, sort_keys=True))
            batch = ledger.adopt(draft, source_sha=manifest["source_sha"], file="upload", analyst="killed")
            if number % 3 == 0:
                ledger.reverse(batch.batch_id, analyst="killed")
            if number % 6 == 0:
                ledger.restore(batch.batch_id, analyst="killed")
            sys.stdout.write(f"{ledger.sequence} {ledger.head}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
