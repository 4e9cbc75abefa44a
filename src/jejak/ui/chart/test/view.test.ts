import { describe, expect, it } from "vitest";
import { push, redo, start, undo } from "../src/history";
import { placeBeside } from "../src/placing";
import { project } from "../src/project";
import { EMPTY, reduce, type View } from "../src/view";

const three = (): View =>
  reduce(EMPTY, {
    type: "delta",
    delta: {
      add: {
        nodes: [
          { id: "a", x: 0, y: 0 },
          { id: "b", x: 100, y: 0 },
          { id: "c", x: 0, y: 100 },
        ],
        edges: [
          { id: "ab", source: "a", target: "b" },
          { id: "bc", source: "b", target: "c" },
          { id: "ac", source: "a", target: "c" },
        ],
      },
    },
  });

describe("history", () => {
  it("restores the very same value", () => {
    const before = three();
    let history = push(start(before), reduce(before, { type: "hide", ids: ["a"] }));
    history = push(history, reduce(history.now, { type: "move", to: { b: [5, 5] } }));
    expect(undo(undo(history)).now).toBe(before);
    expect(redo(redo(undo(undo(history)))).now).toBe(history.now);
  });

  it("drops the redo branch on a new action and keeps a limit", () => {
    let history = start(0);
    for (let i = 1; i <= 250; i++) history = push(history, i);
    expect(history.past.length).toBe(200);
    expect(push(undo(history), 7).future).toEqual([]);
    expect(undo(start(1)).now).toBe(1);
  });
});

describe("deltas", () => {
  it("never move a known node and put new ones beside their neighbour", () => {
    const before = three();
    const nodes = [{ id: "a", x: 999, y: 999 }, { id: "d" }, { id: "e" }];
    const edges = [
      { id: "bd", source: "b", target: "d" },
      { id: "be", source: "e", target: "b" },
    ];
    const after = reduce(before, { type: "delta", delta: { add: { nodes, edges } } });
    for (const id of ["a", "b", "c"]) expect(after.pos[id]).toBe(before.pos[id]);
    for (const id of ["d", "e"]) expect(Math.hypot(after.pos[id]![0] - 100, after.pos[id]![1])).toBeLessThan(200);
    expect(after.pos.d).not.toEqual(after.pos.e);
  });

  it("remove dangling edges, patch, and ignore edges to unknown nodes", () => {
    const delta = {
      remove: ["a"],
      patch: { b: { label: "B" } },
      add: { edges: [{ id: "bx", source: "b", target: "x" }] },
    };
    const after = reduce(three(), { type: "delta", delta });
    expect(Object.keys(after.edges)).toEqual(["bc"]);
    expect(after.nodes.b!.label).toBe("B");
  });

  it("start anew when the chart is cleared", () => {
    const after = reduce(reduce(three(), { type: "hide", ids: ["a"] }), {
      type: "delta",
      delta: { clear: true, add: { nodes: [{ id: "z" }] } },
    });
    expect(Object.keys(after.nodes)).toEqual(["z"]);
    expect(after.hidden).toEqual({});
    expect(after.pos.z).toEqual([0, 0]);
  });

  it("put many new ones on a wider ring, so that their links can be read", () => {
    const some = (n: number) => {
      const nodes = [...Array(n).keys()].map((at) => ({ id: `n${at}` }));
      const edges = nodes.map(({ id }) => ({ id: `c${id}`, source: "c", target: id }));
      const { pos } = reduce(three(), { type: "delta", delta: { add: { nodes, edges } } });
      return Math.min(...nodes.map(({ id }) => Math.hypot(pos[id]![0], pos[id]![1] - 100)));
    };
    expect(some(3)).toBeLessThan(100);
    expect(some(20)).toBeGreaterThan(200);
  });

  it("find a free slot", () => expect(placeBeside([0, 0], [[90, 0]])[0]).toBeLessThan(60));
});

describe("projection", () => {
  it("bundles edges of a collapsed group and carries members when it moves", () => {
    let view = reduce(three(), { type: "collapse", id: "g", members: ["a", "b"] });
    const drawn = project(view);
    expect(Object.keys(drawn).sort()).toEqual(["c", "g", "~g~c"]);
    expect(drawn["~g~c"]!.data.label).toBe("2");
    view = reduce(view, { type: "move", to: { g: [60, 10] } });
    view = reduce(view, { type: "expand", id: "g" });
    expect(view.pos.a).toEqual([10, 10]);
  });

  it("does not move pinned nodes and hides edges of hidden nodes", () => {
    const pinned = reduce(three(), { type: "pin", ids: ["a"] });
    const view = reduce(pinned, { type: "move", to: { a: [9, 9], b: [8, 8] } });
    expect(view.pos.a).toEqual([0, 0]);
    expect(view.pos.b).toEqual([8, 8]);
    expect(Object.keys(project(reduce(view, { type: "hide", ids: ["a"] })))).toEqual(["b", "c", "bc"]);
  });

  it("reuses what did not change", () => {
    const view = three();
    const before = project(view);
    const after = project(reduce(view, { type: "move", to: { b: [7, 7] } }), before);
    expect(after.a).toBe(before.a);
    expect(after.ab).toBe(before.ab);
    expect(after.b).not.toBe(before.b);
  });

  it("tells how many notes stand on what is drawn; a group has those of all inside", () => {
    const cards = { a: 1, b: 2, ab: 3, bc: 1, gone: 9 };
    const drawn = project(three(), {}, cards);
    expect([drawn.a!.data.cards, drawn.b!.data.cards, drawn.c!.data.cards]).toEqual([1, 2, undefined]);
    expect(drawn.ab!.data.label).toBe("✎3");
    const folded = project(reduce(three(), { type: "collapse", id: "g", members: ["a", "b"] }), {}, cards);
    expect(folded.g!.data.cards).toBe(3);
    expect(folded["~g~c"]!.data.label).toBe("2 ✎1");
    expect(project(three(), drawn, {})).toEqual(project(three()));
  });
});
