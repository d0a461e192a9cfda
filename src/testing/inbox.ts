/** What a client has received: all of it, what of it nobody has taken yet, and who waits for more. */
import { setTimeout } from 'node:timers';
import {
  describeMatcher,
  type MessageMatcher,
  messageDifference,
  type ReceivedMessage,
  toReceived,
} from './message.ts';
import { describeDifference } from './pattern.ts';

interface Waiting {
  readonly matcher: MessageMatcher | undefined;
  resolve(message: ReceivedMessage): void;
  /** @param thrown - undefined: nothing more can come. */
  reject(thrown?: unknown): void;
}

/** How many frames a failure says why they do not fit. */
const MAX_DIFFERENCES = 3;

/** Frames that came to any client of this process. */
let count = 0;

export class Inbox {
  readonly all: ReceivedMessage[] = [];
  readonly #untaken: ReceivedMessage[] = [];
  readonly #waiting = new Set<Waiting>();
  /** Why nothing more can come. */
  #end: string | undefined;

  receive(text: string, at: number): void {
    const message = toReceived(text, at, count++);
    this.all.push(message);
    for (const waiting of this.#waiting) {
      try {
        if (messageDifference(waiting.matcher, message) !== undefined) continue;
      } catch (thrown) {
        // The test's own function.
        waiting.reject(thrown);
        continue;
      }
      waiting.resolve(message);
      return;
    }
    this.#untaken.push(message);
  }

  /** Nothing more will come. @param why - such as `before the connection was closed`. */
  end(why: string): void {
    this.#end = why;
    for (const waiting of [...this.#waiting]) waiting.reject();
  }

  /**
   * Takes the first frame that fits, now or later.
   * @param within - milliseconds.
   * @param fail - makes the error: when, or before what, it did not come.
   */
  take(
    matcher: MessageMatcher | undefined,
    within: number,
    fail: (until: string) => Error,
  ): Promise<ReceivedMessage> {
    return new Promise((resolve, reject) => {
      const index = this.#untaken.findIndex((message) => messageDifference(matcher, message) === undefined);
      const [there] = index < 0 ? [] : this.#untaken.splice(index, 1);
      if (there !== undefined) return resolve(there);
      if (this.#end !== undefined) return reject(fail(this.#end));
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
      };
      const waiting: Waiting = {
        matcher,
        resolve: (message) => {
          done();
          resolve(message);
        },
        reject: (thrown = fail(this.#end ?? '')) => {
          done();
          reject(thrown);
        },
      };
      const timer = setTimeout(() => waiting.reject(fail(`within ${describeMs(within)}`)), within);
      this.#waiting.add(waiting);
    });
  }

  /** Why the last of the frames that nobody took do not fit, a line each. */
  explainUntaken(matcher: MessageMatcher | undefined): string[] {
    return explainMisfits(matcher, this.#untaken);
  }
}

/** Why the last of these frames do not fit, a line each. */
export function explainMisfits(
  matcher: MessageMatcher | undefined,
  messages: readonly ReceivedMessage[],
): string[] {
  return messages.slice(-MAX_DIFFERENCES).flatMap((message) => {
    const difference = messageDifference(matcher, message);
    return difference === undefined ? [] : [`  not ${message.text}: ${describeDifference(difference)}`];
  });
}

/** What was waited for, in words. */
export function describeWanted(matcher: MessageMatcher | undefined): string {
  return matcher === undefined ? 'a message' : describeMatcher(matcher);
}

export function describeMs(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
