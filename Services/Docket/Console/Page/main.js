// The page: one position of the log, and everything on it a function of that.

import { follow, get, hooks } from "./api.js";
import { catalogueView } from "./catalogue.js";
import { compareView } from "./compare.js";
import { grouped, html, plain, timeOf } from "./dom.js";
import { typeName } from "./fold.js";
import { inspect } from "./inspector.js";
import { lettersView, load as loadLetters, open as openLetters } from "./letters.js";
import { Log } from "./log.js";
import { aboutOrder, sequence } from "./order.js";
import { load as loadPlay, playView } from "./play.js";
import { Rail } from "./rail.js";
import * as store from "./store.js";
import { Track } from "./tracks.js";

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const [main, aside, notice] = [find("main"), find("inspector"), find("notice")];
const dialog = /** @type {HTMLDialogElement} */ (find("dialog"));

hooks.askForToken = () => new Promise((/** @type {(token: string | null) => void} */ resolve) => {
  const input = /** @type {HTMLInputElement} */ (html("input", { type: "password", required: true, autocomplete: "off" }));
  let given = /** @type {string | null} */ (null);
  dialog.replaceChildren(html("form", { method: "dialog", submit: () => { given = input.value; } },
    html("h2", {}, "This installation asks for a token"),
    html("p", { class: "soft small" }, "It is the value of DOCKET_API_TOKEN where docket up was started. If you gave one before, it has changed."),
    html("label", {}, "Token", input), html("p", { class: "buttons" }, html("button", { type: "submit" }, "Go on"))));
  dialog.addEventListener("close", () => resolve(given), { once: true });
  dialog.showModal();
});

/** @type {import("./tracks.js").Model} */
const model = await get("/api/model");
const log = new Log(model, () => draw());
log.latest = await get("/api/state");
const tracks = model.modes.map((mode) => new Track(model, mode));
const rail = new Rail(/** @type {HTMLCanvasElement} */ (find("rail")), (position, isOver) => seek(position, !isOver));
/** @type {import("./letters.js").Letter[]} */
let letters = [];
/** @type {Map<number, any>} */
const stories = new Map();
let drawn = "";

// MARK: Where

function position() { return store.place.position ?? log.last; }

/** @param {number} to @param {boolean} quiet */
function seek(to, quiet = false) {
  if (quiet) lastSeek = performance.now();
  store.go({ position: to >= log.last ? null : Math.max(1, to), message: null }, { quiet });
}
let lastSeek = 0;

/** @param {"back" | "on"} direction @param {boolean} ofAny */
async function step(direction, ofAny) {
  const order = ofAny || !store.place.order ? "" : `&order=${store.place.order}`;
  const found = await get(`/api/step?from=${position()}&direction=${direction}${order}`);
  if (found.position !== position()) store.go({ position: found.position, message: null });
}

// MARK: Drawing

let isDue = false;
function draw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    drawNow().catch(complain);
  });
}

async function drawNow() {
  const at = store.place.position;
  const known = log.known(at);
  const flow = known ?? log.nearest;
  rail.last = Math.max(rail.last, log.last);
  rail.moveTo(position());
  for (const button of document.querySelectorAll("nav button")) {
    button.setAttribute("aria-current", /** @type {HTMLElement} */ (button).dataset.view === store.place.view ? "page" : "false");
  }
  find("live").setAttribute("aria-pressed", String(at === null));
  if (!known) log.load(at ?? 0).catch(complain);
  if (!flow) return;
  find("where").replaceChildren(html("span", { class: "long" }, `${timeOf(flow.time)}  `), grouped(flow.position), html("span", { class: "long" }, ` of ${grouped(log.last)}`));
  const shown = at === null || !known ? null : log.at(at);
  for (const track of tracks) {
    track.show(flow, shown && model.modes[shown[3]] === track.mode ? typeName(shown[2], model) : null);
  }
  arrange(flow);
  if (!hasDrawn) performance.mark("docket-drawn");
  hasDrawn = true;
}
let hasDrawn = false;

/**
 * What is on the page, if that has changed.
 * @param {import("./fold.js").Flow} flow
 */
function arrange(flow) {
  const { view, order } = store.place;
  const isEmpty = view === "flow" && log.last === 0;
  const name = isEmpty ? "empty" : view === "flow" ? `flow ${order ?? ""}` : view;
  if (view === "catalogue" || view === "compare" || view === "letters" || name !== drawn) {
    if (isEmpty) main.replaceChildren(emptyView());
    else if (view === "letters") {
      if (drawn !== name) showLetters();
    } else if (view === "play") {
      if (drawn !== name) loadPlay().then(showPlay, complain);
    } else if (view === "compare") showComparison().catch(complain);
    else if (view === "catalogue") main.replaceChildren(catalogueView(model, flow));
    else main.replaceChildren(html("div", { class: "tracks" }, ...tracks.map((track) => track.element)), html("section", { id: "order", hidden: true }), html("section", { id: "recent", class: "card", hidden: true, "aria-label": "Orders" }));
  }
  // What was built anew has to be filled anew.
  if (drawn !== name) [asked, askedRecent] = ["", 0];
  drawn = name;
  if (view === "flow" && order) showOrder(order);
  else if (view === "flow" && !isEmpty) showRecent().catch(complain);
}

/** @param {any[]} services */
function showPlay(services) {
  if (store.place.view !== "play") return;
  main.replaceChildren(playView(services, model, { took: showPlay, complain }));
  clearTimeout(playTimer);
  // What is killed comes back by itself; a form in use is left alone.
  playTimer = setTimeout(() => {
    if (main.querySelector("select:focus")) return showPlayLater();
    loadPlay().then(showPlay, complain);
  }, 1500);
}
let playTimer = 0;
function showPlayLater() { playTimer = setTimeout(() => loadPlay().then(showPlay, complain), 1500); }

let isComparing = false;
async function showComparison() {
  if (isComparing) return;
  isComparing = true;
  const at = position();
  try {
    const comparison = await get(`/api/compare?position=${at}`);
    if (store.place.view === "compare") main.replaceChildren(compareView(comparison, model));
  } finally {
    isComparing = false;
    if (at !== position() && store.place.view === "compare") setTimeout(draw, 150);
  }
}

let askedRecent = 0;
let isAskingRecent = false;
/** The orders that something happened to last. */
async function showRecent() {
  if (isAskingRecent || askedRecent === position()) return;
  // While somebody drags, nobody reads a table.
  if (performance.now() - lastSeek < 150) return void setTimeout(draw, 160);
  isAskingRecent = true;
  askedRecent = position();
  try {
    const orders = await get(`/api/orders?position=${askedRecent}&limit=12`);
    const place = document.getElementById("recent");
    if (!place || store.place.order) return;
    place.hidden = orders.length === 0;
    place.replaceChildren(html("h2", {}, "Orders, the last first"), recentView(orders));
  } finally {
    isAskingRecent = false;
    if (askedRecent !== position()) setTimeout(draw, 120);
  }
}

/** @param {any[]} orders */
function recentView(orders) {
  return html("div", { class: "scroll" }, html("table", { class: "list" },
    html("thead", {}, html("tr", {}, ...["Order", "Mode", "State", "Last message", "When"].map((name) => html("th", { scope: "col" }, name)))),
    html("tbody", {}, ...orders.map((one) => html("tr", {},
      html("td", {}, html("button", { class: "link", click: () => store.go({ order: one.order }) }, `Order ${one.order}`)),
      html("td", { class: one.mode ?? "" }, html("span", { class: "mode" }, one.mode ?? "unknown")), html("td", {}, one.state ?? "unknown"),
      html("td", {}, html("button", { class: "link", click: () => store.go({ message: one.position }) }, one.type ?? "unknown")),
      html("td", { class: "soft" }, timeOf(one.time)))))));
}

function emptyView() {
  return html("section", { class: "card empty" }, html("h2", {}, "Nothing has happened yet"),
    html("p", { class: "soft" }, "Send a few orders through, half of them in each mode, from another terminal. They appear here as they go."),
    html("pre", {}, "docket load --count 50 --rate 5 --receive 1000 --mode both"));
}

function showLetters() {
  main.replaceChildren(lettersView(letters, {
    mayAct: model.mayAct, dialog, choose: (message) => store.go({ message }), done: () => { refresh().catch(complain); },
  }));
}

// MARK: One order

let asked = "";
/** @param {number} order */
async function showOrder(order) {
  const key = `${order} ${position()} ${log.last === position() ? log.last : ""}`;
  if (asked === key) return;
  asked = key;
  try {
    const story = await get(`/api/orders/${order}?position=${position()}`);
    const twin = story.twin ? await get(`/api/orders/${story.twin}?position=${position()}`) : null;
    if (asked !== key) return;
    stories.set(order, story);
    const place = document.getElementById("order");
    if (!place) return;
    place.hidden = false;
    place.className = "order-grid";
    // Each stands under the track of its mode.
    const views = [storyView(story, false), ...(twin ? [storyView(twin, true)] : [])];
    place.replaceChildren(...(twin && modeNumber(twin) < modeNumber(story) ? views.reverse() : views));
  } catch (error) {
    complain(error);
  }
}

/** @param {any} story */
function modeNumber(story) { return model.modes.indexOf(story.next?.mode ?? ""); }

/** @param {any} story @param {boolean} isTwin */
function storyView(story, isTwin) {
  const mode = model.modes[modeNumber(story)] ?? "";
  const state = story.history?.order?.state ?? "not there yet";
  const last = story.entries.filter((/** @type {any} */ entry) => entry.kind === "message").at(-1);
  return html("section", { class: `card ${mode}`, "aria-label": `Order ${story.orderId}` },
    html("div", { class: "order-head" }, html("h2", {}, isTwin ? html("button", { class: "link", click: () => store.go({ order: story.orderId }) }, `Order ${story.orderId}`) : `Order ${story.orderId}`),
      html("span", { class: `badge ${state}` }, state), html("span", { class: "badge" }, mode),
      html("span", { class: "soft small" }, isTwin ? "its twin in the other mode" : "", last ? ` ${((last.offset ?? 0) / 1000).toFixed(2)} s from first to last` : ""),
      isTwin ? "" : html("button", { type: "button", "aria-label": "Close the order", click: () => store.go({ order: null, message: null }) }, "×")),
    sequence(story, model, { chosen: store.place.message ?? store.place.position, choose: (message) => store.go({ message }) }),
    ...aboutOrder(story));
}

// MARK: Live, playing, keys

let refreshing = 0;
async function refresh() {
  const mine = (refreshing += 1);
  const [strip, found] = await Promise.all([get(`/api/rail?stretches=${Math.max(50, Math.min(1200, Math.round(innerWidth / 2)))}`), loadLetters()]);
  if (mine !== refreshing) return;
  rail.take(strip);
  const isNew = JSON.stringify(found) !== JSON.stringify(letters);
  letters = found;
  if (isNew && drawn === "letters") showLetters();
  const count = openLetters(letters).length;
  find("letter-count").hidden = count === 0;
  find("letter-count").textContent = String(count);
}

let lastRefresh = 0;
/** @param {{state: import("./fold.js").Flow, entries: import("./fold.js").Entry[]}} news */
function takeNews(news) {
  const isOther = news.state.position < log.last;
  if (isOther) log.window = null;
  log.latest = news.state;
  if (store.place.position === null) for (const track of tracks) track.fly(news.entries);
  if (performance.now() - lastRefresh > 1000) {
    lastRefresh = performance.now();
    refresh().then(draw, complain);
  } else {
    clearTimeout(settling);
    settling = setTimeout(() => refresh().then(draw, complain), 1100);
  }
  draw();
}
let settling = 0;

let playing = 0;
/** Lets the log's own time pass, so many times as fast. Pauses are shortened: nobody waits for nothing. */
function play() {
  if (playing) return pause();
  if (store.place.position === null) seek(1);
  let before = performance.now();
  let clock = /** @type {number | null} */ (null);
  find("play").setAttribute("aria-pressed", "true");
  const frame = () => advance().catch((error) => {
    pause();
    complain(error);
  });
  const advance = async () => {
    const now = performance.now();
    const speed = Number(/** @type {HTMLSelectElement} */ (find("speed")).value);
    const from = position();
    if (!log.known(from)) await log.load(from);
    const next = log.between(from, Infinity);
    if (next.length === 0 && from >= log.last) return pause(true);
    if (next.length === 0) await log.load(from + 1);
    else {
      clock ??= next[0][1];
      clock = Math.max(clock, next[0][1] - 500_000 * Math.max(1, speed)) + (now - before) * 1000 * speed;
      const passed = next.filter((entry) => entry[1] <= /** @type {number} */ (clock));
      for (const track of tracks) track.fly(passed.slice(-40));
      if (passed.length > 0) store.go({ position: passed[passed.length - 1][0], message: null }, { quiet: true });
    }
    before = now;
    if (playing) playing = requestAnimationFrame(frame);
  };
  playing = requestAnimationFrame(frame);
}

function pause(isLive = false) {
  cancelAnimationFrame(playing);
  playing = 0;
  find("play").setAttribute("aria-pressed", "false");
  if (isLive) store.go({ position: null });
}

function live() {
  pause();
  store.go({ position: null, message: null });
}

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return find("search-text").focus();
  }
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape" && target === find("search-text")) return target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || target.closest("input, select, textarea")) return;
  const acts = {
    ArrowLeft: () => step("back", event.shiftKey).catch(complain), ArrowRight: () => step("on", event.shiftKey).catch(complain), l: live, L: live,
    Escape: () => store.go(store.place.message ? { message: null } : { order: null }),
    " ": target.closest("button, summary, a") ? null : play,
  };
  const act = acts[/** @type {keyof typeof acts} */ (event.key)];
  if (!act) return;
  event.preventDefault();
  act();
});
find("back").addEventListener("click", (event) => step("back", event.shiftKey).catch(complain));
find("on").addEventListener("click", (event) => step("on", event.shiftKey).catch(complain));
find("play").addEventListener("click", () => play());
find("live").addEventListener("click", live);
for (const button of document.querySelectorAll("nav button")) {
  button.addEventListener("click", () => store.go({ view: /** @type {HTMLElement} */ (button).dataset.view }));
}
find("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = /** @type {HTMLInputElement} */ (find("search-text")).value.trim();
  if (!text) return;
  try {
    const found = await get(`/api/find/${encodeURIComponent(text)}`);
    store.go(found.order ? { view: "flow", order: found.order, message: null } : { message: found.position });
    notice.hidden = true;
    // So that the next keys move the cursor and do not write.
    find("search-text").blur();
  } catch (error) {
    complain(error);
  }
});

/** @param {unknown} error */
function complain(error) {
  notice.textContent = plain(error instanceof Error ? error.message : error);
  notice.hidden = false;
  setTimeout(() => { notice.hidden = true; }, 6000);
}

store.watch((place, before) => {
  if (place.message !== before.message || place.message) {
    if (!place.message) aside.hidden = true;
    else if (place.message !== before.message || aside.hidden) {
      inspect(aside, place.message, {
        close: () => store.go({ message: null }), open: (message) => store.go({ message }),
        follow: (order, at) => store.go({ view: "flow", order, position: at, message: null }),
      }).catch(complain);
    }
  }
  if (place.message !== before.message) asked = "";
  draw();
});
find("play-tab").hidden = !model.mayBreak;
store.begin();
await refresh();
draw();
if (new URLSearchParams(location.search).has("measure")) {
  import("./measure.js").then(({ measure }) => measure({ log, seek, live })).catch(complain);
}
follow(takeNews, (isConnected) => {
  const status = find("connection");
  status.className = isConnected ? "live" : "lost";
  status.textContent = isConnected ? "connected" : "connecting again";
});
