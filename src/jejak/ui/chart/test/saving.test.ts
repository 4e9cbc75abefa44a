import { describe, expect, it } from "vitest";
import { NO_FILTER } from "../src/filter";
import { push, start, undo, type History } from "../src/history";
import { read, Writer, type Known } from "../src/saved";
import { sightOn, signOf, stateOf, viewOf } from "../src/savedview";
import { handed } from "../src/saving";
import { EMPTY, reduce, type Action, type EdgeData, type NodeData, type View } from "../src/view";

const NODES: NodeData[] = ["a", "b", "c", "d"].map((id) => ({ id, label: `Name of ${id}`, kind: "person" }));
const EDGES: EdgeData[] = [
  { id: "a~b~X", source: "a", target: "b" },
  { id: "c~d~X", source: "c", target: "d" },
];
const known: Known = {
  nodes: Object.fromEntries(NODES.map((node) => [node.id, node])),
  edges: Object.fromEntries(EDGES.map((edge) => [edge.id, edge])),
};
const STEPS: Action[] = [
  { type: "delta", delta: { add: { nodes: NODES.map((node, at) => ({ ...node, x: at * 0.1, y: 1 - at / 3 })), edges: EDGES } } },
  { type: "move", to: { b: [123.456789, -7.25] } },
  { type: "hide", ids: ["a~b~X", "d"] },
  { type: "pin", ids: ["b"] },
  { type: "mark", ids: ["a", "c~d~X"] },
  { type: "collapse", id: "g1", members: ["a", "b"] },
  { type: "collapse", id: "g2", members: ["g1", "c"] },
  { type: "focus", ids: ["a", "b", "c"] },
  { type: "filter", filter: { ...NO_FILTER, kinds: { phone: true }, from: 5, mode: "remove" } },
  { type: "look", look: { size: "degree", width: "amount" } },
  { type: "draw", drawing: { kind: "text", id: "d1", at: [10, 20.5], size: [190, 44], text: 17 } },
  { type: "draw", drawing: { kind: "arrow", id: "d2", from: "a", to: [30, 40], text: 0 } },
];
const full = (): View => STEPS.reduce(reduce, EMPTY);
const again = (view: View): View => viewOf(JSON.parse(JSON.stringify(stateOf(view))), "v", known.nodes, EDGES);
const PARTS = ["nodes", "edges", "pos", "hidden", "pinned", "marked", "groups", "focus", "filter", "look", "drawings"] as const;

describe("a saved view", () => {
  it("comes back exactly, through text", () => {
    const before = full();
    const after = again(before);
    for (const part of PARTS) expect(after[part]).toEqual(before[part]);
    expect(after.of).toBe("v");
    expect(signOf(stateOf(after))).toBe(signOf(stateOf(before)));
  });

  it("holds no name and no mark of what is not there", () => {
    const view = { ...full(), hidden: { d: true as const, gone: true as const } };
    const text = JSON.stringify(stateOf(view));
    for (const word of ["Name", "gone"]) expect(text).not.toContain(word);
    expect(stateOf(view).hidden).toEqual(["d"]);
  });

  it("has another sign after every kind of change, and the same one in another order", () => {
    const signs = STEPS.map((_step, at) => signOf(stateOf(STEPS.slice(0, at + 1).reduce(reduce, EMPTY))));
    expect(new Set(signs).size).toBe(STEPS.length);
    const view = full();
    const turned = { ...view, nodes: Object.fromEntries(Object.entries(view.nodes).reverse()) };
    expect(signOf(stateOf(turned))).toBe(signOf(stateOf(view)));
  });

  it("keeps a place for who has not been told, and takes no link that is not there now", () => {
    const view = viewOf(stateOf(full()), "v", { a: NODES[0]! }, []);
    expect(view.nodes.b).toEqual({ id: "b", missing: true });
    expect(view.pos.b).toEqual([123.456789, -7.25]);
    expect(view.edges).toEqual({});
  });

  it("opens an older state without parts that came later", () => {
    const { ids, pos } = stateOf(full());
    const view = viewOf({ ids, pos } as never, "v", known.nodes, EDGES);
    for (const part of ["hidden", "groups", "focus", "filter", "look", "drawings"] as const) expect(view[part]).toEqual(EMPTY[part]);
  });
});

describe("where the reader looks", () => {
  const saved = { zoom: 1.3, x: -17.5, y: 40.25, width: 900, height: 600 };

  it("is the same on a canvas of the same size", () => {
    expect(sightOn(saved, { width: 900, height: 600 })).toEqual({ zoom: 1.3, pan: { x: -17.5, y: 40.25 } });
  });

  it("is the same part of the chart on another", () => {
    const { zoom, pan } = sightOn(saved, { width: 450, height: 600 });
    const middle = (at: number, size: number, scale: number) => (size / 2 - at) / scale;
    expect(zoom).toBeCloseTo(0.65);
    expect(middle(pan.x, 450, zoom)).toBeCloseTo(middle(saved.x, 900, 1.3));
    expect(middle(pan.y, 600, zoom)).toBeCloseTo(middle(saved.y, 600, 1.3));
  });
});

describe("which view a chart is of", () => {
  const of = (...names: string[]): View[] => names.map((name) => ({ ...EMPTY, of: name }));
  const told = ({ past, now, future }: History<View>) => [...past, now, ...future].map((view) => view.of).join("");

  it("is undone with the opening, and survives a reload", () => {
    const before = push(start(full()), { ...again(full()), of: "v" });
    expect(undo(before).now.of).toBe("");
    const after = read(new Writer().write(before), known)!;
    expect(after.now.of).toBe("v");
    expect(undo(after).now.of).toBe("");
  });

  it("changes for every step since it was opened when it is saved under another name", () => {
    const [a, b, c, d, e] = of("a", "b", "b", "b", "a");
    expect(told(handed({ past: [a!, b!], now: c!, future: [d!, e!] }, "z"))).toBe("azzza");
    expect(told(handed({ past: of("", ""), now: EMPTY, future: [] }, "z"))).toBe("zzz");
    expect(told(handed({ past: of("b", "a"), now: of("b")[0]!, future: of("a", "b") }, "z"))).toBe("bazab");
  });
});
