import { describe, expect, it } from "vitest";
import { project } from "../src/project";
import { seenOf } from "../src/seen";
import { EMPTY, reduce, type View } from "../src/view";

const edge = (source: string, target: string) => ({ id: `${source}~${target}~T`, source, target });

/** A chain a - b - c - d, with a kind for each. */
function chain(): View {
  const nodes = ["a", "b", "c", "d"].map((id, at) => ({ id, kind: at < 3 ? "person" : "phone", x: at * 100, y: 0 }));
  const edges = [edge("a", "b"), edge("b", "c"), edge("c", "d")];
  return reduce(EMPTY, { type: "delta", delta: { add: { nodes, edges } } });
}

const seen = (view: View) => seenOf(project(view), view);

describe("what of a view is seen", () => {
  it("is nothing beside the canvas where nothing is filtered or closed", () => {
    expect(seen(chain())).toEqual({ pale: [], closed: [], within: [] });
  });

  it("tells what is pale, and nothing of it where it is not drawn", () => {
    const filter = { ...EMPTY.filter, kinds: { phone: true } as const };
    const dim = reduce(chain(), { type: "filter", filter });
    expect(seen(dim).pale).toEqual(["c~d~T", "d"]);
    expect(seen(reduce(dim, { type: "filter", filter: { ...filter, mode: "remove" } })).pale).toEqual([]);
  });

  it("tells the members of a closed group, nested ones too, and the links that lead out of it", () => {
    const inner = reduce(chain(), { type: "collapse", id: "g1", members: ["a", "b"] });
    const outer = reduce(inner, { type: "collapse", id: "g2", members: ["g1", "c"] });
    expect(seen(inner)).toEqual({ pale: [], closed: [["g1", ["a", "b"]]], within: ["b~c~T"] });
    expect(seen(outer)).toEqual({ pale: [], closed: [["g2", ["a", "b", "c"]]], within: ["c~d~T"] });
  });

  it("leaves out links that are hidden, or that a filter takes away, and tells those that it makes pale", () => {
    const closed = reduce(chain(), { type: "collapse", id: "g1", members: ["a", "b"] });
    expect(seen(reduce(closed, { type: "hide", ids: ["b~c~T"] })).within).toEqual([]);
    const filter = { ...EMPTY.filter, layers: { "": true } as const };
    const pale = seen(reduce(closed, { type: "filter", filter }));
    expect([pale.within, pale.pale.includes("b~c~T")]).toEqual([["b~c~T"], true]);
    expect(seen(reduce(closed, { type: "filter", filter: { ...filter, mode: "remove" } })).within).toEqual([]);
  });
});
