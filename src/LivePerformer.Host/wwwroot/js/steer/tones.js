import { toneNames } from '../roll/key-geometry.js';

const Steps = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

/** The number of a tone, 0 is C, from C, Eb, c#, eFlat or fSharp; -1 for what is none. */
export function toneNumber(name) {
  const found = /^([a-g])(#|b|sharp|flat)?$/i.exec(String(name ?? '').trim());
  if (!found) return -1;

  const shift = { '#': 1, sharp: 1, b: -1, flat: -1 }[(found[2] ?? '').toLowerCase()] ?? 0;
  return (Steps[found[1].toLowerCase()] + shift + 12) % 12;
}

/** The tones in "C Eb G", "C-Eb-G" and the like. */
export const tonesOf = text => new Set(String(text ?? '').split(/[\s,-]+/).map(toneNumber).filter(tone => tone >= 0));

/** As a command takes them. */
export const wordsOf = tones => [...tones].sort((a, b) => a - b).map(tone => toneNames[tone]).join('-');
