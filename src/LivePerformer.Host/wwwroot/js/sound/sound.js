import { Topics } from '../parts/topics.js';
import { openSpeaker } from './speaker.js';

const Patience = 8;             // seconds

/** The built-in sound in this browser. Topics: 'change' (whether it plays), 'report' (four a second). */
export class Sound extends Topics {
  #context = null;
  #worker = null;
  #speaker = null;
  #waiting = [];
  #format = null;
  report = null;

  /** off, starting, on, asleep (the browser holds it back until somebody touches the page), or failed. */
  state = 'off';

  /** Must come from a touch, click or key: browsers let nothing sound before. */
  async start() {
    if (this.#context) {
      await this.#context.resume();
      return;
    }

    this.#become('starting');
    try {
      const context = new AudioContext({ latencyHint: 'interactive' });
      this.#context = context;
      context.onstatechange = () => this.#watch();
      await within(context.resume(), 'no loudspeaker answered');
      this.#format = await this.#openLine();
      this.#speaker = await openSpeaker(context, this.#format.rate, this.#line, data => this.#hear(data));
      this.#watch();
    } catch (error) {
      this.stop();
      this.#become('failed');
      throw new Error(`This browser could not play the sound: ${error.message}. Another browser, or LivePerformer's own sound device, can.`);
    }
  }

  stop() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#speaker?.close();
    this.#speaker = null;
    this.#context?.close();
    this.#context = null;
    this.report = null;
    this.#become('off');
  }

  /** The server is back, or the page awake: try at once. */
  retry() { this.#worker?.postMessage({ retry: true }); }

  /** Seconds from the arrival of sound to the loudspeaker; null while nothing plays. */
  get delay() {
    if (this.state !== 'on' || !this.report?.playing) return null;

    const { baseLatency = 0, outputLatency = 0 } = this.#context;
    return this.report.average + (outputLatency || baseLatency) + (this.#speaker?.delay ?? 0);
  }

  /**
   * What leaves for the loudspeaker in the next seconds, for tests.
   * @returns `{rate, left, right, underruns, leaves}`; at most two minutes. `leaves`: when the first frame leaves the loudspeaker, as the
   * browser tells it, in milliseconds of `performance.now()`.
   */
  record(seconds) {
    if (!this.#speaker) return Promise.reject(new Error('No sound plays yet: start it first.'));

    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.#speaker.record(seconds);
    });
  }

  #openLine() {
    const worker = new Worker(new URL('./line-worker.js', import.meta.url), { type: 'module' });
    const { port1, port2 } = new MessageChannel();
    this.#worker = worker;
    this.#line = port1;
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sound`;
    worker.postMessage({ open: { url, speaker: port2 } }, [port2]);
    return within(new Promise((resolve, reject) => {
      worker.onerror = () => reject(new Error('its thread did not start'));
      worker.onmessage = ({ data }) => {
        if (data.format) {
          if (this.#speaker && data.format.rate !== this.#format.rate) this.#listenAgain(data.format);
          resolve(data.format);
        }
        if (data.lost) this.tell('report', null);
      };
    }), 'no sound came');
  }

  #line = null;

  // Another device has another rate: everything is made anew.
  #listenAgain() {
    this.stop();
    this.start().catch(reportError);
  }

  #reports = 0;
  #hear({ report, recorded }) {
    if (recorded) {
      const { contextTime, performanceTime } = this.#context.getOutputTimestamp();
      recorded.leaves = performanceTime + (recorded.at - contextTime) * 1000;
      for (const resolve of this.#waiting.splice(0)) resolve(recorded);
    }
    if (!report) return;

    this.report = report;
    this.tell('report', report);
    if (++this.#reports % 4 === 0 && this.delay !== null) {
      this.#worker?.postMessage({ heard: { frame: report.frame, ms: Math.round(this.delay * 10000) / 10 } });
    }
  }

  #watch() {
    if (!this.#context || this.state === 'failed') return;

    const running = this.#context.state === 'running';
    this.#worker?.postMessage({ rest: !running });
    this.#become(running ? (this.#speaker ? 'on' : 'starting') : 'asleep');
  }

  #become(state) {
    if (this.state === state) return;

    this.state = state;
    this.tell('change', state);
  }
}

/** What is promised, or an error where it takes too long: a browser without a loudspeaker waits for ever. */
function within(promise, otherwise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${otherwise} within ${Patience} s`)), Patience * 1000);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
