import { describe, expect, it } from "vitest";
import { align, ARRANGEMENTS, inPlace, type Spot } from "../src/arrange";
import { muted } from "../src/labels";
import { menuOf } from "../src/menu";

const spot = (id: string, more: Partial<Spot> = {}): Spot => ({ id, at: [0, 0], kind: "person", ...more });
const many = (n: number): Spot[] => Array.from({ length: n }, (_, at) => spot(`n${at}`, { kind: at % 2 ? "phone" : "person" }));
const chain = (n: number) => Array.from({ length: n - 1 }, (_, at) => ({ source: `n${at}`, target: `n${at + 1}` }));
const apart = (places: Record<string, readonly [number, number]>) => {
  const points = Object.values(places);
  return Math.min(
    ...points.flatMap((p, i) => points.slice(i + 1).map((q) => Math.hypot(p[0] - q[0], p[1] - q[1]))),
  );
};

describe("arrangements", () => {
  it("give every node a place of its own", () => {
    for (const how of ["circle", "grid"]) {
      const places = ARRANGEMENTS[how]!(many(40), chain(40));
      expect(Object.keys(places).length).toBe(40);
      expect(apart(places)).toBeGreaterThan(60);
    }
  });

  it("by stages goes from recruitment at the left to finance at the right, the rest between their neighbours", () => {
    const spots = [spot("r", { stage: 0 }), spot("f", { stage: 5 }), spot("t", { stage: 2 }), spot("v"), spot("alone")];
    const ties = [
      { source: "v", target: "r" },
      { source: "v", target: "t" },
    ];
    const places = ARRANGEMENTS.stages!(spots, ties);
    const x = (id: string) => places[id]![0];
    expect(x("r")).toBeLessThan(x("v"));
    expect(x("v")).toBeLessThan(x("t"));
    expect(x("t")).toBeLessThan(x("f"));
    expect(x("alone")).toBeGreaterThan(x("f"));
    expect(ARRANGEMENTS.stages!([spot("r", { stage: 0 }), spot("q", { stage: 0 })], [])).toEqual({});
  });

  it("by stages is no tower where one stage holds most", () => {
    const spots = [...Array(90).keys()].map((at) => spot(`s${at}`, { stage: at ? 1 : 0 }));
    const points = Object.values(ARRANGEMENTS.stages!(spots, []));
    const long = (axis: 0 | 1) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
    expect(long(1)).toBeLessThan(1.2 * long(0));
    expect(apart(Object.fromEntries(points.map((p, at) => [at, p])))).toBeGreaterThan(60);
  });

  it("by time goes by the first dated link and sets the undated ones below", () => {
    const ties = [
      { source: "a", target: "b", first: 1000 },
      { source: "b", target: "c", first: 5000 },
    ];
    const places = ARRANGEMENTS.time!(["a", "b", "c", "d"].map((id) => spot(id)), ties);
    expect(places.a![0]).toBe(places.b![0]);
    expect(places.c![0]).toBeGreaterThan(places.b![0]);
    expect(places.d![1]).toBeGreaterThan(Math.max(places.a![1], places.b![1], places.c![1]));
    expect(apart(places)).toBeGreaterThan(60);
    expect(ARRANGEMENTS.time!(many(3), chain(3))).toEqual({});
  });

  it("stay where their nodes were", () => {
    const spots = many(9).map((one) => ({ ...one, at: [500, -300] as const }));
    const places = Object.values(inPlace(ARRANGEMENTS.grid!(spots, []), spots));
    const mean = (axis: 0 | 1) => places.reduce((sum, p) => sum + p[axis], 0) / places.length;
    expect(Math.abs(mean(0) - 500)).toBeLessThan(1);
    expect(Math.abs(mean(1) + 300)).toBeLessThan(1);
  });

  it("align and distribute along one axis alone", () => {
    const spots = [spot("a", { at: [0, 7] }), spot("b", { at: [10, 3] }), spot("c", { at: [100, 5] })];
    expect(align("left", spots)).toEqual({ a: [0, 7], b: [0, 3], c: [0, 5] });
    expect(align("top", spots)).toEqual({ a: [0, 3], b: [10, 3], c: [100, 3] });
    expect(align("across", spots)).toEqual({ a: [0, 7], b: [50, 3], c: [100, 5] });
    expect(align("down", spots).c).toEqual([100, 5]);
    expect(align("left", spots.slice(0, 1))).toEqual({});
  });
});

it("labels: of two that would lie on each other the weightier stays", () => {
  const label = { x: 0, y: 0, text: "Budi Contoh", font: 12, room: 120 };
  const labels = [
    { ...label, id: "light", weight: 1, x: 20 },
    { ...label, id: "heavy", weight: 2 },
    { ...label, id: "far", weight: 0, x: 400 },
  ];
  expect([...muted(labels)]).toEqual(["light"]);
});

describe("the menu", () => {
  const commands = (chosen: object) =>
    menuOf({ nodes: 0, links: 0, groups: 0, pinned: false, ...chosen }).map((line) => line.command);

  it("offers what the selection allows", () => {
    expect(commands({})).toContain("showAll");
    expect(commands({ nodes: 1 })).toEqual(expect.arrayContaining(["openDetail", "expandDialog", "collapse"]));
    expect(commands({ nodes: 1 })).not.toContain("findPaths");
    expect(commands({ nodes: 2 }).filter((name) => name === "findPaths").length).toBe(3);
    expect(commands({ nodes: 3 })).toContain("common");
    expect(commands({ nodes: 1, groups: 1 })).toEqual(expect.arrayContaining(["expandGroups"]));
    expect(commands({ nodes: 1, groups: 1 })).not.toContain("expandSelected");
    expect(commands({ links: 1 })).toEqual(["openDetail", "card", "hide"]);
  });

  it("tells each line's key", () => {
    const lines = menuOf({ nodes: 2, links: 0, groups: 0, pinned: false });
    expect(lines.every((line) => line.key)).toBe(true);
  });
});
