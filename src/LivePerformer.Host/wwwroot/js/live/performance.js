import { Topics } from '../parts/topics.js';
import { ServerClock } from './server-clock.js';
import { Score } from './score.js';

const Kept = 40 * 60;           // seconds of a performance that the page keeps; older ones are asked for again
const MessagesKept = 300;
const Page = 600;               // seconds that one question for the past asks for

const local = () => performance.now() / 1000;

/** All that the page knows of the performance that plays. Topics: hello, state, meters, ports, active, controls, said, link, bye. */
export class Performance extends Topics {
  clock = new ServerClock();
  score = new Score();
  hello = null;
  state = {};
  meters = {};
  ports = [];
  bindings = [];
  said = [];
  loadedFrom = Infinity;        // the past is known from here on
  linked = 'new';

  #connection;
  #api;
  #loading = false;
  #complete = false;

  constructor(connection, api) {
    super();
    this.#connection = connection;
    this.#api = api;
    connection.on('hello', hello => this.#begin(hello));
    connection.on('clock', ({ now }) => this.clock.hear(now, local()));
    connection.on('note', note => this.score.note(note));
    connection.on('gone', ({ ids }) => this.score.gone(ids));
    connection.on('pedal', pedal => this.score.pedal(pedal));
    connection.on('turn', turn => this.score.turns.put(turn));
    connection.on('grid', grid => this.score.grids.put(grid));
    connection.on('state', state => this.#become(state));
    connection.on('meters', meters => this.#measure(meters));
    connection.on('ports', ports => this.#plug(ports));
    connection.on('active', ({ ports }) => this.tell('active', ports));
    connection.on('controls', controls => this.#bind(controls));
    connection.on('said', said => this.#say(said));
    connection.on('bye', bye => this.tell('bye', bye));
    connection.on('link', link => {
      this.linked = link;
      this.tell('link', link);
    });
    setInterval(() => this.#tidy(), 5000);
  }

  get now() { return this.clock.guess(local()); }

  /** The least and the greatest value of a command, as the server gives them. */
  range(command, otherwise) {
    const range = this.hello?.ranges?.[command];
    return Array.isArray(range) ? range : otherwise;
  }

  /** A command in the words of `tell`; resolves with what was done. */
  command(text) { return this.#connection.ask({ t: 'tell', text }); }

  /** Asks for what lies before the known past, if the roll looks there. */
  async loadBefore(moment) {
    if (this.#loading || this.#complete || moment >= this.loadedFrom || !this.hello) return;

    this.#loading = true;
    const id = this.hello.id;
    const to = Math.min(this.loadedFrom, this.now);
    const from = Math.max(0, Math.min(moment, to - Page));
    try {
      const past = await this.#api.get(`/api/roll?from=${from.toFixed(3)}&to=${to.toFixed(3)}`);
      if (this.hello.id !== id || !past) return;

      this.score.take(past);
      // Where there was more than one answer holds, the notes that came are the earliest ones: ask for the rest.
      if (past.more && past.keys.length > 0) await this.#rest(id, past.keys, to);
      this.loadedFrom = from;
      this.#complete = from === 0;
    } catch (error) {
      this.#say({ text: error.message, complaint: true, at: this.now, id: `page-${performance.now()}` });
    } finally {
      this.#loading = false;
    }
  }

  async #rest(id, keys, to) {
    for (let more = true, last = keys; more && last.length > 0;) {
      const from = last.reduce((latest, note) => Math.max(latest, note.on), 0);
      const part = await this.#api.get(`/api/roll?from=${from.toFixed(3)}&to=${to.toFixed(3)}`);
      if (this.hello.id !== id || !part) return;

      this.score.take(part);
      more = part.more && part.keys.some(note => note.on > from);
      last = part.keys;
    }
  }

  #begin(hello) {
    const another = this.hello?.id !== hello.id;
    const last = this.score.notes.last;        // a gap longer than what hello brings is asked for when somebody looks there
    if (another) {
      this.score.clear();
      this.clock.reset();
      this.loadedFrom = Infinity;
      this.#complete = false;
      this.said = this.said.filter(({ id }) => String(id).startsWith('page-'));
    } else {
      // We may have missed their end: what we believe to be sounding or planned is told anew, or is no more.
      this.#forgetOpen();
    }

    this.hello = hello;
    this.clock.hear(hello.now, local());
    this.score.take(hello);
    this.loadedFrom = another ? Math.max(0, hello.now - 60) : last < hello.now - 60 ? hello.now - 60 : this.loadedFrom;
    this.#complete &&= this.loadedFrom === 0 || last >= hello.now - 60;
    this.tell('hello', hello, another);
    this.#become(hello.state ?? {});
    this.#measure(hello.meters ?? {});
    this.#plug(hello.ports ?? {});
    this.#bind(hello.controls ?? {});
    for (const said of hello.said ?? []) this.#say(said);
  }

  #forgetOpen() {
    const ids = [];
    this.score.notes.each(-60, this.now + 60, note => {
      if (note.state !== 'over') ids.push(note.id);
    });
    this.score.gone(ids);
  }

  #become(state) {
    this.state = state;
    this.tell('state', state);
  }

  #measure(meters) {
    this.meters = meters;
    this.tell('meters', meters);
  }

  #plug(ports) {
    this.ports = Array.isArray(ports) ? ports : ports.ports ?? [];
    this.tell('ports', this.ports);
  }

  #bind(controls) {
    this.bindings = Array.isArray(controls) ? controls : controls.bindings ?? [];
    this.tell('controls', this.bindings);
  }

  #say(said) {
    if (this.said.some(({ id }) => id === said.id)) return;

    this.said.push(said);
    if (this.said.length > MessagesKept) this.said.splice(0, this.said.length - MessagesKept);
    this.tell('said', said);
  }

  #tidy() {
    if (!this.hello) return;

    const now = this.now;
    this.score.sweep(now);
    if (this.loadedFrom < now - Kept - 60) {
      this.score.forgetBefore(now - Kept);
      this.loadedFrom = now - Kept;
      this.#complete = false;
    }
  }
}
