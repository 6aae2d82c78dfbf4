// One order's story in a single file, for a review or a ticket: `docket trace N --html FILE` writes this and what it needs into it.

import { html, plain } from "./dom.js";
import { aboutOrder, sequence } from "./order.js";

const { model, stories, messages } = JSON.parse(document.getElementById("data")?.textContent ?? "{}");

/** @param {any} story @param {number} index */
function storyView(story, index) {
  const mode = story.next?.mode ?? "";
  return html("section", { class: `card ${mode}` },
    html("div", { class: "order-head" }, html("h2", {}, `Order ${story.orderId}`), html("span", { class: "badge" }, story.history?.order?.state ?? ""),
      html("span", { class: "badge" }, mode), html("span", { class: "soft small" }, index > 0 ? "its twin in the other mode" : "")),
    sequence(story, model, { choose: show }), ...aboutOrder(story));
}

/** @param {number} position */
function show(position) {
  const details = /** @type {HTMLDetailsElement | null} */ (document.getElementById(`message-${position}`));
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "center" });
}

document.getElementById("stories")?.append(...stories.map(storyView));
document.getElementById("messages")?.append(...messages.map((/** @type {any} */ one) => html("details", { id: `message-${one.position}` },
  html("summary", {}, `${one.position}  ${plain(one.cloudEvent.type)} from ${plain(one.cloudEvent.source)}`),
  html("pre", {}, plain(JSON.stringify(one.cloudEvent, null, 2))))));
