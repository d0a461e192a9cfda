/** What the matchers have in common: when they know enough, and what they say. */
import { Changes } from './changes.ts';
import { TestClient } from './client.ts';
import { formatFailure } from './failure.ts';
import type { TestEmulator } from './test-emulator.ts';

/** What a matcher says, as vitest and jest ask for it. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What vitest and jest call a matcher on. */
export interface MatcherState {
  readonly isNot?: boolean | undefined;
}

/** What matchers are held against. */
interface Watched {
  readonly changes: Changes;
  settled(): Promise<void>;
}

/**
 * Turned round with `not`, waits until nothing more is on its way; otherwise, until it is decided or the time is up.
 *
 * @param look - undefined: it may still come true.
 */
export async function decide(
  watched: Watched,
  { isNot = false }: MatcherState,
  within: number,
  look: () => boolean | undefined,
): Promise<boolean> {
  if (isNot) {
    await watched.settled();
    return look() ?? false;
  }
  const late = new Error('late');
  return watched.changes
    .until(look, within, () => late)
    .catch((error) => {
      if (error === late) return false;
      throw error;
    });
}

/** The message of a matcher that failed. */
export function explain(
  subject: { transcript(): string },
  headline: string,
  more: readonly string[] = [],
): string {
  return formatFailure([headline, ...more].join('\n'), subject.transcript());
}

/** @throws {TypeError} when `expect` was given something else. */
export function asClient(value: unknown, matcher: string): TestClient {
  if (value instanceof TestClient) return value;
  throw new TypeError(`${matcher} is for a client that emulator.connect() or connectTo() opened`);
}

/** One that has, or had, a connection. @throws {ConversationError} when its handshake was refused. */
export function asConnected(value: unknown, matcher: string): TestClient {
  const client = asClient(value, matcher);
  client.assertConnected();
  return client;
}

/** @throws {TypeError} when `expect` was given something else. */
export function asEmulator(value: unknown, matcher: string): TestEmulator {
  if (typeof value === 'object' && value !== null && 'invocations' in value && 'transcript' in value) {
    return value as TestEmulator;
  }
  throw new TypeError(`${matcher} is for an emulator that startEmulator() of the test API started`);
}

/** Has whoever looks at the emulator look again at each fact, as long as `work` goes on. */
export async function watching<Result>(
  emulator: TestEmulator,
  work: (watched: Watched) => Promise<Result>,
): Promise<Result> {
  const changes = new Changes();
  const stop = emulator.read(() => changes.announce());
  try {
    return await work({ changes, settled: () => emulator.settled() });
  } finally {
    stop();
  }
}
