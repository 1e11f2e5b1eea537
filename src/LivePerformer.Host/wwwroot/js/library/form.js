import { make, set, unique, write } from '../parts/element.js';
import { blankOf, faultsOf, labelOf, parse, valueAt, withValueAt } from './schema-form.js';

/** A form for a value that a schema describes. What is left empty stays out of the file, and the program's own default holds. */
export class Form {
  #field;
  #suggestions;
  #faults = new Map();          // path -> where its fault is shown
  #changed;

  /**
   * @param suggestions lists of names by key, such as those of the models.
   * @param changed called after each change.
   */
  constructor(field, suggestions = {}, changed = () => {}) {
    this.#field = field;
    this.#suggestions = suggestions;
    this.#changed = changed;
    this.element = make('div', { class: 'form' });
  }

  get value() { return this.current; }

  set value(value) {
    this.current = structuredClone(value);
    this.#draw();
  }

  /** Shows what is wrong; returns it. */
  check() {
    const faults = faultsOf(this.#field, this.current);
    for (const [key, line] of this.#faults) write(line, faults.find(({ path }) => path.join('.') === key)?.text ?? '');
    return faults;
  }

  #draw() {
    this.#faults.clear();
    const open = new Set([...this.element.querySelectorAll('details[open]')].map(group => group.dataset.path));
    const lists = Object.entries(this.#suggestions).map(([key, names]) => make('datalist', { id: `names-${key}` }, ...names.map(value => make('option', { value }))));
    this.element.replaceChildren(...lists, ...this.#fields(this.#field, []));
    for (const group of this.element.querySelectorAll('details')) if (open.has(group.dataset.path)) group.open = true;
  }

  #fields(group, path) { return group.fields.map(field => this.#draft(field, [...path, field.key])); }

  #draft(field, path, label = field.label) {
    if (field.kind === 'group') return this.#group(field, path, label);
    if (field.kind === 'list') return this.#list(field, path);
    return this.#entry(field, path, label);
  }

  #group(field, path, label) {
    const given = valueAt(this.current, path) !== undefined;
    return make('details', { class: 'form-group', open: typeof path.at(-1) === 'number', 'data-path': path.join('.') },
      make('summary', {}, label, make('small', {}, given ? 'set' : 'as the program does')),
      field.hint ? make('p', { class: 'hint' }, field.hint) : null,
      ...this.#fields(field, path));
  }

  #list(field, path) {
    const entries = valueAt(this.current, path);
    const add = make('button', {
      type: 'button', class: 'plain', onclick: () => this.#put(path, [...entries ?? [], blankOf(field.item)], true),
    }, `Add to ${field.label.toLowerCase()}`);
    const clear = Array.isArray(entries) ? make('button', { type: 'button', class: 'plain', onclick: () => this.#put(path, undefined, true) }, 'Leave out') : null;
    return make('details', { class: 'form-group', 'data-path': path.join('.') },
      make('summary', {}, field.label, make('small', {}, Array.isArray(entries) ? `${entries.length}` : 'as the program does')),
      make('p', { class: 'hint' }, field.hint),
      ...(entries ?? []).map((_, i) => make('div', { class: 'form-item' },
        this.#draft(field.item, [...path, i], `${field.label} ${i + 1}`),
        make('button', { type: 'button', class: 'plain', 'aria-label': `Remove ${field.label} ${i + 1}`, onclick: () => this.#put([...path, i], undefined, true) }, 'Remove'))),
      make('div', { class: 'row' }, add, clear));
  }

  #entry(field, path, label) {
    const id = unique('entry');
    const value = valueAt(this.current, path);
    const input = this.#input(field, id, value);
    const fault = make('p', { class: 'fault', id: `${id}-fault` });
    this.#faults.set(path.join('.'), fault);
    input.setAttribute('aria-describedby', `${id}-hint ${id}-fault`);
    input.addEventListener('change', () => {
      this.#put(path, parse(field, input.value), false);
      const wrong = faultsOf(field, valueAt(this.current, path), path)[0];
      write(fault, wrong?.text ?? '');
      set(input, 'aria-invalid', Boolean(wrong));
    });
    return make('div', { class: 'form-entry' },
      make('label', { htmlFor: id }, label, field.required ? make('span', { 'aria-hidden': 'true' }, ' *') : ''), input,
      make('p', { class: 'hint', id: `${id}-hint` }, hintOf(field)), fault);
  }

  #input(field, id, value) {
    if (field.kind === 'choice' || field.kind === 'toggle') {
      const options = field.kind === 'toggle' ? [['true', 'yes'], ['false', 'no']] : field.options.map(one => [one, labelOf(one)]);
      const select = make('select', { id }, field.required ? null : make('option', { value: '' }, '(as the program does)'),
        ...options.map(([one, text]) => make('option', { value: one }, text)));
      select.value = value === undefined || value === null ? '' : String(value);
      return select;
    }

    const names = this.#suggestions[field.key];
    const input = make('input', {
      id, value: value ?? '', autocomplete: 'off', spellcheck: false, required: field.required,
      type: field.kind === 'number' ? 'number' : 'text', min: field.least, max: field.most, step: field.kind === 'number' ? (field.whole ? 1 : 'any') : undefined,
      placeholder: field.required ? '' : 'as the program does',
    });
    if (names) input.setAttribute('list', `names-${field.key}`);
    return input;
  }

  #put(path, value, redraw) {
    this.current = withValueAt(this.current, path, value) ?? {};
    if (redraw) this.#draw();
    this.#changed();
  }
}

function hintOf({ hint, least, most, kind }) {
  if (kind !== 'number' || least === undefined) return hint;
  return `${hint} ${least} to ${most}.`.trim();
}
