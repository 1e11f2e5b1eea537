// How fast the picture may be bent towards the truth, and beyond what it jumps, in seconds.
const Jump = 0.25;
const Bend = 4;

/**
 * The performance's clock as the page sees it: between two messages it runs on by itself, evenly and never backwards.
 * A message can only be late, never early, so the least delayed ones count most.
 */
export class ServerClock {
  #offset = null;
  #local = 0;
  #shown = 0;

  get known() { return this.#offset !== null; }

  /** A message of moment `now` arrived at the local moment `local`, both in seconds. */
  hear(now, local) {
    const offset = now - local;
    if (this.#offset === null || Math.abs(offset - this.#offset) > Jump) this.#offset = offset;
    else this.#offset += (offset - this.#offset) * (offset > this.#offset ? 0.2 : 0.01);
  }

  /** Forgets everything: another performance has another clock. */
  reset() {
    this.#offset = null;
    this.#shown = 0;
    this.#local = 0;
  }

  /** The best guess of the performance's moment, as it is. */
  guess(local) { return this.#offset === null ? 0 : local + this.#offset; }

  /** The moment to draw: bent gently towards the guess. To be asked with growing `local`. */
  at(local) {
    if (this.#offset === null) return 0;

    const target = local + this.#offset;
    const elapsed = local - this.#local;
    const next = this.#shown + elapsed;
    const error = target - next;
    this.#local = local;
    if (Math.abs(error) > Jump || elapsed > 1) this.#shown = target;
    else this.#shown = Math.max(this.#shown, next + error * Math.min(1, elapsed * Bend));
    return this.#shown;
  }
}
