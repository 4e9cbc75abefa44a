"""From a seed and a size to a folder of agencies' files and the truth about them."""

from __future__ import annotations

import json
import random
from pathlib import Path

from jejak.demo.background import SIZES, economy, lookalikes, population
from jejak.demo.files import FILES
from jejak.demo.files.desk import Desk
from jejak.demo.identities import traps
from jejak.demo.stage import Stage
from jejak.demo.syndicates import play

TRUTH_FORMAT = 1


def generate(folder: Path, *, size: str = "small", seed: int = 7) -> dict[str, object]:
    """Write the files of a demo case.

    Args:
        folder: An existing folder; the agencies' files and ``truth.json`` are written into it.
        size: small, medium or large (`SIZES`).
        seed: Same seed, same bytes.

    Returns:
        The truth, as in ``truth.json``: people with roles and groups, companies, planted patterns, look-alikes,
        groups of people who must stay apart, and for every record of every file who is meant by which written name.
    """
    stage = Stage(random.Random(f"jejak-{seed}"))  # noqa: S311 -- invented data, no secret
    people = population(stage, SIZES[size])
    companies = economy(stage, people, SIZES[size])
    play(stage, people)
    lookalikes(stage, [p for p in people if not p.group], companies)
    stage.draw_from(random.Random(f"jejak-identities-{seed}"))  # noqa: S311
    traps(stage)
    desk = Desk(
        folder, random.Random(f"jejak-desk-{seed}"),  # noqa: S311
        trapped=frozenset(stage.story.trapped), second=random.Random(f"jejak-desk-identities-{seed}"),  # noqa: S311
    )  # fmt: skip
    for file in FILES:
        file.write(desk, stage.story, file.name)
    truth = _truth(stage, desk, size, seed)
    text = json.dumps(truth, ensure_ascii=False, sort_keys=True, indent=1)
    (folder / "truth.json").write_bytes(text.encode())
    return truth


def _truth(stage: Stage, desk: Desk, size: str, seed: int) -> dict[str, object]:
    story = stage.story
    groups: dict[str, dict[str, list[str]]] = {}
    for one in story.people:
        if one.group:
            groups.setdefault(one.group, {}).setdefault(one.role, []).append(one.key)
    return {
        "format": TRUTH_FORMAT,
        "size": size,
        "seed": seed,
        "people": {
            p.key: {
                "name": p.name, "born": p.born.isoformat(), "country": p.country, "group": p.group, "role": p.role,
                "identifiers": sorted(filter(None, (p.nik, p.mykad, p.passport))), "phones": p.phones,
                "accounts": p.accounts,
            }
            for p in story.people
        },
        "companies": {
            c.key: {"name": c.name, "registration": c.registration, "group": c.group} for c in story.companies
        } | {
            f"E{number:04d}": {"name": name, "registration": "", "group": group}
            for number, (name, group) in enumerate(sorted(story.employers.items()), start=1)
        },
        "unregistered_phones": story.unregistered,
        "groups": groups,
        "patterns": story.patterns,
        "lookalikes": story.lookalikes,
        "identities": story.identities,
        "mentions": desk.mentions,
        "company_mentions": desk.companies,
    }  # fmt: skip
