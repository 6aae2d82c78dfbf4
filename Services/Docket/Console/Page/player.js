// Lets the log's own time pass, so many times as fast. Long pauses are shortened: nobody waits for nothing.

import * as store from "./store.js";

/** Microseconds of a pause that are waited for, at the log's own speed. */
const longestPause = 500_000;
/** Messages that are let fly at once. */
const mostFlights = 40;

export class Player {
  /** @param {import("./log.js").Log} log @param {import("./tracks.js").Track[]} tracks @param {() => number} speed @param {{changed: (isPlaying: boolean) => void, complain: (error: unknown) => void}} way */
  constructor(log, tracks, speed, way) {
    this.log = log;
    this.tracks = tracks;
    this.speed = speed;
    this.way = way;
    this.frame = 0;
    /** @type {number | null} Of the log, in microseconds; `null` until the first message. */
    this.clock = null;
    this.before = 0;
  }

  toggle() {
    if (this.frame) return this.stop();
    if (store.place.position === null) store.go({ position: 1, message: null });
    [this.clock, this.before] = [null, performance.now()];
    this.#next();
    this.way.changed(true);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.way.changed(false);
  }

  #next() {
    this.frame = requestAnimationFrame(() => this.#advance().catch((error) => {
      this.stop();
      this.way.complain(error);
    }));
  }

  async #advance() {
    const from = store.place.position ?? this.log.last;
    if (from >= this.log.last) {
      this.stop();
      return store.go({ position: null });
    }
    let coming = this.log.between(from, Infinity);
    if (coming.length === 0) {
      await this.log.load(from + 1);
      coming = this.log.between(from, Infinity);
    }
    const now = performance.now();
    if (coming.length > 0) this.#pass(coming, (now - this.before) * 1000 * this.speed());
    this.before = now;
    if (this.frame) this.#next();
  }

  /** @param {import("./fold.js").Entry[]} coming @param {number} microseconds */
  #pass(coming, microseconds) {
    const next = coming[0][1];
    this.clock = Math.max(this.clock ?? next, next - longestPause * Math.max(1, this.speed())) + microseconds;
    const passed = coming.filter((entry) => entry[1] <= /** @type {number} */ (this.clock));
    if (passed.length === 0) return;
    for (const track of this.tracks) track.fly(passed.slice(-mostFlights));
    store.go({ position: passed[passed.length - 1][0], message: null }, { quiet: true });
  }
}
