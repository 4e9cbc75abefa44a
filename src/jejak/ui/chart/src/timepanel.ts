/** The panel of time under the chart: histogram with the period, playing, and a lane for each selected entity. */
import { DAY, edgesOf, unitOf, type Period } from "./calendar";
import type { Controller } from "./controller";
import { entitiesOf, linksOf } from "./lanes";
import { filled, worded, type Around, type Words } from "./panels";
import { Player, Stroke, type Playing } from "./playing";
import { bounded, LEAST, MOST, type Room } from "./room";
import { Brush, shades, type Scale, type Until } from "./timebrush";
import { Lanes, periodWord } from "./timelanes";
import { axisOf, histogram, periodOf, stepped, undatedOf, type Axis, type Ends, type Way } from "./timeline";
import type { EdgeData, Id, View } from "./view";

type React = typeof import("react");
const { createElement: h, useEffect, useMemo, useRef, useState } = (window as unknown as { React: React }).React;

const NAMES = 150; // room for the names of lanes
const RIGHT = 14;
const BIN_ROOM = 9; // pixels of a bin
const PAUSE_MS = 1000; // keys after a longer pause are a step of their own
const SPEEDS = [0.5, 1, 2, 4] as const;
const ICONS = { back: "M9 3 4 8l5 5M13 3v10", on: "M7 3l5 5-5 5M3 3v10", play: "M4 2.5v11l9-5.5Z", pause: "M4 3h3v10H4ZM9 3h3v10H9Z" };

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly target: EventTarget;
  preventDefault(): void;
  stopPropagation(): void;
}

export interface TimeProps extends Around {
  readonly room: Room;
  /** Whether the reader has just asked for it. */
  readonly fresh: boolean;
  readonly resize: (height: number) => void;
  readonly close: () => void;
}

/** The links that the panel is about; worked out anew only when something else than the period has changed. */
function useLinks(view: View): EdgeData[] {
  const { nodes, edges, hidden, focus, groups, filter } = view;
  const { from: _from, to: _to, mode: _mode, undated: _undated, ...rest } = filter;
  return useMemo(() => linksOf(view), [nodes, edges, hidden, focus, groups, ...Object.values(rest)]);
}

/** The selected entities; while the period moves they stay, although the filter may take them off the canvas. */
function useSelected(chart: Controller, busy: { readonly current: boolean }, rests: number): Id[] {
  const [ids, setIds] = useState<Id[]>([]);
  const read = () => setIds(entitiesOf(chart.selected(), chart.view));
  useEffect(() => {
    let wait = 0;
    const hear = (event: { readonly type: string }) => {
      if (event.type === "remove" && busy.current) return;
      clearTimeout(wait);
      wait = window.setTimeout(read, 30);
    };
    chart.cy.on("select unselect remove", hear);
    return () => {
      clearTimeout(wait);
      chart.cy.removeListener("select unselect remove", hear);
    };
  }, [chart]);
  useEffect(read, [rests]);
  return ids;
}

function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const box = useRef<HTMLDivElement | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(() => setWidth(box.current!.clientWidth));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

/** The axis in whole bins, as wide as the panel leaves room for. */
function scaleOf(time: Period, width: number): Scale {
  const wide = Math.max(100, width - NAMES - RIGHT);
  const unit = unitOf(time, Math.max(8, Math.floor(wide / BIN_ROOM)));
  const bins = edgesOf(time, unit);
  const axis = { from: bins[0]!, to: bins[bins.length - 1]! };
  return { axis, unit, bins, left: NAMES, width: wide, language: document.documentElement.lang || "en" };
}

/** A little more than a period, to look at it closely. */
const around = ({ from, to }: Period): Period => ({ from: from - Math.max(DAY, (to - from) / 6), to: to + Math.max(DAY, (to - from) / 6) });

function icon(name: keyof typeof ICONS, filledIn = false) {
  const stroke = filledIn ? { fill: "currentColor" } : { fill: "none", stroke: "currentColor", strokeWidth: 1.8 };
  return h("svg", { width: 16, height: 16, "aria-hidden": true, ...stroke }, h("path", { d: ICONS[name] }));
}

function button(label: string, inside: unknown, press: () => void, more: object = {}) {
  return h("button", { key: label, type: "button", "aria-label": label, title: label, onClick: press, ...more } as object, inside as string);
}

const word = (label: string, press: () => void) => h("button", { key: label, type: "button", className: "jejak-time-word", onClick: press }, label);

function choice<T extends string | number>(label: string, value: T, options: readonly (readonly [T, string])[], set: (value: T) => void) {
  return h(
    "select",
    {
      key: label,
      "aria-label": label,
      title: label,
      value,
      onChange: (event: { currentTarget: EventTarget }) => set(options[(event.currentTarget as HTMLSelectElement).selectedIndex]![0]),
    },
    options.map(([name, text]) => h("option", { key: name, value: name }, text)),
  );
}

/** What stands above the panel, to make it higher by pointer or by keys. */
function grip(words: Words, room: Room, resize: (height: number) => void) {
  const drag = (event: { clientY: number; pointerId: number; currentTarget: Element }) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    resize(bounded(event.currentTarget.parentElement!.getBoundingClientRect().bottom - event.clientY));
  };
  return h("div", {
    className: "jejak-time-grip",
    role: "separator",
    tabIndex: 0,
    "aria-orientation": "horizontal",
    "aria-label": worded(words, "timeHeight"),
    "aria-valuemin": LEAST,
    "aria-valuemax": MOST,
    "aria-valuenow": room.height,
    onPointerDown: (event) => event.currentTarget.setPointerCapture(event.pointerId),
    onPointerMove: drag,
    onKeyDown: (event) => {
      const by = { ArrowUp: 20, ArrowDown: -20 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      resize(bounded(room.height + by));
    },
  });
}

/** What is not seen on the axis, in words, each with its way to be seen. */
function told({ chart, words, view }: Around, undated: number, axis: Axis | null, language: string) {
  const lines = [];
  if (undated) {
    const { filter } = view;
    const flip = () => chart.filter({ undated: !filter.undated });
    const count = filled(worded(words, "undatedLinks"), undated.toLocaleString(language));
    lines.push(h("label", { key: "undated" }, h("input", { type: "checkbox", checked: filter.undated, onChange: flip }), count));
  }
  if (axis?.outside) {
    const when = periodWord(words, language, axis.first, axis.last);
    const text = filled(worded(words, "outside"), axis.outside.toLocaleString(language)).replace("{when}", when);
    lines.push(h("span", { key: "outside" }, text));
  }
  return lines;
}

/** The panel. */
export function TimePanel(props: TimeProps) {
  const { chart, words, view, room, fresh, resize, close } = props;
  const [box, width] = useWidth();
  const [way, setWay] = useState<Way>("window");
  const [speed, setSpeed] = useState<number>(1);
  const [zoom, setZoom] = useState<Period | "all" | null>(null);
  const [playing, setPlaying] = useState(false);
  const busy = useRef(false); // whether the period moves
  const [rests, setRests] = useState(0); // how often it came to rest
  const stroke = useRef<Stroke | null>(null);
  const pause = useRef(0);
  const links = useLinks(view);
  const ids = useSelected(chart, busy, rests);
  const axis = useMemo(() => axisOf(links, zoom === "all"), [links, zoom]);
  const looked = typeof zoom === "object" && zoom ? zoom : axis;
  const scale = useMemo(() => looked && scaleOf(looked, width), [looked?.from, looked?.to, width]);
  const counts = useMemo(() => scale && histogram(links, scale.bins), [links, scale]);
  const undated = useMemo(() => links.reduce((sum, edge) => sum + undatedOf(edge), 0), [links]);
  const { filter } = view;
  const period = scale && periodOf(filter, scale.axis);

  const state = useRef<Playing | null>(null);
  state.current = scale && { axis: scale.axis, unit: scale.unit, way, speed };
  const player = useRef<Player | null>(null);
  const rest = () => {
    stroke.current = null;
    busy.current = false;
    setRests((times) => times + 1);
  };
  player.current ??= new Player(chart, () => state.current!, () => {
    setPlaying(false);
    rest();
  });
  const greeted = useRef(!fresh);
  useEffect(() => {
    if (greeted.current) return;
    const slider = box.current!.querySelector<HTMLElement>(".jejak-time-slider");
    greeted.current = !!slider;
    (slider ?? box.current!).focus({ preventScroll: true });
  }, [scale !== null && width > 0]);
  useEffect(
    () => () => {
      clearTimeout(pause.current);
      player.current!.stop();
    },
    [],
  );
  useEffect(() => {
    if (playing && !scale) player.current!.stop();
  }, [playing, scale]);

  /** Change the period as one step, however many changes come before it is at rest. */
  const change = (ends: Ends, until: Until) => {
    player.current!.stop();
    clearTimeout(pause.current);
    busy.current = true;
    stroke.current ??= new Stroke(chart);
    stroke.current.set(ends);
    if (until === "now") rest();
    else if (until === "pause") pause.current = window.setTimeout(rest, PAUSE_MS);
  };
  const clear = () => change({ from: null, to: null }, "now");
  const toggle = () => {
    if (playing) player.current!.stop();
    else if (scale) {
      setPlaying(true);
      busy.current = true;
      player.current!.play();
    }
  };
  const press = (event: Press) => {
    event.stopPropagation();
    const slider = (event.target as Element).classList.contains("jejak-time-slider");
    const field = (event.target as Element).matches("select, input");
    const name = event.key.toLowerCase();
    if (name === "escape" && slider && period) clear();
    else if (name === "escape" || (name === "k" && !field && !event.ctrlKey)) close();
    else if (name === " " && slider) toggle();
    else if (event.ctrlKey || event.metaKey) {
      if (!chart.key(event)) return;
    } else return;
    event.preventDefault();
  };
  const w = (name: string) => worded(words, name);
  const language = document.documentElement.lang || "en";
  const when = period ? periodWord(words, language, filter.from, filter.to === null ? null : filter.to - DAY) : "";
  const ways = [["window", w("wayWindow")], ["grow", w("wayGrow")]] as const;
  const speeds = SPEEDS.map((one) => [one, `${one.toLocaleString(language)}×`] as const);
  const controls = scale && [
    button(w("stepBack"), icon("back"), () => change(stepped(filter, scale.unit, -1, scale.axis), "pause")),
    button(playing ? w("pausePlaying") : w("play"), icon(playing ? "pause" : "play", true), toggle, { className: "jejak-time-play" }),
    button(w("stepOn"), icon("on"), () => change(stepped(filter, scale.unit, 1, scale.axis), "pause")),
    choice(w("way"), way, ways, setWay),
    choice(w("speed"), speed, speeds, setSpeed),
    h("strong", { key: "when" }, when || w("noPeriod")),
    period ? button(w("clearPeriod"), "×", clear) : null,
    period ? word(w("zoomPeriod"), () => setZoom(around(period))) : null,
    zoom ? word(w("usualTime"), () => setZoom(null)) : null,
    !zoom && axis?.outside ? word(w("wholeTime"), () => setZoom("all")) : null,
  ];
  return h(
    "section",
    { className: "jejak-time", role: "region", "aria-label": w("timePanel"), style: { height: room.height }, onKeyDown: press } as object,
    grip(words, room, resize),
    h(
      "header",
      null,
      controls,
      h("span", { className: "jejak-time-told" }, told(props, undated, zoom ? null : axis, language)),
      button(w("close"), "×", close, { className: "jejak-time-close" }),
    ),
    h(
      "div",
      { ref: box, className: "jejak-time-body", tabIndex: -1 },
      scale && counts && width > 0
        ? [
            h(Brush, { key: "brush", scale, counts, period, told: when || w("noPeriod"), name: w("period"), by: w(`by_${scale.unit.name}`), change }),
            ids.length
              ? h("div", { key: "lanes", className: "jejak-time-below" }, h(Lanes, { chart, words, ids, nodes: view.nodes, edges: links, scale }), shades(scale, period))
              : h("p", { key: "lanes" }, w("lanesEmpty")),
          ]
        : scale
          ? null
          : h("p", null, w(Object.keys(view.nodes).length ? "noTimes" : "timeEmpty")),
    ),
  );
}
