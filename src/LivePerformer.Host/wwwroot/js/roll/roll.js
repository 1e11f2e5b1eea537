import { colours, levelOf, ground, lane, octave, beat, bar, future, words, item, pedal } from './colours.js';
import { eachBeat } from './beats.js';
import { isBlack } from './key-geometry.js';

const Edge = 10;                // pixels left and right for turns and pedals
const Least = 5;                // pixels that the shortest note is high
const Sharpest = 2;             // device pixels a pixel, at most: more costs time and shows nothing

/** Draws a window of a score: the future above the bar, the past below it. Only what is to be seen is touched. */
export class Roll {
  #canvas;
  #context;
  #score;
  #view;
  #lanes = null;
  #geometry = null;
  #width = 1;
  #height = 1;
  #sharpness = 1;
  #now = 0;
  #drawn = 0;

  /** For each pitch who sounds now: 1 the human, 2 the AI, 3 both. */
  marks = new Uint8Array(128);

  /** The name of an item, by its number. */
  itemName = number => `Item ${number + 1}`;

  /** Who the bar is coloured for: human, ai, or neither. */
  turn = null;

  constructor(canvas, score, view) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#score = score;
    this.#view = view;
    new ResizeObserver(() => this.#measure()).observe(canvas);
    this.#measure();
  }

  set score(score) { this.#score = score; }

  /** How many notes the last picture showed. */
  get drawn() { return this.#drawn; }

  draw(now, geometry) {
    if (this.#width < 2) return;

    const context = this.#context;
    const view = this.#view;
    view.now = now;
    view.height = this.#height;
    this.#now = now;
    if (geometry !== this.#geometry) this.#layLanes(geometry);

    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#lanes, 0, 0);
    context.setTransform(this.#sharpness, 0, 0, this.#sharpness, 0, 0);
    this.#drawFuture();
    eachBeat(this.#score.grids.moments, view.earliest, view.latest, this.#drawBeat, Math.max(0, this.#score.grids.indexAt(view.earliest)));
    this.#drawItems();
    this.#drawTurns();
    this.#drawPedals();
    if (view.following) this.#drawBeams();
    this.marks.fill(0);
    this.#drawn = this.#score.notes.each(view.earliest - 0.1, view.latest, this.#drawNote);
    this.#drawBar();
    if (view.at !== now) this.#score.notes.each(now, now, this.#mark);
  }

  #measure() {
    const box = this.#canvas.getBoundingClientRect();
    this.#sharpness = Math.min(Sharpest, devicePixelRatio || 1);
    this.#width = Math.round(box.width);
    this.#height = Math.round(box.height);
    this.#canvas.width = Math.max(1, Math.round(this.#width * this.#sharpness));
    this.#canvas.height = Math.max(1, Math.round(this.#height * this.#sharpness));
    this.#geometry = null;
  }

  #layLanes(geometry) {
    this.#geometry = geometry;
    this.#lanes = document.createElement('canvas');
    this.#lanes.width = this.#canvas.width;
    this.#lanes.height = this.#canvas.height;
    const context = this.#lanes.getContext('2d', { alpha: false });
    context.scale(this.#sharpness, this.#sharpness);
    context.fillStyle = ground;
    context.fillRect(0, 0, this.#width, this.#height);
    for (let pitch = geometry.lowest; pitch <= geometry.highest; pitch++) {
      const x = geometry.x[pitch] * this.#width;
      if (!isBlack(pitch)) {
        context.fillStyle = lane;
        context.fillRect(x + 0.5, 0, geometry.width[pitch] * this.#width - 1, this.#height);
      }
      if (pitch % 12 === 0 || pitch % 12 === 5) {
        context.fillStyle = octave;
        context.globalAlpha = pitch % 12 === 0 ? 1 : 0.4;
        context.fillRect(Math.round(x), 0, 1, this.#height);
        context.globalAlpha = 1;
      }
    }
  }

  #drawFuture() {
    const y = this.#view.yOf(this.#now);
    if (y <= 0) return;

    this.#context.fillStyle = future;
    this.#context.fillRect(0, 0, this.#width, y);
  }

  #drawBeat = (at, isBar) => {
    this.#context.fillStyle = isBar ? bar : beat;
    this.#context.fillRect(0, Math.round(this.#view.yOf(at)), this.#width, isBar ? 2 : 1);
  };

  #drawItems() {
    const { moments } = this.#score.items;
    const view = this.#view;
    for (let i = Math.max(1, this.#score.items.indexAt(view.earliest)); i < moments.length && moments[i].at <= view.latest; i++) {
      const y = Math.round(view.yOf(moments[i].at));
      this.#context.fillStyle = item;
      for (let x = 0; x < this.#width; x += 16) this.#context.fillRect(x, y, 9, 2);
      this.#write(this.itemName(moments[i].item), y - 6, item, 'right');
    }
  }

  #drawTurns() {
    const { moments } = this.#score.turns;
    const view = this.#view;
    const context = this.#context;
    for (let i = Math.max(0, this.#score.turns.indexAt(view.earliest)); i < moments.length && moments[i].at <= view.latest; i++) {
      const { at, by } = moments[i];
      const colour = colours[by];
      if (!colour) continue;

      const start = Math.min(this.#height, view.yOf(at));
      const end = i + 1 < moments.length ? view.yOf(moments[i + 1].at) : view.yOf(this.#now);
      context.fillStyle = colour.line;
      context.fillRect(0, end, by === 'ai' ? Edge - 4 : Edge - 6, start - end);
      if (view.yOf(at) > this.#height) continue;

      context.globalAlpha = 0.55;
      context.fillRect(0, Math.round(start), this.#width, 1);
      context.globalAlpha = 1;
      this.#write(by === 'ai' ? '◆ AI' : '● You', start - 6, colour.line, 'left');
    }
  }

  #drawPedals() {
    this.#context.fillStyle = pedal;
    this.#drawPedal(this.#score.pedals.human, this.#width - Edge + 5, 4);
    this.#context.fillStyle = colours.ai.line;
    this.#drawPedal(this.#score.pedals.ai, this.#width - Edge, 3);
  }

  #drawPedal(line, x, width) {
    const { moments } = line;
    const view = this.#view;
    let down = -1;
    for (let i = Math.max(0, line.indexAt(view.earliest)); i < moments.length && moments[i].at <= view.latest; i++) {
      const moment = moments[i];
      if (moment.value >= 64) {
        if (down < 0) down = Math.max(moment.at, view.earliest);
      } else if (down >= 0) {
        this.#strip(down, moment.at, x, width);
        down = -1;
      }
    }
    if (down >= 0) this.#strip(down, Math.max(down, this.#now), x, width);
  }

  #strip(from, to, x, width) {
    const y = this.#view.yOf(to);
    this.#context.fillRect(x, y, width, Math.max(2, this.#view.yOf(from) - y));
  }

  // From the bar down to the keys that sound: as the last picture marked them, for they lie under the notes.
  #drawBeams() {
    const y = this.#view.yOf(this.#now);
    const geometry = this.#geometry;
    for (let pitch = geometry.lowest; pitch <= geometry.highest; pitch++) {
      if (this.marks[pitch] === 0) continue;

      this.#context.fillStyle = this.marks[pitch] & 2 ? colours.ai.beam : colours.human.beam;
      this.#context.fillRect(geometry.x[pitch] * this.#width, y, geometry.width[pitch] * this.#width, this.#height - y);
    }
  }

  #mark = note => {
    if (note.off === null || note.off > this.#now) this.marks[note.pitch] |= note.by === 'ai' ? 2 : 1;
  };

  #drawNote = note => {
    const { pitch, by, on } = note;
    const now = this.#now;
    const view = this.#view;
    const ai = by === 'ai';
    const colour = ai ? colours.ai : colours.human;
    const planned = on > now;
    const sounding = !planned && (note.off === null || note.off > now);
    const off = note.off ?? Math.max(on, now);
    if (sounding) this.marks[pitch] |= ai ? 2 : 1;

    const context = this.#context;
    const geometry = this.#geometry;
    const bottom = view.yOf(on);
    const top = Math.min(view.yOf(off), bottom - Least);
    if (top > this.#height || bottom < 0) return;

    if (pitch < geometry.lowest || pitch > geometry.highest) {
      context.fillStyle = colour.outline;
      context.fillRect(pitch < geometry.lowest ? Edge : this.#width - Edge - 6, top, 6, bottom - top);
      return;
    }

    const level = levelOf(note.velocity);
    const full = geometry.width[pitch] * this.#width;
    const width = Math.max(4, full * (0.6 + 0.4 * note.velocity / 127) - 1);
    const x = geometry.x[pitch] * this.#width + (full - width) / 2;
    const height = bottom - top;
    if (sounding) {
      context.fillStyle = colour.glow;
      context.fillRect(x - 4, top - 2, width + 8, height + 4);
    }

    if (planned) {
      context.fillStyle = colour.planned;
      context.strokeStyle = colour.outline;
      context.lineWidth = 2;
      context.beginPath();
      if (ai) context.rect(x + 1, top + 1, width - 2, height - 2);
      else context.roundRect(x + 1, top + 1, width - 2, height - 2, Math.min(6, width / 2 - 1, height / 2 - 1));
      context.fill();
      context.stroke();
      return;
    }

    context.fillStyle = (sounding ? colour.sounding : colour.over)[level];
    if (ai) {
      context.fillRect(x, top, width, height - 1);
      if (width > 6 && height > 8) {
        context.fillStyle = colour.slot;
        context.fillRect(x + width * 0.36, top + 3, width * 0.28, height - 6);
      }
    } else {
      context.beginPath();
      context.roundRect(x, top, width, height - 1, Math.min(7, width / 2, (height - 1) / 2));
      context.fill();
    }
  };

  #drawBar() {
    const y = Math.round(this.#view.yOf(this.#now));
    const context = this.#context;
    context.fillStyle = this.turn ? colours[this.turn].line : words;
    if (y >= 0 && y <= this.#height) context.fillRect(0, y - 1, this.#width, 3);
  }

  #write(text, y, colour, side) {
    const context = this.#context;
    context.font = '600 15px system-ui, sans-serif';
    context.textAlign = side;
    context.fillStyle = colour;
    context.fillText(text, side === 'left' ? Edge + 6 : this.#width - Edge - 6, y);
  }
}
