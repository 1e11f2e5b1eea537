const Most = 2000;

/**
 * Visits every beat between two moments.
 * @param grids in their order, each holding from its `at` to the next one's.
 * @param visit called with the moment and whether it begins a bar.
 * @param first the grid to begin with, where it is known that none before it matters.
 */
export function eachBeat(grids, from, to, visit, first = 0) {
  let count = 0;
  for (let i = first; i < grids.length && grids[i].at <= to; i++) {
    const grid = grids[i];
    const until = i + 1 < grids.length ? grids[i + 1].at : Infinity;
    if (!(grid.bpm > 0) || until <= from) continue;

    const length = 60 / grid.bpm;
    const start = Math.max(from, grid.at);
    const end = Math.min(to, until);
    // A thousandth of a beat of mercy: the anchor itself may lie a rounding error before the grid.
    let step = Math.ceil((start - grid.anchor) / length - 0.001);
    for (let at = grid.anchor + step * length; at < end && count < Most; at = grid.anchor + ++step * length) {
      const beat = (grid.beat ?? 0) + step;
      const bar = grid.beatsPerBar > 0 && grid.source !== 'playing' && ((beat % grid.beatsPerBar) + grid.beatsPerBar) % grid.beatsPerBar === 0;
      count++;
      visit(at, bar);
    }
  }

  return count;
}
