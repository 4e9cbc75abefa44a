"""Where things are on the screen: addresses of ids and numbers alone, and links to them."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component

from jejak.case.keeping import Kept
from jejak.graph.model import ClaimRef, Node
from jejak.schemas.i18n import _
from jejak.ui.session import screen
from jejak.ui.words import caption

ENTITIES = "/entities"
#: So many entities go on the chart at once.
MOST_CHARTED = 200
#: So many digits name a batch in an address.
BATCH_DIGITS = 16


def chart_of(*ids: str) -> str:
    """The chart with some entities on it."""
    return f"/chart?focus={','.join(ids)}"


def charted(kept: Kept, look: str) -> list[Component]:
    """The way to the chart with whom a kept finding is about, the first ones where they are many; none for nobody."""
    ids = list(dict.fromkeys(row.id for row in kept.rows))[:MOST_CHARTED]
    about = _("Show finding {n} on the chart").format(n=kept.seq)
    return [dcc.Link(_("On the chart"), href=chart_of(*ids), title=about, className=look)] if ids else []


def view_of(ident: str) -> str:
    """A saved view of the chart."""
    return f"/chart?view={ident}"


def profile_of(ident: str) -> str:
    """The page of one entity."""
    return f"{ENTITIES}?id={ident}"


def source_of(sha: str) -> str:
    """A source."""
    return f"/sources?{urlencode({'id': sha})}"


def record_of(sha: str, batch: str, record: int) -> str:
    """A record of a source, as one batch numbers it."""
    return f"/sources?{urlencode({'id': sha, 'batch': batch[:BATCH_DIGITS], 'record': record})}"


def record_of_claim(claim: ClaimRef) -> str:
    """The record that states a claim."""
    return record_of(claim.source_sha, claim.batch_id, claim.locator)


def reversal(batch: str) -> Component:
    """The way to the dialog that reverses an import, or takes it back."""
    made: Component = dcc.Link(
        _("Reverse it …"), href=f"/import?{urlencode({'reverse': batch})}", className="jejak-button"
    )
    return made


def event_of(seq: int) -> str:
    """An event of the audit trail."""
    return f"/audit?event={seq}"


def is_there(path: str) -> bool:
    """Whether this screen has a page."""
    return path in screen().paths


def entity_link(node: Node, *, brief: bool = False) -> Component:
    """An entity by its caption, to the chart; beside it the way to its page, where there is one and room for it."""
    name = caption(node)
    link = dcc.Link(name, href=chart_of(node.id), title=_("Show on the chart"), className="jejak-entity")
    if brief or not is_there(ENTITIES):
        return link
    profile = dcc.Link(_("profile"), href=profile_of(node.id), title=name, className="jejak-entity-more")
    made: Component = html.Span([link, " ", profile])
    return made
