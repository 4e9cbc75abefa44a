/** A chart as of the present graph: whoever was joined stands at one place, and what is gone is off it. */
import type { End } from "./drawings";
import type { Group } from "./groups";
import type { History } from "./history";
import { tied, type Known } from "./saved";
import type { EdgeData, Id, NodeData, Table, View } from "./view";

/** What some ids stand for now; null for what is not in the graph any more. */
export type Became = Readonly<Record<Id, Id | null>>;

/** An entity or a link, as what it stands for now. */
function today(id: Id, became: Became): Id | null {
  if (id in became) return became[id]!;
  const [source, target, type] = id.split("~");
  if (target === undefined) return id;
  const ends = [source!, target].map((end) => today(end, became));
  return ends.includes(null) || ends[0] === ends[1] ? null : [...ends, type].join("~");
}

/** The values of a table at the ids of today; who keeps its id keeps its value, else the first one stays. */
function moved<T>(table: Table<T>, became: Became): Record<Id, T> {
  const out: Record<Id, T> = {};
  for (const [id, value] of Object.entries(table)) {
    const here = today(id, became);
    if (here !== null && (here === id || !(here in out))) out[here] = value;
  }
  return out;
}

/** Groups with those who are there now; one in which nobody is left is gone, and so is one of such groups alone. */
function regrouped(groups: Table<Group>, became: Became): Record<Id, Group> {
  let left = Object.values(groups).map((group): Group => {
    const members = group.members.map((one) => today(one, became)).filter((one) => one !== null);
    const of = group.of && { ...group.of, id: today(group.of.id, became) ?? group.of.id };
    return { ...group, members: [...new Set(members)], ...(of && { of }) };
  });
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    const empty = new Set(left.filter((group) => !group.members.length).map((group) => group.id));
    left = left
      .filter((group) => !empty.has(group.id))
      .map((group) => (group.members.some((one) => empty.has(one)) ? { ...group, members: group.members.filter((one) => !empty.has(one)) } : group));
  }
  return Object.fromEntries(left.map((group) => [group.id, group]));
}

/** Drawings; an arrow follows its ends, and is not drawn where one of them is gone. */
function redrawn(drawings: View["drawings"], became: Became): View["drawings"] {
  const end = (one: End): End | null => (typeof one === "string" ? today(one, became) : one);
  const out: Record<Id, View["drawings"][Id]> = {};
  for (const drawing of Object.values(drawings)) {
    if (drawing.kind !== "arrow") out[drawing.id] = drawing;
    else {
      const [from, to] = [end(drawing.from), end(drawing.to)];
      if (from !== null && to !== null) out[drawing.id] = { ...drawing, from, to };
    }
  }
  return out;
}

/** Made once for each table: steps that share a table go on sharing it. */
function once<A extends object, B>(make: (table: A) => B): (table: A) => B {
  const made = new Map<A, B>();
  return (table) => {
    const held = made.get(table) ?? make(table);
    made.set(table, held);
    return held;
  };
}

/** Views as the server tells them now: what it does not tell any more is nameless, its links are not there. */
function retelling(known: Known): (view: View) => View {
  const nodes = once((table: Table<NodeData>): Record<Id, NodeData> =>
    Object.fromEntries(Object.keys(table).map((id) => [id, known.nodes[id] ?? { id, missing: true as const }])),
  );
  const edges = once((table: Table<EdgeData>): Record<Id, EdgeData> =>
    Object.fromEntries(Object.keys(table).flatMap((id) => (known.edges[id] ? [[id, known.edges[id]]] : []))),
  );
  return (view) => ({ ...view, nodes: nodes(view.nodes), edges: edges(view.edges) });
}

/** A view as of today, with the links that are known among its nodes. Something is hidden only where all were. */
export function asOfToday(view: View, became: Became, known: Known): View {
  const nodes = Object.fromEntries(Object.keys(moved(view.nodes, became)).map((id) => [id, known.nodes[id] ?? { id, missing: true as const }]));
  const seen = new Set(Object.keys(view.nodes).filter((id) => !view.hidden[id]).map((id) => today(id, became)));
  const hidden = moved(view.hidden, became);
  for (const id of Object.keys(hidden)) if (seen.has(id)) delete hidden[id];
  const focus = view.focus && moved(view.focus, became);
  return {
    ...view,
    nodes,
    edges: tied(nodes, known),
    pos: moved(view.pos, became),
    hidden,
    pinned: moved(view.pinned, became),
    marked: moved(view.marked, became),
    groups: regrouped(view.groups, became),
    drawings: redrawn(view.drawings, became),
    focus: focus && Object.keys(focus).length ? focus : null,
  };
}

/** All that can be undone and done again, as of today; `became` is left out where every id stands for what it stood for. */
export function historyOfToday({ past, now, future }: History<View>, known: Known, became?: Became): History<View> {
  const turned = became ? (view: View): View => asOfToday(view, became, known) : retelling(known);
  return { past: past.map(turned), now: turned(now), future: future.map(turned) };
}
