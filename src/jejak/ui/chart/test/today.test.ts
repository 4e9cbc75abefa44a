import { describe, expect, it } from "vitest";
import { push, start } from "../src/history";
import { asOfToday, historyOfToday } from "../src/today";
import { EMPTY, type View } from "../src/view";

const view: View = {
  ...EMPTY,
  nodes: Object.fromEntries(["a", "b", "c", "d"].map((id) => [id, { id, label: `name of ${id}` }])),
  edges: { "a~c~PAID": { id: "a~c~PAID", source: "a", target: "c" } },
  pos: { a: [1, 1], b: [2, 2], c: [3, 3], d: [4, 4] },
  hidden: { a: true, c: true, "a~c~PAID": true },
  pinned: { a: true },
  marked: { "c~b~KNOWS": true, "a~b~KNOWS": true, a: true },
  groups: {
    g: { id: "g", members: ["a", "b"], at: [0, 0], of: { kind: "address", id: "a" } },
    h: { id: "h", members: ["d"], at: [0, 0] },
    i: { id: "i", members: ["h"], at: [0, 0] },
  },
  drawings: {
    t: { kind: "text", id: "t", at: [0, 0], size: [10, 10], text: 7 },
    x: { kind: "arrow", id: "x", from: "a", to: [5, 5], text: 0 },
    y: { kind: "arrow", id: "y", from: "d", to: "a", text: 0 },
  },
  focus: { d: true },
};
// a was joined into b, c is called e now, d is gone
const known = {
  nodes: Object.fromEntries(["b", "e"].map((id) => [id, { id, label: `${id} today` }])),
  edges: { "b~e~PAID": { id: "b~e~PAID", source: "b", target: "e" }, "b~f~PAID": { id: "b~f~PAID", source: "b", target: "f" } },
};
const now = asOfToday(view, { a: "b", c: "e", d: null }, known);

describe("a chart as of the present graph", () => {
  it("puts whoever was joined at one place, that of who keeps its id", () => {
    expect(Object.keys(now.nodes).sort()).toEqual(["b", "e"]);
    expect(now.pos).toEqual({ b: [2, 2], e: [3, 3] });
    expect(now.nodes.e!.label).toBe("e today");
    expect(Object.keys(now.edges)).toEqual(["b~e~PAID"]);
  });
  it("gives the place of the first where nobody keeps the id", () => {
    expect(asOfToday(view, { a: "z", b: "z" }, known).pos).toEqual({ z: [1, 1], c: [3, 3], d: [4, 4] });
  });
  it("hides only where all were hidden, and keeps the other marks", () => {
    expect(now.hidden).toEqual({ e: true, "b~e~PAID": true });
    expect(now.pinned).toEqual({ b: true });
    expect(now.marked).toEqual({ b: true, "e~b~KNOWS": true });
    expect(now.focus).toBeNull();
  });
  it("keeps groups with those who are left, and drops the empty ones at any depth", () => {
    expect(now.groups).toEqual({ g: { id: "g", members: ["b"], at: [0, 0], of: { kind: "address", id: "b" } } });
  });
  it("lets arrows follow their ends, and drops those that lost one", () => {
    expect(Object.keys(now.drawings).sort()).toEqual(["t", "x"]);
    expect(now.drawings.x).toMatchObject({ from: "b" });
  });
  it("tells every step again without the names of before, and adds no link to a step", () => {
    const more = { nodes: { ...known.nodes, a: { id: "a" }, c: { id: "c" } }, edges: known.edges };
    const again = historyOfToday(push(start(EMPTY), view), more);
    expect(JSON.stringify(again)).not.toContain("name of");
    expect(again.now.edges).toEqual({});
    expect(again.now.nodes.d).toEqual({ id: "d", missing: true });
    expect([again.now.pos, again.now.groups]).toEqual([view.pos, view.groups]);
  });
  it("turns every step that can be undone", () => {
    const turned = historyOfToday(push(start(view), { ...view, pinned: {} }), known, { a: "b", d: null });
    expect(turned.past).toHaveLength(1);
    for (const one of [...turned.past, turned.now]) expect(JSON.stringify([one.nodes, one.pos])).not.toContain('"a"');
  });
});
