import { test } from 'node:test';
import assert from 'node:assert/strict';
import { BackOff } from '../../src/LivePerformer.Host/wwwroot/js/live/back-off.js';

test('the first try comes at once, later ones never more than three seconds apart', () => {
  for (const luck of [0, 0.5, 0.999]) {
    const backOff = new BackOff(() => luck);
    const waits = Array.from({ length: 20 }, () => backOff.next());
    assert.ok(waits[0] <= 0.25);
    for (let i = 1; i < waits.length; i++) assert.ok(waits[i] >= waits[i - 1]);
    assert.ok(waits.at(-1) <= 3);
    backOff.reset();
    assert.equal(backOff.next(), waits[0]);
  }
});

test('two pages that lost the same server do not come back in step', () => {
  assert.notEqual(new BackOff(() => 0.1).next(), new BackOff(() => 0.9).next());
});
