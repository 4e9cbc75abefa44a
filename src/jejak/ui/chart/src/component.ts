/** The Dash component: props in, setProps out. Chart state lives in the browser; the server sends deltas and commands. */
import type { Answer } from "./told";
import { Controller, PANEL, type Command, type Menu } from "./controller";
import { ContextMenu, FilterPanel, Hidden, Legend, type Words } from "./panels";
import { keepRoom, roomOf } from "./room";
import { Drawings } from "./layers";
import type { Kept, Told } from "./pen";
import type { Cards, Picture } from "./project";
import { TimePanel } from "./timepanel";
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
  told?: Answer;
  cards?: Cards;
  texts?: Record<number, Told>;
  kept?: Kept;
  setProps?: (props: Record<string, unknown>) => void;
}

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const FILL = { position: "absolute", inset: 0 } as const;
const UNSEEN = { position: "absolute", width: 1, height: 1, overflow: "hidden", clipPath: "inset(50%)" } as const;
const SAID_MS = 5000;
/** Parts of the page inside the chart that keep their own keys and focus. */
const OWN = ".jejak-filter, .jejak-context, .jejak-legend, .jejak-hidden, .jejak-time, .jejak-drawn, .jejak-pen";

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
  const [room, setRoom] = useState(() => roomOf(props.keep));
  const [asked, setAsked] = useState(false); // whether the reader opened the panel of time since the page stands
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
    one.onTimeline = () => {
      setAsked(true);
      setRoom((old) => ({ ...old, open: !old.open }));
    };
    one.onSay = (word) => setSaid(live.current.words?.[word] ?? word);
    chart.current = one;
    setShown({ picture: {}, view: EMPTY }); // what lies around the canvas is there from now on
    (outer as unknown as { _jejak: Controller })._jejak = one;
    const watch = new ResizeObserver(() => one.refit());
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
  useEffect(() => {
    if (props.told) chart.current!.facts.take(props.told);
  }, [props.told]);
  useEffect(() => {
    if (props.cards) chart.current!.noted(props.cards);
  }, [props.cards]);
  useEffect(() => {
    if (props.texts) chart.current!.pen.tell(props.texts);
  }, [props.texts]);
  useEffect(() => {
    if (props.kept) chart.current!.pen.answer(props.kept);
  }, [props.kept]);
  useEffect(() => chart.current!.resized(panel), [panel]);
  const below = room.open ? room.height : 0;
  useEffect(() => keepRoom(props.keep, room), [room]);
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
  const back = () => box.current?.focus({ preventScroll: true });
  const closePanel = () => {
    setPanel(false);
    back();
  };
  const closeTime = () => {
    setRoom((old) => ({ ...old, open: false }));
    back();
  };
  return createElement(
    "div",
    {
      id: props.id,
      className: props.className,
      style: { position: "relative", "--jejak-below": `${below}px`, ...props.style },
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
    createElement("div", { ref: canvas, style: { ...FILL, bottom: below, left: panel ? PANEL : 0 } }),
    around ? createElement(Drawings, { chart: around.chart, words, left: panel ? PANEL : 0, below }) : null,
    around && panel ? createElement(FilterPanel, { ...around, close: closePanel }) : null,
    around ? createElement("div", { className: panel ? "jejak-around jejak-beside" : "jejak-around" }, panel ? null : createElement(Legend, around), createElement(Hidden, around)) : null,
    around && room.open
      ? createElement(TimePanel, { ...around, room, fresh: asked, resize: (height) => setRoom({ open: true, height }), close: closeTime })
      : null,
    around && menu
      ? createElement(ContextMenu, { chart: around.chart, words, menu: panel ? { ...menu, x: menu.x + PANEL } : menu, close: () => setMenu(null) })
      : null,
    said ? createElement("div", { className: "jejak-said" }, said) : null,
    createElement("div", { role: "status", "aria-live": "polite", style: UNSEEN }, said || heard),
  );
}
