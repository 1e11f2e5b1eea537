import { Topics } from '../parts/topics.js';

const NoteOff = 0x80;
const NoteOn = 0x90;
const FirstSystem = 0xF0;

/**
 * Every MIDI input that the browser knows, also those that are plugged in later. Their channel messages go on as they are.
 * Topics: 'midi' (bytes), 'inputs' (which there are, and whether we may see them).
 */
export class MidiInputs extends Topics {
  #access = null;
  #held = new Map();            // input -> its keys that are down, which come up when it is pulled
  state = 'requestMIDIAccess' in navigator ? 'asleep' : 'unknown here';

  get names() { return this.#access ? [...this.#access.inputs.values()].filter(input => input.state === 'connected').map(input => input.name ?? 'MIDI') : []; }

  async open() {
    if (this.#access || this.state === 'unknown here') return;

    try {
      this.#access = await navigator.requestMIDIAccess({ sysex: false });
    } catch {
      this.state = 'refused';
      this.tell('inputs');
      return;
    }

    this.state = 'open';
    this.#access.onstatechange = ({ port }) => {
      if (port.type !== 'input') return;
      if (port.state === 'disconnected') this.#lose(port.id);
      this.#listen();
    };
    this.#listen();
  }

  #listen() {
    for (const input of this.#access.inputs.values()) {
      if (input.state === 'connected') input.onmidimessage = ({ data }) => this.#hear(input.id, data);
    }
    this.tell('inputs');
  }

  #hear(id, data) {
    const status = data[0] & 0xF0;
    if (data[0] < 0x80 || data[0] >= FirstSystem) return;

    const held = this.#held.get(id) ?? this.#held.set(id, new Set()).get(id);
    const key = (data[0] & 0x0F) << 8 | data[1];
    if (status === NoteOn && data[2] > 0) held.add(key);
    else if (status === NoteOn || status === NoteOff) held.delete(key);
    this.tell('midi', [...data]);
  }

  #lose(id) {
    for (const key of this.#held.get(id) ?? []) this.tell('midi', [NoteOff | key >> 8, key & 0x7F, 0]);
    this.#held.delete(id);
  }
}
