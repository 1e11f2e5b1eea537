const Black = [false, true, false, true, false, false, true, false, true, false, true, false];
const Width = 0.62;     // of a white key
const Length = 0.62;    // of a white key

// By how much of its width a black key lies left or right of the gap, as on a piano.
const Shift = [0, -0.14, 0, 0.14, 0, 0, -0.18, 0, 0, 0, 0.18, 0];

export const isBlack = pitch => Black[pitch % 12];

const Names = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'];

/** Middle C is C4, as in the program's own words. */
export const nameOf = pitch => `${Names[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
export const toneOf = pitch => Names[pitch % 12];
export const toneNames = Names;

/** Where the keys from one white key to another lie, in parts of the whole width. */
export class KeyGeometry {
  constructor(lowest, highest) {
    while (isBlack(lowest)) lowest--;
    while (isBlack(highest)) highest++;
    this.lowest = lowest;
    this.highest = highest;
    this.x = new Float64Array(128);
    this.width = new Float64Array(128);
    this.whites = 0;
    for (let pitch = lowest; pitch <= highest; pitch++) if (!isBlack(pitch)) this.whites++;

    const white = 1 / this.whites;
    let place = 0;
    for (let pitch = lowest; pitch <= highest; pitch++) {
      if (isBlack(pitch)) {
        this.width[pitch] = white * Width;
        this.x[pitch] = (place - Width / 2 + Shift[pitch % 12] * Width) * white;
      } else {
        this.width[pitch] = white;
        this.x[pitch] = place++ * white;
      }
    }
  }

  has(pitch) { return pitch >= this.lowest && pitch <= this.highest; }

  /** The key at a point, both in parts of the keyboard from its upper left corner; -1 beside it. */
  keyAt(x, y) {
    if (x < 0 || x >= 1 || y < 0 || y > 1) return -1;

    if (y < Length) {
      for (let pitch = this.lowest; pitch <= this.highest; pitch++) {
        if (isBlack(pitch) && x >= this.x[pitch] && x < this.x[pitch] + this.width[pitch]) return pitch;
      }
    }

    for (let pitch = this.lowest; pitch <= this.highest; pitch++) {
      if (!isBlack(pitch) && x >= this.x[pitch] && x < this.x[pitch] + this.width[pitch]) return pitch;
    }

    return this.highest;
  }

  /** As hard as a touch there means: softly at the far end, hard at the near one. */
  velocityAt(pitch, y) {
    const depth = Math.min(1, Math.max(0, isBlack(pitch) ? y / Length : y));
    return Math.round(28 + 90 * depth);
  }
}

/** Ranges of keys to show, by how many white keys fit. */
export const Spans = [[21, 108], [36, 96], [36, 84], [48, 84], [48, 72], [60, 72]];
export const BlackLength = Length;
