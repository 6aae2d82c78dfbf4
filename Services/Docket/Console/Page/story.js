// One order's story in a single file, for a review or a ticket: `docket trace N --html FILE` writes this and what it needs into it.

import { html, plain } from "./dom.js";
import { orderCard } from "./order.js";

const { model, stories, messages } = JSON.parse(document.getElementById("data")?.textContent ?? "{}");

/** @param {number} position */
function show(position) {
  const details = /** @type {HTMLDetailsElement | null} */ (document.getElementById(`message-${position}`));
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "center" });
}

document.getElementById("stories")?.append(
  ...stories.map((/** @type {any} */ story, /** @type {number} */ index) => orderCard(story, model, { isTwin: index > 0, choose: show })));
document.getElementById("messages")?.append(...messages.map((/** @type {any} */ one) => html("details", { id: `message-${one.position}` },
  html("summary", {}, `${one.position}  ${plain(one.cloudEvent.type)} from ${plain(one.cloudEvent.source)}`),
  html("pre", {}, plain(JSON.stringify(one.cloudEvent, null, 2))))));
