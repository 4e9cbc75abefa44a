import { describe, expect, it } from "vitest";
import { iconAddress, iconPath, ICON_KINDS } from "../src/icons";
import { actionOf, nearest } from "../src/keys";
import { inside } from "../src/lasso";
import { lookOf } from "../src/style";

const key = (name: string, more: object = {}) =>
  actionOf({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

describe("keys", () => {
  it("map to actions, with and without modifiers", () => {
    expect(key("E")).toEqual({ name: "run", command: "expandSelected" });
    expect(key("2")).toEqual({ name: "run", command: "arrange", args: { how: "stages" } });
    expect(key("z", { ctrlKey: true })).toEqual({ name: "run", command: "undo" });
    expect(key("z", { ctrlKey: true, shiftKey: true })).toEqual({ name: "run", command: "redo" });
    expect(key("F10", { shiftKey: true })).toEqual({ name: "menu" });
    expect(key("F10")).toBeNull();
    expect(key("F", { shiftKey: true })).toEqual({ name: "run", command: "drawFrame" });
    expect(key("F")).toEqual({ name: "run", command: "fit" }); // by the key that locks capitals
    expect(key("X", { shiftKey: true })).toEqual({ name: "run", command: "expandDialog" });
    expect(key("E", { shiftKey: true })).toEqual({ name: "run", command: "stateEntity" });
    expect(key("L", { shiftKey: true })).toEqual({ name: "run", command: "stateLink" });
    expect(key("ArrowLeft", { shiftKey: true })).toEqual({ name: "step", dx: -1, dy: 0, extend: true });
  });

  it("leave other keys to the browser", () => {
    for (const name of ["Tab", "/", "q"]) expect(key(name)).toBeNull();
    expect(key("f", { ctrlKey: true })).toBeNull();
    expect(key("e", { altKey: true })).toBeNull();
  });

  it("step to the nearest node in the direction, not behind or far aside", () => {
    const from = { id: "o", x: 0, y: 0 };
    const others = [from, { id: "near", x: 50, y: 10 }, { id: "far", x: 200, y: 0 }, { id: "left", x: -10, y: 0 }];
    expect(nearest(from, others, 1, 0)).toBe("near");
    expect(nearest(from, others, -1, 0)).toBe("left");
    expect(nearest(from, others, 0, -1)).toBeNull();
  });
});

describe("looks", () => {
  it("give every kind an icon of its own, and unknown kinds the question mark", () => {
    const paths = ICON_KINDS.map(iconPath);
    expect(new Set(paths).size).toBe(paths.length);
    expect(iconPath("never heard of")).toBe(iconPath("unknown_party"));
    expect(decodeURIComponent(iconAddress("person", "#fff"))).toContain('stroke="#fff"');
  });

  it("tell people, places and events apart by shape", () => {
    const shapes = ["person", "address", "trip", "account"].map((kind) => lookOf(kind).shape);
    expect(new Set(shapes).size).toBe(4);
  });
});

it("the lasso knows inside from outside", () => {
  const triangle = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 0, y: 10 },
  ];
  expect(inside(triangle, { x: 2, y: 2 })).toBe(true);
  expect(inside(triangle, { x: 9, y: 9 })).toBe(false);
});
