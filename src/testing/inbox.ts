/** What a client has received: all of it, and what of it nobody has taken yet. */
import { type MessageMatcher, messageDifference, type ReceivedMessage, toReceived } from './message.ts';
import { describeDifference } from './pattern.ts';

/** How many frames a failure says why they do not fit. */
const MAX_DIFFERENCES = 3;

/** Frames that came to any client of this process. */
let count = 0;

export class Inbox {
  readonly all: ReceivedMessage[] = [];
  readonly #untaken: ReceivedMessage[] = [];

  receive(text: string, at: number): void {
    const message = toReceived(text, at, count++);
    this.all.push(message);
    this.#untaken.push(message);
  }

  /** Takes the first frame that fits. */
  take(matcher: MessageMatcher | undefined): ReceivedMessage | undefined {
    const index = this.#untaken.findIndex((message) => messageDifference(matcher, message) === undefined);
    return index < 0 ? undefined : this.#untaken.splice(index, 1)[0];
  }

  /** Why the frames that nobody took do not fit. */
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
