"""The façade that joins the rooms: everything a door of `ui/` may ask of a case."""

from jejak.case.facade import Case
from jejak.case.importing import Receipt, propose
from jejak.case.views import RankedActor, SyndicateView
from jejak.evidence import Opening
from jejak.evidence import summary_of as export_summary
from jejak.evidence import verify_package as verify_export

__all__ = ["Case", "Opening", "RankedActor", "Receipt", "SyndicateView", "export_summary", "propose", "verify_export"]
