import { JitterBuffer } from './jitter-buffer.js';

const Header = 8;               // bytes: the number of the first frame
const ReportEvery = 0.25;       // seconds
const LongestRecord = 120;      // seconds

/** Packets in, sound out; it reports how it does, and keeps what it played where a test asks for it. */
export class StreamPlayer {
  #buffer;
  #rate;
  #post;
  #record = null;
  #sinceReport = 0;

  /** @param post sends a message, and what of it is given away, to whoever started us. */
  constructor(inputRate, outputRate, post) {
    this.#buffer = new JitterBuffer(inputRate, outputRate);
    this.#rate = outputRate;
    this.#post = post;
  }

  hear(bytes) {
    const head = new DataView(bytes, 0, Header);
    const frame = head.getUint32(0, true) + head.getUint32(4, true) * 2 ** 32;
    this.#buffer.push(frame, new Int16Array(bytes, Header));
  }

  /** @param at the moment of the first frame on the sound's own clock. */
  play(left, right, at = 0) {
    this.#buffer.pull(left, right);
    if (this.#record) this.#keep(left, right, at);
    this.#sinceReport += left.length / this.#rate;
    if (this.#sinceReport < ReportEvery) return;

    this.#sinceReport -= ReportEvery;
    const { fill, average, target, underruns, lost, skips, frame, playing } = this.#buffer;
    this.#post({ report: { fill, average, target, underruns, lost, skips, frame, playing } });
  }

  record(seconds) {
    const frames = Math.round(Math.min(LongestRecord, seconds) * this.#rate);
    this.#record = { left: new Float32Array(frames), right: new Float32Array(frames), count: 0, at: null, underruns: this.#buffer.underruns };
  }

  #keep(left, right, at) {
    const record = this.#record;
    record.at ??= at;
    const count = Math.min(left.length, record.left.length - record.count);
    record.left.set(left.subarray(0, count), record.count);
    record.right.set(right.subarray(0, count), record.count);
    record.count += count;
    if (record.count < record.left.length) return;

    this.#record = null;
    this.#post(
      { recorded: { rate: this.#rate, at: record.at, left: record.left, right: record.right, underruns: this.#buffer.underruns - record.underruns } },
      [record.left.buffer, record.right.buffer]);
  }
}
