/** Draws the hulls of communities below the canvas; while the chart is moved, one attribute changes. */
import type { Core } from "cytoscape";
import { AROUND, inkOf, numberAt, outline, type Community } from "./hulls";
import type { Point } from "./view";

const SVG = "http://www.w3.org/2000/svg";
const BADGE = 11; // radius of the disc behind a number, on the screen
const make = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
};

interface Badge {
  readonly sign: SVGElement;
  readonly at: Point;
}

export class HullLayer {
  private readonly svg = make("svg", { class: "jejak-hulls", "aria-hidden": "true" });
  private readonly plane = this.svg.appendChild(make("g", {}));
  private communities: readonly Community[] = [];
  private badges: Badge[] = [];
  private frame = 0;
  private readonly moved = () => this.place();
  private readonly changed = () => {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  };

  constructor(
    private readonly cy: Core,
    container: HTMLElement,
  ) {
    container.insertBefore(this.svg, container.firstChild);
  }

  /** Outline exactly these from now on. */
  show(communities: readonly Community[]): void {
    if (!communities.length && !this.communities.length) return;
    if (!this.communities.length) {
      this.cy.on("viewport", this.moved);
      this.cy.on("position", "node", this.changed);
    } else if (!communities.length) {
      this.cy.off("viewport", this.moved);
      this.cy.off("position", "node", this.changed);
    }
    this.communities = communities;
    this.draw();
  }

  destroy(): void {
    this.show([]);
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.badges = [];
    const drawn = this.communities.flatMap(({ n, ids }) => {
      const points = ids.map((id): Point => {
        const { x, y } = this.cy.getElementById(id).position();
        return [x, y];
      });
      const { colour, ink, dash } = inkOf(n);
      const path = make("path", {
        d: outline(points, AROUND),
        fill: colour,
        stroke: colour,
        "stroke-dasharray": dash,
        "data-community": n,
      });
      const sign = make("g", {});
      sign.append(make("circle", { r: BADGE, fill: colour }));
      const text = make("text", { "text-anchor": "middle", "dominant-baseline": "central", fill: ink });
      text.textContent = String(n);
      sign.append(text);
      this.badges.push({ sign, at: numberAt(points, AROUND) });
      return [path];
    });
    this.plane.replaceChildren(...drawn, ...this.badges.map(({ sign }) => sign));
    this.place();
  }

  /** Follow the chart; numbers keep their size on the screen. */
  private place(): void {
    const [zoom, { x, y }] = [this.cy.zoom(), this.cy.pan()];
    this.plane.setAttribute("transform", `translate(${x} ${y}) scale(${zoom})`);
    for (const { sign, at } of this.badges) {
      sign.setAttribute("transform", `translate(${at[0]} ${at[1]}) scale(${1 / zoom})`);
    }
  }
}
