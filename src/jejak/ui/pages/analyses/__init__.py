"""The analyses page: every declared analysis with a form of its own, its results, and the findings that were kept."""

from __future__ import annotations

from jejak.ui.pages.analyses.actions import register
from jejak.ui.pages.analyses.view import layout

__all__ = ["layout", "register"]
