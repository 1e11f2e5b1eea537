const Fade = 128;               // frames over which sound comes, goes, or is spliced
const Bend = 0.002;             // at most 3.5 cents, which no ear hears on a piano
const Excess = 0.04;            // seconds too many that are dropped at once instead of played a little faster
const Window = 4;               // seconds after which the cushion is judged
const Calm = 30;                // seconds without running dry after which the cushion may shrink
const Danger = 0.003;           // seconds: less left than that, and the cushion grows

/**
 * Sound that arrives in fits, played evenly. Two clocks never agree: the buffer plays a little faster or slower, so that its
 * cushion neither grows nor runs dry; only far too much is dropped, with a short cross-fade. It allocates nothing after its
 * making.
 */
export class JitterBuffer {
  /**
   * @param inputRate frames a second that arrive.
   * @param outputRate frames a second that are pulled.
   */
  constructor(inputRate, outputRate, { least = 0.012, first = 0.04, most = 0.25 } = {}) {
    this.inputRate = inputRate;
    this.outputRate = outputRate;
    this.least = least;
    this.most = most;
    this.target = first;
    this.size = 1 << Math.ceil(Math.log2(inputRate * 2));
    this.left = new Float32Array(this.size);
    this.right = new Float32Array(this.size);
    this.written = 0;           // frames ever
    this.read = 0;              // the same, between two frames as well
    this.nextFrame = -1;        // the server's number of what comes next
    this.playing = false;
    this.underruns = 0;
    this.lost = 0;              // frames that never came
    this.skips = 0;
    this.average = first;
    this.gain = 0;
    this.lastLeft = 0;
    this.lastRight = 0;
    this.oldRead = 0;
    this.splice = 0;            // frames of the cross-fade that remain
    this.lowest = Infinity;
    this.judged = 0;
    this.calm = Calm;
  }

  /** Seconds of sound that lie ready. */
  get fill() { return (this.written - this.read) / this.inputRate; }

  /** The server's number of the frame that is played now; -1 where nothing plays. */
  get frame() { return this.nextFrame < 0 ? -1 : Math.floor(this.nextFrame - (this.written - this.read)); }

  /** @param samples 16 bits, left and right in turn. */
  push(frame, samples) {
    const count = samples.length >> 1;
    const gap = this.nextFrame < 0 ? 0 : frame - this.nextFrame;
    if (gap !== 0) {
      this.#fadeOutWritten();
      if (gap > 0 && gap < this.inputRate / 2) {
        for (let i = 0; i < gap; i++) this.#write(0, 0);
      }
      if (gap > 0) this.lost += gap;
    }

    for (let i = 0; i < count; i++) {
      const gain = gap !== 0 && i < Fade ? (i + 1) / Fade : 1;
      this.#write(samples[2 * i] / 32768 * gain, samples[2 * i + 1] / 32768 * gain);
    }

    this.nextFrame = frame + count;
    const most = this.size - 4 * Fade;
    if (this.written - this.read > most) this.read = this.written - most;
  }

  /** Fills two channels. */
  pull(left, right) {
    const count = left.length;
    const ratio = this.inputRate / this.outputRate;
    this.average += (this.fill - this.average) * 0.02;
    if (!this.playing && this.fill >= this.target) {
      this.playing = true;
      this.average = this.fill;
      this.#rest();
    }

    if (this.playing && this.splice === 0 && this.average > this.target + Excess) this.#skip();

    const bend = Math.min(Bend, Math.max(-Bend, (this.average - this.target) * 0.4));
    const step = ratio * (1 + bend);
    if (this.playing && this.written - this.read < count * step + 3) this.#runDry();

    const mask = this.size - 1;
    for (let i = 0; i < count; i++) {
      let l;
      let r;
      if (this.playing) {
        l = at(this.left, this.read, mask);
        r = at(this.right, this.read, mask);
        this.read += step;
        if (this.splice > 0) {
          const old = this.splice-- / (2 * Fade);
          l = l * (1 - old) + at(this.left, this.oldRead, mask) * old;
          r = r * (1 - old) + at(this.right, this.oldRead, mask) * old;
          this.oldRead += step;
        }

        if (this.gain < 1) this.gain = Math.min(1, this.gain + 1 / Fade);
        l *= this.gain;
        r *= this.gain;
      } else {
        // What was heard last dies away instead of breaking off.
        l = this.lastLeft * 0.96;
        r = this.lastRight * 0.96;
      }

      left[i] = this.lastLeft = l;
      right[i] = this.lastRight = r;
    }

    if (this.playing) this.#judge(count / this.outputRate);
  }

  #write(left, right) {
    const place = this.written++ & (this.size - 1);
    this.left[place] = left;
    this.right[place] = right;
  }

  #fadeOutWritten() {
    const count = Math.min(Fade, Math.floor(this.written - this.read));
    for (let i = 0; i < count; i++) {
      const place = (this.written - 1 - i) & (this.size - 1);
      this.left[place] *= i / Fade;
      this.right[place] *= i / Fade;
    }
  }

  #skip() {
    this.oldRead = this.read;
    this.read = this.written - Math.round(this.target * this.inputRate);
    this.splice = 2 * Fade;
    this.skips++;
    this.average = this.target;
    this.#rest();
  }

  #runDry() {
    this.playing = false;
    this.gain = 0;
    this.splice = 0;
    this.underruns++;
    this.calm = 0;
    this.target = Math.min(this.most, this.target * 1.25 + 0.004);
  }

  #rest() {
    this.lowest = Infinity;
    this.judged = 0;
  }

  // The cushion is as thick as the line's fits need it to be: it grows at once, and shrinks slowly.
  #judge(seconds) {
    this.lowest = Math.min(this.lowest, this.fill);
    this.judged += seconds;
    this.calm += seconds;
    if (this.judged < Window) return;

    if (this.lowest < Danger) this.target = Math.min(this.most, this.target + 0.004);
    else if (this.calm >= Calm && this.lowest > 3 * Danger) this.target = Math.max(this.least, this.target - (this.lowest - 2 * Danger) * 0.25);
    this.#rest();
  }
}

/** Between four frames by Catmull and Rom's cubic. */
function at(samples, position, mask) {
  const whole = Math.floor(position);
  const t = position - whole;
  const a = samples[(whole - 1) & mask];
  const b = samples[whole & mask];
  const c = samples[(whole + 1) & mask];
  const d = samples[(whole + 2) & mask];
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
