import { make, write } from '../parts/element.js';

const LitFor = 200;             // milliseconds

/** The performance's ports: what they are connected with, what is lost, and what goes through them now. */
export function ports(performance, connection, ask) {
  const list = make('ul', { class: 'ports' });
  const lights = new Map();
  const device = make('p', { class: 'hint' });

  const line = ({ name, kind, connected = [], lost = [] }) => {
    const light = make('span', { class: 'light', 'aria-hidden': 'true' });
    lights.set(name, { light, timer: 0 });
    return make('li', { class: lost.length > 0 ? 'lost-port' : '' }, light,
      make('div', {},
        make('strong', {}, name), make('small', {}, kind === 'input' ? 'in' : 'out'),
        make('p', {}, connected.length > 0 ? connected.join(', ') : 'connected with nothing'),
        lost.length > 0 ? make('p', { class: 'fault' }, `Lost: ${lost.join(', ')}. Plug it in again; it comes back by itself.`) : null),
      kind === 'output' ? testButton(name) : null);
  };
  const testButton = (port, text = 'Test note') => make('button', {
    type: 'button', class: 'plain', 'aria-label': `${text} on ${port}`, onclick: () => ask(connection.ask({ t: 'test', port })),
  }, text);

  performance.on('hello', ({ device: { name, kind, rate, frames } = {} }) => write(device,
    kind === 'page' ? `No sound server: this page is the loudspeaker (${rate} Hz, ${frames} frames).`
      : kind === 'silent' ? 'The silent device: nothing sounds. Start without --audio null to hear it.'
        : `${name ?? ''}, ${rate} Hz, ${frames} frames (${(1000 * frames / rate).toFixed(1)} ms).`));
  performance.on('ports', all => {
    lights.clear();
    list.replaceChildren(...all.map(line), make('li', {}, make('span', { class: 'light' }), make('div', {}, make('strong', {}, 'piano'), make('p', {}, 'the built-in sound')), testButton('piano')));
  });
  performance.on('active', names => {
    for (const name of names) {
      const entry = lights.get(name);
      if (!entry) continue;

      entry.light.classList.add('lit');
      clearTimeout(entry.timer);
      entry.timer = setTimeout(() => entry.light.classList.remove('lit'), LitFor);
    }
  });
  return make('section', { class: 'card', 'aria-labelledby': 'ports-title' }, make('h2', { id: 'ports-title' }, 'Ports'), device, list);
}
