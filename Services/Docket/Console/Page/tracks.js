// Two tracks: the same orders, and who talks to whom about them. Made from the services' own tables of messages.

import { grouped, html } from "./dom.js";
import { typeName } from "./fold.js";

/** @typedef {{type: string, kind: string, publishers: string[], isCompensation: boolean, isAboutOrder: boolean, state: string | null, version: number, meaning: string | null}} Message */
/** @typedef {{modes: string[], states: string[], pivot: string, ends: string[], services: {name: string, takes: Record<string, string[]>}[], messages: Message[], mayAct: boolean, mayBreak: boolean}} Model */
/** @typedef {{from: string, to: string, isCommand: boolean, isUndo: boolean, types: string[], line: {x: number, y: number}[], label: number}} Edge */

const leads = {
  choreography: "Nobody leads. Each service listens to what the others publish, and does its part.",
  orchestration: "One service leads. It asks the others for each step, hears their answers, and undoes what has to be undone.",
};
/** How long a message is shown under way, in ms. */
const flight = 650;
const mostFlights = 160;

export class Track {
  /** @param {Model} model @param {string} mode */
  constructor(model, mode) {
    this.model = model;
    this.mode = mode;
    /** @type {Edge[]} */
    this.edges = [];
    /** @type {Record<string, {x: number, y: number}>} */
    this.nodes = {};
    /** @type {{edge: Edge, start: number}[]} */
    this.flights = [];
    /** @type {string | null} The type of the message that the position is at. */
    this.shown = null;
    this.isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.states = html("ol", { class: "states", "aria-label": `Orders in ${mode} by state` });
    this.canvas = /** @type {HTMLCanvasElement} */ (html("canvas", { role: "img" }));
    this.figures = ["", "", "", ""].map(() => html("b", {}, "0"));
    this.numbers = html("p", { class: "numbers" }, ...[" orders", " messages about them", " per order", " of them commands"]
      .map((name, index) => html("span", {}, this.figures[index], name)));
    /** @type {Record<string, string> | null} Read once; another theme has others. */
    this.ink = null;
    this.element = html("section", { class: `card track ${mode}`, "aria-label": mode },
      html("h2", {}, mode), html("p", { class: "lead" }, leads[/** @type {keyof typeof leads} */ (mode)] ?? ""),
      this.states, this.canvas, this.numbers);
    this.cells = this.#cells();
    new ResizeObserver(() => { this.#place(); this.draw(); }).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.ink = null;
      this.draw();
    });
  }

  // The states in the order in which an order goes through them, the gate at the pivot, and the way out apart.
  #cells() {
    /** @type {Record<string, HTMLElement>} */
    const cells = {};
    for (const state of this.model.states) {
      const number = html("b", {}, "0");
      cells[state] = number;
      const isUndone = this.model.messages.some((message) => message.state === state && message.isCompensation);
      const before = isUndone || this.states.children.length === 0 ? null : html("span", { class: "arrow", "aria-hidden": "true" });
      const gate = state === this.model.pivot
        ? html("span", { class: "gate", title: "The pivot: from here on an order goes through, and can no longer be cancelled" }) : null;
      this.states.append(html("li", { class: isUndone ? "undone" : "" }, before, gate,
        html("div", { class: "state" }, number, html("span", {}, state))));
    }
    return cells;
  }

  // Who leads stands above the others; without a leader all stand in one row.
  #place() {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const taken = (/** @type {string} */ name) => this.model.services.find((one) => one.name === name)?.takes[this.mode] ?? [];
    const commands = this.model.messages.filter((message) => message.kind === "command");
    const leader = this.model.services.find((one) => taken(one.name).length > 0
      && commands.some((message) => message.publishers.length === 1 && message.publishers[0] === one.name))?.name;
    const others = this.model.services.map((one) => one.name).filter((name) => name !== leader && taken(name).length > 0);
    this.nodes = {};
    if (leader) others.forEach((name, index) => { this.nodes[name] = { x: (width * (index + 0.5)) / others.length, y: height - 68 }; });
    else this.#placeAround(others, width, height);
    if (leader) this.nodes[leader] = { x: width / 2, y: 34 };
    this.edges = this.#edges(leader ?? null);
    const talk = this.edges.map((edge) => `${edge.from} to ${edge.to}: ${edge.types.join(", ")}`).join("; ");
    this.canvas.setAttribute("aria-label", `Who talks to whom in ${this.mode}. ${talk}`);
  }

  /**
   * In a circle, the first at the top: nobody is the middle.
   * @param {string[]} names @param {number} width @param {number} height
   */
  #placeAround(names, width, height) {
    const angles = names.map((_, index) => (index / names.length) * 2 * Math.PI - Math.PI / 2);
    const [xs, ys] = [angles.map(Math.cos), angles.map(Math.sin)];
    const spread = (/** @type {number[]} */ values, /** @type {number} */ low, /** @type {number} */ high) => {
      const [least, most] = [Math.min(...values), Math.max(...values)];
      return values.map((value) => (most - least < 0.01 ? (low + high) / 2 : low + ((value - least) / (most - least)) * (high - low)));
    };
    const [across, down] = [spread(xs, Math.min(88, width * 0.17), width - Math.min(88, width * 0.17)), spread(ys, 30, height - 48)];
    names.forEach((name, index) => { this.nodes[name] = { x: across[index], y: down[index] }; });
  }

  /** @param {string | null} leader */
  #edges(leader) {
    /** @type {Map<string, Edge>} */
    const edges = new Map();
    for (const message of this.model.messages) {
      if (message.publishers.length !== 1) continue;
      const from = message.publishers[0];
      for (const service of this.model.services) {
        if (service.name === from || !(service.takes[this.mode] ?? []).includes(message.type)) continue;
        if (!this.nodes[from] || !this.nodes[service.name]) continue;
        const [isCommand, isUndo] = [message.kind === "command", message.isCompensation];
        const key = `${from} ${service.name} ${isCommand} ${isUndo}`;
        const edge = edges.get(key) ?? { from, to: service.name, isCommand, isUndo, types: [], line: [], label: 9 };
        edge.types.push(message.type);
        edges.set(key, edge);
      }
    }
    const all = [...edges.values()];
    for (const edge of all) {
      const alike = all.filter((one) => [one.from, one.to].sort().join() === [edge.from, edge.to].sort().join());
      // Counts beside one another stand at different heights, seen from the left one of the two.
      const place = 8 + (alike.indexOf(edge) % 3) * 3;
      edge.label = this.nodes[edge.from].x <= this.nodes[edge.to].x ? place : 24 - place;
      edge.line = this.#line(edge, alike.indexOf(edge), alike.length, leader);
    }
    return all;
  }

  /** @param {Edge} edge @param {number} index @param {number} count @param {string | null} leader */
  #line(edge, index, count, leader) {
    const [from, to] = [this.nodes[edge.from], this.nodes[edge.to]];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy) || 1;
    // All lines between two are seen from the left one, so that no two of them lie on one another.
    const sign = from.x < to.x || (from.x === to.x && from.y < to.y) ? 1 : -1;
    const isBesideLeader = leader !== null && edge.from !== leader && edge.to !== leader;
    const bend = isBesideLeader ? 26 + 22 * index + length / 14 : (index - (count - 1) / 2) * (leader ? 30 : 40);
    const control = { x: (from.x + to.x) / 2 - (dy / length) * bend * sign, y: (from.y + to.y) / 2 + (dx / length) * bend * sign };
    const points = [];
    for (let step = 0; step <= 24; step += 1) {
      const [t, u] = [step / 24, 1 - step / 24];
      points.push({ x: u * u * from.x + 2 * u * t * control.x + t * t * to.x, y: u * u * from.y + 2 * u * t * control.y + t * t * to.y });
    }
    return points;
  }

  /** @param {import("./fold.js").Flow} flow @param {string | null} shown the type of the message that the position is at */
  show(flow, shown) {
    const mode = flow.modes[this.mode];
    for (const [state, cell] of Object.entries(this.cells)) {
      const text = grouped(mode?.orders[state] ?? 0);
      if (cell.textContent !== text) cell.textContent = text;
    }
    this.flow = mode;
    this.shown = shown;
    this.#write(mode);
    this.#describe();
    this.draw();
  }

  /** What the picture shows, for who does not see it. */
  #describe() {
    const waits = Object.keys(this.nodes).map((name) => ({ name, count: this.#underWay(this.edges.filter((edge) => edge.to === name).flatMap((edge) => edge.types)) }));
    const text = waits.filter((one) => one.count > 0).map((one) => `${grouped(one.count)} under way to ${one.name}`).join(", ");
    if (this.canvas.getAttribute("aria-description") !== text) this.canvas.setAttribute("aria-description", text);
  }

  /** @param {import("./fold.js").Mode | undefined} mode */
  #write(mode) {
    const sum = (/** @type {Record<string, number>} */ counts) => Object.values(counts).reduce((one, other) => one + other, 0);
    const published = this.model.messages.reduce((total, message) => total + (message.isAboutOrder ? mode?.published[message.type] ?? 0 : 0), 0);
    const orders = sum(mode?.orders ?? {});
    const commands = this.model.messages.filter((one) => one.kind === "command").reduce((total, one) => total + (mode?.published[one.type] ?? 0), 0);
    const texts = [grouped(orders), grouped(published), orders ? (published / orders).toFixed(1) : "0", grouped(commands)];
    texts.forEach((text, index) => { if (this.figures[index].textContent !== text) this.figures[index].textContent = text; });
  }

  /**
   * Lets messages fly.
   * @param {import("./fold.js").Entry[]} entries
   */
  fly(entries) {
    if (this.isCalm || document.hidden) return;
    const now = performance.now();
    for (const entry of entries) {
      if (this.model.modes[entry[3]] !== this.mode) continue;
      const type = typeName(entry[2], this.model);
      for (const edge of this.edges) {
        if (this.flights.length < mostFlights && edge.types.includes(type)) this.flights.push({ edge, start: now + Math.random() * 120 });
      }
    }
    if (this.flights.length > 0 && !this.isFlying) this.#frame();
  }

  #frame() {
    this.isFlying = true;
    requestAnimationFrame(() => {
      this.flights = this.flights.filter((one) => performance.now() - one.start < flight);
      this.isFlying = this.flights.length > 0;
      this.draw();
      if (this.isFlying) this.#frame();
    });
  }

  /** @returns {Record<string, string>} */
  #colours() {
    const style = getComputedStyle(this.canvas);
    return Object.fromEntries(["mode", "undo", "soft", "ink", "card"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  draw() {
    const { canvas } = this;
    const [width, height, ratio] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    const pen = canvas.getContext("2d");
    if (!pen || width === 0) return;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    const ink = this.ink ?? this.#colours();
    this.ink = ink;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const edge of this.edges) this.#drawEdge(pen, edge, ink);
    const now = performance.now();
    for (const { edge, start } of this.flights) {
      const place = Math.max(0, Math.min(1, (now - start) / flight));
      const point = edge.line[Math.round(place * 24)];
      pen.fillStyle = edge.isUndo ? ink.undo : ink.mode;
      pen.beginPath();
      pen.arc(point.x, point.y, 4.5, 0, 7);
      pen.fill();
    }
    for (const [name, node] of Object.entries(this.nodes)) this.#drawNode(pen, name, node, ink);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Edge} edge @param {Record<string, string>} ink */
  #drawEdge(pen, edge, ink) {
    const isShown = this.shown !== null && edge.types.includes(this.shown);
    const count = edge.types.reduce((sum, type) => sum + (this.flow?.published[type] ?? 0), 0);
    pen.globalAlpha = isShown ? 1 : count > 0 ? 0.75 : 0.3;
    pen.strokeStyle = edge.isUndo ? ink.undo : ink.mode;
    pen.lineWidth = isShown ? 3.2 : 1.5;
    pen.setLineDash(edge.isCommand ? [] : [6, 5]);
    pen.beginPath();
    edge.line.forEach((point, index) => (index === 0 ? pen.moveTo(point.x, point.y) : pen.lineTo(point.x, point.y)));
    pen.stroke();
    pen.setLineDash([]);
    const [tip, back] = [edge.line[19], edge.line[17]];
    const angle = Math.atan2(tip.y - back.y, tip.x - back.x);
    pen.fillStyle = pen.strokeStyle;
    pen.beginPath();
    pen.moveTo(tip.x, tip.y);
    pen.lineTo(tip.x - 8 * Math.cos(angle - 0.45), tip.y - 8 * Math.sin(angle - 0.45));
    pen.lineTo(tip.x - 8 * Math.cos(angle + 0.45), tip.y - 8 * Math.sin(angle + 0.45));
    pen.fill();
    const text = isShown && this.shown ? this.shown : count > 0 ? grouped(count) : "";
    if (text) {
      const middle = edge.line[edge.label];
      const wide = pen.measureText(text).width + 10;
      const x = Math.min(this.canvas.clientWidth - wide / 2 - 2, Math.max(wide / 2 + 2, middle.x));
      pen.globalAlpha = 1;
      pen.fillStyle = ink.card;
      pen.fillRect(x - wide / 2, middle.y - 8.5, wide, 17);
      pen.fillStyle = edge.isUndo ? ink.undo : isShown ? ink.mode : ink.soft;
      pen.fillText(text, x, middle.y + 0.5);
    }
    pen.globalAlpha = 1;
    this.#drawUnderWay(pen, edge, ink);
  }

  /**
   * How many orders are on this way now: those whose last message is one of these, and that have not ended.
   * @param {string[]} types
   */
  #underWay(types) {
    return this.model.messages.filter((message) => types.includes(message.type) && !message.isCompensation && !this.model.ends.includes(message.state ?? ""))
      .reduce((sum, message) => sum + (this.flow?.latest[message.type] ?? 0), 0);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Edge} edge @param {Record<string, string>} ink */
  #drawUnderWay(pen, edge, ink) {
    const count = this.#underWay(edge.types);
    if (count === 0) return;
    const place = edge.line[19];
    const text = grouped(count);
    const wide = Math.max(18, pen.measureText(text).width + 10);
    pen.fillStyle = ink.mode;
    pen.beginPath();
    /** @type {any} */ (pen).roundRect(place.x - wide / 2, place.y - 9, wide, 18, 9);
    pen.fill();
    pen.fillStyle = ink.card;
    pen.fillText(text, place.x, place.y + 0.5);
  }

  /** @param {CanvasRenderingContext2D} pen @param {string} name @param {{x: number, y: number}} node @param {Record<string, string>} ink */
  #drawNode(pen, name, node, ink) {
    const isShown = this.shown !== null && this.edges.some((edge) => edge.to === name && edge.types.includes(this.shown ?? ""));
    pen.fillStyle = ink.card;
    pen.strokeStyle = isShown ? ink.mode : ink.soft;
    pen.lineWidth = isShown ? 2.6 : 1.4;
    pen.beginPath();
    /** @type {any} */ (pen).roundRect(node.x - 44, node.y - 18, 88, 36, 9);
    pen.fill();
    pen.stroke();
    pen.fillStyle = ink.ink;
    pen.font = "600 13px system-ui, 'DejaVu Sans', sans-serif";
    pen.fillText(name, node.x, node.y + 1);
    pen.font = "12px system-ui, 'DejaVu Sans', sans-serif";
  }
}
