import { find, make, write } from '../parts/element.js';
import { path } from '../live/api.js';
import { chart } from './chart.js';
import { drop } from './drop.js';
import { size } from '../parts/figures.js';

const MostMidi = 4 * 1024 * 1024;
const MostWav = 64 * 1024 * 1024;

/** Fine-tunes and rehearsals: begun here, watched here. */
export class Training {
  #api;
  #messages;
  #jobs;
  #listen;
  #play;
  #usual;
  #takes = [];                  // the takes to learn from: names
  #files = [];                  // uploaded: {name, token}
  #model = make('select', { id: 'train-model' });
  #name = make('input', { id: 'train-name', value: 'me', autocomplete: 'off', spellcheck: false });
  #minutes = make('input', { id: 'train-minutes', type: 'number', min: 1, max: 600, step: 1, value: 10 });
  #preset = make('select', { id: 'rehearse-preset' });
  #sources = make('ul', { class: 'sources' });
  #list = make('ul', { class: 'cards jobs' });
  #shown = new Map();           // job -> {element, text}

  /**
   * @param listen called with the rehearsal whose result is to be heard.
   * @param play called with the name of a preset to be played.
   * @param usual gives the model and the preset that play now.
   */
  constructor({ api, messages, jobs, listen, play, usual }) {
    this.#api = api;
    this.#messages = messages;
    this.#jobs = jobs;
    this.#listen = listen;
    this.#play = play;
    this.#usual = usual;
    const entry = (label, input) => make('div', { class: 'field' }, make('label', { htmlFor: input.id, class: 'label' }, label), input);
    find('train').append(
      make('div', { class: 'column' },
        make('section', { class: 'card', 'aria-labelledby': 'train-title' }, make('h2', { id: 'train-title' }, 'Fine-tune'),
          make('p', { class: 'hint' }, 'A model learns your way of playing, here on this machine. Choose takes under Takes, and drop MIDI files of yours.'),
          this.#sources,
          drop({ text: 'Drop MIDI files here, or choose them', accept: '.mid,.midi,audio/midi', multiple: true, dropped: files => this.#upload(files) }),
          make('div', { class: 'pair' }, entry('From the model', this.#model), entry('Name of the new one', this.#name)),
          entry('Minutes', this.#minutes),
          make('button', { type: 'button', class: 'primary', onclick: () => this.#begin() }, 'Begin to train')),
        make('section', { class: 'card', 'aria-labelledby': 'rehearse-title' }, make('h2', { id: 'rehearse-title' }, 'Rehearse with a recording'),
          make('p', { class: 'hint' }, 'The AI answers a MIDI file or a recording, as it would have answered you.'),
          entry('Preset', this.#preset),
          drop({ text: 'Drop a MIDI file or a recording of a piano (WAV, FLAC) here, or choose one', accept: '.mid,.midi,.wav,.flac,audio/midi,audio/wav,audio/flac', dropped: files => this.#rehearse(files[0]) }))),
      make('div', { class: 'column' }, make('h2', {}, 'At work'), this.#list));
    jobs.on('jobs', all => this.#show(all));
  }

  async open() {
    await this.#try(async () => {
      const [models, presets] = await Promise.all([this.#api.get('/api/models'), this.#api.get('/api/presets')]);
      const names = models.map(one => typeof one === 'string' ? one : one.name);
      const usual = this.#usual();
      fill(this.#model, names, usual.model);
      fill(this.#preset, presets.map(({ name }) => name), usual.preset);
    });
    this.#drawSources();
  }

  /** Learns from these takes. */
  from(takes) {
    this.#takes = takes;
    this.#drawSources();
  }

  #drawSources() {
    const line = (text, remove) => make('li', {}, make('span', {}, text), make('button', { type: 'button', class: 'plain', 'aria-label': `Leave out ${text}`, onclick: () => { remove(); this.#drawSources(); } }, '✕'));
    this.#sources.replaceChildren(
      ...this.#takes.map(name => line(name, () => { this.#takes = this.#takes.filter(one => one !== name); })),
      ...this.#files.map(file => line(file.name, () => { this.#files = this.#files.filter(one => one !== file); })),
      this.#takes.length + this.#files.length === 0 ? make('li', { class: 'hint' }, 'Nothing to learn from yet.') : '');
  }

  async #upload(files) {
    for (const file of files) {
      if (!isMidi(file)) {
        this.#messages.say(`“${file.name}” is no MIDI file: a fine-tune learns from files that end in .mid.`, true);
      } else if (file.size > MostMidi) {
        this.#messages.say(`“${file.name}” has ${size(file.size)}; a MIDI file may have 4 MiB.`, true);
      } else {
        await this.#try(async () => {
          const { token } = await this.#api.upload(`/api/files?name=${encodeURIComponent(file.name)}`, file, 'audio/midi');
          this.#files.push({ name: file.name, token });
        });
      }
    }
    this.#drawSources();
  }

  #begin() {
    return this.#try(async () => {
      if (this.#takes.length + this.#files.length === 0) throw new Error('There is nothing to learn from: choose takes under Takes, or drop MIDI files.');

      const job = await this.#api.post('/api/finetunes', {
        model: this.#model.value, name: this.#name.value.trim(), takes: this.#takes, files: this.#files.map(({ token }) => token), minutes: Number(this.#minutes.value),
      });
      this.#messages.say(`“${job?.name ?? this.#name.value}” is in training. You can play meanwhile.`);
      this.#files = [];
      this.#drawSources();
      await this.#jobs.refresh();
    });
  }

  #rehearse(file) {
    return this.#try(async () => {
      if (!file) return;

      const midi = isMidi(file);
      if (!midi && !/\.(wav|flac)$/i.test(file.name)) throw new Error(`“${file.name}” is neither MIDI nor a recording: choose a file that ends in .mid, .wav or .flac.`);
      if (file.size > (midi ? MostMidi : MostWav)) throw new Error(`“${file.name}” has ${size(file.size)}; a ${midi ? 'MIDI file may have 4' : 'recording may have 64'} MiB.`);

      const query = `preset=${encodeURIComponent(this.#preset.value)}&name=${encodeURIComponent(file.name)}`;
      await this.#api.upload(`/api/rehearsals?${query}`, file, midi ? 'audio/midi' : 'audio/wav');
      this.#messages.say(`The AI rehearses with “${file.name}”.`);
      await this.#jobs.refresh();
    });
  }

  #show(all) {
    for (const [id, { element }] of this.#shown) {
      if (all.some(job => job.id === id)) continue;

      element.remove();
      this.#shown.delete(id);
    }
    for (const job of all) {
      const text = JSON.stringify(job);
      const shown = this.#shown.get(job.id);
      if (shown?.text === text) continue;

      const element = this.#card(job);
      if (shown) shown.element.replaceWith(element);
      else this.#list.prepend(element);
      this.#shown.set(job.id, { element, text });
    }
    if (all.length === 0 && this.#list.childElementCount === 0) write(this.#list, '');
  }

  #card({ id, kind, name, state, progress, text, curve, result }) {
    const runs = state === 'running' || state === 'waiting';
    const words = { waiting: 'waits', running: `${Math.round(100 * (progress ?? 0))} %`, done: 'done', failed: 'failed', cancelled: 'cancelled' }[state] ?? state;
    return make('li', { class: `card job ${state}` },
      make('div', { class: 'row between' }, make('h3', {}, `${kind}: ${name}`), make('strong', { class: 'value' }, words)),
      runs ? make('progress', { max: 1, value: progress ?? 0, 'aria-label': `Progress of ${name}` }) : null,
      make('p', { class: state === 'failed' ? 'fault' : 'hint' }, text ?? ''),
      curve?.length > 1 ? chart(curve) : null,
      curve?.length > 1 ? make('p', { class: 'legend' }, make('span', { class: 'by-human' }, '— trained on'), ' ', make('span', { class: 'by-ai' }, '— held out')) : null,
      make('div', { class: 'row' },
        state === 'done' && result?.wav ? make('button', { type: 'button', class: 'primary', onclick: () => this.#listen({ id, name }) }, 'Hear it') : null,
        state === 'done' && result?.midi ? make('a', { class: 'plain', href: result.midi, download: '' }, 'MIDI') : null,
        state === 'done' && result?.wav ? make('a', { class: 'plain', href: result.wav, download: '' }, 'WAV') : null,
        state === 'done' && result?.preset ? make('button', { type: 'button', class: 'primary', onclick: () => this.#play(result.preset) }, `Play “${result.preset}”`) : null,
        runs ? make('button', { type: 'button', class: 'plain', 'aria-label': `Cancel ${name}`, onclick: () => this.#cancel(id) }, 'Cancel') : null));
  }

  #cancel(id) {
    return this.#try(async () => {
      await this.#api.delete(path`/api/jobs/${id}`);
      await this.#jobs.refresh();
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

const isMidi = ({ name }) => /\.midi?$/i.test(name);

function fill(select, names, usual) {
  const before = select.value || usual;
  select.replaceChildren(...names.map(value => make('option', { value }, value)));
  if (names.includes(before)) select.value = before;
}
