/** The Dash component: props in, setProps out. Chart state lives in the browser; the server sends deltas and commands. */
import { Controller, PANEL, type Command, type Menu } from "./controller";
import { ContextMenu, FilterPanel, Hidden, Legend, type Words } from "./panels";
import type { Picture } from "./project";
import { EMPTY, type Delta, type Id, type View } from "./view";

type React = typeof import("react");
const { createElement, useEffect, useRef, useState } = (window as unknown as { React: React }).React;

interface Props {
  id?: string;
  className?: string;
  style?: Record<string, unknown>;
  label?: string;
  words?: Words;
  theme?: "light" | "dark";
  options?: object;
  keep?: string;
  delta?: Delta | Delta[];
  command?: Command | Command[];
  selection?: Id[];
  setProps?: (props: Record<string, unknown>) => void;
}

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const FILL = { position: "absolute", inset: 0 } as const;
const UNSEEN = { position: "absolute", width: 1, height: 1, overflow: "hidden", clipPath: "inset(50%)" } as const;
const SAID_MS = 5000;
/** Parts of the page inside the chart that keep their own keys and focus. */
const OWN = ".jejak-filter, .jejak-context, .jejak-legend, .jejak-hidden";

const own = (target: EventTarget | null): boolean => target instanceof Element && target.closest(OWN) !== null;

export function LinkChart(props: Props) {
  const box = useRef<HTMLDivElement | null>(null);
  const canvas = useRef<HTMLDivElement | null>(null);
  const chart = useRef<Controller | null>(null);
  const live = useRef(props);
  const [shown, setShown] = useState<{ picture: Picture; view: View }>({ picture: {}, view: EMPTY });
  const [heard, setHeard] = useState("");
  const [said, setSaid] = useState("");
  const [menu, setMenu] = useState<Menu | null>(null);
  const [panel, setPanel] = useState(false);
  live.current = props;
  const words = props.words ?? {};
  useEffect(() => {
    const outer = box.current!;
    const setProps = () => (out: Record<string, unknown>) => live.current.setProps?.(out);
    const one = new Controller(outer, canvas.current!, props.theme === "dark", props.options ?? {}, setProps, props.keep);
    one.onPicture = (picture, view) => setShown({ picture, view });
    one.onAnnounce = setHeard;
    one.onMenu = setMenu;
    one.onPanel = () => setPanel((open) => !open);
    one.onSay = (word) => setSaid(live.current.words?.[word] ?? word);
    chart.current = one;
    (outer as unknown as { _jejak: Controller })._jejak = one;
    const watch = new ResizeObserver(() => one.cy.resize());
    watch.observe(canvas.current!);
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
    if (props.selection) chart.current!.choose(props.selection, false);
  }, [props.selection]);
  useEffect(() => chart.current!.resized(panel), [panel]);
  useEffect(() => chart.current!.theme(props.theme === "dark"), [props.theme]);
  useEffect(() => {
    if (!said) return;
    const done = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(done);
  }, [said]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!own(event.target) && chart.current?.key(event)) event.preventDefault();
  };
  const around = chart.current && { chart: chart.current, words, ...shown };
  const closePanel = () => {
    setPanel(false);
    box.current?.focus({ preventScroll: true });
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
      onContextMenu: (event: Event) => event.preventDefault(),
      onPointerDown: (event: PointerEvent) => {
        if (!own(event.target)) box.current?.focus({ preventScroll: true });
      },
    } as object,
    createElement("div", { ref: canvas, style: panel ? { ...FILL, left: PANEL } : FILL }),
    around && panel ? createElement(FilterPanel, { ...around, close: closePanel }) : null,
    around ? createElement("div", { className: panel ? "jejak-around jejak-beside" : "jejak-around" }, panel ? null : createElement(Legend, around), createElement(Hidden, around)) : null,
    around && menu
      ? createElement(ContextMenu, { chart: around.chart, words, menu: panel ? { ...menu, x: menu.x + PANEL } : menu, close: () => setMenu(null) })
      : null,
    said ? createElement("div", { className: "jejak-said" }, said) : null,
    createElement("div", { role: "status", "aria-live": "polite", style: UNSEEN }, said || heard),
  );
}
