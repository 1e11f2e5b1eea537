import { find, set, write } from './parts/element.js';
import { clockTime } from './parts/figures.js';
import { Roll } from './roll/roll.js';
import { RollView } from './roll/roll-view.js';
import { RollHand } from './roll/roll-hand.js';
import { TestHandle } from './test-handle.js';

const Remembered = 'liveperformer.seconds';

/** The roll with its tools, and the keys under it: one picture at a time. */
export class Stage {
  #performance;
  #keyboard;
  #hands;
  #head;
  #view;
  #roll;
  #handle;
  #marks = new Uint8Array(128);
  #moment = find('roll-moment');

  constructor({ performance, keyboard, hands, head, sound }) {
    this.#performance = performance;
    this.#keyboard = keyboard;
    this.#hands = hands;
    this.#head = head;
    this.#view = new RollView(Number(localStorage.getItem(Remembered)) || 8, 0.42);
    this.#roll = new Roll(find('roll'), performance.score, this.#view);
    this.#roll.itemName = number => performance.hello?.items?.[number]?.name ?? `Item ${number + 1}`;
    this.#handle = new TestHandle({ sound, score: performance.score, roll: this.#roll });
    new RollHand(find('roll'), this.#view, () => this.#moved());
    find('roll-live').addEventListener('click', () => {
      this.#view.follow();
      this.#moved();
    });
    find('roll-pause').addEventListener('click', () => {
      if (this.#view.following) this.#view.pause();
      else this.#view.follow();
      this.#moved();
    });
    find('roll-closer').addEventListener('click', () => this.#zoom(0.75));
    find('roll-wider').addEventListener('click', () => this.#zoom(1 / 0.75));
    find('roll-large').addEventListener('click', () => {
      const large = document.body.classList.toggle('large');
      set(find('roll-large'), 'aria-pressed', large);
    });
    performance.on('state', ({ turn, stopped }) => { this.#roll.turn = !stopped && (turn === 'human' || turn === 'ai') ? turn : null; });
    performance.on('hello', (hello, another) => {
      if (another) this.#view.follow();
      this.#moved();
    });
    requestAnimationFrame(time => this.#frame(time));
  }

  #zoom(factor) {
    this.#view.zoom(factor);
    localStorage.setItem(Remembered, this.#view.seconds.toFixed(2));
    this.#moved();
  }

  #moved() {
    const following = this.#view.following;
    set(find('roll-live'), 'aria-pressed', following);
    set(find('roll-pause'), 'aria-pressed', !following);
    this.#moment.hidden = following;
    if (!following) this.#performance.loadBefore(this.#view.earliest - 10);
  }

  #frame(time) {
    requestAnimationFrame(next => this.#frame(next));
    if (find('stage').hidden) return;

    const start = window.performance.now();
    const now = this.#performance.clock.at(time / 1000);
    this.#roll.draw(now, this.#keyboard.geometry);
    this.#lightKeys();
    this.#head.beat(now);
    if (!this.#view.following) write(this.#moment, `${clockTime(this.#view.at)} · ${clockTime(now - this.#view.at)} ago`);
    this.#handle.frame(time, window.performance.now() - start);
  }

  // What is held on this page lights at once; the rest as the performance tells it.
  #lightKeys() {
    this.#marks.set(this.#roll.marks);
    for (let pitch = 0; pitch < 128; pitch++) if (this.#hands.isHeld(pitch)) this.#marks[pitch] |= 5;
    this.#keyboard.light(this.#marks);
  }
}
