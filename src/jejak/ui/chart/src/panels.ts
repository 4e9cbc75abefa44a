/** What stands around the canvas: legend, filter, the counts of what is not seen, and the context menu. */
import type { ReactNode } from "react";
import { DAY } from "./calendar";
import type { Controller, Menu } from "./controller";
import { facetsOf, legendOf, type Row } from "./facets";
import { filters, type Filter } from "./filter";
import { badgeAddress, iconPath } from "./icons";
import { CommunityLegend, SizeLegend } from "./look_legend";
import { why, type Picture } from "./project";
import { LAYERS, lookOf, stageInk } from "./style";
import type { View } from "./view";

type React = typeof import("react");
const { createElement: h, useEffect, useRef, useState } = (window as unknown as { React: React }).React;

export type Words = Readonly<Record<string, string>>;
export interface Around {
  readonly chart: Controller;
  readonly words: Words;
  readonly picture: Picture;
  readonly view: View;
}

const FILL = { position: "absolute", inset: 0 } as const;
const NARROW = 1150;
export const worded = (words: Words, name: string): string => words[name] ?? name;
export const filled = (text: string, n: number | string): string => text.replace("{n}", String(n));

// ---- the legend ----

function swatch(kind: string) {
  const { shape, fill } = lookOf(kind);
  const radius = shape === "ellipse" ? "50%" : 4;
  const turn = shape === "diamond" ? "rotate(45deg) scale(0.8)" : undefined;
  const back = { width: 18, height: 18, background: fill, borderRadius: radius, transform: turn };
  const icon = { viewBox: "0 0 24 24", width: 14, height: 14, fill: "none", stroke: "#fff", strokeWidth: 1.9 };
  return h(
    "span",
    { style: { position: "relative", width: 18, height: 18, flex: "none" }, "aria-hidden": true },
    h("span", { style: { ...FILL, ...back } }),
    h("svg", { ...icon, style: { position: "absolute", left: 2, top: 2 } }, h("path", { d: iconPath(kind) })),
  );
}

const badge = (row: Row) =>
  h("img", { src: badgeAddress(row.name, stageInk(row.stage)), width: 18, height: 18, alt: "", "aria-hidden": true });

const stroke = ({ name }: Row) =>
  h("span", { className: "jejak-stroke", style: { background: LAYERS[name] ?? "currentColor" }, "aria-hidden": true });
const kindSign = ({ name }: Row) => swatch(name);

function section(title: string, rows: readonly Row[], sign: (row: Row) => ReactNode) {
  if (!rows.length) return null;
  const lines = rows.map((row) => h("li", { key: row.name }, sign(row), row.label, h("small", null, row.count)));
  return h("div", { key: title }, h("h4", null, title), h("ul", null, lines));
}

/** Types, parts and layers of what is drawn. */
export function Legend(around: Around) {
  const { picture, words, view } = around;
  const [broad] = useState(window.innerWidth > NARROW); // on a small screen it waits to be opened
  const { kinds, parts, layers } = legendOf(picture);
  if (!kinds.length) return null;
  const notes = [
    view.look.width === "amount" ? worded(words, "amountNote") : "",
    Object.values(picture).some(({ data }) => data.cards) ? worded(words, "cardsNote") : "",
  ].filter(Boolean);
  return h(
    "details",
    { className: "jejak-legend", open: broad },
    h("summary", null, worded(words, "legend")),
    section(worded(words, "types"), kinds, kindSign),
    section(worded(words, "parts"), parts, badge),
    section(worded(words, "layers"), layers, stroke),
    notes.map((text) => h("p", { key: text }, text)),
    h(CommunityLegend, around),
    h(SizeLegend, around),
  );
}

// ---- why something is not seen ----

/** One line for each reason, each with its way back. */
export function Hidden({ chart, words, view }: Around) {
  const counts = why(view);
  const paths = Object.keys(view.marked).length;
  const dims = view.filter.mode === "dim";
  const rows: [string, number, string, string][] = [
    ["hiddenHand", counts.hand, "show", "showHand"],
    ["hiddenFocus", counts.focus, "show", "clearFocus"],
    [dims ? "dimmed" : "hiddenFilter", counts.filter, "clearFilter", "clearFilter"],
    ["grouped", counts.grouped, "openAll", "openGroups"],
    ["marked", paths, "clearMarks", "clearMarks"],
  ];
  const lines = rows.filter(([, count]) => count > 0);
  if (!lines.length) return null;
  return h(
    "ul",
    { className: "jejak-hidden", "aria-label": worded(words, "whyHidden") },
    lines.map(([word, count, action, command]) =>
      h(
        "li",
        { key: word },
        filled(worded(words, word), count),
        h("button", { type: "button", onClick: () => chart.run(command) }, worded(words, action)),
      ),
    ),
  );
}

// ---- the filter ----

type Left = "kinds" | "parts" | "layers";

function boxes(
  { chart, words, view }: Around,
  title: string,
  of: Left,
  rows: readonly Row[],
  none: string,
  sign: (row: Row) => ReactNode,
) {
  if (!rows.some((row) => row.name)) return null;
  const out = view.filter[of];
  const flip = (name: string) => {
    const changed = { ...out };
    if (changed[name]) delete changed[name];
    else changed[name] = true;
    chart.filter({ [of]: changed });
  };
  return h(
    "fieldset",
    { key: of },
    h("legend", null, title),
    rows.map((row) =>
      h(
        "label",
        { key: row.name },
        h("input", { type: "checkbox", checked: !out[row.name], onChange: () => flip(row.name) }),
        row.name ? sign(row) : null,
        h("span", null, row.name ? row.label : worded(words, none)),
        h("small", null, row.count),
      ),
    ),
  );
}

/** A number that counts when it is finished, so that undo goes back to the one before and not to its first digit. */
function figure(words: Words, word: string, value: number, set: (value: number) => void) {
  const take = (input: HTMLInputElement) => {
    const given = Math.max(0, Number(input.value) || 0);
    if (given !== value) set(given);
  };
  return h(
    "label",
    { key: word, className: "jejak-field" },
    h("span", null, worded(words, word)),
    h("input", {
      type: "number",
      min: 0,
      step: "any",
      key: value,
      defaultValue: value || "",
      onBlur: (event: { currentTarget: EventTarget }) => take(event.currentTarget as HTMLInputElement),
      onKeyDown: (event: { key: string; currentTarget: EventTarget }) => {
        if (event.key === "Enter") take(event.currentTarget as HTMLInputElement);
      },
    }),
  );
}

function date(words: Words, word: string, value: number | null, set: (value: number | null) => void) {
  const known = value !== null && Math.abs(value) < 8e15;
  const take = (text: string) => {
    const at = text ? Date.parse(`${text}T00:00:00Z`) : null;
    if (at === null || (Number.isFinite(at) && text >= "1000")) set(at);
  };
  return h(
    "label",
    { key: word, className: "jejak-field" },
    h("span", null, worded(words, word)),
    h("input", {
      type: "date",
      value: known ? new Date(value).toISOString().slice(0, 10) : "",
      onChange: (event) => take(event.currentTarget.value),
    }),
  );
}

function choice(label: string, value: string, options: readonly [string, string][], set: (value: string) => void) {
  return h(
    "label",
    { key: label, className: "jejak-field" },
    h("span", null, label),
    h(
      "select",
      { value, onChange: (event: { currentTarget: EventTarget }) => set((event.currentTarget as HTMLSelectElement).value) },
      options.map(([name, text]) => h("option", { key: name, value: name }, text)),
    ),
  );
}

function check(label: string, value: boolean, set: (value: boolean) => void) {
  const input = h("input", { type: "checkbox", checked: value, onChange: () => set(!value) });
  return h("label", { key: label }, input, h("span", null, label));
}

const GRADES = ["A1", "A2", "B2", "B3", "C3", "C4", "D4", "E5"] as const;

/** The filter at the left: it dims or removes, and moves nothing. */
export function FilterPanel(around: Around & { close: () => void }) {
  const { chart, words, view, close } = around;
  const box = useRef<HTMLDivElement | null>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("select")?.focus(), []);
  const { filter } = view;
  const set = (change: Partial<Filter>) => chart.filter(change);
  const { kinds, parts, layers, currencies } = facetsOf(view);
  const word = (name: string) => worded(words, name);
  const money = [
    figure(words, "amount", filter.amount, (amount) => set({ amount })),
    currencies.length > 1
      ? choice(word("currency"), filter.currency, [["", word("any")], ...currencies.map((c): [string, string] => [c, c])], (currency) => set({ currency }))
      : null,
  ];
  const grades: [string, string][] = [["", word("any")], ...GRADES.map((g): [string, string] => [g, g])];
  return h(
    "div",
    {
      ref: box,
      className: "jejak-filter",
      role: "region",
      "aria-label": word("filter"),
      onKeyDown: (event: { key: string; stopPropagation(): void }) => {
        event.stopPropagation();
        if (event.key === "Escape") close();
      },
    } as object,
    h("header", null, h("strong", null, word("filter")), h("button", { type: "button", onClick: close, "aria-label": word("close") }, "×")),
    choice(word("mode"), filter.mode, [["dim", word("dim")], ["remove", word("remove")]], (mode) => set({ mode: mode as Filter["mode"] })),
    boxes(around, word("types"), "kinds", kinds, "other", kindSign),
    boxes(around, word("parts"), "parts", parts, "noPart", badge),
    boxes(around, word("layers"), "layers", layers, "other", stroke),
    h(
      "fieldset",
      null,
      h("legend", null, word("timeTitle")),
      date(words, "from", filter.from, (from) => set({ from })),
      date(words, "until", filter.to === null ? null : filter.to - DAY, (to) => set({ to: to === null ? null : to + DAY })),
      check(word("undated"), filter.undated, (undated) => set({ undated })),
    ),
    h(
      "fieldset",
      null,
      h("legend", null, word("atLeast")),
      figure(words, "degree", filter.degree, (degree) => set({ degree })),
      currencies.length ? money : null,
      choice(word("grade"), filter.grade, grades, (grade) => set({ grade })),
    ),
    h("button", { type: "button", className: "jejak-clear", disabled: !filters(filter), onClick: () => chart.run("clearFilter") }, word("clearFilter")),
  );
}

// ---- the context menu ----

/** Our own menu: arrow keys, Enter and Esc work as in any. */
export function ContextMenu({ chart, words, menu, close }: { chart: Controller; words: Words; menu: Menu; close: () => void }) {
  const box = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    const element = box.current!;
    const room = element.parentElement!;
    element.style.left = `${Math.max(4, Math.min(menu.x, room.clientWidth - element.offsetWidth - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(menu.y, room.clientHeight - element.offsetHeight - 4))}px`;
    element.querySelector<HTMLElement>("button")?.focus();
    const outside = (event: Event) => {
      if (!element.contains(event.target as Node)) close();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, [menu]);
  const back = () => {
    close();
    chart.box.focus({ preventScroll: true });
  };
  const move = (event: { key: string; preventDefault(): void; stopPropagation(): void }) => {
    event.stopPropagation();
    const buttons = [...box.current!.querySelectorAll<HTMLElement>("button")];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") back();
    else if (to !== undefined) buttons[(to + buttons.length) % buttons.length]!.focus();
    else return;
    event.preventDefault();
  };
  return h(
    "div",
    { ref: box, className: "jejak-context", role: "menu", "aria-label": worded(words, "menu"), onKeyDown: move, style: { left: menu.x, top: menu.y } } as object,
    menu.lines.map((line) =>
      h(
        "button",
        {
          key: line.word,
          type: "button",
          role: "menuitem",
          className: line.apart ? "jejak-apart" : undefined,
          onClick: () => {
            back();
            chart.run(line.command, line.how ? { how: line.how } : {});
          },
        },
        h("span", null, worded(words, line.word)),
        line.key ? h("kbd", null, line.key) : null,
      ),
    ),
  );
}
