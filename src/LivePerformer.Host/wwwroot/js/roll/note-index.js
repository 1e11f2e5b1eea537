// Seconds a drawer holds. A window of the roll touches a handful of them, however long the take is.
const Drawer = 2;

/** All notes of a performance, found by time: what a window shows costs as much as what is in it, not as the take is long. */
export class NoteIndex {
  #byId = new Map();
  #drawers = new Map();
  #open = new Set();
  #asked = 0;
  #lowest = 0;                  // no drawer lies beyond these two
  #highest = 0;

  get size() { return this.#byId.size; }

  /** The moment of the first note that is kept; infinity where there is none. */
  get first() {
    let first = Infinity;
    for (const number of this.#drawers.keys()) first = Math.min(first, number * Drawer);
    for (const note of this.#open) first = Math.min(first, note.on);
    return first;
  }

  /** The last moment at which a note is known to sound. */
  get last() {
    let last = 0;
    for (const note of this.#byId.values()) last = Math.max(last, note.off ?? note.on);
    return last;
  }

  get(id) { return this.#byId.get(id); }

  /** Adds a note, or replaces the one with its id. */
  put(note) {
    const kept = this.#byId.get(note.id);
    if (kept && kept.on === note.on && kept.off === (note.off ?? null)) {
      Object.assign(kept, note, { off: note.off ?? null });
      return kept;
    }

    if (kept) this.#takeOut(kept);
    const entry = Object.assign(kept ?? { asked: 0 }, note, { off: note.off ?? null });
    this.#byId.set(entry.id, entry);
    this.#putIn(entry);
    return entry;
  }

  remove(id) {
    const note = this.#byId.get(id);
    if (!note) return false;

    this.#takeOut(note);
    this.#byId.delete(id);
    return true;
  }

  clear() {
    this.#byId.clear();
    this.#drawers.clear();
    this.#open.clear();
  }

  /** Forgets what was over before that moment. */
  forgetBefore(moment) {
    const end = Math.floor(moment / Drawer);
    for (const [number, notes] of this.#drawers) {
      if (number >= end) continue;

      for (const note of [...notes]) if (note.off < moment) this.remove(note.id);
    }
  }

  /** Visits, in no order, every note that sounds somewhere between the two moments; returns how many. */
  each(from, to, visit) {
    const asked = ++this.#asked;
    let count = 0;
    const end = Math.min(this.#highest, Math.floor(to / Drawer));
    for (let number = Math.max(this.#lowest, Math.floor(from / Drawer)); number <= end; number++) {
      const notes = this.#drawers.get(number);
      if (!notes) continue;

      for (let i = 0; i < notes.length; i++) {
        const note = notes[i];
        if (note.asked === asked || note.on > to || note.off < from) continue;

        note.asked = asked;
        count++;
        visit(note);
      }
    }

    for (const note of this.#open) {
      if (note.on > to) continue;

      count++;
      visit(note);
    }

    return count;
  }

  #putIn(note) {
    if (note.off === null) {
      this.#open.add(note);
      return;
    }

    const end = Math.floor(note.off / Drawer);
    this.#lowest = Math.min(this.#lowest, Math.floor(note.on / Drawer));
    this.#highest = Math.max(this.#highest, end);
    for (let number = Math.floor(note.on / Drawer); number <= end; number++) {
      const notes = this.#drawers.get(number);
      if (notes) notes.push(note);
      else this.#drawers.set(number, [note]);
    }
  }

  #takeOut(note) {
    if (this.#open.delete(note)) return;

    const end = Math.floor(note.off / Drawer);
    for (let number = Math.floor(note.on / Drawer); number <= end; number++) {
      const notes = this.#drawers.get(number);
      const place = notes.indexOf(note);
      notes[place] = notes[notes.length - 1];
      notes.pop();
      if (notes.length === 0) this.#drawers.delete(number);
    }
  }
}
