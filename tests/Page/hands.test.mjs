import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Hands } from '../../src/LivePerformer.Host/wwwroot/js/play/hands.js';
import { meaningOf } from '../../src/LivePerformer.Host/wwwroot/js/play/computer-keys.js';
import { dice } from './dice.mjs';

function watched() {
  const hands = new Hands();
  const sent = [];
  hands.on('midi', bytes => sent.push(bytes));
  return { hands, sent };
}

test('a key that two hold goes down with the first and comes up with the last', () => {
  const { hands, sent } = watched();
  hands.press('finger 1', 60, 90);
  hands.press('computer KeyA', 60, 80);
  hands.release('finger 1', 60);
  assert.deepEqual(sent, [[0x90, 60, 90]]);
  hands.release('computer KeyA', 60);
  assert.deepEqual(sent.at(-1), [0x80, 60, 0]);
});

test('whatever hands do, no note is doubled and none hangs once all are let go', () => {
  const roll = dice(11);
  const { hands, sent } = watched();
  for (let i = 0; i < 5000; i++) {
    const who = `finger ${roll.whole(0, 4)}`;
    const pitch = roll.whole(55, 65);
    if (roll.part() < 0.5) hands.press(who, pitch, roll.whole(1, 127));
    else if (roll.part() < 0.98) hands.release(who, pitch);
    else hands.letGo(who);
  }
  hands.letGo();
  const down = new Set();
  for (const [status, pitch] of sent) {
    assert.equal(down.has(pitch), status === 0x80);
    if (status === 0x90) down.add(pitch);
    else down.delete(pitch);
  }
  assert.equal(down.size, 0);
});

test('letting one player go leaves the others their keys', () => {
  const { hands } = watched();
  hands.press('computer KeyA', 60, 80);
  hands.press('finger 3', 64, 80);
  hands.letGo('computer');
  assert.deepEqual(hands.held, [64]);
});

test('two rows of the computer are the white and black keys of a piano', () => {
  // As on every software piano: A is C, W is C#, K is the C above.
  const row = ['KeyA', 'KeyW', 'KeyS', 'KeyE', 'KeyD', 'KeyF', 'KeyT', 'KeyG', 'KeyY', 'KeyH', 'KeyU', 'KeyJ', 'KeyK'];
  assert.deepEqual(row.map(code => meaningOf(code).note), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  assert.equal(meaningOf('KeyR'), null);
});
