import { describe, expect, it } from "vitest";
import { gradeReaches, leftOut, NO_FILTER } from "../src/filter";
import { push, start, undo, type History } from "../src/history";
import { project, why } from "../src/project";
import { read, Writer, type Known } from "../src/saved";
import { EMPTY, reduce, type Action, type EdgeData, type NodeData, type View } from "../src/view";

const DAY = 86_400_000;
const NODES: NodeData[] = [
  { id: "a", kind: "person", kindLabel: "Person", part: "recruiter", grade: "A1", label: "Budi" },
  { id: "b", kind: "person", kindLabel: "Person", grade: "C3", label: "Siti" },
  { id: "c", kind: "phone", kindLabel: "Phone", grade: "F6", label: "+62" },
  { id: "d", kind: "account", kindLabel: "Account", grade: "B2", label: "Bank" },
];
const EDGES: EdgeData[] = [
  { id: "ab", source: "a", target: "b", layer: "recruitment", first: 10 * DAY, last: 10 * DAY, grade: "B2" },
  { id: "bc", source: "b", target: "c", layer: "communication", grade: "B2" },
  { id: "ad", source: "a", target: "d", layer: "money", sums: { IDR: 500 }, first: 20 * DAY, last: 30 * DAY, grade: "A1" },
];
const known: Known = {
  nodes: Object.fromEntries(NODES.map((node) => [node.id, node])),
  edges: Object.fromEntries(EDGES.map((edge) => [edge.id, edge])),
};
const PLACES: Record<string, [number, number]> = { a: [0, 0], b: [100.5, 0], c: [0, 100], d: [300, 300] };
const full = (): View =>
  reduce(EMPTY, {
    type: "delta",
    delta: { add: { nodes: NODES.map((n) => ({ ...n, x: PLACES[n.id]![0], y: PLACES[n.id]![1] })), edges: EDGES } },
  });
const filtered = (change: object) => reduce(full(), { type: "filter", filter: { ...NO_FILTER, ...change } });
const gone = (change: object) => [...leftOut(filtered(change)).nodes].sort().join("");

describe("the filter", () => {
  it("goes by type, part, layer, degree, sum, time and grade", () => {
    expect(gone({})).toBe("");
    expect(gone({ kinds: { phone: true } })).toBe("c");
    expect(gone({ parts: { "": true } })).toBe("bcd");
    expect(gone({ layers: { communication: true } })).toBe("c");
    expect(gone({ degree: 2 })).toBe("cd");
    expect(gone({ amount: 501, currency: "IDR" })).toBe("d");
    expect(gone({ amount: 500, currency: "IDR" })).toBe("");
    expect(gone({ amount: 1, currency: "MYR" })).toBe("d");
    expect(gone({ from: 15 * DAY, undated: false })).toBe("bc");
    expect(gone({ from: 25 * DAY, to: 26 * DAY })).toBe("");
    expect(gone({ to: 15 * DAY })).toBe("d");
    expect(gone({ grade: "B2" })).toBe("bc");
  });

  it("takes F and 6 for what nobody can tell, as analyses do", () => {
    expect(gradeReaches("A1", "B2")).toBe(true);
    expect(gradeReaches("A3", "B2")).toBe(false);
    for (const grade of ["F1", "A6", "", undefined]) expect(gradeReaches(grade, "E5")).toBe(false);
    expect(gradeReaches(undefined, "")).toBe(true);
  });

  it("dims or removes and moves nothing", () => {
    const before = full();
    const pale = reduce(before, { type: "filter", filter: { ...NO_FILTER, kinds: { phone: true } } });
    expect(pale.pos).toBe(before.pos);
    expect(project(pale).c!.classes).toBe("dim");
    expect(project(pale).bc!.classes).toBe("dim");
    expect(project(pale).a!.classes).toBe("");
    const removed = filtered({ kinds: { phone: true }, mode: "remove" });
    expect(Object.keys(project(removed)).sort()).toEqual(["a", "ab", "ad", "b", "d"]);
    const back = reduce(removed, { type: "filter", filter: NO_FILTER });
    expect(project(back)).toEqual(project(full()));
  });
});

describe("why something is not seen", () => {
  it("is told apart: by hand, by focus, by filter, inside a group", () => {
    let view = filtered({ kinds: { phone: true } });
    view = reduce(view, { type: "hide", ids: ["d"] });
    expect(why(view)).toEqual({ hand: 1, focus: 0, filter: 1, grouped: 0 });
    view = reduce(view, { type: "collapse", id: "g", members: ["a", "b"] });
    expect(why(view)).toEqual({ hand: 1, focus: 0, filter: 1, grouped: 2 });
    view = reduce(view, { type: "focus", ids: ["a"] });
    expect(why(view)).toEqual({ hand: 1, focus: 2, filter: 0, grouped: 1 });
    expect(why(reduce(view, { type: "showAll" }))).toEqual({ hand: 0, focus: 0, filter: 1, grouped: 2 });
  });

  it("ends for whoever is asked for by name", () => {
    let view = reduce(full(), { type: "hide", ids: ["d"] });
    view = reduce(view, { type: "delta", delta: { add: { nodes: [NODES[3]!] }, show: ["d"] } });
    expect(view.hidden).toEqual({});
    const again = reduce(reduce(full(), { type: "hide", ids: ["d"] }), {
      type: "delta",
      delta: { add: { nodes: [NODES[3]!] } },
    });
    expect(again.hidden).toEqual({ d: true });
  });
});

describe("groups", () => {
  it("lie in each other, move as one and open exactly", () => {
    const before = full();
    let view = reduce(before, { type: "collapse", id: "inner", members: ["a", "b"] });
    view = reduce(view, { type: "collapse", id: "outer", members: ["a", "c"] });
    expect(Object.keys(project(view)).sort()).toEqual(["d", "outer", "~outer~d"]);
    expect(project(view).outer!.data.label).toBe("2 × Person, 1 × Phone");
    const opened = reduce(view, { type: "expand", id: "outer" });
    expect(opened.pos).toBe(before.pos);
    expect(Object.keys(project(opened)).sort()).toEqual(["c", "d", "inner", "~inner~c", "~inner~d"]);
    expect(project(reduce(opened, { type: "expand", id: "inner" }))).toEqual(project(before));
    const at = view.groups.outer!.at;
    let moved = reduce(view, { type: "move", to: { outer: [at[0] + 10, at[1] + 5] } });
    moved = reduce(moved, { type: "expandAll" });
    expect(moved.pos.b).toEqual([110.5, 5]);
    expect(moved.pos.d).toEqual([300, 300]);
  });
});

describe("marks", () => {
  it("come with a delta as one step and pale the rest", () => {
    const view = reduce(full(), { type: "delta", delta: { mark: ["a", "ab", "b"] } });
    const picture = project(view);
    expect([picture.a!.classes, picture.ab!.classes, picture.c!.classes]).toEqual(["path", "path", "faded"]);
    expect(project(reduce(view, { type: "mark", ids: [] }))).toEqual(project(full()));
  });
});

describe("a history", () => {
  const actions: Action[] = [
    { type: "move", to: { a: [1.1, 2.2], b: [3, 4] } },
    { type: "hide", ids: ["c"] },
    { type: "pin", ids: ["a"] },
    { type: "filter", filter: { ...NO_FILTER, kinds: { phone: true }, mode: "remove" } },
    { type: "collapse", id: "g1", members: ["a", "b"] },
    { type: "collapse", id: "g2", members: ["a", "d"] },
    { type: "focus", ids: ["a", "b"] },
    { type: "mark", ids: ["a", "ab"] },
    { type: "look", look: { size: "degree", width: "amount" } },
    { type: "draw", drawing: { kind: "frame", id: "d1", at: [-20, -20], size: [200, 90], text: 0 } },
    { type: "draw", drawing: { kind: "text", id: "d2", at: [5, 5], size: [100, 30], text: 12 } },
    { type: "draw", drawing: { kind: "arrow", id: "d3", from: "a", to: [50, 50], text: 13 } },
    { type: "shift", id: "d1", by: [10, 5] },
    { type: "size", id: "d2", by: [20, 0] },
    { type: "erase", id: "d2" },
    { type: "expandAll" },
    { type: "showAll" },
  ];
  const made = (): History<View> => {
    let history = start(full());
    for (const action of actions) history = push(history, reduce(history.now, action));
    return undo(undo(history));
  };

  it("is the same after it was written and read", () => {
    const history = made();
    const again = read(new Writer().write(history), known)!;
    expect(again.past.length).toBe(history.past.length);
    expect(again.future.length).toBe(2);
    const views = (h: History<View>) => [...h.past, h.now, ...h.future];
    expect(views(again)).toEqual(views(history));
    expect(views(again).map((view) => project(view))).toEqual(views(history).map((view) => project(view)));
  });

  it("tells ids and places, never a name", () => {
    const text = new Writer().write(made());
    for (const word of ["Budi", "Siti", "Bank", "Person"]) expect(text).not.toContain(word);
  });

  it("holds drawings although nothing else was ever on the chart", () => {
    const drawing = { kind: "text", id: "d1", at: [1, 2], size: [100, 30], text: 7 } as const;
    const history = push(start(EMPTY), reduce(EMPTY, { type: "draw", drawing }));
    expect(read(new Writer().write(history), { nodes: {}, edges: {} })!.now.drawings).toEqual({ d1: drawing });
  });

  it("writes little for a small step", () => {
    let history = start(full());
    const writer = new Writer();
    const before = writer.write(history).length;
    for (let at = 0; at < 200; at++) history = push(history, reduce(history.now, { type: "move", to: { a: [at, at] } }));
    expect(writer.write(history).length - before).toBeLessThan(200 * 60);
  });

  it("waits for nodes that the server has not told yet", () => {
    const again = read(new Writer().write(made()), { nodes: {}, edges: {} })!;
    expect(again.now.nodes.a).toEqual({ id: "a", missing: true });
    expect(Object.keys(project(again.past[0]!))).toEqual([]);
    expect(read(new Writer().write(again), known)!.now).toEqual(made().now);
  });

  it("is begun anew where the text is none", () => {
    for (const text of [null, "", "{", '{"version":2}', '{"version":1,"at":3,"ids":[],"steps":[]}']) {
      expect(read(text, known)).toBeNull();
    }
    expect(read(new Writer().write(start(EMPTY)), known)).toBeNull();
  });
});
