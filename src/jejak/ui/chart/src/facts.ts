/** Asks the page for facts that a chart lacks, and draws it anew when they come; the history holds none of them. */
import type { Controller } from "./controller";
import { having, lacking, NOTHING, type Answer, type Asked, type Told, type Wish } from "./told";
import type { Id } from "./view";

const TOGETHER_MS = 60; // changes that follow each other ask once

const fresh = (): string => `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
/** A new id for a group. */
export const groupId = (): Id => `g${fresh()}`;

export class Facts {
  told: Told = NOTHING;
  private wish: Wish | null = null;
  private asked: Asked | null = null;
  private nonce = ""; // of the last asking: an answer to an earlier one may be from before somebody was protected
  private waiting = 0;

  constructor(private readonly chart: Controller) {}

  destroy(): void {
    clearTimeout(this.waiting);
  }

  /** The view has changed: ask for what it lacks. */
  changed(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.ask(), TOGETHER_MS);
  }

  private ask(): void {
    const lacks = lacking(this.chart.view, this.told, this.wish);
    if (JSON.stringify(lacks) === JSON.stringify(this.asked)) return; // it is on its way
    this.asked = lacks;
    this.nonce = lacks ? fresh() : "";
    if (lacks) this.chart.out()({ asking: { ...lacks, nonce: this.nonce } });
  }

  /** Everything may have changed: somebody may be protected now. */
  forget(): void {
    this.told = NOTHING;
    this.asked = null;
    this.nonce = "";
    this.changed();
  }

  /** Group these by what they have in common; the page knows what that is. */
  groupBy(how: string, ids: readonly Id[]): void {
    this.wish = { how, ids, nonce: fresh() };
    this.ask();
  }

  /** The page has answered. */
  take(answer: Answer): void {
    if (!this.asked || answer.nonce !== this.nonce) return;
    this.told = having(this.told, this.asked, answer);
    this.asked = null;
    const wish = this.wish;
    const mine = wish && answer.group === wish.nonce;
    if (mine) this.wish = null;
    this.chart.paint();
    if (mine && answer.groups?.length) {
      const planned = answer.groups.map(({ of, members }) => ({ id: groupId(), members, of: { kind: wish.how, id: of } }));
      this.chart.act({ type: "collapseAll", groups: planned });
    }
    this.changed();
  }
}
