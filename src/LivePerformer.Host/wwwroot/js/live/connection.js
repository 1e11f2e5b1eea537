import { BackOff } from './back-off.js';
import { Topics } from '../parts/topics.js';

const PingEvery = 2;            // seconds
const DeadAfter = 2.5;          // seconds without a word, where the clock is told four times a second
const AnswerWithin = 8;         // seconds

/**
 * The live line to the performance. It comes back by itself; every message is told under its name `t`, and 'link' says
 * whether the line is up: 'up', 'down' or 'locked', where we are not paired.
 */
export class Connection extends Topics {
  #socket = null;
  #backOff = new BackOff();
  #timer = 0;
  #heard = 0;
  #asked = new Map();
  #number = 0;
  #state = 'new';
  #roundTrip = null;

  get up() { return this.#state === 'up'; }

  /** Seconds from here to the server and back; null until measured. */
  get roundTrip() { return this.#roundTrip; }

  start() {
    this.#open();
    setInterval(() => this.#tick(), 500);
    addEventListener('online', () => this.retry());
    addEventListener('pageshow', () => this.retry());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retry();
    });
  }

  /** Tries now what it would try later. */
  retry() {
    if (this.#socket) {
      this.#tick();
      return;
    }

    this.#backOff.reset();
    this.#open();
  }

  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;

    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends what is answered by ok or no: resolves with the text, rejects with an Error of it. */
  ask(message) {
    const re = ++this.#number;
    return new Promise((resolve, reject) => {
      if (!this.send({ ...message, re })) {
        reject(new Error('Not connected: this was not sent. It will work again when the connection is back.'));
        return;
      }

      const timer = setTimeout(() => this.#answer(re, false, 'The performance did not answer. Try it again.'), AnswerWithin * 1000);
      this.#asked.set(re, { resolve, reject, timer });
    });
  }

  #open() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#hear(data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lose();
    };
    socket.onopen = () => this.#ping();
  }

  #hear(data) {
    this.#heard = performance.now();
    let messages;
    try { messages = JSON.parse(data); } catch { return; }

    for (const message of Array.isArray(messages) ? messages : [messages]) {
      switch (message?.t) {
        case 'hello':
          this.#backOff.reset();
          this.tell('hello', message);
          this.#become('up');
          break;
        case 'ok':
        case 'no':
          this.#answer(message.re, message.t === 'ok', message.text);
          break;
        case 'pong':
          this.#measure((performance.now() - message.at) / 1000);
          break;
        case undefined:
          break;
        default:
          this.tell(message.t, message);
      }
    }

    this.tell('heard');
  }

  #lose() {
    this.#socket = null;
    this.#roundTrip = null;
    for (const re of [...this.#asked.keys()]) this.#answer(re, false, 'The connection was lost before the answer came.');
    this.#become('down');
    this.#timer = setTimeout(() => this.#open(), this.#backOff.next() * 1000);
    this.#askWhy();
  }

  // A refused WebSocket does not say why; the same server's HTTP does.
  async #askWhy() {
    try {
      const answer = await fetch('/api/setlists', { headers: { accept: 'application/json' } });
      if (answer.status !== 401 || this.#socket?.readyState === WebSocket.OPEN) return;

      clearTimeout(this.#timer);
      this.#become('locked');
    } catch { /* it is not there: the next try follows */ }
  }

  #become(state) {
    if (state === this.#state) return;

    this.#state = state;
    this.tell('link', state);
  }

  #tick() {
    const silent = (performance.now() - this.#heard) / 1000;
    const socket = this.#socket;
    if (!socket) return;

    if (silent > DeadAfter && document.visibilityState === 'visible') {
      this.#socket = null;
      socket.onclose = null;
      socket.close();
      this.#lose();
    } else if (silent < PingEvery * 60) {
      this.#ping();
    }
  }

  #pinged = 0;
  #ping() {
    if (performance.now() - this.#pinged < (PingEvery - 0.5) * 1000) return;

    if (this.send({ t: 'ping', at: performance.now() })) this.#pinged = performance.now();
  }

  #measure(seconds) {
    this.#roundTrip = this.#roundTrip === null ? seconds : this.#roundTrip + (seconds - this.#roundTrip) * (seconds < this.#roundTrip ? 0.5 : 0.1);
  }

  #answer(re, well, text) {
    const asked = this.#asked.get(re);
    if (!asked) return;

    this.#asked.delete(re);
    clearTimeout(asked.timer);
    if (well) asked.resolve(text);
    else asked.reject(new Error(text));
  }
}
