"""Sections of a page that different benchmarks write: each replaces its own and leaves the others as they are."""

from __future__ import annotations


def with_section(page: str, heading: str, section: str) -> str:
    """The page with the section under ``## heading`` replaced by another, or that put at its end."""
    before, _, after = _parted(page, heading)
    return "\n\n".join(part.strip("\n") for part in (before, section, after) if part.strip("\n")) + "\n"


def section_of(page: str, heading: str) -> str:
    """The section under ``## heading``, heading included; empty where there is none."""
    return _parted(page, heading)[1]


def _parted(page: str, heading: str) -> tuple[str, str, str]:
    lines = page.splitlines()
    title = f"## {heading}"
    if title not in lines:
        return page, "", ""
    start = lines.index(title)
    stop = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("## ")), len(lines))
    return "\n".join(lines[:start]), "\n".join(lines[start:stop]), "\n".join(lines[stop:])
