// What a measurement works with: it starts targets, the load generator and DynamoDB, and whatever it started is ended
// with the row, also when the row fails.
import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from '../load/start.js';
import { startDynamoDb, startTarget } from '../targets/start.js';
import { canMeasureUsage, usageOf } from './usage.js';

/** A target that takes more of the machine's memory than this is ended, and the row with it. */
const MOST_MEMORY = 0.5;
const EVERY_MS = 500;

export class Stage {
  /** Rejects when the row must not go on. */
  failed;
  #endings = [];
  #ended = false;
  #fail;

  /** @param totalKb - the machine's memory. */
  constructor(totalKb) {
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => {});
    this.mostKb = totalKb * MOST_MEMORY;
  }

  async load() {
    const load = await startLoad();
    await this.#keep(load.stop);
    return load;
  }

  async dynamodb() {
    const dynamodb = await startDynamoDb();
    await this.#keep(dynamodb.stop);
    return dynamodb.url;
  }

  /** @param project - `echo` or `chat`; with `chat` goes a DynamoDB, where the target has none of its own. */
  async start(target, project = 'echo') {
    const dynamodb = project === 'chat' && target.dynamodb !== 'own' ? await this.dynamodb() : undefined;
    const started = await startTarget(target, project, dynamodb);
    await this.#keep(started.kill);
    started.onDeath((how) => this.#fail(new Error(how)));
    await this.#watchMemory(target.name, started.pid);
    return { ...started, usage: () => this.#usage(target.name, started.pid) };
  }

  /** Backwards: a target is gone before its clients are. */
  async end() {
    this.#ended = true;
    for (const ending of this.#endings.splice(0).reverse()) await ending();
  }

  /** A row that has failed may be about to start something more. */
  async #keep(ending) {
    this.#endings.push(ending);
    if (!this.#ended) return;
    await this.end();
    throw new Error('the row has ended');
  }

  #usage(name, pid) {
    if (!canMeasureUsage) return undefined;
    const usage = usageOf(pid);
    if (usage.threads === 0) throw new Error(`${name} ended during the measurement`);
    return usage;
  }

  async #watchMemory(name, pid) {
    if (!canMeasureUsage) return;
    const timer = setInterval(() => {
      const { kB } = usageOf(pid);
      if (kB > this.mostKb) this.#fail(new Error(`${name} took ${Math.round(kB / 1024)} MB`));
    }, EVERY_MS);
    await this.#keep(async () => clearInterval(timer));
  }
}

export { pause };
