/**
 * Matchers for vitest and jest. They wait for what may still come; turned round with `not`, they wait until nothing
 * more is on its way. Rows `testing.matchers*`.
 */
import { describeEnd, type TestClient } from './client.ts';
import { explainMisfits } from './inbox.ts';
import {
  asClient,
  asConnected,
  asEmulator,
  decide,
  explain,
  type MatcherResult,
  type MatcherState,
  watching,
} from './matcher.ts';
import { describeMatcher, type MessageMatcher, messageDifference, toReceived } from './message.ts';
import { describeMs, type Patience } from './patience.ts';
import { describeDifference, describeValue, differenceOf } from './pattern.ts';

/** How many invocations a failure says why they do not fit. */
const MAX_DIFFERENCES = 3;

/** For `expect.extend`. */
export const matchers = {
  async toHaveReceived(
    this: MatcherState,
    subject: unknown,
    wanted: MessageMatcher,
    options: Patience = {},
  ): Promise<MatcherResult> {
    const client = asConnected(subject, 'toHaveReceived');
    const { within = client.within } = options;
    const isThere = () => client.received.some((message) => messageDifference(wanted, message) === undefined);
    const pass = await decide(client, this, within, () => isThere() || failedOnceClosed(client));
    const what = describeMatcher(wanted);
    return {
      pass,
      message: () =>
        pass
          ? explain(client, `${client.name} was not to receive ${what}, and did.`)
          : explain(
              client,
              `${client.name} did not receive ${what} ${until(client, within)}.`,
              explainMisfits(wanted, client.received),
            ),
    };
  },

  async toHaveReceivedInOrder(
    this: MatcherState,
    subject: unknown,
    wanted: readonly MessageMatcher[],
    options: Patience = {},
  ): Promise<MatcherResult> {
    const client = asConnected(subject, 'toHaveReceivedInOrder');
    const { within = client.within } = options;
    const isThere = () => countInOrder(client, wanted) === wanted.length;
    const pass = await decide(client, this, within, () => isThere() || failedOnceClosed(client));
    const list = wanted.map(describeMatcher).join(', then ');
    return {
      pass,
      message: () => {
        if (pass) return explain(client, `${client.name} was not to receive ${list}, and did.`);
        const missing = wanted[countInOrder(client, wanted)];
        const which = missing === undefined ? '' : `  missing: ${describeMatcher(missing)}`;
        return explain(client, `${client.name} did not receive ${list} ${until(client, within)}.`, [which]);
      },
    };
  },

  async toBeClosedWith(
    this: MatcherState,
    subject: unknown,
    code: number,
    reason?: string | RegExp | object,
    options: Patience = {},
  ): Promise<MatcherResult> {
    const client = asConnected(subject, 'toBeClosedWith');
    const { within = client.within } = options;
    const wanted = { code, ...(reason !== undefined && { reason }) };
    const pass = await decide(client, this, within, () =>
      client.end === undefined ? undefined : differenceOf(wanted, client.end) === undefined,
    );
    const expected = `${code}${reason === undefined ? '' : ` ${describeValue(reason)}`}`;
    return {
      pass,
      message: () => {
        const found =
          client.end === undefined
            ? `is still open after ${describeMs(within)}`
            : `was closed with ${describeEnd(client.end)}`;
        const was = pass ? 'was not' : 'was';
        return explain(client, `${client.name} ${was} to be closed with ${expected}, and ${found}.`);
      },
    };
  },

  toBeRefusedWith(
    this: MatcherState,
    subject: unknown,
    status: number,
    body?: MessageMatcher,
  ): MatcherResult {
    const client = asClient(subject, 'toBeRefusedWith');
    const { refused } = client;
    const bodyFits =
      body === undefined || messageDifference(body, toReceived(refused?.body ?? '', 0, 0)) === undefined;
    const pass = refused?.status === status && bodyFits;
    return {
      pass,
      message: () => {
        const expected = `${status}${body === undefined ? '' : ` ${describeMatcher(body)}`}`;
        const found =
          refused === undefined ? 'was connected' : `was refused with ${refused.status} ${refused.body}`;
        const was = pass ? 'was not' : 'was';
        return explain(client, `${client.name} ${was} to be refused with ${expected}, and ${found}.`);
      },
    };
  },

  async toHaveBeenInvokedWith(
    this: MatcherState,
    subject: unknown,
    functionName: string,
    event: object = {},
    options: Patience = {},
  ): Promise<MatcherResult> {
    const emulator = asEmulator(subject, 'toHaveBeenInvokedWith');
    const { within = emulator.within } = options;
    const differences = () => emulator.invocations(functionName).map((one) => differenceOf(event, one.event));
    const look = () => differences().includes(undefined) || undefined;
    const pass = await watching(emulator, (watched) => decide(watched, this, within, look));
    const what = `invoked with ${describeValue(event)}`;
    return {
      pass,
      message: () => {
        if (pass) return explain(emulator, `${functionName} was not to be ${what}, and was.`);
        const misfits = differences().filter((difference) => difference !== undefined);
        const why = misfits.slice(-MAX_DIFFERENCES).map((one) => `  but: ${describeDifference(one)}`);
        return explain(emulator, `${functionName} was not ${what} within ${describeMs(within)}.`, why);
      },
    };
  },
};

/** Nothing more comes to a client that is closed. */
function failedOnceClosed({ end }: TestClient): false | undefined {
  return end === undefined ? undefined : false;
}

function until({ end }: TestClient, within: number): string {
  return end === undefined
    ? `within ${describeMs(within)}`
    : `before the connection was closed with ${describeEnd(end)}`;
}

/** How many of these came, one after another, whatever came between. */
function countInOrder({ received }: TestClient, wanted: readonly MessageMatcher[]): number {
  let count = 0;
  for (const message of received) {
    const next = wanted[count];
    if (next === undefined) break;
    if (messageDifference(next, message) === undefined) count++;
  }
  return count;
}
