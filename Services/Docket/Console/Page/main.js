// The page: one position of the log, and everything on it a function of that.

import { follow, get, hooks } from "./api.js";
import { CatalogueView } from "./catalogue.js";
import { compareView } from "./compare.js";
import { grouped, html, plain, timeOf } from "./dom.js";
import { FlowView } from "./flow.js";
import { typeName } from "./fold.js";
import { inspect } from "./inspector.js";
import { lettersView, load as loadLetters, open as openLetters } from "./letters.js";
import { Log } from "./log.js";
import { load as loadPlay, playView } from "./play.js";
import { Player } from "./player.js";
import { Rail } from "./rail.js";
import { oneAtATime } from "./single.js";
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
const rail = new Rail(/** @type {HTMLCanvasElement} */ (find("rail")), (position, isMoving) => seek(position, isMoving));
const player = new Player(log, tracks, () => Number(/** @type {HTMLSelectElement} */ (find("speed")).value),
  { changed: (isPlaying) => find("play").setAttribute("aria-pressed", String(isPlaying)), complain });

// MARK: Where

function position() { return store.place.position ?? log.last; }

/** @param {number} to @param {boolean} isMoving */
function seek(to, isMoving) { store.go({ position: to >= log.last ? null : Math.max(1, to), message: null }, { quiet: isMoving }); }

/** @param {"back" | "on"} direction @param {boolean} ofAny */
async function step(direction, ofAny) {
  const order = ofAny || !store.place.order ? "" : `&order=${store.place.order}`;
  const found = await get(`/api/step?from=${position()}&direction=${direction}${order}`);
  if (found.position !== position()) store.go({ position: found.position, message: null });
}

function live() {
  player.stop();
  store.go({ position: null, message: null });
}

// MARK: Views. Each has its element, and is shown again whenever the state has changed.

const flowView = new FlowView(model, log, tracks, complain);
const catalogueView = new CatalogueView(model);
const [lettersBox, compareBox, playBox] = [html("div", {}), html("div", {}), html("div", {})];
const emptyView = html("section", { class: "card empty" }, html("h2", {}, "Nothing has happened yet"),
  html("p", { class: "soft" }, "Send a few orders through, half of them in each mode, from another terminal. They appear here as they go."),
  html("pre", {}, "docket load --count 50 --rate 5 --receive 1000 --mode both"));

let compared = 0;
const compare = oneAtATime(async () => {
  if (compared === position() && compareBox.hasChildNodes()) return;
  const asked = position();
  compareBox.replaceChildren(compareView(await get(`/api/compare?position=${asked}`), model));
  compared = asked;
  // Live it is read by people, not by frames.
  if (store.place.position === null) await new Promise((resolve) => { setTimeout(resolve, 500); });
});

/** @param {any[]} services */
function showPlay(services) {
  playBox.replaceChildren(playView(services, model, { took: showPlay, complain }));
}
// What is killed comes back by itself; a form in use is left alone.
setInterval(() => {
  if (playBox.isConnected && !playBox.querySelector("select:focus")) loadPlay().then(showPlay, complain);
}, 1500);

/** @typedef {{element: HTMLElement, show: (flow: import("./fold.js").Flow) => void, opened?: () => void}} View */
/** @type {Record<string, View>} */
const views = {
  flow: flowView,
  letters: { element: lettersBox, show: () => {}, opened: () => { refresh().catch(complain); } },
  compare: { element: compareBox, show: () => { compare().catch(complain); } },
  play: { element: playBox, show: () => {}, opened: () => { loadPlay().then(showPlay, complain); } },
  catalogue: catalogueView,
};
/** @type {View} */
const empty = { element: emptyView, show: () => {} };

// MARK: Drawing

let isDue = false;
function draw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    drawNow();
  });
}

/** @type {View | null} */
let shownView = null;
function drawNow() {
  const at = store.place.position;
  const known = log.known(at);
  if (!known) log.load(at ?? 0).catch(complain);
  rail.last = Math.max(rail.last, log.last);
  rail.moveTo(position());
  for (const button of document.querySelectorAll("nav button")) {
    button.setAttribute("aria-current", /** @type {HTMLElement} */ (button).dataset.view === store.place.view ? "page" : "false");
  }
  find("live").setAttribute("aria-pressed", String(at === null));
  const flow = known ?? log.nearest;
  if (!flow) return;
  find("where").replaceChildren(html("span", { class: "long" }, `${timeOf(flow.time)}  `), grouped(flow.position), html("span", { class: "long" }, ` of ${grouped(log.last)}`));
  const shown = at === null || !known ? null : log.at(at);
  for (const track of tracks) track.show(flow, shown && model.modes[shown[3]] === track.mode ? typeName(shown[2], model) : null);
  const view = store.place.view === "flow" && log.last === 0 ? empty : views[store.place.view];
  if (view !== shownView) {
    if (!shownView) performance.mark("docket-drawn");
    shownView = view;
    main.replaceChildren(view.element);
    view.opened?.();
  }
  view.show(flow);
}

// MARK: What is new

let found = "";
const refresh = oneAtATime(async () => {
  const width = Math.max(50, Math.min(1200, Math.round(innerWidth / 2)));
  const [strip, letters] = await Promise.all([get(`/api/rail?stretches=${width}`), loadLetters()]);
  rail.take(strip);
  if (JSON.stringify(letters) === found) return;
  found = JSON.stringify(letters);
  lettersBox.replaceChildren(lettersView(letters.letters, {
    isCut: letters.isCut, mayAct: model.mayAct, dialog, choose: (message) => store.go({ message }), done: () => { refresh().catch(complain); },
  }));
  const count = openLetters(letters.letters).length;
  find("letter-count").hidden = count === 0;
  find("letter-count").textContent = letters.isCut ? `${count}+` : String(count);
});

// Once a second is often enough for the rail and the dead letters.
const refreshSoon = oneAtATime(async () => {
  await refresh();
  await new Promise((resolve) => { setTimeout(resolve, 1000); });
});

/** @param {{state: import("./fold.js").Flow, entries: import("./fold.js").Entry[], skipped: number}} news */
function takeNews(news) {
  // Another log, which is shorter, has other entries.
  if (news.state.position < log.last) log.window = null;
  log.latest = news.state;
  flowView.takeNews(news);
  if (store.place.position === null) for (const track of tracks) track.fly(news.entries);
  refreshSoon().catch(complain);
  draw();
}

// MARK: Keys and buttons

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
    " ": target.closest("button, summary, a") ? null : () => player.toggle(),
  };
  const act = acts[/** @type {keyof typeof acts} */ (event.key)];
  if (!act) return;
  event.preventDefault();
  act();
});
find("back").addEventListener("click", (event) => step("back", event.shiftKey).catch(complain));
find("on").addEventListener("click", (event) => step("on", event.shiftKey).catch(complain));
find("play").addEventListener("click", () => player.toggle());
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
  if (place.message === null) aside.hidden = true;
  else if (place.message !== before.message || aside.hidden) {
    inspect(aside, place.message, {
      close: () => store.go({ message: null }), open: (message) => store.go({ message }),
      follow: (order, at) => store.go({ view: "flow", order, position: at, message: null }),
    }).catch(complain);
  }
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
