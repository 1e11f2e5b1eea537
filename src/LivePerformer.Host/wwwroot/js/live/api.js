/** The HTTP half of the performance. What is refused becomes an Error that says what is wrong, and the remedy. */
export class Api {
  #locked;

  /** @param locked called where we are not paired. */
  constructor(locked = () => {}) { this.#locked = locked; }

  get(path) { return this.#ask('GET', path); }
  put(path, body) { return this.#ask('PUT', path, JSON.stringify(body), 'application/json'); }
  post(path, body) { return this.#ask('POST', path, JSON.stringify(body ?? {}), 'application/json'); }
  patch(path, body) { return this.#ask('PATCH', path, JSON.stringify(body), 'application/json'); }
  delete(path) { return this.#ask('DELETE', path); }

  /** Sends a file as it is. */
  upload(path, file, type) { return this.#ask('POST', path, file, type); }

  async #ask(method, path, body, type) {
    let answer;
    try {
      answer = await fetch(path, { method, body, headers: type ? { 'content-type': type } : {} });
    } catch {
      throw new Error('LivePerformer does not answer. Is it still running? The page goes on as soon as it is back.');
    }

    const text = await answer.text();
    let value = null;
    try { value = text ? JSON.parse(text) : null; } catch { /* not JSON: an error page, or nothing */ }

    if (answer.ok) return value;

    if (answer.status === 401) this.#locked();
    throw new Error(value?.error ?? `LivePerformer refused this (${answer.status}). Try it again, or look at its terminal.`);
  }
}

/** A name as a part of a path. */
export const path = (strings, ...names) => String.raw({ raw: strings }, ...names.map(encodeURIComponent));
