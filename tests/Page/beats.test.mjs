import { test } from 'node:test';
import assert from 'node:assert/strict';
import { eachBeat } from '../../src/LivePerformer.Host/wwwroot/js/roll/beats.js';

const beats = (grids, from, to) => {
  const all = [];
  eachBeat(grids, from, to, (at, bar) => all.push([Number(at.toFixed(6)), bar]));
  return all;
};
const grid = (at, anchor, bpm, more = {}) => ({ at, anchor, beat: 0, bpm, beatsPerBar: 4, source: 'given', ...more });

test('120 a minute are two a second, and each fourth begins a bar', () => {
  assert.deepEqual(beats([grid(0, 0, 120)], 0, 2.1), [[0, true], [0.5, false], [1, false], [1.5, false], [2, true]]);
});

test('beats before the anchor are counted backwards', () => {
  assert.deepEqual(beats([grid(0, 10, 60, { beat: 2 })], 7.5, 10.5), [[8, true], [9, false], [10, false]]);
});

test('a new grid ends the old one, and free time has no beats', () => {
  assert.deepEqual(beats([grid(0, 0, 60), grid(2.5, 2.6, 60), grid(4, 0, 0)], 0, 9).map(([at]) => at), [0, 1, 2, 2.6, 3.6]);
});

test('the beat that is found in playing has no bars', () => {
  assert.ok(beats([grid(0, 0, 60, { source: 'playing' })], 0, 9).every(([, bar]) => !bar));
});
