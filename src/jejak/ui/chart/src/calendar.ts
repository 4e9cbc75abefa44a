/** The calendar of an axis of time, in UTC: units, their edges, steps over them, and dates in the reader's language. */
export const DAY = 86_400_000;

/** A time from its first moment to the one after its last (ms UTC). */
export interface Period {
  readonly from: number;
  readonly to: number;
}

type Part = "day" | "month" | "year";

/** So many days, months or years; `name` is known to the words of the page. */
export interface Unit {
  readonly name: string;
  readonly part: Part;
  readonly size: number;
}

const unit = (name: string, part: Part, size = 1): Unit => ({ name, part, size });
const FINE = [unit("day", "day"), unit("week", "day", 7), unit("month", "month"), unit("quarter", "month", 3), unit("year", "year")];
const COARSE = [unit("decade", "year", 10), unit("century", "year", 100), unit("millennium", "year", 1000)];
const UNITS: readonly Unit[] = [...FINE, ...COARSE];
const TICKS: readonly Unit[] = [...FINE, unit("year", "year", 2), unit("year", "year", 5), ...COARSE];
const LONG: Readonly<Record<Part, number>> = { day: 1, month: 30.44, year: 365.25 };
const MONDAY = 4; // days after 1 January 1970, a Thursday

/** The first moment of a day; years below 100 too, which the calendar of browsers takes for those of our time. */
export const moment = (year: number, month: number, day = 1): number => new Date(0).setUTCFullYear(year, month, day);

export const floorTo = (value: number, size: number): number => Math.floor(value / size) * size;

/** The first moment of the unit that a moment lies in; a week begins on Monday. */
export function floor(at: number, { part, size }: Unit): number {
  if (part === "day") {
    const offset = size === 7 ? MONDAY : 0;
    return (floorTo(Math.floor(at / DAY) - offset, size) + offset) * DAY;
  }
  const date = new Date(at);
  const year = date.getUTCFullYear();
  return part === "year" ? moment(floorTo(year, size), 0) : moment(year, floorTo(date.getUTCMonth(), size));
}

/** A moment so many units later, or earlier; the last days of a month stay within a month. */
export function shift(at: number, { part, size }: Unit, steps: number): number {
  if (part === "day") return at + steps * size * DAY;
  const date = new Date(at);
  const months = steps * size * (part === "year" ? 12 : 1);
  const first = moment(date.getUTCFullYear(), date.getUTCMonth() + months);
  const next = new Date(first);
  const days = Math.round((moment(next.getUTCFullYear(), next.getUTCMonth() + 1) - first) / DAY);
  return first + (Math.min(date.getUTCDate(), days) - 1) * DAY + (at - floorTo(at, DAY));
}

const finest = (units: readonly Unit[], { from, to }: Period, most: number): Unit =>
  units.find(({ part, size }) => (to - from) / DAY / (size * LONG[part]) <= most) ?? units[units.length - 1]!;

/** The finest unit that divides a time into no more than so many bins. */
export const unitOf = (time: Period, most: number): Unit => finest(UNITS, time, most);

/** The edges of all units that a time touches: the first is not after it, the last not before its end. */
export function edgesOf({ from, to }: Period, of: Unit): number[] {
  const out = [floor(from, of)];
  while (out[out.length - 1]! < to) out.push(shift(out[out.length - 1]!, of, 1));
  return out;
}

/** Moments at which an axis is written, no more than so many. */
export function ticksOf(axis: Period, most: number): { readonly at: number[]; readonly unit: Unit } {
  const found = finest(TICKS, axis, most);
  return { at: edgesOf(axis, found).filter((at) => at >= axis.from && at < axis.to), unit: found };
}

// ---- in words ----

const month = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language, { month: "short", timeZone: "UTC" }).format(at);
const year = (at: number): string => String(new Date(at).getUTCFullYear());

/** A day as the page writes it. */
export const dayWord = (at: number, language: string): string =>
  `${new Date(at).getUTCDate()} ${month(at, language)} ${year(at)}`;

/** How a tick is named: the year stands where it begins, and at the first one. */
export function tickWord(at: number, { part }: Unit, language: string, first: boolean): string {
  if (part === "year") return year(at);
  const begins = first || new Date(at).getUTCMonth() === 0;
  if (part === "month") return begins ? `${month(at, language)} ${year(at)}` : month(at, language);
  return first ? dayWord(at, language) : `${new Date(at).getUTCDate()} ${month(at, language)}`;
}

/** How the bin that begins at a moment is named, where one word does; otherwise by its first and last day. */
export function binWord(from: number, to: number, { name }: Unit, language: string): string {
  if (name === "day") return dayWord(from, language);
  if (name === "month") return `${month(from, language)} ${year(from)}`;
  return name === "year" ? year(from) : `${dayWord(from, language)} – ${dayWord(to - 1, language)}`;
}
