import { make, set } from './element.js';

/** One of a few, as a row of buttons. */
export class Choice {
  #buttons = new Map();

  /** @param options `[value, text, hint]` each. */
  constructor({ label, options, chosen, learn }) {
    const row = make('div', { class: 'choice', role: 'radiogroup', 'aria-label': label });
    for (const [value, text, hint] of options) {
      const button = make('button', {
        type: 'button', role: 'radio', 'aria-checked': 'false', title: hint ?? '', tabIndex: -1,
        'data-learn': learn?.(value), onclick: () => chosen(value),
      }, text);
      this.#buttons.set(value, button);
      row.append(button);
    }
    row.firstChild.tabIndex = 0;
    row.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;

      event.preventDefault();
      const all = [...this.#buttons.values()];
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      next.focus();
      next.click();
    });
    this.element = make('div', { class: 'field' }, make('span', { class: 'label', 'aria-hidden': 'true' }, label), row);
  }

  set(value) {
    let found = false;
    for (const [one, button] of this.#buttons) {
      const chosen = one === value;
      found ||= chosen;
      set(button, 'aria-checked', chosen);
      button.tabIndex = chosen ? 0 : -1;
    }
    if (!found) this.#buttons.values().next().value.tabIndex = 0;
  }
}
