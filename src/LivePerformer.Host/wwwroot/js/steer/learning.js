import { find, make, set, write } from '../parts/element.js';

/** Binding pedals, keys and knobs to commands: touch what shall be bound on the page, then the control. */
export class Learning {
  #performance;
  #ask;
  #button;
  #list;
  #commands;

  constructor(performance, ask) {
    this.#performance = performance;
    this.#ask = ask;
    performance.on('state', ({ learning }) => this.#show(learning));
    performance.on('controls', bindings => this.#bind(bindings));
    for (const touch of ['click', 'pointerdown', 'mousedown']) document.addEventListener(touch, event => this.#touch(event), true);
    addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.on) {
        event.stopImmediatePropagation();
        this.turn(false);
      }
    }, true);
  }

  get on() { return document.body.classList.contains('learns'); }

  turn(on) {
    document.body.classList.toggle('learns', on);
    if (this.#button) set(this.#button, 'aria-pressed', on);
  }

  /** The part of the setup that shows what is bound. */
  section(commands, toStage) {
    this.#commands = commands;
    const select = make('select', { id: 'learn-what' }, ...commands.map(([command, text]) => make('option', { value: command }, text)));
    this.#list = make('ul', { class: 'bindings' });
    this.#button = make('button', {
      type: 'button', class: 'plain', 'aria-pressed': 'false', onclick: () => {
        this.turn(!this.on);
        if (this.on) toStage();
      },
    }, 'Choose it on the stage');
    return make('section', { class: 'card', 'aria-labelledby': 'controls-title' },
      make('h2', { id: 'controls-title' }, 'Controls'),
      make('p', { class: 'hint' }, 'Bind a pedal, key, knob, pad or program change: choose what it shall do, then touch it.'),
      make('div', { class: 'field' }, make('label', { htmlFor: 'learn-what', class: 'label' }, 'What it shall do'),
        make('div', { class: 'with-button' }, select, make('button', { type: 'button', class: 'primary', onclick: () => this.#ask(`learn ${select.value}`) }, 'Learn'))),
      this.#button, this.#list);
  }

  #touch(event) {
    if (!this.on) return;

    const part = event.target.closest?.('[data-learn]');
    if (!part) return;

    event.preventDefault();
    event.stopPropagation();
    if (event.type !== 'click') return;

    this.turn(false);
    this.#ask(`learn ${part.dataset.learn}`);
  }

  #show(learning) {
    find('learning').hidden = !learning;
    if (learning) write(find('learning-what'), `Waiting for a control for “${learning}”.`);
  }

  #bind(bindings) {
    for (const part of document.querySelectorAll('[data-learn]')) {
      const signs = bindings.filter(({ command }) => command === part.dataset.learn).map(({ sign }) => sign);
      if (signs.length > 0) set(part, 'data-bound', signs.join(', '));
      else part.removeAttribute('data-bound');
    }
    this.#list?.replaceChildren(...bindings.length === 0
      ? [make('li', { class: 'hint' }, 'Nothing is bound yet.')]
      : bindings.map(({ sign, command }) => make('li', {}, make('strong', {}, sign), make('span', {}, command),
        make('button', { type: 'button', class: 'plain', 'aria-label': `Unbind ${sign} from ${command}`, onclick: () => this.#ask(`unlearn ${command.split(' ')[0]}`) }, 'Unlearn'))));
  }
}

/** Everything that a control can do. */
export const learnable = [
  ['veto', 'Veto'], ['take-over', 'Take over'], ['stop', 'Stop the AI'], ['start', 'Start the AI'], ['next', 'Next item'], ['previous', 'Previous item'],
  ['panic', 'Panic: all notes off'], ['temperature', 'Temperature (a knob or fader)'], ['density', 'Density (a knob or fader)'], ['loudness', 'Loudness (a knob or fader)'],
  ['role answer', 'Role: answer'], ['role duet', 'Role: duet'], ['role continue', 'Role: continue'], ['tap', 'Tap the tempo'], ['tempo', 'Tempo (a knob or fader)'],
  ['metronome on', 'Metronome on'], ['metronome off', 'Metronome off'], ['lowest', 'Lowest key (a knob)'], ['highest', 'Highest key (a knob)'],
  ...Array.from({ length: 8 }, (_, i) => [`go-to ${i + 1}`, `Item ${i + 1}`]),
];
