import { Topics } from '../parts/topics.js';

const Sustain = 64;

/**
 * Who holds which key on this page. A key may be held by a finger, by the mouse and by the computer's keyboard at once: it
 * goes down with the first and comes up with the last. Topics: 'midi' (bytes to send), 'keys' (what is held has changed).
 */
export class Hands extends Topics {
  #holders = new Map();         // pitch -> set of who holds it
  #pedals = new Set();

  get held() { return [...this.#holders.keys()]; }
  get pedalDown() { return this.#pedals.size > 0; }
  isHeld(pitch) { return this.#holders.has(pitch); }

  press(who, pitch, velocity) {
    if (pitch < 0 || pitch > 127) return;

    const holders = this.#holders.get(pitch);
    if (holders) {
      holders.add(who);
      return;
    }

    this.#holders.set(pitch, new Set([who]));
    this.tell('midi', [0x90, pitch, Math.min(127, Math.max(1, Math.round(velocity)))]);
    this.tell('keys');
  }

  release(who, pitch) {
    const holders = this.#holders.get(pitch);
    if (!holders?.delete(who) || holders.size > 0) return;

    this.#holders.delete(pitch);
    this.tell('midi', [0x80, pitch, 0]);
    this.tell('keys');
  }

  pedal(who, down) {
    const before = this.pedalDown;
    if (down) this.#pedals.add(who);
    else this.#pedals.delete(who);
    if (this.pedalDown === before) return;

    this.tell('midi', [0xB0, Sustain, down ? 127 : 0]);
    this.tell('keys');
  }

  /** Lets go of all that this one holds, or that everybody holds. */
  letGo(who) {
    for (const [pitch, holders] of [...this.#holders]) {
      for (const holder of [...holders]) {
        if (who === undefined || holder === who || String(holder).startsWith(`${who} `)) this.release(holder, pitch);
      }
    }
    for (const holder of [...this.#pedals]) if (who === undefined || holder === who) this.pedal(holder, false);
  }
}
