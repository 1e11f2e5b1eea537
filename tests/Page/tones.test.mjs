import { test } from 'node:test';
import assert from 'node:assert/strict';
import { toneNumber, tonesOf, wordsOf } from '../../src/LivePerformer.Host/wwwroot/js/steer/tones.js';
import { readFileSync } from 'node:fs';

test('the tonics of the preset schema are the twelve tones in their order', () => {
  const schema = JSON.parse(readFileSync(new URL('../../presets/preset.schema.json', import.meta.url), 'utf8'));
  assert.deepEqual(schema.properties.steering.properties.tonic.enum.map(toneNumber), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a chord as the performance writes it is the same chord as a command takes it', () => {
  assert.equal(wordsOf(tonesOf('C Eb G')), 'C-Eb-G');
  for (let mask = 0; mask < 4096; mask++) {
    const tones = new Set(Array.from({ length: 12 }, (_, i) => i).filter(i => mask & 1 << i));
    assert.deepEqual(tonesOf(wordsOf(tones)), tones);
  }
});

test('what is no tone is none', () => {
  assert.deepEqual(['', 'H', 'off', null, 'Cbb'].map(toneNumber), [-1, -1, -1, -1, -1]);
});
