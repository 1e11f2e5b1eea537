const Frames = 600;

/**
 * What a test may ask of the page, as `window.livePerformer.test`:
 * `record(seconds)` what leaves for the loudspeaker, as {rate, left, right, underruns, leaves};
 * `sound()` the state and figures of the sound; `frames()` milliseconds that the last pictures took and lay apart, and how many
 * notes the last one showed; `notes()` how many notes the page holds; `keys(from, to)` those that sound between two moments, as the
 * server tells them.
 */
export class TestHandle {
  #took = new Float32Array(Frames);
  #apart = new Float32Array(Frames);
  #count = 0;
  #last = 0;

  constructor({ sound, score, roll }) {
    window.livePerformer = {
      test: {
        record: seconds => sound.record(seconds),
        sound: () => ({ state: sound.state, delay: sound.delay, ...sound.report }),
        frames: () => {
          const count = Math.min(this.#count, Frames);
          return { took: [...this.#took.subarray(0, count)], apart: [...this.#apart.subarray(0, count)], notes: roll.drawn };
        },
        notes: () => score.notes.size,
        keys: (from = -Infinity, to = Infinity) => {
          const keys = [];
          score.notes.each(from, to, ({ asked, ...note }) => keys.push(note));
          return keys;
        },
      },
    };
  }

  frame(start, took) {
    const place = this.#count++ % Frames;
    this.#took[place] = took;
    this.#apart[place] = start - this.#last;
    this.#last = start;
  }
}
