// The fold: what the messages of the log come to. The same as the program's own (Console/Flow), held together by a test.

/** @typedef {{orders: Record<string, number>, published: Record<string, number>, latest: Record<string, number>}} Mode */
/** @typedef {{position: number, messages: number, time: string | null, modes: Record<string, Mode>}} Flow */
/** @typedef {[number, number, number, number, number, number, number, number]} Entry
 *  position, time in microseconds, type, mode, order, former type, state before, state after; -1 for none */
/** @typedef {{modes: string[], states: string[], messages: {type: string}[]}} Names */

/** A copy that can be changed without changing the first.
 * @param {Flow} flow @returns {Flow} */
export function copy(flow) {
  /** @type {Record<string, Mode>} */
  const modes = {};
  for (const [name, mode] of Object.entries(flow.modes)) {
    modes[name] = { orders: { ...mode.orders }, published: { ...mode.published }, latest: { ...mode.latest } };
  }
  return { ...flow, modes };
}

/** Takes up one entry. What comes to zero is left out, as the program leaves it out.
 * @param {Flow} flow @param {Entry} entry @param {Names} names */
export function apply(flow, entry, names) {
  const [position, time, type, mode, order, former, before, after] = entry;
  const counts = flow.modes[names.modes[mode] ?? "other"];
  flow.position = position;
  flow.messages += 1;
  flow.time = timestamp(time);
  add(counts.published, typeName(type, names), 1);
  if (order === 0) return;
  add(counts.latest, typeName(type, names), 1);
  if (former >= 0) add(counts.latest, typeName(former, names), -1);
  if (before === after) return;
  if (before >= 0) add(counts.orders, names.states[before], -1);
  if (after >= 0) add(counts.orders, names.states[after], 1);
}

/** The state at a position, from one before it and the entries since.
 * @param {Flow} start @param {Entry[]} entries @param {number} position @param {Names} names @returns {Flow} */
export function stateAt(start, entries, position, names) {
  const flow = copy(start);
  for (const entry of entries) {
    if (entry[0] > position) break;
    if (entry[0] > start.position) apply(flow, entry, names);
  }
  flow.position = position;
  return flow;
}

/** @param {number} type @param {Names} names */
export function typeName(type, names) { return names.messages[type]?.type ?? "other"; }

/** @param {Record<string, number>} counts @param {string} name @param {number} by */
function add(counts, name, by) {
  const sum = (counts[name] ?? 0) + by;
  if (sum === 0) delete counts[name]; else counts[name] = sum;
}

/**
 * As the program writes times: in UTC, to the nearest millisecond.
 * @param {number} microseconds
 */
export function timestamp(microseconds) { return new Date(Math.round(microseconds / 1000)).toISOString(); }
