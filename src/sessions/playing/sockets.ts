/** The steps of a client's socket: connect, send, receive, close, closed. Row `replay.sockets`. */
import { reasonOf } from '../../errors.ts';
import type { Closed } from '../../testing/client.ts';
import type { ReceivedMessage } from '../../testing/message.ts';
import { asText, type JsonValue } from '../json-value.ts';
import { render, renderText } from '../placeholders.ts';
import type { ClosedStep, CloseStep, ConnectStep, Pattern, ReceiveStep, SendStep, Step } from '../session.ts';
import { expectPlain, expectText, showMissing } from './expecting.ts';
import { known, type PlayedClient, type Run } from './run.ts';
import { StepFailure } from './step-failure.ts';
import { waitFor } from './waiting.ts';

export async function connect(run: Run, step: ConnectStep): Promise<void> {
  const { client: name, handshake, refused } = step;
  const { api, origin } = handshake;
  const fill = (values: Readonly<Record<string, Pattern>>) => known(render(values, run.bindings));
  const fillText = (text: string) => known(renderText(text, run.bindings));
  const options = {
    name,
    api,
    protocols: handshake.protocols.map(fillText),
    origin,
    query: mapValues(fill(handshake.query), (value) =>
      Array.isArray(value) ? value.map(asText) : asText(value),
    ),
    headers: mapValues(fill(handshake.headers), asText),
    within: run.withinOf({ withinMs: step.withinMs ?? HANDSHAKE_MS }),
  };
  run.say(name, ' ', `connects${describeQuery(options.query)}`);
  const socket = await run.until(run.stage.connect(options)).catch((error: unknown) => {
    // What it says of the conversation, the failure of the step does.
    throw error instanceof Error && error.name === 'ConversationError'
      ? new StepFailure((reasonOf(error).split('\n')[0] ?? '').replace(/\.$/, ''))
      : error;
  });
  run.clients.push({ name, api, socket, taken: 0, isEndExpected: false });
  if (socket.refused === undefined) {
    run.say(name, ' ', `connected${socket.connectionId === '' ? '' : ` as ${socket.connectionId}`}`);
    if (socket.connectionId !== '') run.bind(name, socket.connectionId);
    if (refused !== undefined)
      throw new StepFailure('the connection opened, and was to be refused', refused.place);
    const entry = { place: step.place, entry: ['protocol'] };
    const protocol = step.protocol === undefined ? undefined : fillText(step.protocol);
    expectPlain(run, entry, protocol, socket.protocol, 'another subprotocol was agreed on');
    return;
  }
  const { status, body } = socket.refused;
  run.say(name, ' ', `refused: ${status} ${body}`);
  if (refused === undefined) throw new StepFailure(`the connection was refused: ${status} ${body}`);
  const entry = { place: refused.place, entry: ['status'] };
  expectPlain(
    run,
    entry,
    refused.status,
    status,
    `the connection was refused with another status, and ${body}`,
  );
  if (refused.body !== undefined) expectText(run, refused.body, body, 'the refusal has another body');
}

/** A cold start, a build and an integration's 29 seconds may be in it. */
const HANDSHAKE_MS = 30_000;

function mapValues<T>(values: JsonValue, map: (value: JsonValue) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, map(value as JsonValue)]),
  );
}

function describeQuery(query: Readonly<Record<string, string | readonly string[]>>): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return pairs.length === 0 ? '' : ` with ?${new URLSearchParams(pairs)}`;
}

export async function send(run: Run, step: SendStep): Promise<void> {
  const client = run.client(step.client);
  const message = messageOf(run, step.message);
  requireOpen(client, 'cannot send');
  run.say(step.client, '→', typeof message === 'string' ? message : `${message.byteLength} bytes`);
  // Frames are not recorded, and what came through was in frames that API Gateway takes.
  if (typeof message === 'string') client.socket.sendInFrames(message);
  else client.socket.send(message);
}

/** What a text or JSON is when it is sent. */
export function messageOf(run: Run, message: SendStep['message']): string | Uint8Array {
  if ('base64' in message) return Buffer.from(message.base64, 'base64');
  return asText(known(render(message.pattern, run.bindings)));
}

function requireOpen({ name, socket }: PlayedClient, otherwise: string): void {
  if (socket.end !== undefined) throw new StepFailure(`${name} ${describeEnd(socket.end)}, and ${otherwise}`);
}

export async function receive(run: Run, step: ReceiveStep): Promise<void> {
  const message = await nextMessage(run, step.client, step).catch(showMissing(run, step.message));
  expectText(run, step.message, message.text, 'another message came');
}

/** @param timing - of the step that waits. */
export async function nextMessage(
  run: Run,
  name: string,
  timing: Pick<Step, 'withinMs'>,
): Promise<ReceivedMessage> {
  const client = run.client(name);
  const { socket } = client;
  const coming = socket.next(undefined, { within: LONGEST_MS }).catch(() => {
    throw new StepFailure(`no message came: ${name} ${describeEnd(socket.end)}`);
  });
  const message = await waitFor(run, timing, coming, 'no message came');
  client.taken++;
  return message;
}

/** The step's own time is shorter. */
const LONGEST_MS = 2 ** 31 - 1;

export async function close(run: Run, step: CloseStep): Promise<void> {
  const client = run.client(step.client);
  requireOpen(client, 'cannot close');
  client.isEndExpected = true;
  run.say(step.client, ' ', `closes ${step.code ?? NORMAL} ${step.reason ?? ''}`.trimEnd());
  await waitFor(
    run,
    step,
    client.socket.close(step.code ?? NORMAL, step.reason),
    'the close was not answered',
  );
}

const NORMAL = 1000;

export async function closed(run: Run, step: ClosedStep): Promise<void> {
  const client = run.client(step.client);
  const { code, reason } = await waitFor(run, step, client.socket.closed, 'the connection was not closed');
  client.isEndExpected = true;
  run.say(step.client, ' ', `closed ${code} ${reason}`.trimEnd());
  const what = `the connection was closed with ${code} ${reason}`.trimEnd();
  expectPlain(run, { place: step.place, entry: ['code'] }, step.code, code, what);
  expectPlain(run, { place: step.place, entry: ['reason'] }, step.reason, reason, what);
}

export function describeEnd(end: Closed | undefined): string {
  return end === undefined ? 'is connected' : `was closed with ${end.code} ${end.reason}`.trimEnd();
}
