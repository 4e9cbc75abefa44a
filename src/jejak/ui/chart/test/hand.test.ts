import { describe, expect, it } from "vitest";
import { endsOf, freeAt } from "../src/hand";
import { menuOf } from "../src/menu";

const KNOWN = { a: {}, b: {}, c: {} };
const words = (nodes: number, groups = 0) => menuOf({ nodes, links: 0, groups, pinned: false }).map((line) => line.word);

describe("a link that is stated by hand", () => {
  it("leads from the first of two chosen to the second", () => {
    expect(endsOf(["b", "a"], KNOWN)).toEqual(["b", "a"]);
  });

  it("needs exactly two entities: a group is none", () => {
    for (const chosen of [[], ["a"], ["a", "b", "c"], ["a", "group"]]) expect(endsOf(chosen, KNOWN)).toBeNull();
  });

  it("is offered where two entities are chosen, and nowhere else", () => {
    expect(words(2)).toContain("stateLink");
    for (const other of [words(1), words(3), words(2, 1), words(0)]) expect(other).not.toContain("stateLink");
  });
});

it("an entity is stated at the place of the menu", () => {
  const line = menuOf({ nodes: 0, links: 0, groups: 0, pinned: false }).find((one) => one.word === "stateEntity");
  expect(line).toMatchObject({ command: "stateEntity", how: "here", key: "Shift E" });
  expect(words(1)).toContain("stateEntity"); // something is selected as a rule
});

it("an entity stands where it was pointed at, and beside whatever stands there", () => {
  expect(freeAt([10, 20], [])).toEqual([10, 20]);
  expect(freeAt([10, 20], [[200, 20]])).toEqual([10, 20]);
  const [x, y] = freeAt([10, 20], [[12, 22]]);
  expect(Math.hypot(x - 12, y - 22)).toBeGreaterThan(60);
});
