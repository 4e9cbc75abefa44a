/** The map's pure parts: camera, marks, arcs and names. */
import { describe, expect, it } from "vitest";
import { fitted, onScreen, panned, project, scaleBar, zoomed } from "../src/geo";
import { arcsOf, countsOf, marksOf, roomFor, seenOf, type Spot, type Whereabouts } from "../src/marks";

const spot = (key: string, lat: number, lon: number, ids: string[], more: Partial<Spot> = {}): Spot => ({
  key,
  lat,
  lon,
  name: key,
  about: "",
  named: true,
  border: false,
  ids,
  ...more,
});
const BATAM = spot("Batam", 1.13, 104.03, ["a", "b", "c"]);
const JOHOR = spot("Johor Bahru", 1.48, 103.75, ["a"], { named: false });
const MEDAN = spot("Medan", 3.59, 98.67, ["d"], { border: true });
const ALL: Whereabouts = {
  spots: [BATAM, JOHOR, MEDAN],
  legs: [
    { from: "Batam", to: "Johor Bahru", trips: { t1: ["a"], t2: ["b", "t2"] } },
    { from: "Johor Bahru", to: "Batam", trips: { t3: ["a"] } },
    { from: "Medan", to: "Batam", trips: { t4: ["d"] } },
  ],
  unplaced: [],
  masked: 0,
  types: { a: "Person", b: "Person", c: "Address", d: "Person" },
};
const at = (one: Spot) => project(one.lat, one.lon);
const FAR = fitted([at(BATAM), at(MEDAN)], 240, 200, 40);
const NEAR = fitted([at(BATAM), at(JOHOR)], 600, 400, 40);

describe("camera", () => {
  it("shows what it is fitted to, inside the margin", () => {
    for (const one of [BATAM, MEDAN]) {
      const [x, y] = onScreen(FAR, at(one));
      expect(x).toBeGreaterThanOrEqual(39.9);
      expect(x).toBeLessThanOrEqual(200.1);
      expect(y).toBeGreaterThanOrEqual(39.9);
      expect(y).toBeLessThanOrEqual(160.1);
    }
  });
  it("has north above and east at the right", () => {
    const [[bx, by], [mx, my]] = [onScreen(FAR, at(BATAM)), onScreen(FAR, at(MEDAN))];
    expect(bx).toBeGreaterThan(mx);
    expect(by).toBeGreaterThan(my);
  });
  it("does not go nearer to a single place than names are right", () => {
    const one = fitted([at(BATAM)], 600, 400, 40);
    expect(scaleBar(one, 600).metres).toBeGreaterThanOrEqual(10_000);
  });
  it("keeps what is under the pointer when it zooms, and takes it along when it moves", () => {
    const pixel = onScreen(FAR, at(MEDAN));
    const [x, y] = onScreen(zoomed(FAR, 3, pixel), at(MEDAN));
    expect(x).toBeCloseTo(pixel[0], 6);
    expect(y).toBeCloseTo(pixel[1], 6);
    expect(onScreen(panned(FAR, 25, -10), at(MEDAN))[0]).toBeCloseTo(pixel[0] + 25, 6);
  });
  it("neither leaves the world nor goes below ten metres to the pixel", () => {
    expect(zoomed(FAR, 1e9, [0, 0]).scale).toBeLessThan(4_100_000);
    expect(zoomed(FAR, 1e-9, [0, 0]).scale).toBeGreaterThanOrEqual(300);
    expect(panned(FAR, -1e12, 0).x).toBe(1);
  });
  it("has a bar of a round length that is right on the ground", () => {
    const { metres, pixels } = scaleBar(NEAR, 110);
    expect([1, 2, 5]).toContain(Number(String(metres)[0]));
    expect(pixels).toBeLessThanOrEqual(110);
    const [[x1, y1], [x2, y2]] = [onScreen(NEAR, at(BATAM)), onScreen(NEAR, at(JOHOR))];
    const km = (Math.hypot(x1 - x2, y1 - y2) / pixels) * (metres / 1000);
    expect(km).toBeGreaterThan(47);
    expect(km).toBeLessThan(53); // 50 km by the great circle
  });
});

describe("marks", () => {
  it("joins spots that would overlap, and parts them nearer by", () => {
    expect(marksOf(ALL.spots, FAR).map((mark) => mark.name)).toEqual(["Batam +1", "Medan"]);
    expect(marksOf(ALL.spots, NEAR).map((mark) => mark.name).sort()).toEqual(["Batam", "Johor Bahru", "Medan"]);
  });
  it("counts nobody twice and tells how sure the place is", () => {
    const [joint, medan] = marksOf(ALL.spots, FAR);
    expect(joint!.ids).toEqual(["a", "b", "c"]);
    expect([joint!.named, medan!.named]).toEqual(["some", "all"]);
    expect([joint!.border, medan!.border]).toEqual([false, true]);
  });
  it("has the same keys whatever the order of spots", () => {
    const keys = (spots: readonly Spot[]) => marksOf(spots, FAR).map((mark) => mark.key);
    expect(keys([...ALL.spots].reverse())).toEqual(keys(ALL.spots));
  });
});

describe("arcs", () => {
  it("are one for each direction, with the number of trips and who was on them", () => {
    const arcs = arcsOf(ALL.legs, marksOf(ALL.spots, NEAR));
    const ferry = arcs.find((arc) => arc.key === "Batam>Johor Bahru")!;
    expect(ferry.count).toBe(2);
    expect([...ferry.ids].sort()).toEqual(["a", "b", "t2"]);
    expect(ferry.path).not.toBe(arcs.find((arc) => arc.key === "Johor Bahru>Batam")!.path);
  });
  it("are not drawn within one mark", () => {
    expect(arcsOf(ALL.legs, marksOf(ALL.spots, FAR)).map((arc) => arc.key)).toEqual(["Medan>Batam|Johor Bahru"]);
  });
});

describe("what is seen", () => {
  it("is everything, or the part of those on the canvas", () => {
    expect(seenOf(ALL, null)).toBe(ALL);
    const part = seenOf(ALL, new Set(["b"]));
    expect(part.spots.map((one) => [one.key, one.ids])).toEqual([["Batam", ["b"]]]);
    expect(part.legs.map((leg) => leg.trips)).toEqual([{ t2: ["b"] }]);
  });
  it("is counted by type, most first", () => {
    expect(countsOf(["a", "b", "c"], ALL.types)).toEqual([
      ["Person", 2],
      ["Address", 1],
    ]);
  });
  it("has names where there is room, the first ones first", () => {
    const names = [
      { name: "Batam", x: 10, y: 10 },
      { name: "Batam Centre", x: 12, y: 12 },
      { name: "Medan", x: 200, y: 10 },
    ];
    expect(roomFor(names, []).map((one) => one.name)).toEqual(["Batam", "Medan"]);
  });
});
