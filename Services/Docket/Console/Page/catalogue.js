// The catalogue: every message, what it means, who publishes it, and who takes it in each mode.

import { grouped, html } from "./dom.js";

export class CatalogueView {
  /** @param {import("./tracks.js").Model} model */
  constructor(model) {
    this.model = model;
    this.counts = model.messages.map(() => html("td", { class: "number" }));
    const head = ["Message", "Kind", "Published by", ...model.modes.map((mode) => `Taken in ${mode} by`), "Published"];
    const rows = model.messages.map((message, index) => html("tr", {},
      html("td", {}, html("b", { class: message.isCompensation ? "undo-text" : "" }, message.type),
        html("span", { class: "soft small" }, ` v${message.version}`), html("div", { class: "soft small" }, message.meaning ?? "")),
      html("td", {}, message.kind), html("td", {}, message.publishers.join(", ")),
      ...model.modes.map((mode) => html("td", {}, takers(model, message.type, mode).join(", ") || "nobody")), this.counts[index]));
    this.element = html("section", { class: "card" }, html("h2", {}, "Messages"),
      html("div", { class: "scroll" }, html("table", { class: "list" },
        html("thead", {}, html("tr", {}, ...head.map((name) => html("th", { scope: "col" }, name)))), html("tbody", {}, ...rows))));
  }

  /** @param {import("./fold.js").Flow} flow */
  show(flow) {
    this.model.messages.forEach((message, index) => {
      const published = Object.values(flow.modes).reduce((sum, mode) => sum + (mode.published[message.type] ?? 0), 0);
      this.counts[index].textContent = grouped(published);
    });
  }
}

/** @param {import("./tracks.js").Model} model @param {string} type @param {string} mode */
function takers(model, type, mode) {
  return model.services.filter((one) => (one.takes[mode] ?? []).includes(type)).map((one) => one.name);
}
