/** A frame that a client received, and what it is held against. Pure. */
import { type Difference, describeValue, differenceOf, isAsymmetric } from './pattern.ts';

/** A text frame that a client received. */
export interface ReceivedMessage<Json = unknown> {
  readonly text: string;
  /** The parsed text; undefined when it is no JSON. */
  readonly json: Json;
  /** When it came, epoch milliseconds by the emulator's clock. */
  readonly at: number;
  /** Counts up over all clients of this process, in the order in which frames came. */
  readonly order: number;
}

/**
 * What a frame has to be like:
 *
 * - a string is the whole text, a regular expression is found in it;
 * - a function says so itself;
 * - a matcher (`expect.any(Number)`, `anyConnectionId()`) is held against the JSON, or the text of what is no JSON;
 * - anything else is held against the JSON, in which objects may have more.
 */
export type MessageMatcher =
  | string
  | number
  | boolean
  | null
  | RegExp
  | object
  | ((message: ReceivedMessage) => boolean);

/** The frame's text, and its JSON if it is any. */
export function toReceived(text: string, at: number, order: number): ReceivedMessage {
  return { text, json: parse(text), at, order };
}

/** Where the frame is not as the matcher says; undefined when it fits. */
export function messageDifference(
  matcher: MessageMatcher | undefined,
  message: ReceivedMessage,
): Difference | undefined {
  if (matcher === undefined) return undefined;
  if (typeof matcher === 'function') {
    if (matcher(message)) return undefined;
    return { path: '', expected: describeMatcher(matcher), found: describeValue(message.text) };
  }
  const isOfText = typeof matcher === 'string' || matcher instanceof RegExp || message.json === undefined;
  if (isOfText && !isAsymmetric(matcher)) return differenceOf(matcher, message.text);
  return differenceOf(matcher, message.json === undefined ? message.text : message.json);
}

export function describeMatcher(matcher: MessageMatcher): string {
  if (typeof matcher !== 'function') return describeValue(matcher);
  const source = String(matcher).replaceAll(/\s+/g, ' ');
  return `a message for which ${source.length > 200 ? `${source.slice(0, 200)}…` : source}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
