import { test } from 'node:test';
import assert from 'node:assert/strict';
import { NoteIndex } from '../../src/LivePerformer.Host/wwwroot/js/roll/note-index.js';
import { dice } from './dice.mjs';

const overlaps = (note, from, to) => note.on <= to && (note.off === null || note.off >= from);
const found = (index, from, to) => {
  const ids = [];
  index.each(from, to, note => ids.push(note.id));
  return ids.sort((a, b) => a - b);
};

test('finds in every window exactly the notes that a search through all of them finds', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const roll = dice(seed);
    const index = new NoteIndex();
    const truth = new Map();
    for (let step = 0; step < 2000; step++) {
      const id = roll.whole(0, 300);
      if (roll.part() < 0.15) {
        index.remove(id);
        truth.delete(id);
        continue;
      }

      const on = roll.part() * 100;
      const note = { id, by: 'ai', pitch: 60, velocity: 80, on, off: roll.part() < 0.1 ? null : on + roll.part() ** 4 * 60, state: 'over' };
      index.put({ ...note });
      truth.set(id, note);
    }
    assert.equal(index.size, truth.size);
    for (let window = 0; window < 50; window++) {
      const from = roll.part() * 110 - 5;
      const to = from + roll.part() * 20;
      const expected = [...truth.values()].filter(note => overlaps(note, from, to)).map(({ id }) => id).sort((a, b) => a - b);
      assert.deepEqual(found(index, from, to), expected);
    }
  }
});

test('a note that ends keeps its identity and is found once where it lies in many drawers', () => {
  const index = new NoteIndex();
  const first = index.put({ id: 7, on: 1, off: null, state: 'sounding' });
  assert.equal(index.put({ id: 7, on: 1, off: 61, state: 'over' }), first);
  assert.deepEqual(found(index, 0, 100), [7]);
  assert.deepEqual(found(index, 61.1, 100), []);
});

test('forgets only what was over', () => {
  const index = new NoteIndex();
  index.put({ id: 1, on: 0, off: 5 });
  index.put({ id: 2, on: 1, off: 500 });
  index.put({ id: 3, on: 2, off: null });
  index.put({ id: 4, on: 300, off: 301 });
  index.forgetBefore(100);
  assert.deepEqual(found(index, 0, 1000), [2, 3, 4]);
});

test('what a window costs does not grow with the take', () => {
  const counted = minutes => {
    const index = new NoteIndex();
    for (let i = 0; i < minutes * 600; i++) index.put({ id: i, on: i / 10, off: i / 10 + 0.5 });
    let reads = 0;
    // Every note of a visited drawer is looked at: its onset tells how many were.
    for (let i = 0; i < minutes * 600; i++) {
      const note = index.get(i);
      const { on } = note;
      Object.defineProperty(note, 'on', { get: () => { reads++; return on; } });
    }
    index.each(minutes * 60 - 10, minutes * 60, () => {});
    return reads;
  };
  assert.equal(counted(30), counted(1));
});
