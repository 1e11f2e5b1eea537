/** Moments in their order, such as turns, pedals and grids; the same one twice is kept once. */
export class Timeline {
  #sameness;

  /** @param sameness what, beside the moment, tells two of them apart. */
  constructor(sameness = () => '') {
    this.#sameness = sameness;
    this.moments = [];
  }

  put(moment) {
    let place = this.indexAt(moment.at);
    for (let i = place; i >= 0 && this.moments[i].at === moment.at; i--) {
      if (this.#sameness(this.moments[i]) !== this.#sameness(moment)) continue;

      this.moments[i] = moment;
      return;
    }

    this.moments.splice(place + 1, 0, moment);
  }

  clear() { this.moments.length = 0; }

  /** Where the last one lies that is not after `at`; -1 where there is none. */
  indexAt(at) {
    let low = 0;
    let high = this.moments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.moments[middle].at <= at) low = middle + 1;
      else high = middle;
    }

    return low - 1;
  }

  /** Forgets what is older, but for the last of those, which still holds. */
  forgetBefore(at) {
    const index = this.indexAt(at);
    if (index > 0) this.moments.splice(0, index);
  }
}
