import { find, set, write } from '../parts/element.js';
import { ms, percent, count } from '../parts/figures.js';

/** The few figures that a musician's trust rests on, at the foot of every view. */
export class FiguresLine {
  #cells = new Map();
  #performance;
  #connection;
  #sound;

  constructor(performance, connection, sound) {
    this.#performance = performance;
    this.#connection = connection;
    this.#sound = sound;
    for (const name of ['sound', 'answer', 'late', 'xruns', 'model', 'cpu']) this.#cells.set(name, find(`figure-${name}`));
    performance.on('meters', () => this.show());
  }

  /** Seconds from a key on this page to its sound from this page's loudspeaker; null where that is not known. */
  get keyToSound() {
    const way = this.#connection.roundTrip;
    const delay = this.#sound.delay;
    if (way === null || delay === null) return null;

    const { rate = 48000, frames = 0 } = this.#performance.hello?.device ?? {};
    return way + frames / rate + delay;
  }

  show() {
    const { meters, hello } = this.#performance;
    const page = this.keyToSound;
    // With a sound server the way is one period in and one out; the browser takes no part in it.
    const jack = hello?.device?.kind === 'jack' && meters.callback?.periodUs ? 2 * meters.callback.periodUs / 1000 : null;
    const sound = page !== null ? page * 1000 : jack;
    this.#write('sound', ms(sound), sound > 80 ? 'warn' : '');
    this.#write('answer', ms(meters.cueToNoteMs?.p50), meters.cueToNoteMs?.p50 > 100 ? 'warn' : '');
    this.#write('late', count(meters.late), meters.late > 0 ? 'warn' : '');
    this.#write('xruns', count(meters.xruns), meters.xruns > 0 ? 'warn' : '');
    this.#write('model', ms(meters.model?.msPerNote, 1), meters.model?.load > 0.8 ? 'bad' : meters.model?.load > 0.5 ? 'warn' : '');
    this.#write('cpu', percent(meters.cpu), '');
  }

  #write(name, text, how) {
    const cell = this.#cells.get(name);
    write(cell.lastElementChild, text);
    set(cell, 'data-how', how);
  }
}
