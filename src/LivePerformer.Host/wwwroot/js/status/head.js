import { find, write } from '../parts/element.js';

/** The head of the page: whose turn it is, what plays, how fast, and whether the line is up. */
export class Head {
  #performance;
  #light = find('tempo-light');
  #beaten = false;

  constructor(performance) {
    this.#performance = performance;
    performance.on('state', state => this.#show(state));
    performance.on('link', link => this.#link(link));
    performance.on('ports', ports => this.#warn(ports.flatMap(({ lost = [] }) => lost)));
    performance.on('bye', ({ text }) => write(find('piece-more'), text || 'the performance has ended'));
  }

  /** Lights the beat; to be called at each picture. */
  beat(now) {
    const grids = this.#performance.score.grids;
    const grid = grids.moments[grids.indexAt(now)];
    const phase = grid?.bpm > 0 ? ((now - grid.anchor) * grid.bpm / 60) % 1 : 1;
    const lit = phase >= 0 ? phase < 0.2 : phase < -0.8;
    if (lit === this.#beaten) return;

    this.#beaten = lit;
    this.#light.classList.toggle('lit', lit);
  }

  #show(state) {
    const { hello } = this.#performance;
    const item = hello?.items?.[state.item];
    const who = state.stopped ? 'stopped' : state.turn ?? 'none';
    document.body.dataset.turn = who;
    write(find('turn-who'), { human: 'You', ai: 'AI', both: 'Both', stopped: 'Stopped' }[who] ?? '–');
    write(find('piece-name'), item?.name ?? hello?.programme ?? 'LivePerformer');
    const place = hello?.items?.length > 1 ? `${state.item + 1} of ${hello.items.length} · ` : '';
    const player = state.player && state.player !== state.model ? ` · ${state.player} plays` : '';
    write(find('piece-more'), `${place}${state.role ?? ''}${state.model ? ` · ${state.model}` : ''}${player}`);
    write(find('tempo-shown'), state.tempo > 0 ? `${Math.round(state.tempo)}` : 'free');
    document.title = `${item?.name ?? 'LivePerformer'} · LivePerformer`;
  }

  // A device that is gone is said where the musician looks, until it is back.
  #warn(lost) {
    write(find('lost-ports'), lost.length > 0 ? `▲ Lost: ${[...new Set(lost)].join(', ')}` : '');
  }

  #link(link) {
    document.body.dataset.link = link;
    find('lost').hidden = link !== 'down';
  }
}
