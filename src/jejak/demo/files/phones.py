"""What a telecom operator and the open-source desk send: call records and job adverts."""

from __future__ import annotations

import json

from jejak.demo.files.desk import Desk, Row
from jejak.demo.story import Story


def calls(desk: Desk, story: Story, file: str) -> None:
    """Numbers written three ways, epoch-free local times, seconds."""
    rows = []
    for call in sorted(story.calls, key=lambda c: (c.at, c.caller, c.callee)):
        numbers = [_written(desk, number) for number in (call.caller, call.callee)]
        rows.append(Row((f"{call.at:%Y/%m/%d %H:%M:%S}", *numbers, str(call.seconds), "MOC")))
    desk.table(file, ("START_TIME", "CALLER", "CALLED", "DURATION_SEC", "TYPE"), rows, delimiter="|", newline="\n")


def _written(desk: Desk, number: str) -> str:
    if number.startswith("+62"):
        return desk.rng.choice((number, number[1:], f"0{number[3:]}"))
    return desk.rng.choice((number, number[1:]))


def adverts(desk: Desk, story: Story, file: str) -> None:
    """One JSON object per line."""
    lines = [
        json.dumps(
            {"posted": f"{a.at:%Y-%m-%dT%H:%M:%S}+07:00", "platform": a.platform, "handle": a.handle, "text": a.text,
             "phone": a.phone, "url": f"https://{a.platform}.example/posts/{n:04d}"},
            ensure_ascii=False,
        )
        for n, a in enumerate(sorted(story.adverts, key=lambda a: (a.at, a.handle)), 1)
    ]  # fmt: skip
    (desk.folder / file).write_bytes(("\n".join(lines) + "\n").encode())
