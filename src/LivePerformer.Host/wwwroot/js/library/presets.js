import { find, make, write } from '../parts/element.js';
import { path } from '../live/api.js';
import { Form } from './form.js';
import { fieldOf } from './schema-form.js';

const nameOf = one => typeof one === 'string' ? one : one.name;

/** The presets: to play, to edit, to copy, to delete. */
export class Presets {
  #api;
  #messages;
  #sure;
  #begin;
  #form = null;
  #edited = null;               // the name under which it was opened
  #list = make('ul', { class: 'cards' });
  #editor = make('section', { class: 'card editor', 'aria-labelledby': 'editor-title', hidden: true });
  #title = make('h2', { id: 'editor-title' }, 'Preset');
  #changed = false;

  constructor({ api, messages, sure, begin }) {
    this.#api = api;
    this.#messages = messages;
    this.#sure = sure;
    this.#begin = begin;
    find('presets').append(
      make('div', { class: 'column' }, make('h2', {}, 'Presets'), make('p', { class: 'hint' }, 'A preset says which model plays, when it answers, how freely, and what sounds.'), this.#list),
      this.#editor);
  }

  async open() {
    try {
      const presets = await this.#api.get('/api/presets');
      this.#list.replaceChildren(...presets.map(preset => this.#card(preset)));
    } catch (error) {
      this.#messages.say(error.message, true);
    }
  }

  #card(preset) {
    const { name, description, role, model, own } = preset;
    return make('li', { class: 'card' },
      make('h3', {}, name, own ? make('span', { class: 'badge' }, 'yours') : ''),
      make('p', {}, description ?? ''), make('p', { class: 'hint' }, `${role} · ${model}`),
      make('div', { class: 'row' },
        button('Play', `Play ${name}`, () => this.#begin('preset', name), 'primary'),
        button('Edit', `Edit ${name}`, () => this.#edit(name)),
        button('Duplicate', `Duplicate ${name}`, () => this.#copy(name)),
        own ? button('Delete', `Delete ${name}`, () => this.#delete(name)) : null));
  }

  async #edit(name) {
    if (this.#changed && !await this.#sure({ title: 'Leave the changes?', text: `What you changed in “${this.#edited}” is not saved.`, yes: 'Leave them' })) return;

    await this.#try(async () => {
      const [preset, schema, models, pianos] = await Promise.all([
        this.#api.get(path`/api/presets/${name}`), this.#api.get('/api/presets.schema'), this.#api.get('/api/models'), this.#api.get('/api/pianos')]);
      const names = models.map(nameOf);
      this.#form = new Form(fieldOf(schema), { model: names, fallback: names, piano: pianos.map(nameOf) }, () => { this.#changed = true; });
      this.#form.value = preset;
      this.#edited = name;
      this.#changed = false;
      write(this.#title, `Preset “${name}”`);
      this.#editor.replaceChildren(this.#title, this.#form.element, make('div', { class: 'row end sticky' },
        button('Close', 'Close the editor', () => this.#close()),
        button('Save as…', 'Save as… another preset', () => this.#saveAs()),
        button('Save', 'Save the preset', () => this.#save(this.#form.value.name), 'primary')));
      this.#editor.hidden = false;
      this.#editor.scrollIntoView({ block: 'start' });
      this.#title.tabIndex = -1;
      this.#title.focus();
    });
  }

  async #saveAs() {
    const name = await this.#sure({ title: 'Save as', field: 'Name', value: `${this.#form.value.name} 2`, yes: 'Save' });
    if (name) await this.#save(name);
  }

  async #save(name) {
    const preset = { ...this.#form.value, name };
    const faults = this.#form.check();
    if (faults.length > 0) {
      this.#messages.say(faults[0].text, true);
      return;
    }

    await this.#try(async () => {
      await this.#api.put(path`/api/presets/${name}`, preset);
      this.#changed = false;
      this.#edited = name;
      this.#form.value = preset;
      write(this.#title, `Preset “${name}”`);
      this.#messages.say(`“${name}” is saved. It plays with the next performance that uses it.`);
      await this.open();
    });
  }

  async #copy(name) {
    const to = await this.#sure({ title: `Duplicate “${name}”`, field: 'Name of the copy', value: `${name} 2`, yes: 'Duplicate' });
    if (!to) return;

    await this.#try(async () => {
      await this.#api.post(path`/api/presets/${name}/copy`, { to });
      this.#messages.say(`“${to}” is a copy of “${name}”.`);
      await this.open();
    });
  }

  async #delete(name) {
    await this.#try(async () => {
      const { undo } = await this.#api.delete(path`/api/presets/${name}`);
      if (this.#edited === name) this.#close();
      await this.open();
      this.#messages.offer(`“${name}” is deleted.`, 'Undo', () => this.#try(async () => {
        await this.#api.post('/api/undo', { token: undo });
        this.#messages.say(`“${name}” is back.`);
        await this.open();
      }));
    });
  }

  #close() {
    this.#editor.hidden = true;
    this.#changed = false;
  }

  async #try(what) {
    try {
      await what();
    } catch (error) {
      this.#messages.say(error.message, true);
    }
  }
}

const button = (text, label, onclick, look = 'plain') => make('button', { type: 'button', class: look, 'aria-label': label, onclick }, text);
