// How fast the page is, measured where it runs: `docket bench console` opens it so, and takes what it reports.

import { get, post } from "./api.js";

/** @param {{log: import("./log.js").Log, seek: (position: number, quiet: boolean) => void, live: () => void}} page */
export async function measure({ log, seek, live }) {
  const options = new URLSearchParams(location.search);
  const seconds = (/** @type {string} */ name) => Math.max(1, Number(options.get(name)) || 10);
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null;
  const drawn = performance.getEntriesByName("docket-drawn")[0]?.startTime ?? null;
  const states = await requests(log.last);
  // To and fro over the whole log, as a hand drags it, at every frame.
  let near = 0;
  let asked = 0;
  const scrub = await frames(seconds("scrub"), (time) => {
    const position = Math.max(1, Math.round(log.last * (0.5 + 0.49 * Math.sin(time * 0.9))));
    seek(position, true);
    asked += 1;
    // What is shown belongs to a place that is a few pixels away at most.
    if (log.exact && Math.abs(log.exact.position - position) < log.last * 0.02) near += 1;
  });
  live();
  await post("/api/measured", { phase: "live" });
  const flowing = await frames(seconds("live"), () => {});
  const memory = /** @type {any} */ (performance).memory?.usedJSHeapSize ?? null;
  await post("/api/measured", { phase: "end", paint, drawn, states, scrub, near: near / Math.max(1, asked), live: flowing, memory });
}

/**
 * The time of answers to "the state at a position", in ms.
 * @param {number} last
 */
async function requests(last) {
  const times = [];
  for (let count = 0; count < 200; count += 1) {
    const position = 1 + Math.floor(Math.random() * last);
    const start = performance.now();
    await get(`/api/state?position=${position}`);
    times.push(performance.now() - start);
  }
  return summary(times);
}

/** @param {number} seconds @param {(time: number) => void} each @returns {Promise<{p50: number, p99: number, perSecond: number}>} */
function frames(seconds, each) {
  return new Promise((resolve) => {
    /** @type {number[]} */
    const times = [];
    const start = performance.now();
    let before = start;
    const frame = () => {
      const now = performance.now();
      times.push(now - before);
      before = now;
      each((now - start) / 1000);
      if (now - start < seconds * 1000) requestAnimationFrame(frame);
      else resolve({ ...summary(times.slice(1)), perSecond: perSecond(times.slice(1)) });
    };
    requestAnimationFrame(frame);
  });
}

/**
 * Frames a second, to a tenth: the browser's clock is no finer.
 * @param {number[]} times from each to the next, in ms
 */
function perSecond(times) {
  return Math.round((times.length / times.reduce((sum, time) => sum + time, 0)) * 10_000) / 10;
}

/** @param {number[]} times */
function summary(times) {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
