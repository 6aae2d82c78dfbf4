// Where the page is: all of it in the address, so that a reload and a copied link show the same.

/** @typedef {{position: number | null, order: number | null, message: number | null, view: string}} Place */

/** @returns {Place} */
export function read(hash = location.hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (/** @type {string} */ name) => {
    const value = Number(fields.get(name));
    return Number.isSafeInteger(value) && value > 0 ? value : null;
  };
  const view = fields.get("view") ?? "flow";
  return {
    position: number("position"), order: number("order"), message: number("message"),
    view: ["flow", "letters", "compare", "play", "catalogue"].includes(view) ? view : "flow",
  };
}

/** @param {Place} place @returns {string} */
export function written(place) {
  const fields = new URLSearchParams();
  if (place.view !== "flow") fields.set("view", place.view);
  if (place.order) fields.set("order", String(place.order));
  if (place.position) fields.set("position", String(place.position));
  if (place.message) fields.set("message", String(place.message));
  return fields.toString();
}

/** @type {((place: Place, before: Place) => void)[]} */
const listeners = [];
let writing = 0;
/** When somebody dragged, or played, last. */
export let movedAt = -Infinity;
/** @type {Place} */
export let place = read("");

/** @param {(place: Place, before: Place) => void} listener */
export function watch(listener) { listeners.push(listener); }

/** Goes somewhere. What is a step of a drag or of playing leaves no trace in the browser's history.
 * @param {Partial<Place>} change @param {{quiet?: boolean}} [options] */
export function go(change, options = {}) {
  const before = place;
  place = { ...place, ...change };
  if (options.quiet) movedAt = performance.now();
  clearTimeout(writing);
  // A browser takes a few addresses a second only: while somebody drags, the last one counts.
  if (options.quiet) writing = setTimeout(() => history.replaceState(null, "", `#${written(place)}`), 200);
  else if (`#${written(place)}` !== (location.hash || "#")) history.pushState(null, "", `#${written(place)}`);
  for (const listener of listeners) listener(place, before);
}

export function begin() {
  const take = () => {
    const before = place;
    place = read();
    for (const listener of listeners) listener(place, before);
  };
  addEventListener("popstate", take);
  addEventListener("hashchange", take);
  take();
}
