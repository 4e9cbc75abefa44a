/** The map of places as a Dash component: the base map on a canvas, above it what may be pointed at, walked to and chosen. */
import { baseOf, drawBase, type Base, type Label } from "./basemap";
import { fitted, onScreen, panned, project, scaleBar, sized, zoomed, type Camera, type Spot } from "./geo";
import { nearest } from "./keys";
import { arcsOf, boxAt, countsOf, marksOf, NOTHING, roomFor, seenOf, type Arc, type Box, type Mark, type Whereabouts } from "./marks";
import type { Words } from "./panels";
import type { Id } from "./view";

type React = typeof import("react");
const { createElement: h, useEffect, useMemo, useRef, useState } = (window as unknown as { React: React }).React;

interface Props {
  id?: string;
  className?: string;
  label?: string;
  words?: Words;
  theme?: "light" | "dark";
  /** Where the base map is asked for, when the map is seen first. */
  base?: string;
  labels?: Label[];
  data?: Whereabouts | null;
  /** Entities on the canvas of the chart; null: all. */
  shown?: Id[] | null;
  selection?: Id[];
  setProps?: (props: Record<string, unknown>) => void;
}

/** What is looked at before anything has a place: south-west, north-east. */
const CORRIDOR: readonly Spot[] = [project(-9, 95), project(9, 127)];
const MARGIN = 60;
const PAN = 90;
const ZOOM = 1.5;
const BAR = 110;
const LISTED = 200;
const DRAG = 4; // pixels that a press may move and still is a click
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FULL = { position: "absolute", inset: 0, width: "100%", height: "100%" } as const;

const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

type Keyed = { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; preventDefault(): void; stopPropagation(): void };

export function PlaceMap(props: Props) {
  const words = props.words ?? {};
  const word = (name: string, values: Readonly<Record<string, string | number>> = {}) => filled(words[name] ?? name, values);
  const dark = props.theme === "dark";
  const box = useRef<HTMLDivElement | null>(null);
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const fittedOnce = useRef(false);
  const [camera, setCamera] = useState<Camera>(fitted(CORRIDOR, 0, 0, 0));
  const [base, setBase] = useState<Base | null>(null);
  const [fault, setFault] = useState(false);
  const [pointed, setPointed] = useState<string | null>(null);
  const [walked, setWalked] = useState<string | null>(null);

  const shown = useMemo(() => props.shown && new Set(props.shown), [props.shown]);
  const seen = useMemo(() => seenOf(props.data ?? NOTHING, shown ?? null), [props.data, shown]);
  const chosen = useMemo(() => new Set(props.selection ?? []), [props.selection]);
  const marks = useMemo(() => marksOf(seen.spots, camera), [seen, camera]);
  const arcs = useMemo(() => arcsOf(seen.legs, marks), [seen, marks]);
  const open = camera.width > 0;

  const fit = (size: Pick<Camera, "width" | "height"> = camera) => {
    const spots = seen.spots.map((spot) => project(spot.lat, spot.lon));
    setCamera(fitted(spots.length ? spots : CORRIDOR, size.width, size.height, MARGIN));
  };
  const choose = (ids: readonly Id[], more: boolean) => {
    const all = ids.every((id) => chosen.has(id));
    const rest = (props.selection ?? []).filter((id) => !ids.includes(id));
    props.setProps?.({ selection: more ? (all ? rest : [...rest, ...ids]) : [...ids] });
  };
  const emit = (type: string, more: object = {}) =>
    props.setProps?.({ event: { type, nonce: `${Date.now()}-${Math.random()}`, ...more } });
  const middle = (): Spot => [camera.width / 2, camera.height / 2];

  // the room that it has; the first one is filled with what there is
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (!width) return; // shut, or on another page
      setCamera((now) => (now.width ? sized(now, width, height) : fitted(CORRIDOR, width, height, MARGIN)));
    });
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (!open || fittedOnce.current || !seen.spots.length) return;
    fittedOnce.current = true;
    fit();
  }, [open, seen]);
  useEffect(() => {
    if (!open || base || !props.base) return;
    fetch(props.base, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((file) => setBase(baseOf(file)))
      .catch(() => setFault(true));
  }, [open, props.base]);
  // whoever is chosen elsewhere comes into sight
  useEffect(() => {
    const those = marks.filter((mark) => mark.ids.some((id) => chosen.has(id)));
    const inside = ({ x, y }: Mark) => x > 0 && y > 0 && x < camera.width && y < camera.height;
    if (!open || !those.length || those.some(inside)) return;
    const [x, y] = [those[0]!.x - camera.width / 2, those[0]!.y - camera.height / 2];
    setCamera(panned(camera, -x, -y));
  }, [props.selection]);
  useEffect(() => {
    const element = box.current!;
    const wheel = (event: WheelEvent) => {
      if (event.target instanceof Element && event.target.closest("details, ul")) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      setCamera((now) => zoomed(now, Math.exp(-event.deltaY * 0.0018), [event.clientX - left, event.clientY - top]));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);

  const named = marks.map((mark) => ({ ...mark, y: mark.y + mark.radius + 9 }));
  const taken: Box[] = marks.map(({ x, y, radius }) => ({ x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }));
  arcs.forEach(({ told }) => taken.push(boxAt("000", told[0], told[1])));
  const names = roomFor(named, taken);
  useEffect(() => {
    if (open) drawBase(canvas.current!, base, props.labels ?? [], camera, dark, [...taken]);
    Object.assign(box.current!, { _jejak: { camera, marks, arcs, drawn: base !== null } });
  }, [base, props.labels, camera, dark, arcs]);

  // ---- keys ----

  const walk = (from: Mark, [dx, dy]: readonly [number, number]) => {
    const spots = marks.map(({ key, x, y }) => ({ id: key, x, y }));
    const next = nearest({ id: from.key, x: from.x, y: from.y }, spots, dx, dy);
    if (!next) return;
    setWalked(next);
    setPointed(next);
    box.current!.querySelector<SVGGElement>(`[data-key="${CSS.escape(next)}"]`)?.focus();
    const { x, y } = marks.find((mark) => mark.key === next)!;
    if (x < 0 || y < 0 || x > camera.width || y > camera.height) setCamera(panned(camera, camera.width / 2 - x, camera.height / 2 - y));
  };
  const keyOnMap = (event: Keyed): boolean => {
    if (event.ctrlKey || event.metaKey) return false;
    const way = ARROWS[event.key];
    if (way) setCamera(panned(camera, -way[0] * PAN, -way[1] * PAN));
    else if (event.key === "+" || event.key === "=") setCamera(zoomed(camera, ZOOM, middle()));
    else if (event.key === "-") setCamera(zoomed(camera, 1 / ZOOM, middle()));
    else if (event.key === "f" || event.key === "0") fit();
    else if (event.key === "b") emit("close");
    else if (event.key === "Escape") props.setProps?.({ selection: [] });
    else return false;
    return true;
  };
  const onMark = (event: Keyed, ids: readonly Id[], mark?: Mark) => {
    const way = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") choose(ids, event.shiftKey);
    else if (way && mark) walk(mark, way);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // ---- pointer ----

  const press = (event: PointerEvent) => {
    if (event.button || (event.target as Element).closest("[role=button], button, details")) return;
    drag.current = { x: event.clientX, y: event.clientY, moved: false };
    box.current!.setPointerCapture(event.pointerId);
    box.current!.focus({ preventScroll: true });
  };
  const move = (event: PointerEvent) => {
    const held = drag.current;
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.hypot(dx, dy) < DRAG) return;
    drag.current = { x: event.clientX, y: event.clientY, moved: true };
    setCamera((now) => panned(now, dx, dy));
  };
  const release = () => {
    if (drag.current && !drag.current.moved) choose([], false);
    drag.current = null;
  };
  const twice = (event: MouseEvent) => {
    if ((event.target as Element).closest("[role=button], button, details")) return;
    const { left, top } = box.current!.getBoundingClientRect();
    setCamera(zoomed(camera, 2, [event.clientX - left, event.clientY - top]));
  };

  // ---- what is drawn ----

  const counted = (ids: readonly Id[]) => countsOf(ids, seen.types).map(([type, n]) => `${type} ${n}`).join(" · ");
  const picked = (ids: readonly Id[]) => ids.filter((id) => chosen.has(id)).length;
  const sure = ({ named: how }: Mark) => word(how === "none" ? "stated" : how === "all" ? "byName" : "someByName");
  const one = marks.find((mark) => mark.key === pointed) ?? null;
  const route = arcs.find((arc) => arc.key === pointed) ?? null;
  const tabbed = marks.some((mark) => mark.key === walked) ? walked : (marks[0]?.key ?? null);

  const arcSign = (arc: Arc) =>
    h(
      "g",
      {
        key: arc.key,
        className: picked(arc.ids) ? "jejak-map-arc jejak-map-chosen" : "jejak-map-arc",
        role: "button",
        tabIndex: 0,
        "data-key": arc.key,
        "aria-pressed": picked(arc.ids) > 0,
        "aria-label": `${arc.from.name} → ${arc.to.name}, ${word("trips", { n: arc.count })}`,
        onClick: (event: { shiftKey: boolean }) => choose(arc.ids, event.shiftKey),
        onKeyDown: (event: Keyed) => onMark(event, arc.ids),
        onFocus: () => setPointed(arc.key),
        onPointerEnter: () => setPointed(arc.key),
      } as object,
      h("path", { className: "jejak-map-reach", d: arc.path }),
      h("path", { d: arc.path, strokeWidth: arc.width }),
      h("polygon", { points: "-5,-5 6,0 -5,5", transform: `translate(${arc.head[0]} ${arc.head[1]}) rotate(${arc.head[2]})` }),
      h("text", { x: arc.told[0], y: arc.told[1] }, arc.count),
    );

  const shape = ({ border, radius: r }: Mark, scale = 1) =>
    border
      ? h("rect", { x: -r * 0.86 * scale, y: -r * 0.86 * scale, width: r * 1.72 * scale, height: r * 1.72 * scale, rx: 2, transform: "rotate(45)" })
      : h("circle", { r: r * scale });
  const markSign = (mark: Mark) =>
    h(
      "g",
      {
        key: mark.key,
        className: `jejak-map-mark jejak-map-${mark.named}${picked(mark.ids) ? " jejak-map-chosen" : ""}`,
        transform: `translate(${mark.x} ${mark.y})`,
        role: "button",
        tabIndex: mark.key === tabbed ? 0 : -1,
        "data-key": mark.key,
        "aria-pressed": picked(mark.ids) > 0,
        "aria-label": `${mark.spots.map((spot) => spot.name).join(", ")}: ${mark.ids.length}. ${counted(mark.ids)}. ${sure(mark)}`,
        onClick: (event: { shiftKey: boolean }) => choose(mark.ids, event.shiftKey),
        onKeyDown: (event: Keyed) => onMark(event, mark.ids, mark),
        onFocus: () => {
          setWalked(mark.key);
          setPointed(mark.key);
        },
        onPointerEnter: () => setPointed(mark.key),
      } as object,
      shape(mark),
      h("text", null, mark.ids.length),
    );

  const card = one
    ? [
        h("strong", { key: "name" }, one.spots.map((spot) => spot.name).join(", ")),
        one.spots.length === 1 && one.spots[0]!.about ? h("span", { key: "about" }, one.spots[0]!.about) : null,
        h("span", { key: "who" }, counted(one.ids)),
        h("em", { key: "sure" }, sure(one)),
      ]
    : route
      ? [
          h("strong", { key: "name" }, `${route.from.name} → ${route.to.name}`),
          h("span", { key: "trips" }, word("trips", { n: route.count })),
          h("span", { key: "who" }, counted(route.ids)),
        ]
      : null;

  const notPlaced = seen.unplaced.length
    ? h(
        "details",
        { className: "jejak-map-unplaced" },
        h("summary", null, word("unplaced", { n: seen.unplaced.length })),
        h(
          "ul",
          null,
          seen.unplaced.slice(0, LISTED).map((it) =>
            h(
              "li",
              { key: `${it.id}${it.name}` },
              h("button", { type: "button", onClick: () => emit("openDetail", { id: it.id }) }, it.name, h("small", null, it.why)),
            ),
          ),
        ),
      )
    : null;

  const bar = scaleBar(camera, BAR);
  const distance = bar.metres >= 1000 ? `${(bar.metres / 1000).toLocaleString(document.documentElement.lang)} km` : `${bar.metres} m`;
  const tool = (sign: string, name: string, run: () => void) =>
    h("button", { key: name, type: "button", onClick: run, title: word(name), "aria-label": word(name) }, sign);

  return h(
    "div",
    {
      id: props.id,
      className: props.className,
      ref: box,
      tabIndex: 0,
      role: "application",
      "aria-label": props.label,
      onKeyDown: (event: Keyed & { target: EventTarget }) => {
        if (!(event.target as Element).closest("details") && keyOnMap(event)) event.preventDefault();
      },
      onPointerDown: press,
      onPointerMove: move,
      onPointerUp: release,
      onPointerCancel: () => (drag.current = null),
      onDoubleClick: twice,
      onPointerLeave: () => setPointed(null),
    } as object,
    h("canvas", { ref: canvas, style: FULL, "aria-hidden": true }),
    h(
      "svg",
      { style: FULL, role: "group", "aria-label": word("places") },
      h("g", null, arcs.map(arcSign)),
      h("g", null, marks.map(markSign)),
      h("g", { className: "jejak-map-names", "aria-hidden": true }, names.map((it) => h("text", { key: it.key, x: it.x, y: it.y }, it.name))),
    ),
    h(
      "div",
      { className: "jejak-map-tools" },
      tool("+", "zoomIn", () => setCamera(zoomed(camera, ZOOM, middle()))),
      tool("−", "zoomOut", () => setCamera(zoomed(camera, 1 / ZOOM, middle()))),
      tool("⤢", "fit", () => fit()),
      tool("×", "close", () => emit("close")),
    ),
    h("div", { className: "jejak-map-scale" }, h("span", { style: { width: bar.pixels } }), distance),
    h("div", { className: "jejak-map-card", role: "status", "aria-live": "polite" }, card),
    h(
      "div",
      { className: "jejak-map-foot" },
      seen.spots.length ? h("p", { className: "jejak-map-legend" }, h("i", { className: "jejak-map-stated" }), word("legendStated"), h("i", null), word("legendNamed"), h("i", { className: "jejak-map-border" }), word("legendBorder")) : null,
      notPlaced,
      seen.masked ? h("p", null, word("masked", { n: seen.masked })) : null,
      fault ? h("p", { role: "alert" }, word("noBase")) : null,
    ),
    open && !seen.spots.length ? h("div", { className: "jejak-map-empty" }, h("strong", null, word("emptyTitle")), h("span", null, word("emptyText"))) : null,
  );
}
