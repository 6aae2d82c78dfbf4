// One message: as the standard writes it, who took it, and what came of it.

import { get } from "./api.js";
import { html, plain, timeOf } from "./dom.js";

const states = { handled: "has handled it", deadLetter: "could not: it is a dead letter", waiting: "has not handled it yet", none: "" };

/** @param {HTMLElement} aside @param {number} position @param {{close: () => void, open: (position: number) => void, follow: (order: number, position: number) => void}} way */
export async function inspect(aside, position, way) {
  let story;
  try {
    story = await get(`/api/messages/${position}`);
  } catch (error) {
    story = null;
    aside.replaceChildren(heading(`Message ${position}`, way.close), html("p", { class: "bad" }, plain(/** @type {Error} */ (error).message)));
  }
  aside.hidden = false;
  if (!story) return;
  const event = story.cloudEvent;
  const order = /^Order-(\d+)$/.exec(event.subject ?? "")?.[1];
  aside.replaceChildren(
    heading(plain(event.type), way.close),
    html("p", { class: "soft small" }, `position ${position}, ${plain(event.source)}, schema version ${schemaVersion(event)}, ${timeOf(event.time)}`),
    html("p", { class: "small" }, order ? html("button", { class: "link", click: () => way.follow(Number(order), position) }, `Order ${order}`) : plain(event.subject),
      story.cause ? html("span", {}, ", because of ", jump(story.cause, `position ${story.cause}`, way)) : ""),
    section("Who took it", consumers(story, way)),
    section("As the log has it", html("pre", { tabindex: 0 }, plain(JSON.stringify(event, null, 2)))),
    section("The same in a terminal", html("pre", { tabindex: 0 }, story.command), copyButton(story.command)));
}

/** @param {any} story @param {{open: (position: number) => void}} way */
function consumers(story, way) {
  const taking = story.consumers.filter((/** @type {any} */ one) => one.state !== "none");
  if (taking.length === 0) return html("p", { class: "soft" }, "No service takes messages of this type.");
  return html("ul", { class: "next" }, ...taking.map((/** @type {any} */ one) => html("li", { class: one.state === "deadLetter" ? "bad" : "" },
    html("b", {}, one.service), ` ${states[/** @type {keyof typeof states} */ (one.state)] ?? one.state}`,
    one.effects.length ? html("span", {}, " and published ", ...one.effects.flatMap((/** @type {any} */ effect, /** @type {number} */ index) =>
      [index ? ", " : "", jump(effect.position, plain(effect.type), way)])) : "")));
}

/** @param {any} event */
function schemaVersion(event) { return /\/(\d+)\.json$/.exec(event.dataschema ?? "")?.[1] ?? "unknown"; }

/** @param {string} text @param {() => void} close */
function heading(text, close) {
  return html("h2", {}, html("span", {}, text), html("button", { type: "button", "aria-label": "Close", title: "Close (Esc)", click: close }, "×"));
}

/** @param {string} name @param {...HTMLElement} children */
function section(name, ...children) { return html("section", {}, html("h3", {}, name), ...children); }

/** @param {number} position @param {string} text @param {{open: (position: number) => void}} way */
function jump(position, text, way) { return html("button", { class: "link", click: () => way.open(position) }, text); }

/** @param {string} text */
function copyButton(text) {
  const button = html("button", { type: "button", click: async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } }, "Copy");
  return button;
}
