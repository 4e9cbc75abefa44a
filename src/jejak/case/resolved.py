"""What became of the entities that the sources stated: how many are left, who decided what, and what needs a look."""

from __future__ import annotations

from jejak.case.ages import age_marks
from jejak.case.views import Decision, ResolutionReport, Reused
from jejak.graph.ledger import Ledger
from jejak.graph.resolution.groups import groups
from jejak.graph.resolution.standing import disputed, joining
from jejak.graph.snapshot import Snapshot


def resolution_report(ledger: Ledger, snapshot: Snapshot) -> ResolutionReport:
    """The report of a case at its present state."""
    stated = sum(batch.n_entities for batch in ledger.batches(live_only=True))
    judged = ledger.judgements(live_only=True)
    doubted = disputed(judged)
    decisions = tuple(
        Decision(one.seq, one.left, one.right, str(one.verdict), one.analyst, (one.left, one.right) in doubted)
        for one in judged
    )
    reused = tuple(Reused(scheme, tuple(map(snapshot.id_of, codes))) for scheme, codes in snapshot.reused)
    joined = groups((one.left, one.right) for one in joining(judged))
    bridges = tuple(bridge for group in joined for bridge in group.bridges)
    large = tuple(group.members for group in joined if group.large)
    return ResolutionReport(stated, snapshot.n_nodes, decisions, reused, bridges, large, age_marks(snapshot))
