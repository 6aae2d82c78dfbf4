// Dead letters: grouped by what went wrong, tried again or discarded with a name and a reason on record.

import { get, post } from "./api.js";
import { html, plain, timeOf } from "./dom.js";

/** @typedef {{service: string, letter: {position: number, type: string, subject: string, state: string, reason: string, error: string, attempts: number, at: string}}} Letter */

/** @param {Letter[]} letters */
export function open(letters) { return letters.filter((one) => ["waiting", "retrying"].includes(one.letter.state)); }

/** @param {Letter[]} letters @param {{isCut: boolean, mayAct: boolean, choose: (position: number) => void, done: () => void, dialog: HTMLDialogElement}} way @returns {HTMLElement} */
export function lettersView(letters, way) {
  if (letters.length === 0) {
    return html("section", { class: "card empty" }, html("h2", {}, "No dead letters"),
      html("p", { class: "soft" }, "A message that a service cannot handle, however often it tries, comes here and waits for a person."));
  }
  /** @type {Map<string, Letter[]>} */
  const groups = new Map();
  for (const one of letters) {
    const key = `${one.service}\n${one.letter.type}\n${one.letter.error}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const sorted = [...groups.values()].sort((one, other) => open(other).length - open(one).length);
  const more = way.isCut ? html("p", { class: "soft" }, "There are more: docket dead-letters list shows all of them.") : "";
  return html("div", { class: "stack" }, more, ...sorted.map((group) => groupView(group, way)));
}

/** @param {Letter[]} group @param {{mayAct: boolean, choose: (position: number) => void, done: () => void, dialog: HTMLDialogElement}} way */
function groupView(group, way) {
  const first = group[0];
  const waiting = open(group);
  const times = group.map((one) => one.letter.at).sort();
  return html("article", { class: "card" },
    html("div", { class: "order-head" }, html("h3", {}, `${plain(first.letter.type)} at ${first.service}`),
      html("span", { class: `badge ${waiting.length ? "bad" : ""}` }, `${waiting.length} open of ${group.length}`),
      html("span", { class: "soft small" }, `first ${timeOf(times[0])}, last ${timeOf(times.at(-1))}`)),
    html("p", {}, plain(first.letter.error)),
    html("details", waiting.length ? { open: true } : {}, html("summary", {}, `${group.length} ${group.length === 1 ? "message" : "messages"}`),
      html("div", { class: "scroll" }, html("table", { class: "list" },
        html("thead", {}, html("tr", {}, ...["Position", "About", "State", "Tried", ""].map((name) => html("th", { scope: "col" }, name)))),
        html("tbody", {}, ...group.slice(0, 100).map((one) => rowView(one, way)))))));
}

/** @param {Letter} one @param {{mayAct: boolean, choose: (position: number) => void, done: () => void, dialog: HTMLDialogElement}} way */
function rowView(one, way) {
  const { letter, service } = one;
  const isOpen = open([one]).length > 0;
  const path = `/api/dead-letters/${service}/${letter.position}`;
  const act = (/** @type {"retry" | "edit" | "discard"} */ action) => html("button", {
    type: "button", click: () => sign(way.dialog, `${names[action]}: ${letter.type} at ${service}`, path, action === "edit",
      (signed) => post(`${path}/${action}`, signed), way.done),
  }, names[action]);
  return html("tr", {},
    html("td", {}, html("button", { class: "link", click: () => way.choose(letter.position) }, String(letter.position))),
    html("td", {}, plain(letter.subject)), html("td", {}, letter.state), html("td", { class: "number" }, `${letter.attempts} ×`),
    html("td", {}, isOpen && way.mayAct ? html("span", {}, act("retry"), " ", act("edit"), " ", act("discard")) : ""));
}

const names = { retry: "Try again", edit: "Correct", discard: "Discard" };

/**
 * Shows the message and what was done about it, and asks who does what and why: both are put on record.
 * @param {HTMLDialogElement} dialog @param {string} title @param {string} path of the letter @param {boolean} corrects
 * @param {(signed: {by: string, why: string, set?: string[]}) => Promise<any>} act @param {() => void} done
 */
function sign(dialog, title, path, corrects, act, done) {
  const by = /** @type {HTMLInputElement} */ (html("input", { required: true, maxlength: 100, value: sessionStorage.getItem("docket.by") ?? "" }));
  const why = /** @type {HTMLInputElement} */ (html("input", { required: true, maxlength: 500 }));
  const set = /** @type {HTMLTextAreaElement} */ (html("textarea", { required: corrects, rows: 2, placeholder: "orderId=12" }));
  const about = html("div", {});
  const problem = html("p", { class: "bad", role: "alert" });
  const form = html("form", { method: "dialog", submit: async (/** @type {Event} */ event) => {
    event.preventDefault();
    sessionStorage.setItem("docket.by", by.value);
    const lines = set.value.split("\n").map((line) => line.trim()).filter(Boolean);
    try {
      await act({ by: by.value, why: why.value, ...(corrects ? { set: lines } : {}) });
      dialog.close();
      done();
    } catch (error) {
      problem.textContent = plain(/** @type {Error} */ (error).message);
    }
  } }, html("h2", {}, plain(title)), about, corrects ? html("label", {}, "Changes, one a line: member=value, items[0].quantity=2", set) : "",
  html("label", {}, "Your name", by), html("label", {}, "Why", why), problem,
  html("p", { class: "buttons" }, html("button", { type: "button", click: () => dialog.close() }, "Cancel"), html("button", { type: "submit" }, "Do it")));
  dialog.replaceChildren(form);
  dialog.showModal();
  get(path).then((letter) => about.replaceChildren(...story(letter)), (error) => { problem.textContent = plain(error.message); });
}

/** @param {any} letter */
function story(letter) {
  const acts = letter.interventions.map((/** @type {any} */ one) => html("li", {}, `${timeOf(one.at)}: ${plain(one.action)} by ${plain(one.by)}, ${plain(one.why)}`));
  return [html("pre", { tabindex: 0 }, plain(JSON.stringify(letter.message.data ?? letter.message.text, null, 2))),
    acts.length ? html("ul", { class: "next" }, ...acts) : ""];
}

/** @returns {Promise<{letters: Letter[], isCut: boolean}>} */
export function load() { return get("/api/dead-letters"); }
