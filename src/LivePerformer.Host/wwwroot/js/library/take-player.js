import { make, set, write } from '../parts/element.js';
import { clockTime } from '../parts/figures.js';
import { path } from '../live/api.js';
import { Score } from '../live/score.js';
import { Roll } from '../roll/roll.js';
import { RollView } from '../roll/roll-view.js';
import { RollHand } from '../roll/roll-hand.js';
import { KeyGeometry } from '../roll/key-geometry.js';

/** Plays a take: its sound, and its roll with the play-head at the bar. */
export class TakePlayer {
  #api;
  #messages;
  #score = new Score();
  #view = new RollView(8, 0.8);
  #geometry = new KeyGeometry(21, 108);
  #canvas = make('canvas', { class: 'roll', tabIndex: 0, role: 'img', 'aria-label': 'Roll of the take; arrow keys move through it' });
  #audio = make('audio', { preload: 'none' });
  #play = make('button', { type: 'button', class: 'primary play-take', onclick: () => this.#toggle() }, 'Play');
  #seek = make('input', { type: 'range', min: 0, max: 1, step: 0.01, value: 0, 'aria-label': 'Where the take plays' });
  #time = make('output', { class: 'value' }, '0:00');
  #title = make('h2', { tabIndex: -1, id: 'player-title' }, '');
  #roll = null;
  #seconds = 0;
  #at = 0;                      // where it stands while nothing plays
  #heard = 0;                   // audio.currentTime when it last changed, and when that was
  #heardAt = 0;
  #frame = 0;

  constructor({ api, messages }) {
    this.#api = api;
    this.#messages = messages;
    this.element = make('section', { class: 'card player', 'aria-labelledby': 'player-title', hidden: true },
      make('div', { class: 'row between' }, this.#title, make('button', { type: 'button', class: 'close', 'aria-label': 'Close the take', onclick: () => this.close() }, '✕')),
      make('div', { class: 'roll-box' }, this.#canvas), make('div', { class: 'row player-row' }, this.#play, this.#seek, this.#time), this.#audio);
    new RollHand(this.#canvas, this.#view, () => this.#moveTo(this.#view.at));
    this.#seek.addEventListener('input', () => this.#moveTo(Number(this.#seek.value)));
    for (const event of ['play', 'pause', 'ended']) this.#audio.addEventListener(event, () => this.#showButton());
    this.#audio.addEventListener('error', () => {
      if (!this.element.hidden && this.#audio.getAttribute('src')) this.#messages.say('The sound of this take could not be loaded. Its roll and its MIDI file are still there.', true);
    });
  }

  /** @param part `{name, from, to}`, where only that is to be played. */
  open(take, part) {
    const cut = part ? `?from=${part.from}&to=${part.to}` : '';
    return this.#load({
      title: part ? `${take.name}: ${part.name}` : take.name,
      roll: () => this.#api.get(path`/api/takes/${take.name}/roll` + cut),
      sound: path`/api/takes/${take.name}/wav` + cut,
      seconds: part ? part.to - part.from : take.seconds,
      from: part?.from ?? 0,
    });
  }

  /** What a rehearsal left. */
  openJob({ id, name }) {
    return this.#load({
      title: `Rehearsal: ${name}`,
      roll: async () => (await this.#api.get(path`/api/jobs/${id}`)).result?.roll ?? {},
      sound: path`/api/jobs/${id}/wav`,
      seconds: 0,
      from: 0,
    });
  }

  async #load({ title, roll: ask, sound, seconds, from }) {
    this.close();
    try {
      const roll = await ask();
      this.element.hidden = false;
      this.#roll ??= new Roll(this.#canvas, this.#score, this.#view);
      this.#score.take(roll);
      this.#geometry = this.#span();
      this.#offset = from;
      this.#seconds = Math.max(seconds ?? 0, from > 0 ? 0 : this.#score.notes.last);
      this.#view.end = this.#seconds + from;
      set(this.#seek, 'max', this.#seconds.toFixed(2));
      write(this.#title, title);
      this.#audio.src = sound;
      this.#moveTo(from);
      this.element.scrollIntoView({ block: 'start' });
      this.#title.focus({ preventScroll: true });
      this.#draw();
      this.#toggle();
    } catch (error) {
      this.#messages.say(error.message, true);
    }
  }

  #offset = 0;

  // The keys that the take needs, and no others: on a phone a piano is narrow.
  #span() {
    let lowest = 60;
    let highest = 72;
    this.#score.notes.each(0, Infinity, note => {
      lowest = Math.min(lowest, note.pitch);
      highest = Math.max(highest, note.pitch);
    });
    return new KeyGeometry(Math.max(0, lowest - 2), Math.min(127, highest + 2));
  }

  close() {
    cancelAnimationFrame(this.#frame);
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    this.#audio.load();
    this.#score.clear();
    this.element.hidden = true;
  }

  async #toggle() {
    if (!this.#audio.paused) {
      this.#audio.pause();
      return;
    }

    try {
      if (this.#at - this.#offset >= this.#seconds - 0.05) this.#moveTo(this.#offset);
      await this.#audio.play();
    } catch (error) {
      if (error.name !== 'AbortError') this.#messages.say(`The take does not sound: ${error.message}`, true);
    }
  }

  #moveTo(moment) {
    this.#at = Math.min(this.#seconds + this.#offset, Math.max(this.#offset, moment));
    const seconds = this.#at - this.#offset;
    if (Math.abs(this.#audio.currentTime - seconds) > 0.02) this.#audio.currentTime = seconds;
    this.#heard = seconds;
    this.#heardAt = performance.now();
  }

  #showButton() { write(this.#play, this.#audio.paused ? 'Play' : 'Pause'); }

  // The audio element's own time steps; between two steps we count on.
  #moment() {
    const { currentTime, paused } = this.#audio;
    const now = performance.now();
    if (paused) return this.#at;

    if (currentTime !== this.#heard) {
      this.#heard = currentTime;
      this.#heardAt = now;
    }
    this.#at = Math.min(this.#seconds, this.#heard + Math.min(0.3, (now - this.#heardAt) / 1000) * (this.#audio.readyState > 2 ? 1 : 0)) + this.#offset;
    return this.#at;
  }

  #draw() {
    this.#frame = requestAnimationFrame(() => this.#draw());
    if (this.element.offsetParent === null) return;

    const at = this.#moment();
    this.#view.follow();
    this.#roll.turn = null;
    this.#roll.draw(at, this.#geometry);
    const seconds = at - this.#offset;
    if (document.activeElement !== this.#seek || !this.#audio.paused) this.#seek.value = seconds;
    write(this.#time, `${clockTime(seconds)} / ${clockTime(this.#seconds)}`);
    this.#seek.style.setProperty('--part', `${100 * seconds / (this.#seconds || 1)}%`);
  }
}
