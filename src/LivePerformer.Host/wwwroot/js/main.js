import { find, make, set, write } from './parts/element.js';
import { stayAwake } from './parts/wakefulness.js';
import { Tabs } from './parts/tabs.js';
import { prepareQuestion, sure } from './parts/question.js';
import { Api } from './live/api.js';
import { Connection } from './live/connection.js';
import { Pairing } from './live/pairing.js';
import { Performance } from './live/performance.js';
import { Hands } from './play/hands.js';
import { ComputerKeys } from './play/computer-keys.js';
import { Keyboard } from './play/keyboard.js';
import { MidiInputs } from './play/midi-inputs.js';
import { Sound } from './sound/sound.js';
import { Stage } from './stage.js';
import { Head } from './status/head.js';
import { FiguresLine } from './status/figures-line.js';
import { Messages } from './status/messages.js';
import { Pad } from './steer/pad.js';
import { manner } from './steer/manner.js';
import { harmony } from './steer/harmony.js';
import { time } from './steer/time.js';
import { night } from './steer/night.js';
import { Learning, learnable } from './steer/learning.js';
import { ports } from './setup/ports.js';
import { meters } from './setup/meters.js';
import { instruments } from './setup/instruments.js';
import { Presets } from './library/presets.js';
import { Takes } from './library/takes.js';
import { Training } from './library/training.js';
import { Jobs } from './library/jobs.js';
import { nameOf } from './roll/key-geometry.js';

let pairing = null;
const connection = new Connection();
const api = new Api(() => pairing?.ask());
const performer = new Performance(connection, api);
const messages = new Messages(performer);
const hands = new Hands();
const sound = new Sound();
const midi = new MidiInputs();
pairing = new Pairing(api, () => connection.retry());
prepareQuestion();

/** Sends a command, or waits for what was sent; says what became of it. Quietly: only what went wrong. */
async function ask(what, quietly = false) {
  try {
    const text = await (typeof what === 'string' ? performer.command(what) : what);
    if (!quietly) messages.say(text);
  } catch (error) {
    messages.say(error.message, true);
  }
}

// The instrument
let computer = null;
const keyboard = new Keyboard(find('keyboard'), hands, () => showLetters());
computer = new ComputerKeys(hands, () => showLetters());
showLetters();
hands.on('midi', bytes => connection.send({ t: 'midi', bytes }));
midi.on('midi', bytes => connection.send({ t: 'midi', bytes }));
midi.on('inputs', () => write(find('midi-state'), midi.names.length > 0 ? `MIDI: ${midi.names.join(', ')}` : ''));
find('pedal').addEventListener('click', () => hands.pedal('button', find('pedal').getAttribute('aria-pressed') !== 'true'));
hands.on('midi', ([status, controller, value]) => {
  if ((status & 0xF0) === 0xB0 && controller === 64) set(find('pedal'), 'aria-pressed', value > 0);
});
find('keys-down').addEventListener('click', () => shift(-1));
find('keys-up').addEventListener('click', () => shift(1));
find('keys-larger').addEventListener('click', () => keyboard.span(-1));
find('keys-smaller').addEventListener('click', () => keyboard.span(1));

function shift(octaves) {
  const { lowest, highest } = keyboard.geometry;
  computer.shift(octaves);
  if (highest - lowest < 80) keyboard.shift(octaves);
}

function showLetters() {
  if (!computer) return;

  keyboard.letters(computer.lowest);
  write(find('keys-count'), `${keyboard.geometry.highest - keyboard.geometry.lowest + 1} keys`);
  write(find('keys-octave'), nameOf(computer.lowest));
}

// The sound
async function startSound() {
  stayAwake();
  await Promise.all([ask(sound.start().then(() => ''), true), midi.open()]);
}

// Who only watches is not asked again; who strikes a key wants to hear it.
let watches = false;
const isLoudspeaker = () => Boolean(performer.hello?.sound) && performer.hello.device?.kind === 'page' && !watches;
find('start').addEventListener('click', startSound);
find('start-not').addEventListener('click', () => {
  watches = true;
  offerSound();
});
hands.on('keys', () => {
  if (hands.held.length > 0 && isLoudspeaker() && (sound.state === 'off' || sound.state === 'asleep')) startSound();
});
function offerSound() {
  const wanted = isLoudspeaker() || (sound.state === 'asleep' && !watches);
  find('start-box').hidden = !wanted || sound.state === 'on';
  find('start').disabled = sound.state === 'starting';
  write(find('start-hint'), sound.state === 'starting' ? 'One moment' : sound.state === 'failed' ? 'That did not work. Try again' : 'The sound comes from this browser');
}
sound.on('change', offerSound);
performer.on('hello', offerSound);
performer.on('link', link => {
  if (link === 'up') sound.retry();
  if (link === 'locked') pairing.ask();
  if (link === 'down') {
    hands.letGo();
    messages.say('Connection lost: LivePerformer does not answer. This page goes on as soon as it is back; look whether it still runs.', true);
  }
});
performer.on('hello', (hello, another) => {
  if (another) messages.say(`${hello.product ?? 'LivePerformer'} is ready: ${hello.programme ?? hello.items?.[0]?.name ?? ''}.`);
  else if (performer.linked === 'down') messages.say('Connected again.');
});
performer.on('bye', ({ text }) => messages.say(text));

// The steering
const head = new Head(performer);
const line = new FiguresLine(performer, connection, sound);
sound.on('report', () => line.show());
new Pad(performer, connection, ask);
manner(performer, connection, ask);
harmony(performer, hands, ask);
time(performer, ask);
const { begin } = night(performer, api, ask, sure);
new Tabs(find('groups'));
new Stage({ performance: performer, keyboard, hands, head, sound });

// The other views
const jobs = new Jobs(api);
const learning = new Learning(performer, ask);
const presets = new Presets({ api, messages, sure, begin });
const takes = new Takes({
  api, messages, sure, learn: names => {
    training.from(names);
    views.open('train');
  },
});
const training = new Training({
  api, messages, jobs,
  usual: () => ({ model: performer.state.model, preset: performer.hello?.items?.[performer.state.item]?.preset }),
  listen: job => {
    views.open('takes');
    takes.hear(job);
  },
  play: name => begin('preset', name),
});
find('setup').append(
  make('div', { class: 'column' }, instruments({ performance: performer, connection, sound, midi, line, startSound }), learning.section(learnable, () => views.open('stage'))),
  make('div', { class: 'column' }, ports(performer, connection, ask), meters(performer)));

const views = new Tabs(find('views'), name => {
  document.body.dataset.view = name;
  jobs.watch(name === 'train');
  if (name !== 'takes') takes.leave();
  if (name === 'presets') presets.open();
  if (name === 'takes') takes.open();
  if (name === 'train') training.open();
});

// A button that was clicked gives the keys back, so that space is the pedal again; who goes by keyboard keeps the focus.
document.addEventListener('click', event => {
  const button = event.target.closest?.('.stage button, .views button');
  if (button && event.detail > 0) button.blur();
});

let byPointer = false;
for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => { byPointer = type === 'pointerdown'; }, true);
document.addEventListener('change', event => {
  if (byPointer && event.target.matches('.steer select')) event.target.blur();
});

if (navigator.permissions) {
  // Where MIDI was allowed before, it is there without a touch.
  navigator.permissions.query({ name: 'midi' }).then(({ state }) => { if (state === 'granted') midi.open(); }, () => {});
}
connection.start();
