import { describe, expect, it } from "vitest";
import { binWord, DAY, edgesOf, floor, moment, shift, ticksOf, tickWord, unitOf, type Unit } from "../src/calendar";
import { leftOut, NO_FILTER } from "../src/filter";
import { drawnOf, entitiesOf, linksOf, marksOf } from "../src/lanes";
import { project } from "../src/project";
import { nodeAt } from "../src/roles";
import {
  atEnd, axisOf, begun, between, histogram, inTime, keyed, moved, periodOf, played, snapped, spansOf, stepped, stretched, undatedOf,
} from "../src/timeline";
import { EMPTY, reduce, type EdgeData, type NodeData, type View } from "../src/view";

const on = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const text = (at: number): string => new Date(at).toISOString().slice(0, 10);
const days = (period: { from: number; to: number } | null) => period && [text(period.from), text(period.to)];
const unit = (part: Unit["part"], size = 1): Unit => ({ name: part, part, size });
const MONTH = unit("month");

const edge = (id: string, more: object = {}): EdgeData => ({ id, source: "a", target: "b", layer: "money", ...more });
const dated = (id: string, first: string, last = first, more: object = {}) => edge(id, { first: on(first), last: on(last), count: 1, ...more });
/** Three transfers of January and one of December, one more without a date. */
const BUNDLE = edge("bundle", {
  count: 5,
  first: on("2024-01-03"),
  last: on("2024-12-24"),
  spans: [[on("2024-01-03"), on("2024-01-03"), 2], [on("2024-01-20"), on("2024-01-20"), 1], [on("2024-12-24"), on("2024-12-24"), 1]],
});

describe("the calendar", () => {
  it("knows the beginnings of weeks, months, quarters and years, from year 1 to year 9999", () => {
    expect(text(floor(on("2024-05-15") + 5, unit("day")))).toBe("2024-05-15");
    expect(text(floor(on("2024-05-15"), unit("day", 7)))).toBe("2024-05-13"); // a Monday
    expect(text(floor(on("1969-12-30"), unit("day", 7)))).toBe("1969-12-29");
    expect(text(floor(on("2024-05-15"), unit("month", 3)))).toBe("2024-04-01");
    expect(text(floor(on("0001-06-01"), unit("year")))).toBe("0001-01-01");
    expect(text(floor(on("0099-06-01"), unit("year", 10)))).toBe("0090-01-01");
    expect(text(floor(on("9999-12-31"), unit("year", 1000)))).toBe("9000-01-01");
    expect(moment(1, 0)).toBe(on("0001-01-01"));
  });

  it("steps over months of any length and back", () => {
    expect(text(shift(on("2024-01-31"), MONTH, 1))).toBe("2024-02-29");
    expect(text(shift(on("2023-12-01"), MONTH, 3))).toBe("2024-03-01");
    expect(text(shift(on("2024-03-01"), MONTH, -1))).toBe("2024-02-01");
    expect(text(shift(on("0002-01-01"), unit("year"), -1))).toBe("0001-01-01");
    expect(shift(on("2024-01-01") + 77, MONTH, 1)).toBe(on("2024-02-01") + 77);
  });

  it("chooses bins by the length of the time", () => {
    const name = (from: string, to: string) => unitOf({ from: on(from), to: on(to) }, 100).name;
    expect(name("2024-05-01", "2024-05-02")).toBe("day");
    expect(name("2024-01-01", "2025-06-01")).toBe("week");
    expect(name("2020-01-01", "2025-01-01")).toBe("month");
    expect(name("1990-01-01", "2025-01-01")).toBe("year");
    expect(name("0001-01-01", "9999-12-31")).toBe("century");
    const edges = edgesOf({ from: on("2024-01-15"), to: on("2024-03-02") }, MONTH);
    expect(edges.map(text)).toEqual(["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]);
  });

  it("names ticks and bins in the language of the page", () => {
    const { at, unit: by } = ticksOf({ from: on("2023-11-01"), to: on("2024-03-01") }, 8);
    expect(at.map((tick, place) => tickWord(tick, by, "en", !place))).toEqual(["Nov 2023", "Dec", "Jan 2024", "Feb"]);
    expect(ticksOf({ from: on("0001-01-01"), to: on("9999-12-31") }, 10).at.length).toBeLessThanOrEqual(10);
    expect(binWord(on("2024-05-01"), on("2024-06-01"), { ...MONTH, name: "month" }, "id")).toBe("Mei 2024");
    expect(binWord(on("2024-05-06"), on("2024-05-13"), { ...unit("day", 7), name: "week" }, "en")).toBe("6 May 2024 – 12 May 2024");
    expect(binWord(on("0001-01-01"), on("0002-01-01"), { ...unit("year"), name: "year" }, "en")).toBe("1");
  });
});

describe("links in time", () => {
  it("are known one by one, also in a bundle", () => {
    expect(spansOf(BUNDLE).length).toBe(3);
    expect(undatedOf(BUNDLE)).toBe(1);
    expect(undatedOf(edge("plain"))).toBe(1);
    expect(undatedOf(dated("one", "2024-01-01"))).toBe(0);
    const june = { from: on("2024-06-01"), to: on("2024-07-01") };
    expect(inTime(BUNDLE, june, false)).toBe(false); // although it begins before and ends after
    expect(inTime(BUNDLE, june, true)).toBe(true); // by the one without a date
    expect(inTime(BUNDLE, { from: on("2024-12-24"), to: on("2024-12-25") }, false)).toBe(true);
    expect(inTime(dated("long", "2024-01-01", "2024-12-31"), june, false)).toBe(true);
    expect(inTime(dated("at the end", "2024-07-01"), june, true)).toBe(false);
    expect(inTime(edge("plain"), { from: null, to: null }, false)).toBe(true);
  });

  it("are counted in every bin that they touch, by layer, as a period there keeps them", () => {
    const links = [BUNDLE, dated("long", "2024-02-10", "2024-04-01", { layer: "employment" }), dated("before", "2000-01-01"), edge("plain")];
    const bins = edgesOf({ from: on("2024-01-01"), to: on("2024-12-31") }, MONTH);
    const counts = histogram(links, bins);
    expect([...counts.keys()]).toEqual(["employment", "money"]);
    expect(counts.get("money")).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(counts.get("employment")).toEqual([0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    for (let at = 0; at < 12; at++) {
      const kept = links.filter((one) => inTime(one, { from: bins[at]!, to: bins[at + 1]! }, false)).length;
      expect(kept > 0).toBe([...counts.values()].some((row) => row[at]! > 0));
    }
  });
});

describe("the axis", () => {
  const many = Array.from({ length: 40 }, (_none, at) => dated(`e${at}`, text(on("2023-01-01") + at * 10 * DAY)));

  it("goes from the first to the last date in whole days, and is none without a date", () => {
    expect(days(axisOf(many, false))).toEqual(["2023-01-01", "2024-01-27"]);
    expect(axisOf(many, false)!.outside).toBe(0);
    expect(axisOf([edge("plain")], false)).toBeNull();
    expect(days(axisOf([dated("one", "2024-05-01")], false))).toEqual(["2024-05-01", "2024-05-02"]);
  });

  it("leaves year 1 and year 9999 outside, tells how many, and shows all when asked", () => {
    for (const some of [many, many.slice(0, 3)]) {
      const links = [...some, dated("old", "0001-01-01"), dated("never ends", "2023-01-21", "9999-12-31")];
      const axis = axisOf(links, false)!;
      expect(text(axis.from)).toBe("2023-01-01");
      expect(axis.to).toBeLessThan(on("2024-02-01"));
      expect(axis.outside).toBe(2);
      expect([text(axis.first), text(axis.last)]).toEqual(["0001-01-01", "9999-12-31"]);
      const whole = axisOf(links, true)!;
      expect([whole.from, whole.to, whole.outside]).toEqual([on("0001-01-01"), on("9999-12-31") + DAY, 0]);
    }
  });

  it("keeps what is only some years away", () => {
    expect(text(axisOf([...many, dated("director since", "2015-03-01")], false)!.from)).toBe("2015-03-01");
  });

  it("cuts the rarest dates of very many links only where that shortens it much", () => {
    const day = Array.from({ length: 1000 }, (_none, at) => dated(`e${at}`, text(on("2024-01-01") + (at % 100) * DAY)));
    expect(axisOf(day, false)!.outside).toBe(0);
    const axis = axisOf([...day, dated("early", "2018-01-01")], false)!;
    expect([axis.outside, text(axis.from)]).toEqual([1, "2024-01-01"]);
  });
});

describe("a period", () => {
  const axis = { from: on("2024-01-01"), to: on("2025-01-01") };
  const march = { from: on("2024-03-01"), to: on("2024-04-01") };
  const key = (name: string, now: typeof march | null, shifted = false) => days(keyed(name, shifted, now, axis, MONTH));

  it("moves by whole months and is resized by keys, and stays in sight", () => {
    expect(key("ArrowLeft", march)).toEqual(["2024-02-01", "2024-03-01"]);
    expect(key("ArrowRight", march)).toEqual(["2024-04-01", "2024-05-01"]);
    expect(key("ArrowRight", march, true)).toEqual(["2024-03-01", "2024-05-01"]);
    expect(key("ArrowLeft", march, true)).toEqual(["2024-03-01", "2024-03-02"]);
    expect(key("Home", march)).toEqual(["2024-01-01", "2024-02-01"]);
    expect(key("End", march)).toEqual(["2024-12-01", "2025-01-01"]);
    const december = atEnd(march, axis, true);
    expect(keyed("ArrowRight", false, december, axis, MONTH)).toBe(december);
    expect(key("e", march)).toBeNull();
  });

  it("begins with the first or the last bar", () => {
    expect(key("ArrowRight", null)).toEqual(["2024-01-01", "2024-02-01"]);
    expect(key("End", null)).toEqual(["2024-12-01", "2025-01-01"]);
  });

  it("keeps its length in days where it is not of whole months", () => {
    expect(days(moved({ from: on("2024-01-10"), to: on("2024-01-20") }, MONTH, 1))).toEqual(["2024-02-10", "2024-02-20"]);
    expect(days(stretched({ from: on("2024-01-10"), to: on("2024-01-20") }, unit("day", 7), 1))).toEqual(["2024-01-10", "2024-01-27"]);
  });

  it("snaps to bars that are near, else to days", () => {
    const bins = edgesOf(axis, MONTH);
    expect(text(snapped(on("2024-03-02") + 5, bins, 2 * DAY))).toBe("2024-03-01");
    expect(text(snapped(on("2024-03-30"), bins, 3 * DAY))).toBe("2024-04-01");
    expect(text(snapped(on("2024-03-15") + 0.7 * DAY, bins, 2 * DAY))).toBe("2024-03-16");
    expect(days(between(on("2024-03-05"), on("2024-03-01")))).toEqual(["2024-03-01", "2024-03-05"]);
    expect(days(between(on("2024-03-05"), on("2024-03-05")))).toEqual(["2024-03-05", "2024-03-06"]);
  });

  it("is what the filter says, open ends too", () => {
    expect(periodOf({ from: null, to: null }, axis)).toBeNull();
    expect(days(periodOf({ from: null, to: march.to }, axis))).toEqual(["2024-01-01", "2024-04-01"]);
    expect(days(periodOf({ from: march.from, to: null }, axis))).toEqual(["2024-03-01", "2025-01-01"]);
    expect(days(periodOf({ from: null, to: on("2020-01-01") }, axis))).toEqual(["2019-12-31", "2020-01-01"]);
  });

  it("plays from where it is, from the beginning at the end, and stops at the end", () => {
    expect(begun("window", march, axis, MONTH)).toEqual(march);
    expect(days(begun("window", null, axis, MONTH) as typeof march)).toEqual(["2024-01-01", "2024-02-01"]);
    expect(days(begun("window", atEnd(march, axis, true), axis, MONTH) as typeof march)).toEqual(["2024-01-01", "2024-02-01"]);
    expect(begun("grow", march, axis, MONTH)).toEqual({ from: null, to: march.to });
    expect(begun("grow", null, axis, MONTH)).toEqual({ from: null, to: on("2024-02-01") });
    expect(days(played(march, 3, axis) as typeof march)).toEqual(["2024-03-04", "2024-04-04"]);
    expect(played({ from: null, to: march.to }, 3, axis)).toEqual({ from: null, to: on("2024-04-04") });
    const last = played({ from: on("2024-12-01"), to: on("2024-12-30") }, 90, axis);
    expect(days(last as typeof march)).toEqual(["2024-12-03", "2025-01-01"]);
    expect(played(last!, 1, axis)).toBeNull();
  });

  it("goes one step on or back, and where it grows its end alone", () => {
    expect(days(stepped(march, MONTH, 1, axis) as typeof march)).toEqual(["2024-04-01", "2024-05-01"]);
    expect(stepped({ from: null, to: march.to }, MONTH, -1, axis)).toEqual({ from: null, to: march.from });
    expect(days(stepped({ from: null, to: null }, MONTH, -1, axis) as typeof march)).toEqual(["2024-12-01", "2025-01-01"]);
  });
});

const ROLES = [
  { part: "broker", partLabel: "Broker", told: "Broker", from: on("2020-01-01"), until: on("2022-01-01") },
  { part: "recruiter", partLabel: "Recruiter", stage: 0, told: "Calo", from: on("2021-06-01"), until: on("2023-01-01") },
  { part: "money", partLabel: "Money", stage: 5, told: "Money, by links", from: on("2022-03-01") },
];
const NODES: NodeData[] = [
  { id: "a", kind: "person", label: "Budi", part: "recruiter", partLabel: "Recruiter", stage: 0, roles: ROLES },
  { id: "b", kind: "person", label: "Siti" },
  { id: "c", kind: "phone", label: "+62" },
];
const EDGES: EdgeData[] = [BUNDLE, dated("bc", "2024-02-01", "2024-03-01", { source: "b", target: "c", layer: "communication" })];
const full = (): View =>
  reduce(EMPTY, { type: "delta", delta: { add: { nodes: NODES.map((one, at) => ({ ...one, x: at * 100, y: 0 })), edges: EDGES } } });
const filtered = (change: object, view = full()) => reduce(view, { type: "filter", filter: { ...NO_FILTER, ...change } });

describe("parts at a date", () => {
  const part = (to: string | null) => nodeAt(NODES[0]!, to === null ? null : on(to)).part;

  it("follow the end of the period, a stage of the chain first", () => {
    expect(part("2019-12-31")).toBeUndefined();
    expect(part("2020-01-01")).toBeUndefined(); // the period ends before that day
    expect(part("2020-01-02")).toBe("broker");
    expect(part("2021-07-01")).toBe("recruiter");
    expect(part("2022-06-01")).toBe("recruiter");
    expect(part("2024-01-01")).toBe("money");
    expect(nodeAt(NODES[0]!, null)).toBe(NODES[0]);
    expect(nodeAt(NODES[1]!, on("2020-01-01"))).toBe(NODES[1]);
  });

  it("are drawn, filtered and reused, and nothing moves", () => {
    const before = project(full());
    const view = filtered({ to: on("2020-06-01") });
    const picture = project(view, before);
    expect(picture.a!.data.part).toBe("broker");
    expect("stage" in picture.a!.data).toBe(false);
    expect(view.pos).toEqual(full().pos);
    expect(project(filtered({ to: on("2020-06-02") }), picture).a).toBe(picture.a);
    expect([...leftOut(filtered({ parts: { broker: true }, to: on("2020-06-01") })).nodes]).toContain("a");
    expect([...leftOut(filtered({ parts: { broker: true } })).nodes]).toEqual([]);
  });
});

describe("lanes", () => {
  it("are about the links that would be seen at any time", () => {
    const ids = (view: View) => linksOf(view).map((one) => one.id).sort().join();
    expect(ids(full())).toBe("bc,bundle");
    expect(ids(filtered({ from: on("1999-01-01"), to: on("1999-02-01"), undated: false }))).toBe("bc,bundle");
    expect(ids(filtered({ layers: { money: true } }))).toBe("bc");
    expect(ids(reduce(full(), { type: "hide", ids: ["c"] }))).toBe("bundle");
    expect(ids(reduce(full(), { type: "focus", ids: ["b", "c"] }))).toBe("bc");
    expect(ids(reduce(full(), { type: "collapse", id: "g", members: ["a", "b"] }))).toBe("bc");
  });

  it("follow the selection: entities, who is inside its groups, else the ends of its links", () => {
    const view = reduce(full(), { type: "collapse", id: "g", members: ["a", "b"] });
    expect(entitiesOf(["c", "bundle"], full())).toEqual(["c"]);
    expect(entitiesOf(["g", "c"], view)).toEqual(["a", "b", "c"]);
    expect(entitiesOf(["bundle"], full())).toEqual(["a", "b"]);
    expect(entitiesOf(["nobody"], full())).toEqual([]);
  });

  it("hold the links of each in their order, with the other end, and fold what would lie on each other", () => {
    const marks = marksOf(["a", "b"], EDGES);
    expect(marks.get("a")!.map(({ edge: { id }, other }) => `${id}>${other}`)).toEqual(["bundle>b", "bundle>b", "bundle>b"]);
    expect(marks.get("b")!.map(({ edge: { id } }) => id)).toEqual(["bundle", "bundle", "bc", "bundle"]);
    const near = drawnOf(marks.get("a")!, (at) => (at - on("2024-01-01")) / (30 * DAY));
    expect(near.map(({ left, right, links }) => [left, right, links])).toEqual([[0, 0, 2], [1, 1, 1], [12, 12, 1]]);
    const far = drawnOf(marks.get("a")!, () => 5);
    expect(far.map(({ links, span }) => [links, text(span[0]), text(span[1])])).toEqual([[4, "2024-01-03", "2024-12-24"]]);
  });
});

describe("a picture while the period moves", () => {
  it("is the one that would be made from nothing", () => {
    const ends = ["2019-06-01", "2020-06-01", "2022-06-01", "2024-01-10", "2024-02-10", "2024-06-01", "2024-12-24", null];
    let view = reduce(full(), { type: "hide", ids: ["c"] });
    let picture = project(view);
    for (const from of ends) {
      for (const to of ends) {
        for (const undated of [true, false]) {
          const filter = { ...NO_FILTER, from: from ? on(from) : null, to: to ? on(to) : null, undated, mode: to === "2022-06-01" ? "remove" : "dim" } as const;
          view = reduce(view, { type: "filter", filter });
          picture = project(view, picture);
          expect(picture).toEqual(project(view));
        }
      }
    }
    view = reduce(view, { type: "show", ids: ["c"] });
    expect(project(view, picture)).toEqual(project(view));
  });
});
