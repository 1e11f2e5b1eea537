// By where a key lies, not by what is printed on it: two rows are an octave and a half on every layout.
const Lower = { KeyA: 0, KeyW: 1, KeyS: 2, KeyE: 3, KeyD: 4, KeyF: 5, KeyT: 6, KeyG: 7, KeyY: 8, KeyH: 9, KeyU: 10, KeyJ: 11, KeyK: 12, KeyO: 13, KeyL: 14, KeyP: 15, Semicolon: 16, Quote: 17 };
const Softer = 'KeyC';
const Louder = 'KeyV';
const Down = 'KeyZ';
const Up = 'KeyX';
const Pedal = 'Space';

const Writes = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
const Silent = new Set(['range', 'checkbox', 'radio', 'button', 'file']);

/** What a key of the computer does: {note}, {octave}, {velocity}, {pedal}, or null. */
export function meaningOf(code) {
  if (code in Lower) return { note: Lower[code] };
  if (code === Down) return { octave: -1 };
  if (code === Up) return { octave: 1 };
  if (code === Softer) return { velocity: -16 };
  if (code === Louder) return { velocity: 16 };
  if (code === Pedal) return { pedal: true };
  return null;
}

/** The letter of a semitone above the lowest C, where it has one. */
export const letterOf = semitone => {
  const code = Object.keys(Lower).find(key => Lower[key] === semitone);
  return code === undefined ? '' : code === 'Semicolon' ? ';' : code === 'Quote' ? '\'' : code.slice(3);
};

/** The computer's keyboard as a piano. */
export class ComputerKeys {
  #hands;
  #down = new Map();            // code -> the pitch that it struck, whatever the octave is now
  #changed;
  lowest = 60;
  velocity = 80;

  constructor(hands, changed = () => {}) {
    this.#hands = hands;
    this.#changed = changed;
    addEventListener('keydown', event => this.#press(event));
    addEventListener('keyup', event => this.#release(event));
    addEventListener('blur', () => this.letGo());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.letGo();
    });
  }

  letGo() {
    this.#down.clear();
    this.#hands.letGo('computer');
  }

  shift(octaves) {
    this.lowest = Math.min(96, Math.max(24, this.lowest + 12 * octaves));
    this.#changed();
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;

    const meaning = meaningOf(event.code);
    if (!meaning || (meaning.pedal && takesSpace(event.target))) return;

    event.preventDefault();
    if (event.repeat || this.#down.has(event.code)) return;

    if (meaning.note !== undefined) {
      const pitch = this.lowest + meaning.note;
      this.#down.set(event.code, pitch);
      this.#hands.press(`computer ${event.code}`, pitch, this.velocity);
    } else if (meaning.octave) {
      this.shift(meaning.octave);
    } else if (meaning.velocity) {
      this.velocity = Math.min(127, Math.max(16, this.velocity + meaning.velocity));
      this.#changed();
    } else if (meaning.pedal) {
      this.#down.set(event.code, -1);
      this.#hands.pedal('computer', true);
    }
  }

  #release(event) {
    const pitch = this.#down.get(event.code);
    if (pitch === undefined) return;

    this.#down.delete(event.code);
    if (pitch < 0) this.#hands.pedal('computer', false);
    else this.#hands.release(`computer ${event.code}`, pitch);
  }
}

function isWriting(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open], [contenteditable="true"]')) return true;

  return Writes.has(target.tagName) && !(target.tagName === 'INPUT' && Silent.has(target.type));
}

const takesSpace = target => target instanceof Element && target.closest('button, a[href], summary, input:not([type="range"]), [role="tab"], [role="radio"], [role="switch"]') !== null;
