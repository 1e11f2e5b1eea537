import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Timeline } from '../../src/LivePerformer.Host/wwwroot/js/roll/timeline.js';
import { dice } from './dice.mjs';

test('is in order whatever order the moments come in, and takes the same one once', () => {
  const roll = dice(5);
  const line = new Timeline(({ by }) => by);
  const moments = Array.from({ length: 300 }, () => ({ at: roll.whole(0, 100), by: roll.part() < 0.5 ? 'ai' : 'human' }));
  for (const moment of [...moments, ...moments]) line.put({ ...moment });
  const unlike = new Set(moments.map(({ at, by }) => `${at} ${by}`));
  assert.equal(line.moments.length, unlike.size);
  for (let i = 1; i < line.moments.length; i++) assert.ok(line.moments[i - 1].at <= line.moments[i].at);
});

test('finds the last moment that is not later', () => {
  const line = new Timeline();
  for (const at of [1, 3, 5]) line.put({ at });
  assert.deepEqual([0, 1, 2, 3, 4.9, 5, 99].map(at => line.indexAt(at)), [-1, 0, 0, 1, 1, 2, 2]);
});

test('what still holds is not forgotten', () => {
  const line = new Timeline();
  for (const at of [1, 3, 5]) line.put({ at });
  line.forgetBefore(4);
  assert.deepEqual(line.moments.map(({ at }) => at), [3, 5]);
});
