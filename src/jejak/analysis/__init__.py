"""Graph to findings: named, versioned analyses of a snapshot; no file, no database, no screen."""

from __future__ import annotations

from jejak.analysis.declaration import Analysis, Finding, Parameters, Result, RunCard
from jejak.analysis.projection import Projection, ProjectionParameters, project
from jejak.analysis.reasons import Reason
from jejak.analysis.registry import ANALYSES, rerun, run
from jejak.analysis.role_hints import RoleHint
from jejak.analysis.syndicates import Member, Money, ScorePart, Syndicate, SyndicateParameters, find_syndicates

__all__ = [
    "ANALYSES",
    "Analysis",
    "Finding",
    "Member",
    "Money",
    "Parameters",
    "Projection",
    "ProjectionParameters",
    "Reason",
    "Result",
    "RoleHint",
    "RunCard",
    "ScorePart",
    "Syndicate",
    "SyndicateParameters",
    "find_syndicates",
    "project",
    "rerun",
    "run",
]
