import { describe, expect, it } from "vitest";
import { push, start, undo } from "../src/history";
import { communitiesOf, hull, inkOf, numberAt, outline } from "../src/hulls";
import { nextLook } from "../src/looking";
import { project } from "../src/project";
import { read, Writer } from "../src/saved";
import { signOf, stateOf, viewOf } from "../src/savedview";
import { having, lacking, NOTHING, type Told } from "../src/told";
import { EMPTY, reduce, type Action, type EdgeData, type NodeData, type View } from "../src/view";

const PLACES: Record<string, [number, number]> = {
  a: [0, 0],
  b: [100, 0],
  c: [0, 100],
  d: [100, 100],
  e: [50, 50],
  f: [900, 900],
};
const NODES: NodeData[] = Object.keys(PLACES).map((id) => ({ id, kind: "person", kindLabel: "Person", label: `Name ${id}` }));
const EDGES: EdgeData[] = [
  { id: "ab", source: "a", target: "b" },
  { id: "bc", source: "b", target: "c" },
  { id: "ef", source: "e", target: "f" },
];
const full = (): View =>
  reduce(EMPTY, {
    type: "delta",
    delta: { add: { nodes: NODES.map((n) => ({ ...n, x: PLACES[n.id]![0], y: PLACES[n.id]![1] })), edges: EDGES } },
  });
const HOUSE = "0".repeat(31) + "7";
const told: Told = { ...NOTHING, names: { [HOUSE]: "Jalan Contoh 7", "3.7": "Community 3" } };
const planned = (...groups: [string, string[]][]): Action => ({
  type: "collapseAll",
  groups: groups.map(([id, members]) => ({ id, members, of: { kind: "address", id: HOUSE } })),
});

describe("grouping many at once", () => {
  it("is one step, and opens exactly", () => {
    const before = start(full());
    const after = push(before, reduce(before.now, planned(["g1", ["a", "b"]], ["g2", ["c", "d", "gone"]])));
    expect(after.past.length).toBe(1);
    expect(Object.keys(after.now.groups)).toEqual(["g1", "g2"]);
    expect(after.now.groups.g2!.members).toEqual(["c", "d"]);
    expect(Object.keys(project(after.now)).sort()).toEqual(["e", "ef", "f", "g1", "g2", "~g1~g2"]);
    const opened = reduce(reduce(after.now, { type: "expand", id: "g1" }), { type: "expand", id: "g2" });
    expect(project(opened)).toEqual(project(before.now));
    expect(undo(after).now).toBe(before.now);
  });

  it("makes no group of one, and none at all changes nothing", () => {
    const view = full();
    expect(reduce(view, planned(["g1", ["a"]], ["g2", ["gone", "b"]]))).toBe(view);
    expect(reduce(view, planned())).toBe(view);
  });

  it("puts a closed group where most of it belongs, the first where that is equal", () => {
    const closed = reduce(full(), { type: "collapse", id: "in", members: ["a", "b", "c"] });
    const most = reduce(closed, planned(["g1", ["a", "d"]], ["g2", ["b", "c", "e"]]));
    expect(most.groups.g2!.members).toEqual(["in", "e"]);
    expect(most.groups.g1).toBeUndefined();
    const equal = reduce(closed, planned(["g1", ["b", "d"]], ["g2", ["a", "e", "f"]]));
    expect(equal.groups.g1!.members).toEqual(["in", "d"]);
    expect(equal.groups.g2!.members).toEqual(["e", "f"]);
  });

  it("lets no group lie on another or on a node", () => {
    const view = reduce(full(), planned(["g1", ["a", "d"]], ["g2", ["b", "c"]]));
    const at = ["g1", "g2"].map((id) => view.groups[id]!.at);
    const apart = (p: readonly [number, number], q: readonly [number, number]) => Math.hypot(p[0] - q[0], p[1] - q[1]);
    expect(apart(at[0]!, at[1]!)).toBeGreaterThan(60);
    for (const place of at) expect(apart(place, PLACES.e!)).toBeGreaterThan(60); // all three would be at 50, 50
  });

  it("is called by what the page tells, and by nothing in the browser's memory", () => {
    const view = reduce(full(), planned(["g1", ["a", "b"]]));
    expect(project(view, {}, {}, told).g1!.data.label).toBe("Jalan Contoh 7\n2 × Person");
    expect(project(view).g1!.data.label).toBe("2 × Person");
    const history = push(start(full()), view);
    const text = new Writer().write(history);
    expect(text).toContain(HOUSE);
    for (const word of ["Jalan", "Name"]) expect(text).not.toContain(word);
    const known = { nodes: Object.fromEntries(NODES.map((n) => [n.id, n])), edges: {} };
    expect(read(text, known)!.now.groups).toEqual(view.groups);
    const community = { id: "g", members: ["a", "b"], of: { kind: "community", id: "3.7" } };
    expect(project(reduce(full(), { type: "collapseAll", groups: [community] }), {}, {}, told).g!.data.label).toContain("Community 3");
  });
});

it("a saved view holds what groups have in common, by ids and numbers", () => {
  let view = reduce(full(), planned(["g1", ["a", "b"]]));
  view = reduce(view, { type: "collapse", id: "g2", members: ["c", "d"] });
  view = reduce(view, { type: "look", look: { size: "pagerank", width: "count", communities: true } });
  const state = stateOf(view);
  expect(state.shared).toEqual([["g1", "address", HOUSE]]);
  const again = viewOf(JSON.parse(JSON.stringify(state)), "v1", view.nodes, EDGES);
  expect([again.groups, again.look]).toEqual([view.groups, view.look]);
  expect(signOf(stateOf(again))).toBe(signOf(state));
});

describe("what the page has to tell", () => {
  it("is asked for once: names of groups, communities, places in a ranking", () => {
    let view = reduce(full(), planned(["g1", ["a", "b"]]));
    expect(lacking(view, { ...NOTHING }, null)!.names).toEqual([HOUSE]);
    expect(lacking(view, told, null)).toBeNull();
    view = reduce(view, { type: "look", look: { size: "betweenness", width: "count", communities: true } });
    const asked = lacking(view, told, null)!;
    expect(asked).toMatchObject({ names: [], measure: "betweenness", group: null });
    expect([asked.communities, asked.ranked].map((ids) => ids.length)).toEqual([6, 6]);
    const now = having(told, asked, { communities: { a: 1 }, ranked: { b: 0.5 } });
    expect([now.communities.a, now.communities.f, now.ranks.betweenness!.b, now.ranks.betweenness!.a]).toEqual([1, null, 0.5, null]);
    expect(lacking(view, now, null)).toBeNull(); // of whom nothing was told nobody is asked again
    expect(now.names[HOUSE]).toBe("Jalan Contoh 7");
  });

  it("does not ask for sizes that the chart knows, nor for whom the server has not sent", () => {
    for (const size of ["same", "degree", "chart"]) {
      expect(lacking(reduce(full(), { type: "look", look: { size, width: "count" } }), told, null)).toBeNull();
    }
    const lost = { ...full(), nodes: { a: { id: "a", missing: true as const } } };
    expect(lacking(reduce(lost, { type: "look", look: { size: "pagerank", width: "count" } }), told, null)).toBeNull();
  });
});

describe("sizes", () => {
  const sized = (size: string, ranks: Told["ranks"] = {}) => {
    const masked = full();
    const nodes = { ...masked.nodes, b: { ...masked.nodes.b!, masked: true } };
    return project({ ...masked, nodes, look: { size, width: "count" } }, {}, {}, { ...told, ranks });
  };

  it("follow the share with a lower value; nobody protected has one", () => {
    const picture = sized("betweenness", { betweenness: { a: 1, b: 1, c: 0.5, d: null } });
    expect(["a", "b", "c", "d", "e"].map((id) => picture[id]!.data.lift)).toEqual([1, undefined, 0.25, undefined, undefined]);
  });

  it("count neighbours on the chart", () => {
    const picture = sized("chart");
    expect(["a", "b", "c", "d"].map((id) => picture[id]!.data.near)).toEqual([1, undefined, 1, 0]);
  });

  it("are gone through by key, and a measure is left for the ordinary size", () => {
    const sizes = ["same", "degree", "chart", "betweenness"].map((size) => nextLook({ size, width: "count" }, "size").size);
    expect(sizes).toEqual(["degree", "chart", "same", "same"]);
    expect(nextLook({ size: "degree", width: "count", communities: true }, "width")).toEqual({ size: "degree", width: "amount", communities: true });
    expect(nextLook({ size: "same", width: "count" }, "communities").communities).toBe(true);
  });
});

describe("hulls", () => {
  it("go round all points, and inner ones are no corners", () => {
    const corners = hull([[0, 0], [10, 0], [10, 10], [0, 10], [5, 5], [5, 0], [0, 0]]);
    expect([...corners].sort().join(" ")).toBe("0,0 0,10 10,0 10,10");
    expect(hull([[1, 1], [1, 1]])).toEqual([[1, 1]]);
    expect(hull([[0, 0], [5, 5], [10, 10]])).toEqual([[0, 0], [10, 10]]);
    expect(outline([], 10)).toBe("");
  });

  it("stay so far from every point, whatever the direction", () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 40; round++) {
      const points = Array.from({ length: 1 + (round % 9) }, (): [number, number] => [random() * 500, random() * 500]);
      const path = outline(points, 46);
      const ends = [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])] as const);
      for (const [x, y] of points.length > 1 && hull(points).length > 1 ? ends : []) {
        const away = Math.min(...points.map((p) => Math.hypot(p[0] - x, p[1] - y)));
        expect(away).toBeGreaterThan(45.8);
        expect(away).toBeLessThan(46.2);
      }
    }
    expect(outline([[5, 5]], 10)).toBe("M-5 5a10 10 0 1 1 20 0a10 10 0 1 1 -20 0Z");
    expect(outline([[0, 0], [100, 0]], 10)).toContain("A10 10 0 0 1");
    expect(numberAt([[0, 5], [9, -3]], 10)).toEqual([9, -13]);
  });

  it("leave out who is pale, hidden, in a closed group or in no community", () => {
    const of = { a: 1, b: 1, c: 1, d: 2, e: 2, f: null };
    const found = (view: View) => communitiesOf(project(view), of).map(({ n, ids }) => `${n}:${ids.join("")}`);
    expect(found(full())).toEqual(["1:abc", "2:de"]);
    expect(found(reduce(full(), { type: "hide", ids: ["a"] }))).toEqual(["1:bc", "2:de"]);
    expect(found(reduce(full(), { type: "collapse", id: "g", members: ["b", "c"] }))).toEqual(["2:de"]);
    expect(found(reduce(full(), { type: "filter", filter: { ...EMPTY.filter, degree: 1 } }))).toEqual(["1:abc"]);
  });

  it("differ by colour or line for 32 numbers", () => {
    const inks = Array.from({ length: 32 }, (_none, at) => inkOf(at + 1));
    expect(new Set(inks.map(({ colour, dash }) => colour + dash)).size).toBe(32);
  });
});
