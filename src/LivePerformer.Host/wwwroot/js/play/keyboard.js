import { make, set, write } from '../parts/element.js';
import { KeyGeometry, Spans, isBlack, nameOf } from '../roll/key-geometry.js';
import { letterOf } from './computer-keys.js';

const Remembered = 'liveperformer.keys';

/** The keys under the roll: they show what sounds, and play for mouse and fingers. */
export class Keyboard {
  #box;
  #hands;
  #keys = new Map();            // pitch -> element
  #fingers = new Map();         // pointer -> pitch
  #marks = new Uint8Array(128); // what each key shows
  #resized;
  geometry = new KeyGeometry(21, 108);

  /** @param resized called when other keys are shown than before. */
  constructor(box, hands, resized) {
    this.#box = box;
    this.#hands = hands;
    this.#resized = resized;
    box.addEventListener('pointerdown', event => this.#down(event));
    box.addEventListener('pointermove', event => this.#move(event));
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) box.addEventListener(end, event => this.#up(event));
    box.addEventListener('contextmenu', event => event.preventDefault());
    const width = box.clientWidth || innerWidth;
    const kept = read();
    this.show(...(kept ?? Spans[width >= 900 ? 0 : width >= 600 ? 1 : width >= 480 ? 3 : 4]), false);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#letGo();
    });
  }

  show(lowest, highest, keep = true) {
    this.geometry = new KeyGeometry(Math.max(0, lowest), Math.min(127, highest));
    this.#letGo();
    this.#build();
    if (keep) localStorage.setItem(Remembered, JSON.stringify([this.geometry.lowest, this.geometry.highest]));
    this.#resized?.();
  }

  shift(octaves) {
    const { lowest, highest } = this.geometry;
    const by = 12 * octaves;
    if (lowest + by < 0 || highest + by > 127) return;

    this.show(lowest + by, highest + by);
  }

  /** Fewer and larger keys, or more and smaller ones, about the same middle. */
  span(step) {
    const { lowest, highest } = this.geometry;
    const length = highest - lowest;
    const lengths = [12, 24, 36, 48, 60, 76, 87];
    let place = lengths.findIndex(one => one >= length);
    if (place < 0) place = lengths.length - 1;
    const next = lengths[Math.min(lengths.length - 1, Math.max(0, place + step))];
    if (next === 87) {
      this.show(21, 108);
      return;
    }

    const middle = Math.round((lowest + highest) / 2 / 12) * 12;
    const start = Math.min(108 - next, Math.max(21, Math.round((middle - next / 2) / 12) * 12));
    this.show(start, start + next);
  }

  /** Writes the computer's letters on the keys that they play. */
  letters(lowest) {
    for (const [pitch, key] of this.#keys) write(key.firstChild, letterOf(pitch - lowest));
  }

  /**
   * Shows who plays what.
   * @param marks for each pitch 0, or 1 for the human, 2 for the AI, 3 for both, and 4 more for a key held on this page.
   */
  light(marks) {
    for (const [pitch, key] of this.#keys) {
      if (marks[pitch] === this.#marks[pitch]) continue;

      this.#marks[pitch] = marks[pitch];
      key.dataset.by = ['', 'human', 'ai', 'both'][marks[pitch] & 3];
      key.classList.toggle('held', marks[pitch] > 3);
    }
  }

  #build() {
    const { geometry } = this;
    this.#keys.clear();
    this.#marks.fill(0);
    const keys = [];
    for (let pitch = geometry.lowest; pitch <= geometry.highest; pitch++) {
      const key = make('div', {
        class: `key ${isBlack(pitch) ? 'black' : 'white'}`,
        'data-pitch': pitch,
        style: { left: `${100 * geometry.x[pitch]}%`, width: `${100 * geometry.width[pitch]}%` },
      }, make('span', { class: 'letter' }), make('span', { class: 'tone' }, pitch % 12 === 0 ? nameOf(pitch) : ''));
      this.#keys.set(pitch, key);
      keys.push(key);
    }
    this.#box.replaceChildren(...keys);
    set(this.#box, 'aria-label', `Piano keys ${nameOf(geometry.lowest)} to ${nameOf(geometry.highest)}. Play with mouse or fingers, or with the computer's keys A to the quote key; Z and X change the octave, space is the pedal.`);
  }

  #at(event) {
    const box = this.#box.getBoundingClientRect();
    const y = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    const pitch = this.geometry.keyAt((event.clientX - box.left) / box.width, y);
    return { pitch, velocity: pitch < 0 ? 0 : this.geometry.velocityAt(pitch, y) };
  }

  #down(event) {
    if (event.pointerType === 'mouse' && event.button !== 0) return;

    event.preventDefault();
    try { this.#box.setPointerCapture(event.pointerId); } catch { /* a pointer that is already gone */ }
    this.#box.focus({ preventScroll: true });
    this.#touch(event);
  }

  #move(event) {
    if (this.#fingers.has(event.pointerId)) this.#touch(event);
  }

  #touch(event) {
    const { pitch, velocity } = this.#at(event);
    const before = this.#fingers.get(event.pointerId);
    if (pitch === before) return;

    const who = `finger ${event.pointerId}`;
    if (before >= 0) this.#hands.release(who, before);
    this.#fingers.set(event.pointerId, pitch);
    if (pitch >= 0) this.#hands.press(who, pitch, velocity);
  }

  #up(event) {
    const pitch = this.#fingers.get(event.pointerId);
    if (pitch === undefined) return;

    this.#fingers.delete(event.pointerId);
    this.#hands.release(`finger ${event.pointerId}`, pitch);
  }

  #letGo() {
    this.#fingers.clear();
    this.#hands.letGo('finger');
  }
}

function read() {
  try {
    const [lowest, highest] = JSON.parse(localStorage.getItem(Remembered));
    return lowest >= 0 && highest <= 127 && highest - lowest >= 11 ? [lowest, highest] : null;
  } catch {
    return null;
  }
}
