"""What a package says of itself: the manifest as its receiver reads it; whether it is true is for ``verify``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jejak.evidence.exports import EXPORTERS
from jejak.evidence.folder import SCRATCH
from jejak.evidence.package import EVIDENCE, MANIFEST
from jejak.schemas.errors import ExportError


@dataclass(frozen=True, slots=True)
class Revealed:
    """Clear names of protected people in a package: of how many, by which event of the case, by whom and why."""

    people: int
    event: int
    analyst: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Where a package comes from, under which profile, and whose protected names it shows on purpose."""

    case: str
    sequence: int
    profile: str
    created: str
    nodes: int
    links: int
    revealed: Revealed | None


def summary_of(folder: Path) -> Summary:
    """Read the manifest of a package.

    Raises:
        ExportError: There is no folder, the export was interrupted, or the manifest cannot be read.
    """
    content = read_manifest(folder)
    revealed = content.get("revealed")
    return Summary(
        case=_text(content, "case"),
        sequence=_number(content, "sequence"),
        profile=_text(content, "profile"),
        created=_text(content, "created"),
        nodes=_number(content, "nodes"),
        links=_number(content, "links"),
        revealed=_revealed(revealed) if isinstance(revealed, dict) else None,
    )


def read_manifest(folder: Path) -> Mapping[str, object]:
    """The manifest of a package as it stands there.

    Raises:
        ExportError: There is no folder, the export was interrupted, or the manifest cannot be read.
    """
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _no_package(folder) from error
    except (OSError, ValueError) as error:
        if was_interrupted(folder):
            raise _unfinished(folder) from error
        raise ExportError("The manifest cannot be read.", where=MANIFEST, hint="Ask for the package again.") from error
    if not isinstance(content, dict) or not isinstance(content.get("files"), dict):
        raise ExportError("The manifest is not one of a package.", where=MANIFEST, hint="Ask for the package again.")
    return content


def was_interrupted(folder: Path) -> bool:
    """Tell whether the folder has the name that a package bears only while it is written."""
    return folder.resolve().name.startswith(SCRATCH)


def _no_package(folder: Path) -> ExportError:
    parts = {EVIDENCE, "nodes.csv", "links.csv", "chart.html", *(f"graph.{name}" for name in EXPORTERS)}
    if was_interrupted(folder) or (folder.is_dir() and any(path.name in parts for path in folder.iterdir())):
        return _unfinished(folder)
    return ExportError(
        "This is no package: it has no manifest.", where=folder.name, hint="Name the folder of a package."
    )


def _unfinished(folder: Path) -> ExportError:
    return ExportError(
        "This package was never finished: its writing was interrupted, or its manifest was taken away.",
        where=folder.name,
        hint="Do not use it; delete the folder and export again.",
    )


def _revealed(stated: Mapping[str, object]) -> Revealed:
    return Revealed(
        _number(stated, "people"), _number(stated, "event"), _text(stated, "analyst"), _text(stated, "reason")
    )


def _text(stated: Mapping[str, object], name: str) -> str:
    """A text that a terminal can show: the manifest may come from anybody."""
    value = stated.get(name)
    return "".join(c if c.isprintable() else "�" for c in value) if isinstance(value, str) else ""


def _number(stated: Mapping[str, object], name: str) -> int:
    value = stated.get(name)
    return value if isinstance(value, int) else 0
