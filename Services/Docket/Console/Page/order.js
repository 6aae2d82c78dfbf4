// One order as a sequence of messages between services: what was asked for (solid), what happened (dashed), what was undone.

import { duration, html, plain, svg } from "./dom.js";

/** @typedef {{kind: string, service: string, what: string, microseconds: number, offset: number, detail?: string, position?: number, messageId?: string, depth?: number}} Entry */
/** @typedef {{orderId: number, entries: Entry[], history?: any, next?: any, now: number, twin?: number}} Story */

const [rowHeight, top, left, laneGap] = [30, 58, 84, 132];
/** A pause longer than this, in ms, is shown as one. */
const longPause = 400;

/** @param {Story} story @param {import("./tracks.js").Model} model @param {{choose?: (position: number) => void, chosen?: number | null}} options @returns {HTMLElement} */
function sequence(story, model, options = {}) {
  const { choose, chosen } = options;
  const rows = rowsOf(story, model);
  const lanes = model.services.map((one) => one.name).filter((name) => rows.some((row) => row.service === name || row.to.includes(name)));
  const x = (/** @type {string} */ name) => left + laneGap * (lanes.indexOf(name) + 0.5);
  const width = left + laneGap * lanes.length + 8;
  const height = top + rowHeight * rows.length + 8;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "list", "aria-label": `Messages about order ${story.orderId}` });
  for (const lane of lanes) {
    picture.append(svg("line", { class: "lane", x1: x(lane), x2: x(lane), y1: top - 26, y2: height - 6 }),
      svg("text", { class: "lane-name", x: x(lane), y: 18, "text-anchor": "middle" }, lane));
  }
  rows.forEach((row, index) => picture.append(drawn(row, top + rowHeight * index, x, width, { story, choose, chosen })));
  return html("div", { class: "sequence" }, picture);
}

/**
 * One order as a card: its state, its messages, what each event changed and what can come next.
 * @param {any} story @param {import("./tracks.js").Model} model
 * @param {{isTwin: boolean, chosen?: number | null, choose?: (position: number) => void, open?: () => void, close?: () => void}} options
 * @returns {HTMLElement}
 */
export function orderCard(story, model, { isTwin, chosen, choose, open, close }) {
  const mode = story.next?.mode ?? "";
  const last = story.entries.filter((/** @type {Entry} */ entry) => entry.kind === "message").at(-1);
  const name = `Order ${story.orderId}`;
  return html("section", { class: `card ${mode}`, "aria-label": name },
    html("div", { class: "order-head" }, html("h2", {}, isTwin && open ? html("button", { class: "link", click: open }, name) : name),
      html("span", { class: "badge" }, story.history?.order?.state ?? "not there yet"), html("span", { class: "badge" }, mode),
      html("span", { class: "soft small" }, isTwin ? "its twin in the other mode, " : "", last ? `${duration(last.offset)} from first to last` : ""),
      !isTwin && close ? html("button", { type: "button", "aria-label": "Close the order", click: close }, "×") : ""),
    sequence(story, model, { chosen, choose }), ...aboutOrder(story));
}

/** @typedef {{kind: string, name: string, service: string, to: string[], time: number, offset: number, position?: number, isCommand: boolean, isUndo: boolean, took: Record<string, number>}} Row */

/** @param {Story} story @param {import("./tracks.js").Model} model @returns {Row[]} */
function rowsOf(story, model) {
  /** @type {Row[]} */
  const rows = [];
  let last = 0;
  for (const entry of story.entries) {
    if (!["call", "message", "failure", "byHand"].includes(entry.kind)) continue;
    if (rows.length > 0 && entry.offset - last > longPause) {
      rows.push({ kind: "gap", name: `nothing for ${duration(entry.offset - last)}`, service: "", to: [], time: entry.microseconds, offset: last, isCommand: false, isUndo: false, took: {} });
    }
    last = entry.offset;
    const message = model.messages.find((one) => one.type === entry.what);
    const handled = story.entries.filter((one) => one.kind === "handled" && one.messageId === entry.messageId && entry.kind === "message");
    rows.push({
      kind: entry.kind, name: entry.what, service: entry.service, to: handled.map((one) => one.service).filter((one) => one !== entry.service),
      time: entry.microseconds, offset: entry.offset, position: entry.position, isCommand: message?.kind === "command",
      isUndo: message?.isCompensation ?? false,
      took: Object.fromEntries(handled.map((one) => [one.service, (one.microseconds - entry.microseconds) / 1000])),
    });
  }
  return rows;
}

/** @param {Row} row @param {number} y @param {(name: string) => number} x @param {number} width @param {{story: Story, choose?: (position: number) => void, chosen?: number | null}} options @returns {SVGElement} */
function drawn(row, y, x, width, { story, choose, chosen }) {
  if (row.kind === "gap") {
    return svg("g", { role: "listitem" }, svg("text", { class: "gap", x: left, y: y + 4 }, `⋯ ${row.name}`));
  }
  const isFuture = row.time > story.now;
  const classes = ["step", row.isCommand ? "command" : "event", row.isUndo ? "undo" : "", isFuture ? "future" : "", row.position && chosen === row.position ? "chosen" : ""];
  const pick = row.position && choose ? () => choose(/** @type {number} */ (row.position)) : null;
  const group = svg("g", {
    class: classes.filter(Boolean).join(" "), role: "listitem", tabindex: pick ? 0 : null, click: pick,
    keydown: pick ? (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") pick(); } : null,
    "aria-label": `${row.name} from ${row.service}${row.to.length ? ` to ${row.to.join(", ")}` : ""}, after ${duration(row.offset)}`,
  });
  group.append(svg("rect", { class: "hit", x: 0, y: y - rowHeight / 2, width, height: rowHeight, rx: 5 }),
    svg("text", { class: "time", x: left - 14, y: y + 4, "text-anchor": "end" }, `+${duration(row.offset)}`));
  const from = x(row.service);
  group.append(svg("circle", { class: row.kind === "failure" ? "failed" : "dot", cx: from, cy: y, r: 3.5 }));
  for (const to of row.to) {
    const direction = Math.sign(x(to) - from);
    group.append(svg("line", { class: "arrow", x1: from + 5 * direction, x2: x(to) - 8 * direction, y1: y, y2: y }),
      svg("path", { class: "head", d: `M ${x(to) - 2 * direction} ${y} l ${-8 * direction} -4.5 v 9 z` }));
  }
  const ends = [from, ...row.to.map(x)];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  // What goes to nobody has its name beside it.
  const isAlone = high - low < 10;
  const middle = isAlone ? low + 10 : (low + high) / 2;
  group.append(svg("text", { class: row.kind === "failure" ? "name failed" : "name", x: middle, y: isAlone ? y + 4 : y - 6, "text-anchor": isAlone ? "start" : "middle" }, plain(row.name)));
  const took = Object.entries(row.took).map(([name, ms]) => `${name} handled it after ${duration(Math.max(0, ms))}`).join("\n");
  group.append(svg("title", {}, `${plain(row.name)}${row.position ? `, position ${row.position}` : ""}${took ? `\n${took}` : ""}`));
  return group;
}

/**
 * What each event changed, and what can come next.
 * @param {Story} story @returns {HTMLElement[]}
 */
function aboutOrder(story) {
  const parts = [];
  const changes = (story.history?.events ?? []).flatMap((/** @type {any} */ event) => event.changes.map((/** @type {any} */ change) => ({ ...change, type: event.type, version: event.version })));
  if (changes.length > 0) {
    const rows = changes.map((/** @type {any} */ change) => html("tr", {},
      html("td", {}, `${change.version}  ${plain(change.type)}`), html("td", {}, plain(change.field)),
      html("td", {}, change.before === undefined ? "" : html("span", { class: "before" }, written(change.before)), " ", change.after === undefined ? "" : written(change.after))));
    parts.push(html("details", {}, html("summary", {}, "What each event changed"),
      html("table", { class: "changes" }, html("thead", {}, html("tr", {}, html("th", {}, "Event"), html("th", {}, "Field"), html("th", {}, "Change"))), html("tbody", {}, ...rows))));
  }
  const next = nextOf(story.next);
  if (next.length > 0) parts.push(html("div", {}, html("h3", {}, "What can come next"), html("ul", { class: "next" }, ...next.map((text) => html("li", {}, text)))));
  return parts;
}

/** @param {any} next @returns {string[]} */
function nextOf(next) {
  if (!next) return [];
  return [
    ...next.deliveries.map((/** @type {any} */ one) => one.waitsForPerson ? `${one.message} waits for a person at ${one.service}: it is a dead letter`
      : `${one.message} will be taken by ${one.service}`),
    ...next.timeouts.map((/** @type {any} */ one) => {
      const left = (new Date(one.due).getTime() - Date.now()) / 1000;
      return `timeout of ${one.service} ${left > 0 ? `in ${left.toFixed(0)} s` : "is due"}, if nothing comes before`;
    }),
    ...next.possible.map((/** @type {any} */ one) => `if ${one.of}: ${one.messages.join(", ")}${one.followedBy.length ? `, followed by ${one.followedBy.join(", ")}` : ""}`),
  ].map(plain);
}

/** @param {unknown} value */
function written(value) { return plain(typeof value === "string" ? value : JSON.stringify(value)); }
