/** Who wants to know what: listeners by topic. One that throws does not keep the others from hearing. */
export class Topics {
  #listeners = new Map();

  on(topic, listener) {
    const list = this.#listeners.get(topic);
    if (list) list.push(listener);
    else this.#listeners.set(topic, [listener]);
  }

  tell(topic, ...what) {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try { listener(...what); } catch (error) { reportError(error); }
    }
  }
}
