import { NoteIndex } from '../roll/note-index.js';
import { Timeline } from '../roll/timeline.js';

const Sustain = 64;

/** What was played, by whom and when, and what is planned: everything that a roll draws. */
export class Score {
  notes = new NoteIndex();
  pedals = { human: new Timeline(), ai: new Timeline() };     // the sustain pedals: others are not drawn
  turns = new Timeline();
  grids = new Timeline();
  items = new Timeline();       // at: where an item's first note lies

  clear() {
    this.notes.clear();
    for (const line of this.#lines) line.clear();
  }

  /** @param body with `keys`, `pedals`, `turns` and `grids`, as hello and /api/roll have them. */
  take({ keys = [], pedals = [], turns = [], grids = [] }) {
    for (const note of keys) this.note(note);
    for (const pedal of pedals) this.pedal(pedal);
    for (const turn of turns) this.turns.put(turn);
    for (const grid of grids) this.grids.put(grid);
  }

  pedal(pedal) {
    if (pedal.controller === Sustain) this.pedals[pedal.by]?.put(pedal);
  }

  note(note) {
    this.notes.put(note);
    if (!(note.item >= 0) || note.state === 'planned') return;

    const index = this.items.indexAt(note.on);
    const before = this.items.moments[index];
    const after = this.items.moments[index + 1];
    if (before?.item === note.item) return;
    if (after?.item === note.item && before?.item !== note.item) after.at = note.on;
    else this.items.put({ at: note.on, item: note.item });
  }

  gone(ids) { for (const id of ids) this.notes.remove(id); }

  /** Planned notes whose time is long past were dropped, whether we heard of it or not. */
  sweep(now) {
    this.notes.each(now - 30, now - 1, note => {
      if (note.state === 'planned') this.#stale.push(note.id);
    });
    this.gone(this.#stale);
    this.#stale.length = 0;
  }

  forgetBefore(moment) {
    this.notes.forgetBefore(moment);
    for (const line of this.#lines) line.forgetBefore(moment);
  }

  #stale = [];
  #lines = [this.pedals.human, this.pedals.ai, this.turns, this.grids, this.items];
}
