const Waits = [0.2, 0.5, 1, 2];   // seconds

/** How long to wait before the next try: longer each time, and not the same for everybody. */
export class BackOff {
  #tries = 0;
  #random;

  constructor(random = Math.random) { this.#random = random; }

  /** Seconds. */
  next() { return Waits[Math.min(this.#tries++, Waits.length - 1)] * (0.75 + this.#random() / 2); }
  reset() { this.#tries = 0; }
}
