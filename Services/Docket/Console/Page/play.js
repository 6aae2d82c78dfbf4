// Break it on purpose: processes that die or stand still, messages that come late, twice, or not through.

import { get, post, put } from "./api.js";
import { html, plain } from "./dom.js";

/** @typedef {{name: string, pid: number | null, isPaused: boolean, rules?: Record<string, {type: string, seconds?: number, times?: number}[]> | null}} Service */

const kinds = /** @type {Record<string, {act: string, at: "publishers" | "takers", rule: Record<string, number>, told: string}>} */ ({
  hold: { act: "Hold back for 10 s", at: "publishers", rule: { seconds: 10 }, told: "is held back" },
  duplicate: { act: "Deliver twice", at: "takers", rule: {}, told: "comes twice" },
  fail: { act: "Fail three times", at: "takers", rule: { times: 3 }, told: "fails" },
  corrupt: { act: "Corrupt the next", at: "publishers", rule: { times: 1 }, told: "is corrupted" },
});

/** @param {Service[]} services @param {import("./tracks.js").Model} model @param {{took: (services: Service[]) => void, complain: (error: unknown) => void}} way @returns {HTMLElement} */
export function playView(services, model, way) {
  const act = (/** @type {Promise<any>} */ done) => done.then(way.took, way.complain);
  return html("div", { class: "stack" },
    html("section", { class: "card" }, html("h2", {}, "Break it on purpose"),
      html("p", { class: "soft" }, "Send orders through from a terminal (docket load --rate 5 --count 500 --mode both), break something here, and look at Flow. Nothing is lost by any of it: what is killed comes back, what is held comes late, what fails is tried again or waits for a person.")),
    html("div", { class: "tracks" }, ...services.map((service) => serviceView(service, act))),
    messagesView(services, model, act));
}

/** @param {Service} service @param {(done: Promise<any>) => void} act */
function serviceView(service, act) {
  const state = service.pid === null ? "is away" : service.isPaused ? "stands still" : "runs";
  const button = (/** @type {string} */ name, /** @type {string} */ verb) => html("button", {
    type: "button", disabled: service.pid === null, "aria-label": `${name} ${service.name}`, click: () => act(post(`/api/play/${service.name}/${verb}`, {})) }, name);
  const rules = Object.entries(service.rules ?? {}).flatMap(([kind, list]) => list.map((rule) => `${plain(rule.type)} ${kinds[kind]?.told ?? kind}`));
  return html("article", { class: "card", "aria-label": service.name },
    html("div", { class: "order-head" }, html("h3", {}, service.name), html("span", { class: `badge ${service.pid === null || service.isPaused ? "bad" : ""}` }, state),
      html("span", { class: "soft small" }, service.pid === null ? "" : `process ${service.pid}`)),
    html("p", {}, button("Kill", "kill"), " ", service.isPaused ? button("Go on", "resume") : button("Pause", "pause")),
    rules.length === 0 ? "" : html("ul", { class: "next" }, ...rules.map((text) => html("li", {}, text))));
}

/** @param {Service[]} services @param {import("./tracks.js").Model} model @param {(done: Promise<any>) => void} act */
function messagesView(services, model, act) {
  const usable = model.messages.filter((message) => message.isAboutOrder && message.publishers.length === 1);
  const select = /** @type {HTMLSelectElement} */ (html("select", { id: "play-message" }, ...usable.map((message) => html("option", {}, message.type))));
  const apply = (/** @type {string} */ kind) => {
    const message = usable.find((one) => one.type === select.value);
    if (!message) return;
    const takers = model.services.filter((one) => Object.values(one.takes).some((types) => types.includes(message.type))).map((one) => one.name);
    const where = kinds[kind].at === "publishers" ? message.publishers : takers;
    act(change(services, where, (rules) => ({ ...rules, [kind]: [...(rules[kind] ?? []), { type: message.type, ...kinds[kind].rule }] })));
  };
  return html("section", { class: "card" }, html("h3", {}, "Messages"),
    html("p", {}, html("label", { for: "play-message" }, "Every "), select, " ",
      ...Object.entries(kinds).flatMap(([kind, one]) => [html("button", { type: "button", click: () => apply(kind) }, one.act), " "]),
      html("button", { type: "button", click: () => act(change(services, services.map((one) => one.name), () => ({}))) }, "All as it should be")));
}

/** @param {Service[]} services @param {string[]} names @param {(rules: any) => any} changed @returns {Promise<Service[]>} */
async function change(services, names, changed) {
  for (const service of services) {
    if (names.includes(service.name) && service.pid !== null) await put(`/api/play/${service.name}/faults`, changed(service.rules ?? {}));
  }
  return load();
}

/** @returns {Promise<Service[]>} */
export function load() { return get("/api/play"); }
