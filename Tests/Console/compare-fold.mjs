// Folds the entries of a recorded log as the page does, and holds the state after each against what the program came to.
// node compare-fold.mjs PAGE-FOLDER RECORDING.json

import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";

const [folder, recording] = process.argv.slice(2);
// Without a package beside it node takes a .js for a script of the old kind; this one imports nothing.
const source = readFileSync(`${folder}/fold.js`, "utf8");
const { apply, copy, stateAt } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const { model, entries, states } = JSON.parse(readFileSync(recording, "utf8"));

const empty = { position: 0, messages: 0, time: null, modes: Object.fromEntries(
  [...model.modes, "other"].map((mode) => [mode, { orders: {}, published: {}, latest: {} }])) };
const flow = copy(empty);
entries.forEach((entry, index) => {
  apply(flow, entry, model);
  deepStrictEqual(flow, states[index], `position ${entry[0]}`);
  // The same from any state before it.
  const from = states[Math.floor(index / 2)];
  deepStrictEqual(stateAt(from, entries, entry[0], model), states[index], `position ${entry[0]} from ${from.position}`);
});
deepStrictEqual(empty.messages, 0);
console.log(`${entries.length} states are the same`);
