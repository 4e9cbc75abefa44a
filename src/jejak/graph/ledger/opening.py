"""Before a case is opened: is there one, and is it one; and the making of an empty one."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import insert

from jejak.graph.ledger import chain, files, tables
from jejak.graph.ledger.database import Database
from jejak.graph.ledger.layout import CaseFolder
from jejak.graph.ledger.records import EventKind
from jejak.schemas.errors import LedgerError


def refuse_no_case(folder: Path, database: Path) -> None:
    """Refuse a place where no case is, and say what is there instead."""
    with files.os_errors(folder):
        if database.is_file():
            return
        if folder.is_dir():
            what, hint = "this is no case folder: there is no case.db in it", "name a folder made by `jejak new`"
        elif folder.exists():
            what, hint = "this is a file, no case folder", "name a folder made by `jejak new`"
        else:
            what, hint = "there is no case folder here", "check the name, or make a case with `jejak new`"
        raise LedgerError(what, where=str(folder), hint=hint)


def write_empty(paths: CaseFolder, name: str, analyst: str) -> None:
    """Write folders, tables and the first event of a new case."""
    paths.make()
    database = Database(paths.database)
    ledger_id = uuid.uuid4().hex
    try:
        database.create_schema()
        with database.write() as connection:
            rows = {"ledger_id": ledger_id, "name": name, "created": chain.now()}
            connection.execute(insert(tables.meta), [{"key": key, "value": value} for key, value in rows.items()])
            chain.append(connection, chain.Entry(analyst, EventKind.CASE_CREATED, ledger_id))
    finally:
        database.dispose()
