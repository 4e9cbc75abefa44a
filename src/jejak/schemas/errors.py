"""The exception tree: every message says what is wrong, where, and what to do."""

from __future__ import annotations


class JejakError(Exception):
    """Root of every error that a user can cause or must act on.

    Args:
        what: One sentence that says what is wrong; never names, numbers or accounts of people.
        where: File, record, column or setting that it concerns.
        hint: What the user can do about it.
    """

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what)

    def __str__(self) -> str:
        """Join what, where and hint into the text that a person reads."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  → {self.hint}" if self.hint else head


class SchemaError(JejakError):
    """The types, links or code lists are declared wrongly, or an unknown one was named."""


class MappingError(JejakError):
    """A mapping does not fit its own rules, the schema or the file."""


class RecordError(JejakError):
    """A source file, table or record cannot be read."""


class LedgerError(JejakError):
    """The case folder, its ledger or a segment cannot be used or is damaged."""


class ResolutionError(JejakError):
    """A judgement contradicts another one or names something that is not there."""


class StoreError(JejakError):
    """A graph store cannot be reached, refused a statement or holds something else than the ledger says."""


class AnalysisError(JejakError):
    """An analysis is unknown, its parameters are wrong, or the graph is too large for it."""


class ExportError(JejakError):
    """A package could not be written, or does not match its manifest."""


class AccessDenied(JejakError):  # noqa: N818 - reads better at the door that refuses
    """A name or record is protected and no reason was given to open it."""


def raise_together(what: str, faults: list[JejakError]) -> None:
    """Raise all collected faults at once, as one ``ExceptionGroup``; do nothing when there are none."""
    if faults:
        raise ExceptionGroup(what, faults)
