import { test } from 'node:test';
import assert from 'node:assert/strict';
import { KeyGeometry, Spans, isBlack, nameOf } from '../../src/LivePerformer.Host/wwwroot/js/roll/key-geometry.js';

test('a piano has 52 white and 36 black keys', () => {
  const piano = new KeyGeometry(21, 108);
  let black = 0;
  for (let pitch = 21; pitch <= 108; pitch++) if (isBlack(pitch)) black++;
  assert.equal(piano.whites, 52);
  assert.equal(black, 36);
});

test('in the middle of each key, high for a black one and low for a white one, that key is struck', () => {
  for (const [lowest, highest] of Spans) {
    const keys = new KeyGeometry(lowest, highest);
    for (let pitch = lowest; pitch <= highest; pitch++) assert.equal(keys.keyAt(keys.x[pitch] + keys.width[pitch] / 2, isBlack(pitch) ? 0.3 : 0.9), pitch);
  }
});

test('white keys lie side by side over the whole width', () => {
  const keys = new KeyGeometry(48, 84);
  let right = 0;
  for (let pitch = 48; pitch <= 84; pitch++) {
    if (isBlack(pitch)) continue;
    assert.ok(Math.abs(keys.x[pitch] - right) < 1e-12);
    right += keys.width[pitch];
  }
  assert.ok(Math.abs(right - 1) < 1e-12);
});

test('a touch nearer to the player is harder, and every touch is one of MIDI', () => {
  const keys = new KeyGeometry(21, 108);
  for (const pitch of [60, 61]) {
    let before = 0;
    for (let y = 0; y <= 1; y += 0.1) {
      const velocity = keys.velocityAt(pitch, y);
      assert.ok(velocity >= before && velocity >= 1 && velocity <= 127);
      before = velocity;
    }
  }
});

test('keys are named as the program names them', () => {
  assert.deepEqual([21, 60, 61, 70, 108].map(nameOf), ['A0', 'C4', 'C#4', 'Bb4', 'C8']);
});
