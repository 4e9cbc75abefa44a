"""What types, links, layers and codes are called in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jejak.schemas.i18n import _, current_language
from jejak.schemas.world import load_world

_LAYERS: dict[str, Callable[[], str]] = {
    "accommodation": lambda: _("accommodation"),
    "communication": lambda: _("communication"),
    "corporate": lambda: _("companies"),
    "documents": lambda: _("documents"),
    "employment": lambda: _("employment"),
    "family": lambda: _("family"),
    "money": lambda: _("money"),
    "recruitment": lambda: _("recruitment"),
    "travel": lambda: _("travel"),
}


def label(labels: Mapping[str, str], name: str) -> str:
    """The label in the reader's language, else in English, else the name itself."""
    return labels.get(current_language()) or labels.get("en") or name.replace("_", " ")


def entity_label(etype: str) -> str:
    """Label of an entity type."""
    known = load_world().entity_types.get(etype)
    return label(known.labels, etype) if known else etype


def link_label(ltype: str) -> str:
    """Label of a link type."""
    known = load_world().link_types.get(ltype)
    return label(known.labels, ltype) if known else ltype


def layer_label(layer: str) -> str:
    """A layer of the graph in words."""
    return _LAYERS[layer]() if layer in _LAYERS else layer.replace("_", " ")
