import { find, make, write } from '../parts/element.js';
import { clockTime } from '../parts/figures.js';

const Kept = 300;

/** The line at the foot: what happened, and what to do; and the log of all of them. */
export class Messages {
  #line = find('message');
  #box = find('message-box');
  #log = [];
  #performance;

  constructor(performance) {
    this.#performance = performance;
    find('log-open').addEventListener('click', () => this.#open());
    performance.on('said', ({ text, complaint, at }) => this.say(text, complaint, at));
  }

  say(text, complaint = false, at = this.#performance.now) {
    if (!text) return;

    text = text.replace(/^\d+:\d\d(\.\d+)?\s+/, '');      // the log has a column for the moment
    this.#log.push({ text, complaint, at });
    if (this.#log.length > Kept) this.#log.shift();
    write(this.#line, text);
    this.#box.classList.toggle('complaint', complaint);
    if (find('log').open) this.#list();
  }

  /** With an action beside the text, such as to undo. */
  offer(text, word, action) {
    this.say(text);
    const box = make('div', { class: 'offer', role: 'status' }, make('span', {}, text), make('button', {
      type: 'button', class: 'primary', onclick: () => {
        box.remove();
        action();
      },
    }, word));
    document.querySelector('.offer')?.remove();
    document.body.append(box);
    setTimeout(() => box.remove(), 15000);
  }

  #open() {
    this.#list();
    find('log').showModal();
  }

  #list() {
    find('log-list').replaceChildren(...this.#log.toReversed().map(({ text, complaint, at }) => make('li', { class: complaint ? 'complaint' : '' },
      make('time', {}, clockTime(at)), make('span', {}, complaint ? `Complaint: ${text}` : text))));
  }
}
