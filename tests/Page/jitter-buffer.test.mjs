import { test } from 'node:test';
import assert from 'node:assert/strict';
import { JitterBuffer } from '../../src/LivePerformer.Host/wwwroot/js/sound/jitter-buffer.js';
import { dice } from './dice.mjs';

const Packet = 256;
const Tone = 440;
const Loud = 0.5;

/** A sine that is sent in packets, on a line that delays them, by a device whose clock is not ours. */
function listen({ seconds, inputRate = 48000, outputRate = 48000, drift = 0, late = () => 0, lost = () => false }) {
  const buffer = new JitterBuffer(inputRate, outputRate);
  const packets = [];
  const real = inputRate * (1 + drift);
  for (let frame = 0; frame / real < seconds; frame += Packet) {
    const sent = (frame + Packet) / real;
    const samples = new Int16Array(2 * Packet);
    for (let i = 0; i < Packet; i++) samples[2 * i] = samples[2 * i + 1] = Math.round(32767 * Loud * Math.sin(2 * Math.PI * Tone * (frame + i) / inputRate));
    packets.push({ frame, samples, at: sent + late(sent) });
  }
  for (let i = 1; i < packets.length; i++) packets[i].at = Math.max(packets[i].at, packets[i - 1].at);    // TCP keeps the order

  const count = Math.floor(seconds * outputRate / 128);
  const left = new Float32Array(count * 128);
  const right = new Float32Array(count * 128);
  const fills = [];
  let next = 0;
  for (let block = 0; block < count; block++) {
    const now = block * 128 / outputRate;
    while (next < packets.length && packets[next].at <= now) {
      const { frame, samples } = packets[next++];
      if (!lost(frame / inputRate)) buffer.push(frame, samples);
    }
    buffer.pull(left.subarray(block * 128, block * 128 + 128), right.subarray(block * 128, block * 128 + 128));
    fills.push(buffer.fill);
  }
  return { buffer, left, right, fills };
}

/** The greatest step between two samples: a click is a step that no sine of this loudness makes. */
function greatestStep(samples, from = 0) {
  let most = 0;
  for (let i = Math.max(1, from); i < samples.length; i++) most = Math.max(most, Math.abs(samples[i] - samples[i - 1]));
  return most;
}

const smooth = (rate = 48000) => 1.15 * Loud * 2 * Math.PI * Tone / rate;

test('plays what was sent, sample by sample, where both clocks agree', () => {
  const { left, right, buffer } = listen({ seconds: 20 });
  assert.equal(buffer.underruns, 0);
  assert.deepEqual(left, right);
  assert.ok(greatestStep(left) <= smooth());
  // Against the sine itself: its two quadratures give the loudness of the last tenth of a second.
  const n = 4800;
  let s = 0;
  let c = 0;
  for (let i = 0; i < n; i++) {
    s += left[left.length - n + i] * Math.sin(2 * Math.PI * Tone * i / 48000) * 2 / n;
    c += left[left.length - n + i] * Math.cos(2 * Math.PI * Tone * i / 48000) * 2 / n;
  }
  assert.ok(Math.abs(Math.hypot(s, c) - Loud) < 0.01, `loudness ${Math.hypot(s, c)}`);
});

for (const drift of [3e-4, -3e-4]) {
  test(`a server clock off by ${drift * 1e6} parts in a million neither grows the delay nor clicks, in five minutes`, () => {
    const { buffer, left, fills } = listen({ seconds: 300, drift });
    assert.equal(buffer.underruns, 0);
    assert.equal(buffer.skips, 0);
    assert.ok(greatestStep(left) <= smooth());
    const late = fills.slice(-2000);
    assert.ok(Math.max(...late) < 0.06, `${Math.max(...late)} s lie ready`);
  });
}

test('a line with fits is learnt: the cushion grows until nothing runs dry', () => {
  const roll = dice(3);
  const { buffer, left } = listen({ seconds: 60, late: () => (roll.part() < 0.02 ? roll.part() * 0.09 : roll.part() * 0.004) });
  const { underruns } = buffer;
  const again = dice(3);
  const first = listen({ seconds: 30, late: () => (again.part() < 0.02 ? again.part() * 0.09 : again.part() * 0.004) });
  assert.ok(underruns - first.buffer.underruns <= 1, `${underruns} in a minute, ${first.buffer.underruns} of them in its first half`);
  assert.ok(greatestStep(left) <= smooth());
});

test('a calm line is learnt too: the cushion shrinks', () => {
  const { buffer } = listen({ seconds: 120, late: () => 0.001 });
  assert.equal(buffer.underruns, 0);
  assert.ok(buffer.target < 0.025, `${buffer.target}`);
});

test('a line that stops for half a second fades out and in, and the delay is the old one soon after', () => {
  const { buffer, left, fills } = listen({ seconds: 8, late: sent => (sent > 2 && sent < 2.5 ? 2.5 - sent : 0) });
  assert.equal(buffer.underruns, 1);
  assert.ok(greatestStep(left) <= Math.max(smooth(), Loud * 0.05), `a step of ${greatestStep(left)}`);
  assert.ok(fills.at(-1) < 0.12, `${fills.at(-1)} s lie ready`);
});

test('lost frames are counted, and heard as a short silence without a click', () => {
  const { buffer, left } = listen({ seconds: 4, lost: at => at > 2 && at < 2.05 });
  assert.ok(buffer.lost >= 2000 && buffer.lost <= 3000, `${buffer.lost}`);
  assert.ok(greatestStep(left) <= Math.max(smooth(), Loud * 0.05), `a step of ${greatestStep(left)}`);
});

test('a loudspeaker of 44100 Hz hears the same pitch', () => {
  const { left, buffer } = listen({ seconds: 4, outputRate: 44100 });
  assert.equal(buffer.underruns, 0);
  let crossings = 0;
  for (let i = left.length - 88200 + 1; i < left.length; i++) if (left[i - 1] < 0 && left[i] >= 0) crossings++;
  assert.ok(Math.abs(crossings - 2 * Tone) <= 3, `${crossings / 2} Hz`);
});

test('knows which frame it plays', () => {
  const { buffer } = listen({ seconds: 2 });
  assert.ok(Math.abs(buffer.frame - (2 - buffer.fill) * 48000) < 2 * Packet);
});
