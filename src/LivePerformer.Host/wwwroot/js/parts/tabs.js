import { find, set } from './element.js';

/** A row of tabs: one is open; arrows move between them. */
export class Tabs {
  #tabs;
  #opened;

  constructor(list, opened = () => {}) {
    this.#tabs = [...list.querySelectorAll('[role="tab"]')];
    this.#opened = opened;
    list.addEventListener('click', event => {
      const tab = event.target.closest('[role="tab"]');
      if (tab) this.open(this.#nameOf(tab));
    });
    list.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;

      event.preventDefault();
      const place = this.#tabs.findIndex(tab => tab.getAttribute('aria-selected') === 'true');
      const tab = this.#tabs[(place + step + this.#tabs.length) % this.#tabs.length];
      this.open(this.#nameOf(tab));
      tab.focus();
    });
  }

  #nameOf(tab) { return tab.getAttribute('aria-controls'); }

  open(name) {
    for (const tab of this.#tabs) {
      const open = this.#nameOf(tab) === name;
      set(tab, 'aria-selected', open);
      tab.tabIndex = open ? 0 : -1;
      find(this.#nameOf(tab)).hidden = !open;
    }
    this.#opened(name);
  }
}
