import { test } from 'node:test';
import assert from 'node:assert/strict';
import { StreamPlayer } from '../../src/LivePerformer.Host/wwwroot/js/sound/stream-player.js';

/** A packet as README.md of the page's API describes it. */
function packet(frame, value, frames = 256) {
  const bytes = new ArrayBuffer(8 + 4 * frames);
  new DataView(bytes).setBigUint64(0, BigInt(frame), true);
  new Int16Array(bytes, 8).fill(value);
  return bytes;
}

function played({ first = 0, blocks, record = 0 }) {
  const posted = [];
  const player = new StreamPlayer(48000, 48000, message => posted.push(message));
  if (record) player.record(record);
  const left = new Float32Array(128);
  const right = new Float32Array(128);
  const heard = [];
  for (let block = 0, frame = first; block < blocks; block++) {
    if (block % 2 === 0) {
      player.hear(packet(frame, 8192));
      frame += 256;
    }
    player.play(left, right);
    heard.push(...left);
  }
  return { posted, heard };
}

test('16 bits become samples, and the frame number is read whole after a day at 48 kHz and more', () => {
  const first = 2 ** 33 + 5;
  const { posted, heard } = played({ first, blocks: 400 });
  assert.ok(Math.abs(heard.at(-1) - 0.25) < 1e-6);
  const { report } = posted.at(-1);
  assert.ok(report.frame > first && report.frame < first + 400 * 128);
  assert.equal(report.lost, 0);
});

test('reports four times a second', () => {
  const { posted } = played({ blocks: 375 * 4 });
  assert.equal(posted.filter(({ report }) => report).length, 16);
});

test('records exactly what it played', () => {
  const { posted, heard } = played({ blocks: 800, record: 1 });
  const { recorded } = posted.find(message => message.recorded);
  assert.equal(recorded.left.length, 48000);
  assert.deepEqual([...recorded.left], heard.slice(0, 48000));
  assert.equal(recorded.underruns, 0);
});
