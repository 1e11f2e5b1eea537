import { make, set, write } from '../parts/element.js';
import { ms, percent, count } from '../parts/figures.js';

const us = value => Number.isFinite(value) ? `${Math.round(value)} µs` : '–';
const mib = value => Number.isFinite(value) ? `${value.toFixed(1)} MiB` : '–';

// A row that needs a microphone is hidden where none is listened to.
const MicrophoneRows = [
  ['Microphone', m => (m.broken ? 'given up' : m.deaf ? 'nothing comes' : `${m.peakDb.toFixed(0)} dB`), m => m.broken || m.deaf],
  ['Notes heard by it', m => count(m.notes), () => false],
  ['The AI’s own, left out', m => count(m.masked), () => false],
  ['Clipped', m => count(m.clips), m => m.clips > 0],
  ['Sound missed', m => ms(m.missedMs), m => m.missedMs > 0],
  ['Sound to note, median', m => ms(m.delayP50Ms), () => false],
  ['Sound to note, 99 %', m => ms(m.delayP99Ms), () => false],
  ['Transcriber, of one core', m => percent(m.load), m => m.load > 0.7],
];

// What is shown, how, and from where on it is a warning or bad.
const Rows = [
  ['Cue to first note, median', m => ms(m.cueToNoteMs?.p50), m => m.cueToNoteMs?.p50 > 100],
  ['Cue to first note, 99 %', m => ms(m.cueToNoteMs?.p99), m => m.cueToNoteMs?.p99 > 200],
  ['Lateness of notes, 99 %', m => ms(m.lateness?.p99Ms, 1), m => m.lateness?.p99Ms > 10],
  ['Late notes', m => count(m.late), m => m.late > 0],
  ['Dropped notes', m => count(m.dropped), m => m.dropped > 0],
  ['Stale notes', m => count(m.stale), m => m.stale > 0],
  ['Xruns', m => count(m.xruns), m => m.xruns > 0],
  ['Overflows of rings', m => count(m.overflows), m => m.overflows > 0],
  ['Callback, of its period', m => percent(m.callback?.load), m => m.callback?.load > 0.5],
  ['Callback, 99 %', m => us(m.callback?.p99Us), m => m.callback?.p99Us > m.callback?.periodUs * 0.7],
  ['Model, of the time it has', m => percent(m.model?.load), m => m.model?.load > 0.7],
  ['Model, per note', m => ms(m.model?.msPerNote, 1), () => false],
  ['Model, longest', m => ms(m.model?.longestMs, 1), () => false],
  ['CPU, of one core', m => percent(m.cpu), () => false],
  ['Memory', m => mib(m.memoryMib), () => false],
  ['Collections', m => count(m.collections), () => false],
  ['Longest pause', m => ms(m.longestPauseMs, 1), m => m.longestPauseMs > 10],
  ['Your notes', m => count(m.humanNotes), () => false],
  ['The AI’s notes', m => count(m.aiNotes), () => false],
  ['Pages that look', m => count(m.pages), () => false],
  ['Messages this page missed', m => count(m.feedDropped), m => m.feedDropped > 0],
];

/** All meters. */
export function meters(performance) {
  const cells = Rows.map(([name, show, warns]) => ({ cell: make('dd', {}, '–'), name, show, warns }));
  const heard = MicrophoneRows.map(([name, show, warns]) => ({ cell: make('dd', {}, '–'), name, show, warns }));
  const microphone = make('dl', { class: 'meters', hidden: true }, ...heard.map(({ name, cell }) => make('div', {}, make('dt', {}, name), cell)));
  const rings = make('div', { class: 'rings' });
  performance.on('meters', values => {
    for (const { cell, show, warns } of cells) {
      write(cell, show(values));
      set(cell, 'data-how', warns(values) ? 'warn' : '');
    }
    microphone.hidden = !values.microphone;
    for (const { cell, show, warns } of values.microphone ? heard : []) {
      write(cell, show(values.microphone));
      set(cell, 'data-how', warns(values.microphone) ? 'warn' : '');
    }
    const all = values.rings ?? [];
    while (rings.childElementCount > all.length) rings.lastElementChild.remove();
    all.forEach(({ name, fill }, i) => {
      const ring = rings.children[i] ?? rings.appendChild(make('div', { class: 'ring' }, make('span'), make('meter', { min: 0, max: 1, high: 0.7, low: 0.3, optimum: 0, 'aria-label': name })));
      write(ring.firstChild, name);
      ring.lastChild.value = fill;
    });
  });
  return make('section', { class: 'card', 'aria-labelledby': 'meters-title' }, make('h2', { id: 'meters-title' }, 'Meters'),
    make('dl', { class: 'meters' }, ...cells.map(({ name, cell }) => make('div', {}, make('dt', {}, name), cell))), microphone, rings);
}
