"""The audit page: everything that was done in the case, newest first, and the proof that nothing of it was changed.

``?subject=ID`` shows what was done about one entity, source or import, ``?event=N`` opens at one event.
"""

from __future__ import annotations

from jejak.ui.pages.audit.page import layout, register

__all__ = ["layout", "register"]
