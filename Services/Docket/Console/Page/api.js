// What the page asks the console's server for.

const key = "docket.token";
/**
 * Set by whoever shows the page: asks a person for the token.
 * @type {{askForToken: () => Promise<string | null>}}
 */
export const hooks = { askForToken: async () => null };

function headers() {
  const token = sessionStorage.getItem(key);
  /** @type {Record<string, string>} */
  const fields = { "x-docket-console": "1" };
  if (token) fields.authorization = `Bearer ${token}`;
  return fields;
}

/** An answer that is an error, in the words of the server. */
export class Problem extends Error {
  /** @param {number} status @param {string} text */
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/** @type {Promise<string | null> | null} */
let asking = null;

/** @param {string} path @param {RequestInit} [options] @returns {Promise<Response>} */
async function request(path, options = {}) {
  for (;;) {
    const sent = sessionStorage.getItem(key);
    const response = await fetch(path, { ...options, headers: { ...headers(), ...options.headers } });
    if (response.status !== 401) return response;
    // Several requests may be refused at once; a person is asked once.
    if (sessionStorage.getItem(key) !== sent) continue;
    asking ??= hooks.askForToken().finally(() => { asking = null; });
    const token = await asking;
    if (!token) throw new Problem(401, "the token is missing, or has changed");
    sessionStorage.setItem(key, token);
  }
}

/** @param {Response} response @returns {Promise<any>} */
async function body(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Problem(response.status, problem.detail ?? problem.title ?? `HTTP ${response.status}`);
}

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function get(path, signal) { return body(await request(path, { signal })); }

/** @param {string} path @param {unknown} value @returns {Promise<any>} */
export function post(path, value) { return send("POST", path, value); }

/** @param {string} path @param {unknown} value @returns {Promise<any>} */
export function put(path, value) { return send("PUT", path, value); }

/** @param {string} method @param {string} path @param {unknown} value @returns {Promise<any>} */
async function send(method, path, value) {
  return body(await request(path, { method, body: JSON.stringify(value), headers: { "content-type": "application/json" } }));
}

/** Server-sent events, for ever: after a break it goes on where it was.
 * @param {(news: any) => void} take @param {(isConnected: boolean) => void} connection */
export async function follow(take, connection) {
  let last = "";
  for (let pause = 250; ; pause = Math.min(pause * 2, 5000)) {
    try {
      const response = await request("/api/live", last ? { headers: { "last-event-id": last } } : {});
      if (!response.ok || !response.body) throw new Problem(response.status, "no feed");
      connection(true);
      pause = 250;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        const events = text.split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) last = takeEvent(event, take) ?? last;
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return connection(false);
    }
    connection(false);
    await new Promise((resolve) => { setTimeout(resolve, pause); });
  }
}

/** @param {string} event @param {(news: any) => void} take @returns {string | null} */
function takeEvent(event, take) {
  let id = null;
  for (const line of event.split("\n")) {
    if (line.startsWith("id: ")) id = line.slice(4);
    if (line.startsWith("data: ")) take(JSON.parse(line.slice(6)));
  }
  return id;
}
