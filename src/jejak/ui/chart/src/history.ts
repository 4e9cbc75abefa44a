/** Undo and redo as a list of immutable states; restoring one is exact by construction. */
export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
}

export const start = <T>(now: T): History<T> => ({ past: [], now, future: [] });

/** The next state becomes the present; what was undone before is forgotten. */
export const push = <T>(h: History<T>, now: T, limit = 200): History<T> =>
  now === h.now ? h : { past: [...h.past, h.now].slice(-limit), now, future: [] };

/** The next state replaces the present without a step that could be undone. */
export const replace = <T>(h: History<T>, now: T): History<T> => ({ ...h, now });

export const undo = <T>(h: History<T>): History<T> =>
  h.past.length ? { past: h.past.slice(0, -1), now: h.past[h.past.length - 1]!, future: [h.now, ...h.future] } : h;

export const redo = <T>(h: History<T>): History<T> =>
  h.future.length ? { past: [...h.past, h.now], now: h.future[0]!, future: h.future.slice(1) } : h;
