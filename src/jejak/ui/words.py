"""How things are called and written on the screen, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from jejak.graph.model import Link, Node
from jejak.schemas.i18n import _
from jejak.schemas.world import World, load_world
from jejak.ui.feed import Bundle
from jejak.ui.session import language


@lru_cache(maxsize=1)
def world() -> World:
    """The built-in world."""
    return load_world()


def _label(labels: Mapping[str, str], name: str) -> str:
    return labels.get(language()) or labels.get("en") or name.replace("_", " ")


def entity_word(etype: str) -> str:
    """Label of an entity type."""
    known = world().entity_types.get(etype)
    return _label(known.labels, etype) if known else etype


def link_word(ltype: str) -> str:
    """Label of a link type."""
    known = world().link_types.get(ltype)
    return _label(known.labels, ltype) if known else ltype


def property_word(owner: str, name: str) -> str:
    """Label of a property of an entity or link type."""
    kind = world().entity_types.get(owner) or world().link_types.get(owner)
    known = kind.properties.get(name) if kind else None
    return _label(known.labels, name) if known else name.replace("_", " ")


def code_word(code_list: str | None, code: str) -> str:
    """A code of a list in words."""
    known = world().code_lists.get(code_list or "")
    return _label(known.codes.get(code, {}), code) if known else code


def role_word(code: str) -> str:
    """A role code in words."""
    return code_word("role", code)


def value_word(owner: str, name: str, value: str | list[str]) -> str:
    """The value of a property: codes in words, several values in a row."""
    kind = world().entity_types.get(owner) or world().link_types.get(owner)
    known = kind.properties.get(name) if kind else None
    codes = known.codes if known else None
    return ", ".join(code_word(codes, one) if codes else one for one in ([value] if isinstance(value, str) else value))


def protection_word(protection: str) -> str:
    """A protection class in words."""
    words: dict[str, Callable[[], str]] = {
        "V1": lambda: _("Victim, protected"),
        "V2": lambda: _("Child, protected"),
        "W1": lambda: _("Witness, protected"),
        "S": lambda: _("Suspect or organisation"),
        "N": lambda: _("Third party"),
    }
    return words.get(protection, lambda: _("Not yet classed"))()


def moment(ms: int | None) -> str:
    """A time as people read it, in UTC; a full day without its midnight."""
    if ms is None:
        return ""
    text = datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    return text.removesuffix(" 00:00")


def money(amount: Decimal | None, currency: str | None) -> str:
    """An exact amount with its currency and thin thousands."""
    if amount is None:
        return ""
    text = f"{amount.normalize():,f}"
    return f"{text} {currency or ''}".strip()


def totals(links: tuple[Link, ...]) -> dict[str, Decimal]:
    """Sum of amounts by currency."""
    sums: dict[str, Decimal] = {}
    for link in links:
        if link.amount is not None:
            key = link.currency or "?"
            sums[key] = sums.get(key, Decimal(0)) + link.amount
    return dict(sorted(sums.items()))


def draw_node(node: Node) -> dict[str, object]:
    """A node as the chart draws it; ids, kinds and captions only."""
    drawn: dict[str, object] = {
        "id": node.id,
        "label": node.caption,
        "kind": node.etype,
        "kindLabel": entity_word(node.etype),
    }
    if node.masked:
        drawn["masked"] = True
        if node.etype == "person":  # a phone or a house of theirs stays what it is in the legend
            drawn["maskedLabel"] = _("Protected person")
    return drawn


def draw_bundle(bundle: Bundle) -> dict[str, object]:
    """A bundle of links as the chart draws it."""
    kind = world().link_types.get(bundle.ltype)
    count = len(bundle.links)
    label = link_word(bundle.ltype) + (f" ×{count}" if count > 1 else "")
    drawn: dict[str, object] = {
        "id": bundle.id, "source": bundle.source, "target": bundle.target, "label": label, "weight": min(count, 20),
    }  # fmt: skip
    if kind:
        drawn |= {"layer": kind.layer} | ({} if kind.directed else {"undirected": True})
    return drawn
