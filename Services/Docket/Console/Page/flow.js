// The flow: both tracks, and below them one order with its twin, or the orders of the moment.

import { get } from "./api.js";
import { html, timeOf } from "./dom.js";
import { orderCard } from "./order.js";
import { oneAtATime } from "./single.js";
import * as store from "./store.js";

/** While somebody drags, in ms, nobody reads a table. */
const rest = 150;

export class FlowView {
  /** @param {import("./tracks.js").Model} model @param {import("./log.js").Log} log @param {import("./tracks.js").Track[]} tracks @param {(error: unknown) => void} complain */
  constructor(model, log, tracks, complain) {
    this.model = model;
    this.log = log;
    this.complain = complain;
    this.order = html("section", { id: "order", class: "order-grid", hidden: true });
    this.recent = html("section", { id: "recent", class: "card", hidden: true, "aria-label": "Orders" });
    this.element = html("div", { class: "stack" }, html("div", { class: "tracks" }, ...tracks.map((track) => track.element)), this.order, this.recent);
    /** @type {any[]} The order that is shown, and its twin. */
    this.stories = [];
    /** What the stories, and the list, were asked for. */
    this.askedOrder = "";
    this.askedRecent = 0;
    /** Grows when something happened to the orders that are shown. */
    this.news = 0;
    this.updateOrder = oneAtATime(() => this.#updateOrder());
    this.updateRecent = oneAtATime(() => this.#updateRecent());
  }

  show() {
    const hasOrder = store.place.order !== null;
    [this.order.hidden, this.recent.hidden] = [!hasOrder, hasOrder];
    (hasOrder ? this.updateOrder() : this.updateRecent()).catch(this.complain);
  }

  /** @param {{entries: import("./fold.js").Entry[], skipped: number}} news */
  takeNews(news) {
    if (news.skipped > 0 || news.entries.some((entry) => this.stories.some((story) => story.orderId === entry[4]))) this.news += 1;
  }

  async #updateOrder() {
    const { order, position } = store.place;
    if (order === null) return;
    const asked = `${order} ${position ?? `live ${this.news}`}`;
    if (asked !== this.askedOrder) {
      const path = (/** @type {number} */ number) => `/api/orders/${number}${position === null ? "" : `?position=${position}`}`;
      const story = await get(path(order));
      const twin = story.twin ? await get(path(story.twin)) : null;
      [this.stories, this.askedOrder] = [twin ? [story, twin] : [story], asked];
    }
    this.#drawOrder();
  }

  #drawOrder() {
    const cards = this.stories.map((story, index) => orderCard(story, this.model, {
      isTwin: index > 0, chosen: store.place.message ?? store.place.position, choose: (message) => store.go({ message }),
      open: () => store.go({ order: story.orderId }), close: () => store.go({ order: null, message: null }),
    }));
    // Each stands under the track of its mode.
    const place = (/** @type {any} */ story) => this.model.modes.indexOf(story.next?.mode ?? "");
    if (this.stories.length > 1 && place(this.stories[1]) < place(this.stories[0])) cards.reverse();
    this.order.replaceChildren(...cards);
  }

  async #updateRecent() {
    const position = store.place.position ?? this.log.last;
    if (position === this.askedRecent) return;
    const pause = rest - (performance.now() - store.movedAt);
    if (pause > 0) await new Promise((resolve) => { setTimeout(resolve, pause); });
    const orders = await get(`/api/orders?position=${position}&limit=12`);
    this.askedRecent = position;
    this.recent.replaceChildren(html("h2", {}, "Orders, the last first"), recentTable(orders));
  }
}

/** @param {any[]} orders */
function recentTable(orders) {
  return html("div", { class: "scroll" }, html("table", { class: "list" },
    html("thead", {}, html("tr", {}, ...["Order", "Mode", "State", "Last message", "When"].map((name) => html("th", { scope: "col" }, name)))),
    html("tbody", {}, ...orders.map((one) => html("tr", {},
      html("td", {}, html("button", { class: "link", click: () => store.go({ order: one.order }) }, `Order ${one.order}`)),
      html("td", { class: one.mode ?? "" }, html("span", { class: "mode" }, one.mode ?? "unknown")), html("td", {}, one.state ?? "unknown"),
      html("td", {}, html("button", { class: "link", click: () => store.go({ message: one.position }) }, one.type ?? "unknown")),
      html("td", { class: "soft" }, timeOf(one.time)))))));
}
