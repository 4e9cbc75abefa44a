/** Changes of the chart's period: many while a reader draws or plays, but one step to undo. */
import { DAY, type Period, type Unit } from "./calendar";
import type { Controller } from "./controller";
import type { Filter } from "./filter";
import { begun, played, periodOf, stepped, type Ends, type Way } from "./timeline";

/** One movement: its first change is a step of the history, each further one takes the place of the one before. */
export class Stroke {
  private last: Filter | null = null;
  private recorded = false;

  constructor(private readonly chart: Controller) {}

  /** Whether the filter is as this movement left it: nobody undid it or set another one meanwhile. */
  get holds(): boolean {
    return this.chart.view.filter === this.last;
  }

  set({ from, to }: Ends): void {
    const { filter } = this.chart.view;
    const goesOn = this.recorded && this.holds;
    const changes = filter.from !== from || filter.to !== to;
    if (changes) this.chart.act({ type: "filter", filter: { ...filter, from, to } }, !goesOn);
    this.recorded = changes || goesOn;
    this.last = this.chart.view.filter;
  }
}

/** Whether the reader has asked the machine for less movement. */
const still = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const WHOLE_MS = 40_000; // to play the whole axis at speed 1
const STEP_MS = 1000; // between two steps without movement
const LONGEST_MS = 250; // what a tab that was away missed is not made up for

/** What playing needs to know at each frame. */
export interface Playing {
  readonly axis: Period;
  readonly unit: Unit;
  readonly way: Way;
  readonly speed: number;
}

/** Moves the period on as time passes, until the end of the axis or until the reader changes it otherwise. */
export class Player {
  private stroke: Stroke | null = null;
  private frame = 0;
  private before = 0;
  private owed = 0; // milliseconds of the axis that are less than a day

  constructor(
    private readonly chart: Controller,
    private readonly now: () => Playing,
    private readonly done: () => void,
  ) {}

  play(): void {
    const { axis, unit, way } = this.now();
    this.stroke = new Stroke(this.chart);
    this.before = performance.now();
    this.owed = 0;
    const { filter } = this.chart.view;
    this.stroke.set(begun(way, periodOf(filter, axis), axis, unit));
    this.frame = requestAnimationFrame((at) => this.next(at));
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    if (this.stroke) this.done();
    this.stroke = null;
  }

  private next(at: number): void {
    const ends = this.stroke?.holds ? this.ends(at) : null;
    if (!ends) {
      this.stop();
      return;
    }
    this.stroke!.set(ends);
    this.frame = requestAnimationFrame((later) => this.next(later));
  }

  /** The ends at a moment; the same as before where it is not yet time to move. */
  private ends(at: number): Ends | null {
    const { axis, unit, speed } = this.now();
    const { filter } = this.chart.view;
    const passed = at - this.before;
    if (still()) {
      if (passed * speed < STEP_MS) return filter;
      this.before = at;
      return filter.to !== null && filter.to < axis.to ? stepped(filter, unit, 1, axis) : null;
    }
    this.before = at;
    this.owed += (Math.min(Math.max(passed, 0), LONGEST_MS) * speed * (axis.to - axis.from)) / WHOLE_MS;
    const days = Math.floor(this.owed / DAY);
    this.owed -= days * DAY;
    return days ? played(filter, days, axis) : filter;
  }
}
