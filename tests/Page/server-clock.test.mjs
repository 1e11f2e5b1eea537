import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ServerClock } from '../../src/LivePerformer.Host/wwwroot/js/live/server-clock.js';
import { dice } from './dice.mjs';

// A server whose clock runs 100 parts in a million fast, 30 messages a second that are up to 40 ms late, 60 pictures a second.
function watch({ seconds, drift = 1e-4, late = 0.04, seed = 1 }) {
  const roll = dice(seed);
  const clock = new ServerClock();
  const truth = local => 1000 + local * (1 + drift);
  const messages = [];
  for (let at = 0; at < seconds; at += 1 / 30) messages.push({ at: at + roll.part() * late, now: truth(at) });
  messages.sort((a, b) => a.at - b.at);
  const shown = [];
  let next = 0;
  for (let local = 0.2; local < seconds; local += 1 / 60) {
    while (next < messages.length && messages[next].at <= local) clock.hear(messages[next].now, messages[next++].at);
    shown.push({ local, shown: clock.at(local), truth: truth(local) });
  }
  return shown;
}

test('stays within 15 ms of the server though its messages are up to 40 ms late', () => {
  for (let seed = 1; seed <= 10; seed++) {
    for (const { local, shown, truth } of watch({ seconds: 60, seed })) {
      if (local > 3) assert.ok(Math.abs(shown - truth) < 0.015, `${shown - truth} s off at ${local}`);
    }
  }
});

test('runs evenly: no picture is more than a tenth longer or shorter than another', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pictures = watch({ seconds: 60, seed });
    for (let i = 200; i < pictures.length; i++) {
      const step = (pictures[i].shown - pictures[i - 1].shown) * 60;
      assert.ok(step > 0.9 && step < 1.1, `a step of ${step} pictures`);
    }
  }
});

test('never runs backwards, and jumps at once where the truth is far away', () => {
  const clock = new ServerClock();
  clock.hear(10, 0);
  assert.equal(clock.at(0), 10);
  clock.hear(10.4, 0.6);
  let before = clock.at(0.6);
  for (let local = 0.6; local < 2; local += 0.016) {
    const now = clock.at(local);
    assert.ok(now >= before);
    before = now;
  }
  clock.hear(100, 2);
  assert.equal(clock.at(2), 100);
});

test('a page that slept for an hour shows the right moment in its first picture', () => {
  const clock = new ServerClock();
  clock.hear(5, 1);
  clock.at(1);
  clock.hear(3605, 3601);
  assert.ok(Math.abs(clock.at(3601) - 3605) < 1e-6);
});
