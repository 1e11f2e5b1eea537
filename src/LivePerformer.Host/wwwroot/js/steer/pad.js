import { find, set, write } from '../parts/element.js';
import { clockTime } from '../parts/figures.js';

/** The large buttons that one hits without looking: veto, take over, stop, next, previous, record, panic. */
export class Pad {
  #performance;
  #ask;

  /** @param ask sends a command and shows what comes back. */
  constructor(performance, connection, ask) {
    this.#performance = performance;
    this.#ask = ask;
    for (const name of ['veto', 'take-over', 'next', 'previous', 'panic']) find(name).addEventListener('click', () => ask(name));
    find('stop').addEventListener('click', () => ask(performance.state.stopped ? 'start' : 'stop'));
    find('record').addEventListener('click', () => {
      const on = !performance.state.recording;
      ask(connection.ask({ t: 'record', on, name: on ? `part at ${new Date().toTimeString().slice(0, 5).replace(':', '.')}` : undefined }));
    });
    performance.on('state', state => this.#show(state));
    setInterval(() => this.#showRecording(), 500);
    addEventListener('keydown', event => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]') || event.target.closest?.('input:not([type="range"]), select, textarea')) return;

      ask('panic');
    });
  }

  #showRecording() {
    const { recording } = this.#performance.state;
    write(find('record-word'), recording ? `End ${clockTime(this.#performance.now - recording.since)}` : 'Record');
  }

  #show(state) {
    const items = this.#performance.hello?.items ?? [];
    write(find('stop-word'), state.stopped ? 'Start AI' : 'Stop AI');
    write(find('stop-hint'), state.stopped ? 'it may play again' : 'it listens on');
    set(find('stop'), 'aria-pressed', Boolean(state.stopped));
    set(find('stop'), 'data-learn', state.stopped ? 'start' : 'stop');
    set(find('record'), 'aria-pressed', Boolean(state.recording));
    this.#showRecording();
    const next = items[state.item + 1];
    write(find('next-name'), next ? next.name : items.length > 1 ? 'the last one plays' : 'no set list');
    find('next').disabled = !next;
    find('previous').disabled = !(state.item > 0);
  }
}
