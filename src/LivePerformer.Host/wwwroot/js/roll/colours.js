// Blue and orange of Okabe and Ito, which no common colour blindness confuses; the AI's notes also have another shape.
const Hue = { human: [86, 180, 233], ai: [255, 159, 28] };
const Ground = [10, 13, 18];
const Levels = 8;

const mix = (a, b, part) => a.map((value, i) => Math.round(value + (b[i] - value) * part));
const css = ([r, g, b], alpha = 1) => alpha === 1 ? `rgb(${r} ${g} ${b})` : `rgb(${r} ${g} ${b} / ${alpha})`;

const of = hue => ({
  // The softest touch is the darkest, and none sinks into the ground.
  over: Array.from({ length: Levels }, (_, level) => css(mix(Ground, hue, 0.38 + 0.47 * level / (Levels - 1)))),
  sounding: Array.from({ length: Levels }, (_, level) => css(mix(hue, [255, 255, 255], 0.12 + 0.4 * level / (Levels - 1)))),
  planned: css(hue, 0.16),
  outline: css(hue, 0.95),
  glow: css(hue, 0.3),
  beam: css(hue, 0.1),
  line: css(hue),
  slot: css(mix(Ground, hue, 0.12)),
});

export const colours = { human: of(Hue.human), ai: of(Hue.ai) };
export const levelOf = velocity => Math.min(Levels - 1, velocity * Levels >> 7);

export const ground = css(Ground);
export const lane = 'rgb(255 255 255 / 0.022)';
export const octave = 'rgb(255 255 255 / 0.10)';
export const beat = 'rgb(255 255 255 / 0.06)';
export const bar = 'rgb(255 255 255 / 0.17)';
export const future = 'rgb(255 255 255 / 0.035)';
export const words = 'rgb(235 238 242 / 0.92)';
export const item = 'rgb(196 167 255)';
export const pedal = 'rgb(255 255 255 / 0.45)';
