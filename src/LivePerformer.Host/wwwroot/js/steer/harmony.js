import { find, make, set, unique } from '../parts/element.js';
import { Slider } from '../parts/slider.js';
import { Toggle } from '../parts/toggle.js';
import { nameOf, toneNames, isBlack } from '../roll/key-geometry.js';
import { toneNumber, tonesOf, wordsOf } from './tones.js';

const Scales = [
  ['chromatic', 'Every key'], ['major', 'Major'], ['natural-minor', 'Natural minor'], ['harmonic-minor', 'Harmonic minor'], ['dorian', 'Dorian'],
  ['mixolydian', 'Mixolydian'], ['blues', 'Blues'], ['major-pentatonic', 'Major pentatonic'], ['minor-pentatonic', 'Minor pentatonic'],
];

// Presets write naturalMinor, commands natural-minor.
const plain = word => String(word).toLowerCase().replaceAll('-', '');
const same = (a, b) => plain(a) === plain(b);

/** Out of which tones the AI plays, and where on the keyboard. */
export function harmony(performance, hands, ask) {
  const scale = select('Scale', Scales, value => ask(`scale ${value}`));
  const tonic = select('Tonic', toneNames.map((name, tone) => [String(tone), name]), value => ask(`tonic ${toneNames[value]}`));
  let tones = new Set();

  const lock = wanted => ask(wanted.size > 0 ? `chord ${wordsOf(wanted)}` : 'chord off');
  const keys = toneNames.map((name, tone) => make('button', {
    type: 'button', class: `tone-key ${isBlack(tone) ? 'dark' : ''}`, 'aria-pressed': 'false',
    onclick: () => {
      const wanted = new Set(tones);
      if (!wanted.delete(tone)) wanted.add(tone);
      lock(wanted);
    },
  }, name));
  const held = make('button', { type: 'button', class: 'plain', title: 'The AI plays only the tones that you hold now', onclick: () => lock(soundingTones(performance, hands)) }, 'Lock held');
  const free = make('button', { type: 'button', class: 'plain', onclick: () => lock(new Set()) }, 'No chord');
  const follow = new Toggle({ label: 'Follow my chords', hint: 'The AI keeps to the chord that you last held', turned: on => ask(`follow-chord ${on ? 'on' : 'off'}`) });
  const lowest = new Slider({ label: 'Lowest key', least: 0, most: 127, step: 1, format: nameOf, send: value => ask(`lowest ${value}`, true), learn: 'lowest' });
  const highest = new Slider({ label: 'Highest key', least: 0, most: 127, step: 1, format: nameOf, send: value => ask(`highest ${value}`, true), learn: 'highest' });

  find('harmony').append(
    make('div', { class: 'pair' }, scale.element, tonic.element),
    make('div', { class: 'field' }, make('span', { class: 'label', id: 'chord-label' }, 'Chord that the AI keeps to'),
      make('div', { class: 'tones', role: 'group', 'aria-labelledby': 'chord-label' }, ...keys),
      make('div', { class: 'pair' }, held, free)),
    follow.element, lowest.element, highest.element);

  performance.on('hello', () => {
    lowest.range(...performance.range('lowest', [0, 127]));
    highest.range(...performance.range('highest', [0, 127]));
  });
  performance.on('state', state => {
    scale.set(Scales.find(([value]) => same(value, state.scale))?.[0]);
    const tone = toneNumber(state.tonic);
    tonic.set(tone < 0 ? undefined : String(tone));
    tones = tonesOf(state.chord);
    keys.forEach((key, number) => set(key, 'aria-pressed', tones.has(number)));
    free.disabled = tones.size === 0;
    follow.set(state.followChord);
    lowest.set(state.lowest);
    highest.set(state.highest);
  });
}

/** The tones under the human's hands, wherever these are. */
function soundingTones(performance, hands) {
  const tones = new Set(hands.held.map(pitch => pitch % 12));
  const now = performance.now;
  performance.score.notes.each(now, now, note => {
    if (note.by === 'human') tones.add(note.pitch % 12);
  });
  return tones;
}

function select(label, options, chosen) {
  const id = unique('select');
  const input = make('select', { id, onchange: () => chosen(input.value) }, ...options.map(([value, text]) => make('option', { value }, text)));
  return {
    element: make('div', { class: 'field' }, make('label', { htmlFor: id, class: 'label' }, label), input),
    set(value) {
      if (value !== undefined && input.value !== value) input.value = value;
    },
  };
}
