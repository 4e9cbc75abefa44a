/** The Dash component: props in, setProps out. Chart state lives in the browser; the server sends deltas and commands. */
import { Controller, type Command } from "./controller";
import { iconPath } from "./icons";
import type { Picture } from "./project";
import { lookOf } from "./style";
import type { Delta, Id } from "./view";

type React = typeof import("react");
const { createElement, useEffect, useRef, useState } = (window as unknown as { React: React }).React;

interface Props {
  id?: string;
  className?: string;
  style?: Record<string, unknown>;
  label?: string;
  theme?: "light" | "dark";
  options?: object;
  delta?: Delta | Delta[];
  command?: Command | Command[];
  selection?: Id[];
  setProps?: (props: Record<string, unknown>) => void;
}

interface LegendRow {
  kind: string;
  label: string;
  count: number;
}

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const FILL = { position: "absolute", inset: 0 } as const;
const UNSEEN = { position: "absolute", width: 1, height: 1, overflow: "hidden", clipPath: "inset(50%)" } as const;

function legendOf(picture: Picture): LegendRow[] {
  const rows: Record<string, LegendRow> = {};
  for (const { data, pos } of Object.values(picture)) {
    if (!pos) continue;
    const kind = data.maskedLabel ? "masked" : String(data.kind ?? "");
    const label = String((data.maskedLabel ?? data.kindLabel) ?? kind);
    (rows[kind] ??= { kind, label, count: 0 }).count++;
  }
  return Object.values(rows).sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

function swatch(kind: string) {
  const { shape, fill } = lookOf(kind);
  const radius = shape === "ellipse" ? "50%" : 4;
  const turn = shape === "diamond" ? "rotate(45deg) scale(0.8)" : undefined;
  const back = { width: 18, height: 18, background: fill, borderRadius: radius, transform: turn };
  const icon = { viewBox: "0 0 24 24", width: 14, height: 14, fill: "none", stroke: "#fff", strokeWidth: 1.9 };
  return createElement(
    "span",
    { style: { position: "relative", width: 18, height: 18, flex: "none" }, "aria-hidden": true },
    createElement("span", { style: { ...FILL, ...back } }),
    createElement(
      "svg",
      { ...icon, style: { position: "absolute", left: 2, top: 2 } },
      createElement("path", { d: iconPath(kind) }),
    ),
  );
}

function legend(rows: LegendRow[]) {
  return createElement(
    "ul",
    { className: "jejak-legend" },
    rows.map((row) =>
      createElement("li", { key: row.kind }, swatch(row.kind), row.label, createElement("small", null, row.count)),
    ),
  );
}

export function LinkChart(props: Props) {
  const box = useRef<HTMLDivElement | null>(null);
  const canvas = useRef<HTMLDivElement | null>(null);
  const chart = useRef<Controller | null>(null);
  const live = useRef(props);
  const [rows, setRows] = useState<LegendRow[]>([]);
  const [said, setSaid] = useState("");
  live.current = props;
  useEffect(() => {
    const outer = box.current!;
    const setProps = () => (out: Record<string, unknown>) => live.current.setProps?.(out);
    const one = new Controller(outer, canvas.current!, props.theme === "dark", props.options ?? {}, setProps);
    one.onPicture = (picture) => setRows(legendOf(picture));
    one.onAnnounce = setSaid;
    chart.current = one;
    (outer as unknown as { _jejak: Controller })._jejak = one;
    const watch = new ResizeObserver(() => one.cy.resize());
    watch.observe(outer);
    return () => {
      watch.disconnect();
      one.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (props.delta) chart.current!.feed(listOf(props.delta));
  }, [props.delta]);
  useEffect(() => {
    if (props.command) chart.current!.obey(listOf(props.command));
  }, [props.command]);
  useEffect(() => {
    if (props.selection) chart.current!.select(props.selection);
  }, [props.selection]);
  useEffect(() => chart.current!.theme(props.theme === "dark"), [props.theme]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (chart.current?.key(event)) event.preventDefault();
  };
  return createElement(
    "div",
    {
      id: props.id,
      className: props.className,
      style: { position: "relative", ...props.style },
      ref: box,
      tabIndex: 0,
      role: "application",
      "aria-label": props.label,
      onKeyDown,
      onPointerDown: () => box.current?.focus({ preventScroll: true }),
    } as object,
    createElement("div", { ref: canvas, style: FILL }),
    rows.length ? legend(rows) : null,
    createElement("div", { role: "status", "aria-live": "polite", style: UNSEEN }, said),
  );
}
