/** How much room the panel of time takes under the chart, kept for this tab. */
export interface Room {
  readonly open: boolean;
  readonly height: number;
}

export const LEAST = 130;
export const MOST = 640;
const USUAL: Room = { open: false, height: 220 };
const nameOf = (keep: string) => `jejak-chart:${keep}:time`;

export const bounded = (height: number): number => Math.round(Math.min(MOST, Math.max(LEAST, height)));

/** As it was before a reload; what was not written by us counts for nothing. */
export function roomOf(keep: string | undefined): Room {
  try {
    const told = JSON.parse((keep && sessionStorage.getItem(nameOf(keep))) || "{}") as Partial<Room>;
    return { open: told.open === true, height: bounded(Number(told.height) || USUAL.height) };
  } catch {
    return USUAL;
  }
}

export function keepRoom(keep: string | undefined, room: Room): void {
  if (keep) sessionStorage.setItem(nameOf(keep), JSON.stringify(room));
}
