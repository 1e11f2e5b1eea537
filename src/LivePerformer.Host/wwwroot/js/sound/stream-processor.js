import { JitterBuffer } from './jitter-buffer.js';

const Header = 8;               // bytes: the number of the first frame
const ReportEvery = 0.25;       // seconds
const LongestRecord = 120;      // seconds

/** Plays what the line brings, inside the browser's audio thread. */
class StreamProcessor extends AudioWorkletProcessor {
  #buffer;
  #record = null;
  #reported = 0;
  #spare = new Float32Array(128);

  constructor({ processorOptions }) {
    super();
    this.#buffer = new JitterBuffer(processorOptions.rate, sampleRate);
    this.port.onmessage = ({ data }) => {
      if (data.line) data.line.onmessage = message => this.#hear(message.data);
      if (data.record) this.#begin(data.record);
      if (data.stop) this.#stopped = true;
    };
  }

  #stopped = false;

  process(inputs, [output]) {
    const left = output[0];
    const right = output[1] ?? this.#spare;
    this.#buffer.pull(left, right);
    if (this.#record) this.#keep(left, right);
    if (currentTime - this.#reported >= ReportEvery) this.#report();
    return !this.#stopped;
  }

  #hear(bytes) {
    const head = new DataView(bytes, 0, Header);
    const frame = head.getUint32(0, true) + head.getUint32(4, true) * 2 ** 32;
    this.#buffer.push(frame, new Int16Array(bytes, Header));
  }

  #report() {
    this.#reported = currentTime;
    const { fill, average, target, underruns, lost, skips, frame, playing } = this.#buffer;
    this.port.postMessage({ report: { fill, average, target, underruns, lost, skips, frame, playing } });
  }

  #begin(seconds) {
    const frames = Math.round(Math.min(LongestRecord, seconds) * sampleRate);
    this.#record = { left: new Float32Array(frames), right: new Float32Array(frames), count: 0, underruns: this.#buffer.underruns };
  }

  #keep(left, right) {
    const record = this.#record;
    const count = Math.min(left.length, record.left.length - record.count);
    record.left.set(count === left.length ? left : left.subarray(0, count), record.count);
    record.right.set(count === right.length ? right : right.subarray(0, count), record.count);
    record.count += count;
    if (record.count < record.left.length) return;

    this.#record = null;
    this.port.postMessage(
      { recorded: { rate: sampleRate, left: record.left, right: record.right, underruns: this.#buffer.underruns - record.underruns } },
      [record.left.buffer, record.right.buffer]);
  }
}

registerProcessor('liveperformer-stream', StreamProcessor);
