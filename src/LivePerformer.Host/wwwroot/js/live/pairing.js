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
    // An address that ends in #K7QF-29XM, as out of a QR code, brings its code along; it is used once.
    const code = decodeURIComponent(location.hash.slice(1));
    if (!/^[A-Za-z0-9]{4}-[A-Za-z0-9]{4}$/.test(code)) return;

    history.replaceState(null, '', location.pathname);
    find('pairing-code').value = code;
    this.#pair(code.toUpperCase());
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
