import { find, make, set } from '../parts/element.js';

/** The set list, and what else could be played. */
export function night(performance, api, ask, sure) {
  const list = make('ol', { class: 'items' });
  const select = make('select', { id: 'other' });
  const begin = make('button', { type: 'button', class: 'primary', onclick: () => start() }, 'Begin');
  find('night').append(
    list,
    make('div', { class: 'field' }, make('label', { htmlFor: 'other', class: 'label' }, 'Play something else (ends this performance)'),
      make('div', { class: 'with-button' }, select, begin)));

  async function start() {
    const [kind, name] = [select.value.slice(0, select.value.indexOf(' ')), select.value.slice(select.value.indexOf(' ') + 1)];
    await beginPerformance(api, ask, sure, kind, name);
  }

  let shown = '';
  performance.on('hello', hello => {
    const items = hello.items ?? [];
    const key = JSON.stringify([items, hello.presets, hello.setLists]);
    if (key === shown) return;

    shown = key;
    list.replaceChildren(...items.map((item, number) => make('li', {}, make('button', {
      type: 'button', class: 'item', 'data-learn': `go-to ${number + 1}`, onclick: () => ask(`go-to ${number + 1}`),
    }, make('span', { class: 'item-number' }, String(number + 1)),
    make('span', { class: 'item-name' }, item.name, make('small', {}, item.description || item.role || ''))))));
    select.replaceChildren(
      make('optgroup', { label: 'Presets' }, ...(hello.presets ?? []).map(({ name }) => make('option', { value: `preset ${name}` }, name))),
      make('optgroup', { label: 'Set lists' }, ...(hello.setLists ?? []).map(name => make('option', { value: `setList ${name}` }, name))));
  });
  performance.on('state', state => {
    [...list.children].forEach((line, number) => set(line.firstChild, 'aria-current', number === state.item));
  });
  return { begin: (kind, name) => beginPerformance(api, ask, sure, kind, name) };
}

async function beginPerformance(api, ask, sure, kind, name) {
  const well = await sure({
    title: `Play “${name}”?`,
    text: 'This ends the performance, closes its take and begins a new one.',
    yes: 'Begin',
  });
  if (well) ask(api.post('/api/performance', { [kind]: name }).then(() => `“${name}” begins.`));
}
