import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Score } from '../../src/LivePerformer.Host/wwwroot/js/live/score.js';

const note = (id, on, item, state = 'over') => ({ id, by: 'ai', pitch: 60, velocity: 80, on, off: on + 0.1, state, item });

test('the same past told twice, and in two halves, is one past', () => {
  const past = { keys: [1, 2, 3, 4].map(i => note(i, i, i < 3 ? 0 : 1)), pedals: [{ by: 'human', controller: 64, value: 127, at: 1 }], turns: [{ by: 'ai', at: 2 }], grids: [{ at: 0, bpm: 60 }] };
  const once = new Score();
  once.take(past);
  const twice = new Score();
  twice.take({ keys: past.keys.slice(2), turns: past.turns });
  twice.take(past);
  twice.take(past);
  for (const line of ['turns', 'grids']) assert.deepEqual(twice[line].moments, once[line].moments);
  assert.deepEqual(twice.pedals.human.moments, past.pedals);
  assert.equal(twice.notes.size, 4);
});

test('an item begins with its first note, also where an earlier one is told later', () => {
  const score = new Score();
  score.take({ keys: [note(1, 1, 0), note(2, 5, 1), note(3, 6, 1), note(4, 4, 1)] });
  assert.deepEqual(score.items.moments, [{ at: 1, item: 0 }, { at: 4, item: 1 }]);
});

test('a planned note that is vetoed or long past is swept away', () => {
  const score = new Score();
  score.take({ keys: [note(1, 10, 0, 'planned'), note(2, 20, 0, 'planned'), note(3, 10, 0)] });
  score.gone([2]);
  score.sweep(15);
  assert.equal(score.notes.size, 1);
  assert.ok(score.notes.get(3));
});
