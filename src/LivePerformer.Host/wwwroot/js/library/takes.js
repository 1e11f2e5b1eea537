import { find, make } from '../parts/element.js';
import { clockTime, size } from '../parts/figures.js';
import { path } from '../live/api.js';
import { TakePlayer } from './take-player.js';

/** What was played: to hear again, to keep, to rename, to learn from, to delete. */
export class Takes {
  #api;
  #messages;
  #sure;
  #player;
  #learn;
  #list = make('ul', { class: 'cards takes' });
  #chosen = new Set();
  #train = make('button', { type: 'button', class: 'primary', disabled: true, onclick: () => this.#learn([...this.#chosen]) }, 'Fine-tune from the chosen');
  takes = [];

  /** @param learn called with the names of the takes from which a model shall learn. */
  constructor({ api, messages, sure, learn }) {
    this.#api = api;
    this.#messages = messages;
    this.#sure = sure;
    this.#learn = learn;
    this.#player = new TakePlayer({ api, messages });
    find('takes').append(this.#player.element,
      make('div', { class: 'column wide' }, make('div', { class: 'row between' }, make('h2', {}, 'Takes'), this.#train), this.#list));
  }

  async open() {
    try {
      this.takes = await this.#api.get('/api/takes');
      for (const name of this.#chosen) if (!this.takes.some(take => take.name === name)) this.#chosen.delete(name);
      this.#train.disabled = this.#chosen.size === 0;
      this.#list.replaceChildren(...this.takes.map(take => this.#card(take)),
        this.takes.length === 0 ? make('li', { class: 'card hint' }, 'No takes yet. Start LivePerformer with --record takes, and everything you play is kept.') : '');
    } catch (error) {
      this.#messages.say(error.message, true);
    }
  }

  /** Leaves the view: nothing sounds unseen. */
  leave() { this.#player.close(); }

  /** Plays what a rehearsal left. */
  hear(job) { return this.#player.openJob(job); }

  #card(take) {
    const { name, begun, seconds, preset, model, humanNotes, aiNotes, bytes, playing, broken, fault, parts = [] } = take;
    const link = (text, kind) => make('a', { class: 'plain', href: path`/api/takes/${name}/` + kind, download: '', 'aria-label': `${text} of ${name}` }, text);
    const choose = make('input', { type: 'checkbox', checked: this.#chosen.has(name), disabled: playing || broken, onchange: () => {
      if (choose.checked) this.#chosen.add(name);
      else this.#chosen.delete(name);
      this.#train.disabled = this.#chosen.size === 0;
    } });
    return make('li', { class: 'card' },
      make('div', { class: 'row between' },
        make('label', { class: 'check' }, choose, make('h3', {}, name), playing ? make('span', { class: 'badge' }, 'plays now') : ''),
        make('strong', { class: 'value' }, clockTime(seconds))),
      make('p', { class: 'hint' }, `${when(begun)} · ${preset ?? ''}${model ? ` · ${model}` : ''} · `,
        make('span', { class: 'by-human' }, `● ${humanNotes} yours`), ' ', make('span', { class: 'by-ai' }, `◆ ${aiNotes} the AI’s`), ` · ${size(bytes)}`),
      fault ? make('p', { class: 'fault' }, fault) : null,
      parts.length > 0 ? make('div', { class: 'row parts' }, ...parts.map(part => make('button', {
        type: 'button', class: 'plain', onclick: () => this.#player.open(take, part),
      }, `▶ ${part.name} (${clockTime(part.to - part.from)})`))) : null,
      make('div', { class: 'row' },
        button('Play', `Play ${name}`, () => this.#player.open(take), 'primary', broken),
        link('MIDI', 'midi'), link('WAV', 'wav'), link('Take', 'take'),
        button('Rename', `Rename ${name}`, () => this.#rename(name), 'plain', playing),
        button('Delete', `Delete ${name}`, () => this.#delete(name), 'plain', playing)));
  }

  async #rename(name) {
    const to = await this.#sure({ title: `Rename “${name}”`, field: 'New name', value: name, yes: 'Rename' });
    if (!to || to === name) return;

    await this.#try(async () => {
      await this.#api.patch(path`/api/takes/${name}`, { name: to });
      this.#messages.say(`“${name}” is now called “${to}”.`);
      await this.open();
    });
  }

  async #delete(name) {
    await this.#try(async () => {
      const { undo } = await this.#api.delete(path`/api/takes/${name}`);
      this.#player.close();
      await this.open();
      this.#messages.offer(`“${name}” is deleted.`, 'Undo', () => this.#try(async () => {
        await this.#api.post('/api/undo', { token: undo });
        this.#messages.say(`“${name}” is back.`);
        await this.open();
      }));
    });
  }

  async #try(what) {
    try {
      await what();
    } catch (error) {
      this.#messages.say(error.message, true);
    }
  }
}

const button = (text, label, onclick, look, disabled = false) => make('button', { type: 'button', class: look, 'aria-label': label, onclick, disabled }, text);

function when(begun) {
  const date = new Date(typeof begun === 'number' ? begun * 1000 : begun);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
