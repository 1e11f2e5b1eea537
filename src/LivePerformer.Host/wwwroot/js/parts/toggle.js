import { make, set, write } from './element.js';

/** On or off. */
export class Toggle {
  #button;
  #state;

  constructor({ label, hint, turned, learn }) {
    this.#state = make('span', { class: 'toggle-state', 'aria-hidden': 'true' }, 'off');
    this.#button = make('button', {
      type: 'button', class: 'toggle', role: 'switch', 'aria-checked': 'false', title: hint ?? '', 'data-learn': learn,
      onclick: () => turned(!this.on),
    }, make('span', {}, label), this.#state);
    this.element = this.#button;
  }

  get on() { return this.#button.getAttribute('aria-checked') === 'true'; }

  set(on) {
    set(this.#button, 'aria-checked', Boolean(on));
    write(this.#state, on ? 'on' : 'off');
  }
}
