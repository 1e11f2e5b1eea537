import { Topics } from '../parts/topics.js';

const Soon = 1000;              // milliseconds, while something runs
const Late = 10000;

/** Work that the server does beside the music: rehearsals and fine-tunes. Topic: 'jobs'. */
export class Jobs extends Topics {
  #api;
  #timer = 0;
  #wanted = false;
  jobs = [];

  constructor(api) {
    super();
    this.#api = api;
  }

  /** Whether somebody looks. */
  watch(wanted) {
    this.#wanted = wanted;
    clearTimeout(this.#timer);
    if (wanted) this.refresh();
  }

  async refresh() {
    clearTimeout(this.#timer);
    try {
      this.jobs = await this.#api.get('/api/jobs') ?? [];
      this.tell('jobs', this.jobs);
    } catch { /* the head says that the line is down */ }

    const runs = this.jobs.some(({ state }) => state === 'running' || state === 'waiting');
    clearTimeout(this.#timer);
    if (this.#wanted) this.#timer = setTimeout(() => this.refresh(), runs ? Soon : Late);
  }
}
