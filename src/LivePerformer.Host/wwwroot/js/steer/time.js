import { find, make, write } from '../parts/element.js';
import { Choice } from '../parts/choice.js';
import { Slider } from '../parts/slider.js';
import { Toggle } from '../parts/toggle.js';

const Sources = { given: 'given', tapped: 'tapped', clock: 'from the MIDI clock', playing: 'found in your playing' };

/** Tempo, tap, metronome, and where an answer begins. */
export function time(performance, ask) {
  const shown = make('strong', { class: 'tempo-big' }, 'free');
  const source = make('span', { class: 'tempo-source' }, 'nobody counts');
  const tap = make('button', { type: 'button', class: 'big tap', 'data-learn': 'tap', onpointerdown: event => press(event) }, make('span', {}, 'Tap'), make('small', {}, '3 times or more'));
  // A finger's tap counts when it lands, not when it leaves; a key's click has no pointer.
  const press = event => {
    if (event.button > 0 || document.body.classList.contains('learns')) return;
    ask('tap', true);
  };
  tap.addEventListener('click', event => { if (event.detail === 0) ask('tap', true); });
  const tempo = new Slider({
    label: 'Beats a minute', least: 20, most: 300, step: 1, learn: 'tempo',
    format: value => String(value), send: value => ask(`tempo ${value}`, true),
  });
  const free = make('button', { type: 'button', class: 'plain', onclick: () => ask('tempo off') }, 'Free time');
  const metronome = new Toggle({ label: 'Metronome', turned: on => ask(`metronome ${on ? 'on' : 'off'}`) });
  const entry = new Choice({
    label: 'An answer begins', options: [['free', 'Freely', 'At once'], ['beat', 'On a beat', 'On the next beat'], ['bar', 'On a bar', 'On the next bar']],
    chosen: value => ask(`entry ${value}`),
  });
  find('time').append(
    make('div', { class: 'tempo-row' }, make('div', { class: 'tempo-now' }, shown, source), tap),
    tempo.element, make('div', { class: 'pair time-pair' }, free, metronome.element), entry.element);

  performance.on('hello', () => tempo.range(...performance.range('tempo', [20, 300])));
  performance.on('state', state => {
    const known = state.tempo > 0;
    write(shown, known ? state.tempo.toFixed(state.tempo % 1 < 0.05 || state.tempo % 1 > 0.95 ? 0 : 1) : 'free');
    write(source, known ? `${Sources[state.tempoSource] ?? state.tempoSource ?? ''}${state.beatsPerBar > 1 ? `, ${state.beatsPerBar} in a bar` : ''}` : 'nobody counts');
    if (known) tempo.set(Math.round(state.tempo));
    free.disabled = !known;
    metronome.set(state.metronome);
    entry.set(state.entry);
  });
}
