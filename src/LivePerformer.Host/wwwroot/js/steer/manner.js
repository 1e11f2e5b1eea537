import { find } from '../parts/element.js';
import { Slider } from '../parts/slider.js';
import { Choice } from '../parts/choice.js';

const signed = value => value > 0 ? `+${value}` : String(value).replace('-', '−');

/** How the AI plays: role, temperature, density, loudness; and the volume of the built-in sound. */
export function manner(performance, connection, ask) {
  const role = new Choice({
    label: 'Role',
    options: [['answer', 'Answer', 'Call and response'], ['duet', 'Duet', 'Both play at once'], ['continue', 'Continue', 'The AI goes on from what you played']],
    chosen: value => ask(`role ${value}`),
    learn: value => `role ${value}`,
  });
  const temperature = new Slider({
    label: 'Temperature', hint: 'Lower is more predictable, higher wilder', least: 0.01, most: 2, step: 0.01, learn: 'temperature',
    format: value => value.toFixed(2), send: value => ask(`temperature ${value}`, true),
  });
  const density = new Slider({
    label: 'Density', hint: 'Notes a second that the AI is drawn towards', least: 0, most: 30, step: 0.5, learn: 'density',
    format: value => value === 0 ? 'as it likes' : `${value.toFixed(1)} notes/s`, send: value => ask(`density ${value}`, true),
  });
  const loudness = new Slider({
    label: 'Louder than you', hint: 'By how much louder than you the AI plays', least: -64, most: 64, step: 1, learn: 'loudness',
    format: signed, send: value => ask(`loudness ${value}`, true),
  });
  const volume = new Slider({
    label: 'Piano volume', least: -60, most: 24, step: 1,
    format: value => `${signed(value)} dB`, send: db => connection.send({ t: 'volume', db }),
  });
  find('manner').append(...[role, temperature, density, loudness, volume].map(part => part.element));

  performance.on('hello', () => {
    // Above 2 nothing sounds like music: the slider keeps to where it is fine, the words reach further.
    const [coolest, hottest] = performance.range('temperature', [0.01, 4]);
    temperature.range(coolest, Math.min(2, hottest));
    density.range(...performance.range('density', [0, 30]));
    loudness.range(...performance.range('loudness', [-64, 64]));
    volume.range(...performance.range('volume', [-60, 24]));
  });
  performance.on('state', state => {
    role.set(state.role);
    temperature.set(state.temperature);
    density.set(state.density);
    loudness.set(state.loudness);
    volume.set(state.volume);
  });
}
