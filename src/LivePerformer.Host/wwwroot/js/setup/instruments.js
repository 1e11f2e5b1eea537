import { make, write } from '../parts/element.js';
import { ms, count } from '../parts/figures.js';

const Words = {
  asleep: 'MIDI keyboards on this computer are not asked for yet.', open: '', refused: 'The browser refused MIDI. Allow it for this address in the browser’s settings, then load the page again.',
  'unknown here': isSecureContext
    ? 'This browser knows no MIDI (Chrome, Edge and Firefox do). Mouse, fingers and the computer’s keys play.'
    : 'Browsers give MIDI only to https and to the computer on which LivePerformer runs. Fingers play here; connect the keyboard there.',
};

/** What plays and sounds on this very device: MIDI keyboards, and the loudspeaker. */
export function instruments({ performance, connection, sound, midi, line, startSound }) {
  const inputs = make('ul', { class: 'inputs' });
  const allow = make('button', { type: 'button', class: 'plain', onclick: () => midi.open() }, 'Use MIDI keyboards of this device');
  const listen = make('button', { type: 'button', class: 'plain', 'aria-pressed': 'false', onclick: () => (sound.state === 'off' || sound.state === 'failed' ? startSound() : sound.stop()) }, 'Sound in this browser');
  const figures = { whole: make('dd'), network: make('dd'), cushion: make('dd'), out: make('dd'), underruns: make('dd'), lost: make('dd'), skips: make('dd') };
  const row = (name, cell) => make('div', {}, make('dt', {}, name), cell);

  const showInputs = () => {
    allow.hidden = midi.state === 'open' || midi.state === 'unknown here';
    const names = midi.names;
    inputs.replaceChildren(...names.map(name => make('li', {}, name)), names.length === 0 ? make('li', { class: 'hint' }, midi.state === 'open' ? 'No MIDI keyboard is connected. Plug one in; it is found at once.' : Words[midi.state]) : '');
  };
  midi.on('inputs', showInputs);
  showInputs();

  const show = () => {
    const { report } = sound;
    write(figures.whole, ms(line.keyToSound === null ? null : line.keyToSound * 1000));
    write(figures.network, ms(connection.roundTrip === null ? null : connection.roundTrip * 1000, 1));
    write(figures.cushion, report ? `${(report.average * 1000).toFixed(0)} of ${(report.target * 1000).toFixed(0)} ms` : '–');
    write(figures.out, ms(sound.delay === null ? null : (sound.delay - report.average) * 1000, 1));
    write(figures.underruns, count(report?.underruns));
    write(figures.lost, report ? `${report.lost} frames` : '–');
    write(figures.skips, count(report?.skips));
  };
  sound.on('report', show);
  sound.on('change', state => {
    listen.setAttribute('aria-pressed', state === 'on' || state === 'starting' || state === 'asleep');
    show();
  });
  performance.on('hello', hello => { listen.disabled = !hello.sound; });
  show();
  return make('section', { class: 'card', 'aria-labelledby': 'instruments-title' }, make('h2', { id: 'instruments-title' }, 'This device'),
    allow, inputs, listen,
    make('dl', { class: 'meters' }, row('Key to sound', figures.whole), row('Network, there and back', figures.network), row('Cushion', figures.cushion),
      row('Loudspeaker', figures.out), row('Underruns', figures.underruns), row('Lost', figures.lost), row('Skips', figures.skips)));
}
