// The state at any position: folded here from a window of entries, which the server gives, so that dragging asks it seldom.

import { get } from "./api.js";
import { copy, stateAt } from "./fold.js";
import { oneAtATime } from "./single.js";

/** Entries on each side of the position that is asked for. */
const reach = 1000;

export class Log {
  /** @param {import("./fold.js").Names} names @param {() => void} changed called when more is known */
  constructor(names, changed) {
    this.names = names;
    this.changed = changed;
    /** @type {import("./fold.js").Flow | null} The last state that was asked for by itself. */
    this.exact = null;
    /** @type {import("./fold.js").Flow | null} What the log has come to. */
    this.latest = null;
    /** @type {{start: import("./fold.js").Flow, entries: import("./fold.js").Entry[], end: number} | null} */
    this.window = null;
    this.wanted = 0;
    this.loadWanted = oneAtATime(() => this.#loadWanted());
  }

  get last() { return this.latest?.position ?? 0; }

  /**
   * At once, if it can be had without the server.
   * @param {number | null} position @returns {import("./fold.js").Flow | null}
   */
  known(position) {
    if (position === null || position >= this.last) return this.latest;
    if (this.exact?.position === position) return this.exact;
    const window = this.window;
    if (!window || position < window.start.position || position > window.end) return null;
    return stateAt(window.start, window.entries, position, this.names);
  }

  /**
   * What can be shown until the state at a position has come.
   * @returns {import("./fold.js").Flow | null}
   */
  get nearest() { return this.exact ?? this.latest; }

  /**
   * Whatever is asked for last is what is loaded next: while somebody drags, single states; where they rest, the entries around it.
   * @param {number} position @returns {Promise<void>}
   */
  load(position) {
    this.wanted = position;
    return this.loadWanted();
  }

  async #loadWanted() {
    const position = this.wanted;
    this.exact = await get(`/api/state?position=${position}`);
    this.changed();
    if (position === this.wanted) await this.#loadWindow(position);
  }

  /** @param {number} around */
  async #loadWindow(around) {
    const from = Math.max(0, around - reach);
    const [start, entries] = await Promise.all([
      from > 0 ? get(`/api/state?position=${from}`) : this.#nothing(),
      get(`/api/entries?after=${from}&limit=${2 * reach}`),
    ]);
    const last = entries.at(-1)?.[0] ?? from;
    this.window = { start, entries, end: entries.length < 2 * reach ? Math.max(last, this.last) : last };
    this.changed();
  }

  /**
   * Before the first message.
   * @returns {import("./fold.js").Flow}
   */
  #nothing() {
    const modes = Object.fromEntries([...this.names.modes, "other"].map((mode) => [mode, { orders: {}, published: {}, latest: {} }]));
    return copy({ position: 0, messages: 0, time: null, modes });
  }

  /**
   * The entries after one position and up to another, as far as they are here.
   * @param {number} after @param {number} upTo
   */
  between(after, upTo) {
    return (this.window?.entries ?? []).filter((entry) => entry[0] > after && entry[0] <= upTo);
  }

  /**
   * The entry at a position, if it is here.
   * @param {number} position
   */
  at(position) { return this.window?.entries.find((entry) => entry[0] === position); }
}
