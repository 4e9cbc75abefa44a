/** Groups: several nodes, and groups of them, drawn as one; what is inside keeps its place. */
import type { Id, Point, Table, View } from "./view";

export interface Group {
  readonly id: Id;
  /** Nodes, and groups inside this one. */
  readonly members: readonly Id[];
  readonly at: Point;
}

/** The group that directly holds a node or another group. */
function holders(groups: Table<Group>): Record<Id, Id> {
  const out: Record<Id, Id> = {};
  for (const group of Object.values(groups)) for (const member of group.members) out[member] = group.id;
  return out;
}

/** What stands on the chart for each node or group that lies in one: the outermost group. */
export function standIns(groups: Table<Group>): Record<Id, Id> {
  const held = holders(groups);
  const out: Record<Id, Id> = {};
  for (const id of Object.keys(held)) {
    let top = held[id]!;
    while (held[top]) top = held[top]!;
    out[id] = top;
  }
  return out;
}

/** The nodes of a group at any depth. */
export function nodesOf(id: Id, groups: Table<Group>): Id[] {
  const group = groups[id];
  return group ? group.members.flatMap((member) => nodesOf(member, groups)) : [id];
}

/** Move a group with all that is inside; changes the tables that are given. */
export function moveGroup(group: Group, by: Point, pos: Record<Id, Point>, groups: Record<Id, Group>): void {
  const moved = (at: Point): Point => [at[0] + by[0], at[1] + by[1]];
  for (const member of group.members) {
    const inner = groups[member];
    if (inner) moveGroup(inner, by, pos, groups);
    else if (pos[member]) pos[member] = moved(pos[member]!);
  }
  groups[group.id] = { ...group, at: moved(group.at) };
}

/** Draw the members as one from now on; a member that lies in a group already brings that group. */
export function collapse(view: View, id: Id, wanted: readonly Id[]): View {
  const top = standIns(view.groups);
  const whole = wanted.map((one) => top[one] ?? one).filter((one) => view.nodes[one] ?? view.groups[one]);
  const members = [...new Set(whole)].filter((one) => one !== id);
  if (!members.length) return view;
  const places = members.map((one) => view.groups[one]?.at ?? view.pos[one]!);
  const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  return { ...view, groups: { ...view.groups, [id]: { id, members, at: [mean(0), mean(1)] } } };
}

/** How a group is called: how many of what, the commonest first. */
export function groupLabel(id: Id, view: View): string {
  const counts = new Map<string, number>();
  for (const member of nodesOf(id, view.groups)) {
    const node = view.nodes[member];
    if (!node) continue;
    const kind = String(node.kindLabel ?? node.kind ?? "");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const rows = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const told = rows.slice(0, 2).map(([kind, count]) => `${count} × ${kind}`);
  return rows.length > 2 ? `${told.join(", ")} …` : told.join(", ");
}
