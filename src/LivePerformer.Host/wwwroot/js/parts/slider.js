import { make, set, unique, write } from './element.js';

const SendEvery = 80;           // milliseconds, while it is drawn
const RestFor = 600;            // milliseconds after which the server's value is believed again

/** A labelled slider with a button at each end. What the server says does not move it under the finger. */
export class Slider {
  #input;
  #output;
  #format;
  #send;
  #touched = 0;
  #sent = 0;
  #timer = 0;
  #waiting = null;

  /**
   * @param format writes a value for the eye.
   * @param send is given the value, not oftener than every 80 ms.
   */
  constructor({ label, hint, least, most, step, format = String, send, learn }) {
    const id = unique('slider');
    this.#format = format;
    this.#send = send;
    this.#input = make('input', { type: 'range', id, min: least, max: most, step, title: hint ?? '' });
    this.#output = make('output', { class: 'value', htmlFor: id });
    const nudge = (by, word) => make('button', { type: 'button', class: 'nudge', 'aria-label': `${label}: ${word}`, onclick: () => this.#nudge(by) }, by < 0 ? '−' : '+');
    this.element = make('div', { class: 'slider', 'data-learn': learn },
      nudge(-1, 'less'),
      make('div', { class: 'slider-middle' }, make('div', { class: 'slider-words' }, make('label', { htmlFor: id }, label), this.#output), this.#input),
      nudge(1, 'more'));
    this.#input.addEventListener('input', () => this.#turned());
    this.#input.addEventListener('pointerdown', () => { this.#touched = Infinity; });
    for (const end of ['pointerup', 'pointercancel', 'change']) this.#input.addEventListener(end, () => { this.#touched = performance.now(); });
    this.#show();
  }

  get value() { return Number(this.#input.value); }

  range(least, most) {
    set(this.#input, 'min', least);
    set(this.#input, 'max', most);
  }

  /** What the server says. */
  set(value) {
    if (value === undefined || value === null || performance.now() - this.#touched < RestFor || this.#touched === Infinity) return;
    if (Number(this.#input.value) === value) return;

    this.#input.value = value;
    this.#show();
  }

  disable(disabled) { this.element.querySelectorAll('input, button').forEach(part => { part.disabled = disabled; }); }

  #nudge(by) {
    this.#input[by < 0 ? 'stepDown' : 'stepUp']();
    this.#turned();
  }

  #turned() {
    if (this.#touched !== Infinity) this.#touched = performance.now();
    this.#show();
    this.#waiting = this.value;
    const rest = SendEvery - (performance.now() - this.#sent);
    if (rest <= 0) this.#flush();
    else if (!this.#timer) this.#timer = setTimeout(() => this.#flush(), rest);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#sent = performance.now();
    this.#send(this.#waiting);
  }

  #show() {
    const text = this.#format(this.value);
    write(this.#output, text);
    set(this.#input, 'aria-valuetext', text);
    const least = Number(this.#input.min);
    const most = Number(this.#input.max);
    this.#input.style.setProperty('--part', `${100 * (this.value - least) / (most - least || 1)}%`);
  }
}
