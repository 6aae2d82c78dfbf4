// Elements by hand. Text is always set as text: whatever a message contains is shown, never run.

/** @param {string} tag @param {Record<string, any>} [attributes] @param {...(Node | string | null | undefined)} children @returns {HTMLElement} */
export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** @param {string} tag @param {Record<string, any>} [attributes] @param {...(Node | string | null | undefined)} children @returns {SVGElement} */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** @template {HTMLElement | SVGElement} T
 * @param {T} element @param {Record<string, any>} attributes @param {(Node | string | null | undefined)[]} children @returns {T} */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/**
 * Bidirectional controls would show a text as another one.
 * @param {unknown} text @returns {string}
 */
export function plain(text) {
  return String(text ?? "").replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, "\u{fffd}");
}

/** @param {number} number */
export function grouped(number) { return number.toLocaleString("en-US"); }

/**
 * 0.4 ms, 12 ms, 3.2 s.
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 60000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${(milliseconds / 60000).toFixed(1)} min`;
}

/**
 * A moment for people, in UTC.
 * @param {string | null | undefined} text
 */
export function timeOf(text) { return plain(text).replace("T", " ").replace("Z", " UTC"); }
