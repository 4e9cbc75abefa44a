/** Which part somebody plays at a date, by the times that sources state; what has no date holds at all times. */
import type { NodeData } from "./view";

/** A part with its time (ms UTC): `from` counts, `until` does not; what is open is not told. */
export interface DatedPart {
  readonly part: string;
  readonly partLabel: string;
  readonly stage?: number;
  readonly from?: number;
  readonly until?: number;
  /** The role by which it is stated, in words, or that links show it. */
  readonly told: string;
}

/** The parts of a node of which any has a date; none where all hold at all times, or of whom nothing is told. */
export const datedParts = (node: NodeData): readonly DatedPart[] => (node.roles as DatedPart[] | undefined) ?? [];

const holds = ({ from, until }: DatedPart, at: number): boolean =>
  (from === undefined || from <= at) && (until === undefined || at < until);

/** What goes first of the parts at the last moment before `to`, by the rule of the server: a stage of the chain. */
export function partAt(node: NodeData, to: number | null): NodeData | DatedPart | undefined {
  if (to === null || !node.roles) return node;
  const now = datedParts(node).filter((one) => holds(one, to - 1));
  return now.find((one) => one.stage !== undefined) ?? now[0];
}

/** A node with the part of that moment. */
export function nodeAt(node: NodeData, to: number | null): NodeData {
  const now = partAt(node, to);
  if (now === node) return node;
  const { part: _part, partLabel: _label, stage: _stage, ...rest } = node;
  if (!now) return rest as NodeData;
  const { part, partLabel, stage } = now;
  return { ...rest, part, partLabel, ...(stage === undefined ? {} : { stage }) } as NodeData;
}
