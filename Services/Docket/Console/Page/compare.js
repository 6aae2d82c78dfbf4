// The two modes held against each other, up to the position: the live form of `docket compare`.

import { duration, grouped, html, svg } from "./dom.js";

/** @typedef {{ready: number, p50?: number, p95?: number, p99?: number, buckets: {upTo: number, orders: number}[], messagesPerOrder?: number, commandsPerOrder?: number}} Mode */
/** @typedef {{position: number, modes: Record<string, Mode>}} Comparison */

const [width, height, foot] = [1000, 260, 34];

/** @param {Comparison} comparison @param {import("./tracks.js").Model} model @returns {HTMLElement} */
export function compareView(comparison, model) {
  const modes = model.modes.map((name) => ({ name, mode: comparison.modes[name] }));
  if (modes.every((one) => one.mode.ready === 0)) {
    return html("section", { class: "card empty" }, html("h2", {}, "Nothing to compare yet"),
      html("p", { class: "soft" }, "Once orders of both modes have become ready, how long they took stands here side by side."));
  }
  const text = (/** @type {number | undefined} */ value) => (value === undefined ? "" : duration(value));
  const number = (/** @type {number | undefined} */ value) => (value === undefined ? "" : value.toFixed(1));
  const rows = /** @type {[string, (mode: Mode) => string][]} */ ([
    ["Orders that became ready", (mode) => grouped(mode.ready)], ["Half of them within", (mode) => text(mode.p50)],
    ["95 of 100 within", (mode) => text(mode.p95)], ["99 of 100 within", (mode) => text(mode.p99)],
    ["Messages per order", (mode) => number(mode.messagesPerOrder)], ["Commands among them", (mode) => number(mode.commandsPerOrder)],
  ]);
  return html("section", { class: "card" },
    html("div", { class: "order-head" }, html("h2", {}, "From paid to ready"), html("span", { class: "soft small" }, "choreography above the line, orchestration below; the scale doubles"),
      html("button", { type: "button", click: () => save(comparison) }, "Save as JSON")),
    histogram(modes.map((one) => one.mode), model),
    html("div", { class: "scroll" }, html("table", { class: "list" },
      html("thead", {}, html("tr", {}, html("th", { scope: "col" }, ""), ...modes.map((one) => html("th", { scope: "col", class: `number ${one.name}` }, html("span", { class: "mode" }, one.name))))),
      html("tbody", {}, ...rows.map(([name, value]) => html("tr", {}, html("th", { scope: "row" }, name), ...modes.map((one) => html("td", { class: "number" }, value(one.mode)))))))));
}

/** @param {Mode[]} modes @param {import("./tracks.js").Model} model */
function histogram(modes, model) {
  const all = modes.flatMap((mode) => mode.buckets);
  const least = Math.log2(Math.min(...all.map((one) => one.upTo))) - 0.25;
  const most = Math.max(Math.log2(Math.max(...all.map((one) => one.upTo))), least + 1);
  const x = (/** @type {number} */ value) => ((value - least) / (most - least)) * width;
  const middle = (height - foot) / 2;
  const label = model.modes.map((name, index) => `${name}: half within ${modes[index].p50 === undefined ? "nothing" : duration(modes[index].p50 ?? 0)}`).join("; ");
  const picture = svg("svg", { class: "histogram", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `How long orders took from paid to ready. ${label}` });
  modes.slice(0, 2).forEach((mode, index) => {
    const tallest = Math.max(1, ...mode.buckets.map((one) => one.orders / mode.ready));
    const top = Math.max(...modes.slice(0, 2).flatMap((one) => one.buckets.map((bucket) => bucket.orders / one.ready)), tallest / 100);
    for (const bucket of mode.buckets) {
      const tall = ((bucket.orders / mode.ready) / top) * (middle - 4);
      const right = x(Math.log2(bucket.upTo));
      picture.append(svg("rect", { class: model.modes[index], x: x(Math.log2(bucket.upTo) - 0.25) + 1, width: Math.max(1, right - x(Math.log2(bucket.upTo) - 0.25) - 2),
        y: index === 0 ? middle - tall : middle, height: tall }, svg("title", {}, `${grouped(bucket.orders)} orders up to ${duration(bucket.upTo)}`)));
    }
  });
  picture.append(svg("line", { class: "axis", x1: 0, x2: width, y1: middle, y2: middle }));
  for (let tick = Math.ceil(least); tick <= most; tick += 1) {
    picture.append(svg("text", { x: Math.min(width - 24, Math.max(24, x(tick))), y: height - 10, "text-anchor": "middle" }, duration(2 ** tick)));
  }
  return html("div", { class: "scroll" }, picture);
}

/** @param {Comparison} comparison */
function save(comparison) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(comparison, null, 2)], { type: "application/json" }));
  html("a", { href: address, download: `docket-compare-${comparison.position}.json` }).click();
  URL.revokeObjectURL(address);
}
