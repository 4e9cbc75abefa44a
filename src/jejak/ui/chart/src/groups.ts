/** Groups: several nodes, and groups of them, drawn as one; what is inside keeps its place. */
import { placeBeside, STEP } from "./placing";
import type { Told } from "./told";
import type { Id, Point, Table, View } from "./view";

/** What the members of a group have in common: the id of an entity, or number and state of a community; never a name. */
export interface Of {
  readonly kind: string;
  readonly id: string;
}

export interface Group {
  readonly id: Id;
  /** Nodes, and groups inside this one. */
  readonly members: readonly Id[];
  readonly at: Point;
  readonly of?: Of;
}

/** A group that is to be made. */
export interface Planned {
  readonly id: Id;
  readonly members: readonly Id[];
  readonly of: Of;
}

const LEAST = 2; // one alone is no group

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
  return { ...view, groups: { ...view.groups, [id]: { id, members, at: middle(view, members) } } };
}

function middle(view: View, members: readonly Id[]): Point {
  const places = members.map((one) => view.groups[one]?.at ?? view.pos[one]!);
  const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  return [mean(0), mean(1)];
}

/** Which node or outermost group goes into which plan: there where most of its nodes belong, else into the first. */
function parted(view: View, planned: readonly Planned[]): Id[][] {
  const top = standIns(view.groups);
  const votes = new Map<Id, Map<number, number>>();
  planned.forEach(({ members }, at) => {
    for (const member of members) {
      if (!view.nodes[member]) continue;
      const whole = top[member] ?? member;
      const counts = votes.get(whole) ?? votes.set(whole, new Map()).get(whole)!;
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
  });
  const parts: Id[][] = planned.map(() => []);
  for (const [whole, counts] of votes) {
    const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    parts[first![0]]!.push(whole);
  }
  return parts;
}

/** Make many groups at once, none of fewer than two; each stands amid its members, or on a free place beside. */
export function collapseAll(view: View, planned: readonly Planned[]): View {
  const made = parted(view, planned)
    .map((members, at) => ({ members, plan: planned[at]! }))
    .filter(({ members }) => members.length >= LEAST);
  if (!made.length) return view;
  const inside = new Set([...Object.keys(standIns(view.groups)), ...made.flatMap(({ members }) => members)]);
  const tops = [...Object.keys(view.nodes), ...Object.keys(view.groups)].filter((id) => !inside.has(id));
  const taken = tops.map((id) => view.groups[id]?.at ?? view.pos[id]!);
  const groups: Record<Id, Group> = { ...view.groups };
  for (const { members, plan } of made) {
    const wish = middle(view, members);
    const free = taken.every((q) => Math.hypot(wish[0] - q[0], wish[1] - q[1]) > 0.7 * STEP);
    const at = free ? wish : placeBeside(wish, taken);
    taken.push(at);
    groups[plan.id] = { id: plan.id, members, at, of: plan.of };
  }
  return { ...view, groups };
}

/** How a group is called: what it has in common, and how many of what it holds, the commonest first. */
export function groupLabel(id: Id, view: View, told: Told): string {
  const counts = new Map<string, number>();
  for (const member of nodesOf(id, view.groups)) {
    const node = view.nodes[member];
    if (!node) continue;
    const kind = String(node.kindLabel ?? node.kind ?? "");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const rows = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const most = rows.slice(0, 2).map(([kind, count]) => `${count} × ${kind}`);
  const counted = rows.length > 2 ? `${most.join(", ")} …` : most.join(", ");
  return [told.names[view.groups[id]?.of?.id ?? ""], counted].filter(Boolean).join("\n");
}
