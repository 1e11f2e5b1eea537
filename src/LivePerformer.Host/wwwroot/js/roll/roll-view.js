/** Which part of time the roll shows: the future above, the past below, as the paper moves over the bar of a player piano. */
export class RollView {
  static Shortest = 2;
  static Longest = 120;

  #frozen = null;

  /** @param bar where the bar lies, as a part of the height from above. */
  constructor(seconds = 10, bar = 0.4) {
    this.seconds = seconds;
    this.bar = bar;
    this.now = 0;
    this.end = null;            // how far one may scroll, where that is not now
    this.height = 1;
  }

  get following() { return this.#frozen === null; }

  /** The moment at the bar. */
  get at() { return this.#frozen ?? this.now; }
  get latest() { return this.at + this.seconds * this.bar; }
  get earliest() { return this.at - this.seconds * (1 - this.bar); }

  yOf(moment) { return this.height * this.bar - (moment - this.at) * this.height / this.seconds; }
  momentAt(y) { return this.at + (this.height * this.bar - y) * this.seconds / this.height; }

  pause() { this.#frozen ??= this.now; }
  follow() { this.#frozen = null; }

  /** Moves through the take; whoever moves stops following. */
  moveTo(moment) { this.#frozen = Math.min(this.end ?? this.now, Math.max(0, moment)); }
  moveBy(seconds) { this.moveTo(this.at + seconds); }

  zoom(factor) { this.seconds = Math.min(RollView.Longest, Math.max(RollView.Shortest, this.seconds * factor)); }
}
