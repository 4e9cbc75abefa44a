import { describe, expect, it } from "vitest";
import { around, lineOf, type Drawing } from "../src/drawings";
import { push, redo, start, undo } from "../src/history";
import { project } from "../src/project";
import { EMPTY, reduce, type Action, type View } from "../src/view";

const nodes = [
  { id: "a", x: 10, y: 10 },
  { id: "b", x: 60, y: 40 },
  { id: "pinned", x: 20, y: 30 },
  { id: "hidden", x: 30, y: 20 },
  { id: "out", x: 300, y: 300 },
];
const frame: Drawing = { kind: "frame", id: "f", at: [0, 0], size: [100, 80], text: 0 };
const note: Drawing = { kind: "text", id: "n", at: [5, 5], size: [60, 30], text: 4 };
const all: Action[] = [
  { type: "delta", delta: { add: { nodes } } },
  { type: "pin", ids: ["pinned"] },
  { type: "hide", ids: ["hidden"] },
  { type: "draw", drawing: frame },
  { type: "draw", drawing: note },
  { type: "draw", drawing: { kind: "arrow", id: "in", from: [1, 1], to: [90, 70], text: 0 } },
  { type: "draw", drawing: { kind: "arrow", id: "over", from: [1, 1], to: [200, 200], text: 0 } },
  { type: "draw", drawing: { kind: "arrow", id: "tied", from: "a", to: "b", text: 0 } },
];
const made = (): View => all.reduce(reduce, EMPTY);

describe("drawings", () => {
  it("are no entities: nothing of them is on the canvas", () => {
    expect(Object.keys(project(made())).sort()).toEqual(["a", "b", "out", "pinned"]);
  });

  it("a frame takes along what lies inside, and nothing else", () => {
    const before = made();
    const after = reduce(before, { type: "shift", id: "f", by: [100.04, -10] });
    expect(after.pos).toEqual({ ...before.pos, a: [110, 0], b: [160, 30], hidden: [130, 10] });
    expect(after.drawings.f).toEqual({ ...frame, at: [100, -10] });
    expect(after.drawings.n).toEqual({ ...note, at: [105, -5] });
    expect(after.drawings.in).toMatchObject({ from: [101, -9], to: [190, 60] });
    for (const id of ["over", "tied"]) expect(after.drawings[id]).toBe(before.drawings[id]);
  });

  it("a frame takes a closed group as one, with all inside it", () => {
    const folded = reduce(made(), { type: "collapse", id: "g", members: ["b", "out"] });
    const at = folded.groups.g!.at; // far outside
    expect(reduce(folded, { type: "shift", id: "f", by: [5, 5] }).groups.g!.at).toEqual(at);
    const near = reduce(folded, { type: "move", to: { g: [50, 50] } });
    const after = reduce(near, { type: "shift", id: "f", by: [5, 5] });
    expect(after.groups.g!.at).toEqual([55, 55]);
    expect(after.pos.out).toEqual([near.pos.out![0] + 5, near.pos.out![1] + 5]);
    expect(after.pos.b).toEqual([near.pos.b![0] + 5, near.pos.b![1] + 5]);
  });

  it("a note moves alone, a loose end of an arrow too", () => {
    const before = made();
    const after = reduce(before, { type: "shift", id: "n", by: [1, 1] });
    expect(after.pos).toEqual(before.pos);
    expect(after.drawings.n).toEqual({ ...note, at: [6, 6] });
    expect(reduce(before, { type: "shift", id: "over", by: [1, 1] }).drawings.over).toMatchObject({ from: [2, 2], to: [201, 201] });
    expect(reduce(before, { type: "shift", id: "n", by: [0, 0] })).toBe(before);
    expect(reduce(before, { type: "shift", id: "none", by: [1, 1] })).toBe(before);
  });

  it("grow and shrink, but not to nothing", () => {
    expect(reduce(made(), { type: "size", id: "f", by: [10, -20] }).drawings.f).toMatchObject({ size: [110, 60] });
    expect(reduce(made(), { type: "size", id: "f", by: [-900, -900] }).drawings.f).toMatchObject({ size: [60, 50] });
    expect(reduce(made(), { type: "size", id: "tied", by: [9, 9] }).drawings.tied).toEqual(made().drawings.tied);
  });

  it("are undone and done again as the very same, and go when the chart is cleared", () => {
    const view = made();
    let history = push(start(view), reduce(view, { type: "erase", id: "f" }));
    history = push(history, reduce(history.now, { type: "draw", drawing: { ...note, text: 9 } }));
    expect(undo(undo(history)).now).toBe(view);
    expect(redo(redo(undo(undo(history)))).now).toBe(history.now);
    expect(reduce(view, { type: "delta", delta: { clear: true } }).drawings).toEqual({});
    expect(reduce(view, { type: "erase", id: "none" })).toBe(view);
  });

  it("are in what is shown as a whole", () => {
    const box = { x1: 10, y1: 10, x2: 60, y2: 40 };
    expect(around(box, {})).toEqual({ ...box, w: 50, h: 30 });
    expect(around(box, { n: note })).toEqual({ x1: 5, y1: 5, x2: 65, y2: 40, w: 60, h: 35 });
    const none = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
    expect(around(none, { n: note })).toMatchObject({ w: 60, h: 30 });
  });
});

describe("the line of an arrow", () => {
  it("keeps away from entities and goes to places", () => {
    expect(lineOf({ x: 0, y: 0, r: 17 }, { x: 100, y: 0, r: 0 })).toEqual([[22, 0], [100, 0]]);
  });

  it("is none where the two lie on each other", () => {
    expect(lineOf({ x: 0, y: 0, r: 17 }, { x: 20, y: 0, r: 17 })).toBeNull();
    expect(lineOf({ x: 5, y: 5, r: 0 }, { x: 5, y: 5, r: 0 })).toBeNull();
  });
});
