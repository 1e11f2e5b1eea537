import { find, write } from '../parts/element.js';

/** Asks for the code where this browser is not paired yet. */
export class Pairing {
  #api;
  #paired;

  constructor(api, paired) {
    this.#api = api;
    this.#paired = paired;
    find('pairing-form').addEventListener('submit', event => {
      event.preventDefault();
      this.#pair(find('pairing-code').value.trim().toUpperCase());
    });
    find('pairing').addEventListener('cancel', event => event.preventDefault());
  }

  ask() {
    if (find('pairing').open) return;

    find('pairing').showModal();
    find('pairing-code').focus();
  }

  async #pair(code) {
    write(find('pairing-fault'), '');
    try {
      await this.#api.post('/api/pair', { code });
      find('pairing').close();
      this.#paired();
    } catch (error) {
      write(find('pairing-fault'), error.message);
      find('pairing-code').select();
    }
  }
}
