// A closed loop: each connection sends its next message when the last has come back. What comes back and is not the
// answer is counted, and the connection goes on; what never comes back stops its connection.
import { createHistogram } from 'node:perf_hooks';
import { textFrame } from './frames.js';

/** For answers that are still on their way in the end; more of them never come. */
const LONGEST_WAIT_MS = 30_000;

/** Runs from its start to its end; what is counted is what comes within {@link ClosedLoop.measure}. */
export class ClosedLoop {
  #good = 0;
  #wrong = 0;
  #times = createHistogram();
  #onTheirWay;
  #isRunning = true;
  #enough = () => {};
  #count = Infinity;

  /** @param options - `answer`: what has to come back. */
  constructor(clients, { message, answer = message }) {
    const frame = textFrame(message);
    const expected = Buffer.from(answer);
    this.#onTheirWay = clients.length;
    for (const client of clients) this.#keepSending(client, frame, expected);
  }

  #keepSending(client, frame, expected) {
    let sentAt = 0;
    const send = () => {
      sentAt = process.hrtime.bigint();
      client.send(frame);
    };
    client.onMessage = (payload) => {
      if (payload.equals(expected)) {
        this.#times.record(process.hrtime.bigint() - sentAt || 1n);
        if (++this.#good >= this.#count) this.#enough();
      } else {
        this.#wrong++;
      }
      if (this.#isRunning) send();
      else this.#onTheirWay--;
    };
    send();
  }

  /** What comes from now on: until there are `count` answers, at most so many `seconds`. */
  async measure({ seconds, count = Infinity }) {
    this.#good = 0;
    this.#wrong = 0;
    this.#times.reset();
    this.#count = count;
    const startedAt = performance.now();
    await Promise.race([
      pause(seconds * 1000),
      new Promise((resolve) => {
        this.#enough = resolve;
      }),
    ]);
    const took = (performance.now() - startedAt) / 1000;
    const good = this.#good;
    return {
      good,
      wrong: this.#wrong,
      seconds: took,
      rate: good / took,
      p50: this.#times.percentile(50) / 1e6,
      p99: this.#times.percentile(99) / 1e6,
      max: good === 0 ? 0 : this.#times.max / 1e6,
    };
  }

  /** Sends nothing more, and waits for what is on its way: whoever comes next must not find it. */
  async end() {
    this.#isRunning = false;
    for (let waited = 0; this.#onTheirWay > 0 && waited < LONGEST_WAIT_MS; waited += 5) await pause(5);
  }
}

/** One loop from its start to its end. */
export async function closedLoop(clients, options) {
  const loop = new ClosedLoop(clients, options);
  const found = await loop.measure(options);
  await loop.end();
  return found;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
