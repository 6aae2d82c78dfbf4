// The rail: the whole log as a strip. Choreography goes up from the middle, orchestration goes down, so they differ without colour.

import { grouped } from "./dom.js";

/** @typedef {{first: number, last: number, messages: number[]}} Stretch */
/** @typedef {{position: number, kind: string, service: string, type: string}} Mark */

export class Rail {
  /** @param {HTMLCanvasElement} canvas @param {(position: number, isMoving: boolean) => void} seek */
  constructor(canvas, seek) {
    this.canvas = canvas;
    /** @type {Stretch[]} */
    this.stretches = [];
    /** @type {Mark[]} */
    this.marks = [];
    this.last = 0;
    this.position = 0;
    /** @type {HTMLCanvasElement | null} */
    this.strip = null;
    this.colours = { back: "", ink: "" };
    let dragging = false;
    const at = (/** @type {PointerEvent} */ event, isMoving = true) => seek(this.#positionAt(event.offsetX), isMoving);
    canvas.addEventListener("pointerdown", (event) => {
      dragging = true;
      canvas.setPointerCapture(event.pointerId);
      at(event);
    });
    canvas.addEventListener("pointermove", (event) => { if (dragging) at(event); });
    canvas.addEventListener("pointerup", (event) => { if (dragging) at(event, false); dragging = false; });
    canvas.addEventListener("pointercancel", () => { dragging = false; });
    canvas.addEventListener("keydown", (event) => {
      const step = { PageUp: -0.05, PageDown: 0.05, Home: -1, End: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      seek(Math.round(Math.min(this.last, Math.max(1, this.position + step * this.last))), false);
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.strip = null;
      this.draw();
    });
  }

  /** @param {{stretches: Stretch[], marks: Mark[], last: number}} rail */
  take(rail) {
    [this.stretches, this.marks, this.last, this.strip] = [rail.stretches, rail.marks, rail.last, null];
    this.draw();
  }

  /** @param {number} position */
  moveTo(position) {
    this.position = position;
    this.canvas.setAttribute("aria-valuemin", "1");
    this.canvas.setAttribute("aria-valuemax", String(Math.max(1, this.last)));
    this.canvas.setAttribute("aria-valuenow", String(position));
    this.canvas.setAttribute("aria-valuetext", `message ${grouped(position)} of ${grouped(this.last)}`);
    this.draw();
  }

  // Each stretch has the same width and the same number of messages: time in which nothing happens takes no room.
  /** @param {number} x */
  #positionAt(x) {
    if (this.stretches.length === 0) return 1;
    const place = (Math.min(Math.max(0, x), this.canvas.clientWidth) / this.canvas.clientWidth) * this.stretches.length;
    const stretch = this.stretches[Math.min(this.stretches.length - 1, Math.floor(place))];
    return Math.round(stretch.first + (place - Math.floor(place)) * (stretch.last - stretch.first)) || 1;
  }

  /** @param {number} position @param {number} width */
  #x(position, width) {
    let [low, high] = [0, this.stretches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.stretches[middle].last < position) low = middle + 1; else high = middle;
    }
    const stretch = this.stretches[low];
    if (!stretch) return width;
    const within = (position - stretch.first) / Math.max(1, stretch.last - stretch.first);
    return ((low + Math.min(1, Math.max(0, within))) / this.stretches.length) * width;
  }

  draw() {
    const { canvas } = this;
    const [width, height, ratio] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    const pen = canvas.getContext("2d");
    if (width === 0 || !pen) return;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      [canvas.width, canvas.height] = [wide, high];
      this.strip = null;
    }
    this.strip ??= this.#drawStrip(wide, high, width, height, ratio);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.strip, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const x = Math.min(width - 1.5, Math.max(1.5, this.#x(this.position, width)));
    pen.fillStyle = this.colours.back;
    pen.globalAlpha = 0.62;
    pen.fillRect(x, 0, width - x, height);
    pen.globalAlpha = 1;
    pen.fillStyle = this.colours.ink;
    pen.fillRect(x - 1, 0, 2, height);
    pen.beginPath();
    pen.arc(x, height - 5, 5, 0, 7);
    pen.fill();
  }

  /**
   * What does not move: drawn once for all places of the cursor.
   * @param {number} wide @param {number} high @param {number} width @param {number} height @param {number} ratio
   */
  #drawStrip(wide, high, width, height, ratio) {
    const strip = document.createElement("canvas");
    [strip.width, strip.height] = [wide, high];
    const pen = /** @type {CanvasRenderingContext2D} */ (strip.getContext("2d"));
    pen.scale(ratio, ratio);
    const style = getComputedStyle(this.canvas);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    this.colours = { back: colour("--back"), ink: colour("--ink") };
    pen.fillStyle = colour("--faint");
    pen.fillRect(0, 0, width, height);
    const most = Math.max(1, ...this.stretches.map((one) => Math.max(...one.messages)));
    const [middle, reach] = [height / 2, height / 2 - 9];
    const bars = (/** @type {string} */ name, /** @type {(one: Stretch) => [number, number]} */ bar) => {
      pen.fillStyle = colour(name);
      this.stretches.forEach((one, index) => {
        const [y, tall] = bar(one);
        pen.fillRect((index / this.stretches.length) * width, y, width / this.stretches.length + 0.6, tall);
      });
    };
    const tall = (/** @type {number} */ count) => (count / most) * reach;
    bars("--line", (one) => [middle - tall(one.messages[2]) / 2, tall(one.messages[2])]);
    bars("--choreography", (one) => [middle - tall(one.messages[0]), tall(one.messages[0])]);
    bars("--orchestration", (one) => [middle, tall(one.messages[1])]);
    for (const mark of this.marks) {
      const x = this.#x(mark.position, width);
      pen.fillStyle = colour(mark.kind === "deadLetter" ? "--bad" : "--undo");
      pen.beginPath();
      pen.moveTo(x - 4, 0);
      pen.lineTo(x + 4, 0);
      pen.lineTo(x, 8);
      pen.fill();
    }
    return strip;
  }
}
