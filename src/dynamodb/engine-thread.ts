/**
 * dynalite, on a thread of its own.
 *
 * dynalite 4.0.0 throws out of its request listener when a client aborts an upload or sends JSON of a shape
 * that it did not foresee (`null`, or a `null` inside a list). So requests are read whole here first and
 * handed over in one go, which lets what it throws be caught while the tables stay as they are; should it
 * fail later all the same, this thread ends and nothing else.
 */
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parentPort } from 'node:worker_threads';
import { reasonOf } from '../errors.ts';
import { type AskedError, type AskedRequest, describeRequest } from './asked-faults.ts';
import type { Change } from './changes.ts';
import { KeptTables } from './kept-tables.ts';
import { NextExpiry } from './next-expiry.ts';
import { openDynalite } from './open-dynalite.ts';
import { type Operation, OperationError, ownOperation } from './own-operations.ts';
import { isOwnRequest } from './own-requests.ts';
import { watchStreams } from './streams.ts';
import { TimeToLive } from './time-to-live.ts';

export interface EngineSettings {
  /** What the tables' ARNs name. */
  readonly region: string;
  readonly accountId: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Directory for the tables; in memory when undefined. */
  readonly path: string | undefined;
  /** One number, 1 while it is to be asked for each request whether it goes wrong. */
  readonly areFaultsAsked: Int32Array;
  /** What a {@link NextExpiry} shares. */
  readonly nextExpiry: BigInt64Array<SharedArrayBuffer>;
}

export type FromEngine =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'failed'; readonly reason: string }
  /** Of items in tables that have a stream, in their order. */
  | { readonly type: 'changed'; readonly changes: readonly Change[] }
  /** Does this request go wrong? It waits for the answer. */
  | { readonly type: 'fault-asked'; readonly id: number; readonly request: AskedRequest }
  /** What was asked for has been done, unless there is a reason why not. */
  | { readonly type: 'done'; readonly id: number; readonly reason?: string };

/** What the thread is asked to do. */
export type Order =
  /** It has become this time, epoch milliseconds: delete what has expired. */
  | { readonly type: 'sweep'; readonly now: number }
  /** Tell the changes that are not told yet. */
  | { readonly type: 'tell' }
  /** Remember all tables as they are now; as they were then, they are to be again. */
  | { readonly type: 'keep' | 'restore' };

export type ToEngine =
  /** What is said when it is done names the same id. */
  | (Order & { readonly id: number })
  /** How the request that was asked about goes wrong, if it does. */
  | { readonly type: 'fault-answered'; readonly id: number; readonly end: AskedError | undefined };

/** What is written together is told together: Lambda reads a stream four times a second. */
const TELL_AFTER_MS = 10;

/** DynamoDB takes 16 MB; what is larger is refused before it fills this thread. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

if (parentPort === null) throw new Error('This is no thread.');
const emulator = parentPort;
const post = (message: FromEngine) => emulator.postMessage(message);
// What it is to be, it is told when that is known.
const [settings] = (await once(emulator, 'message')) as [EngineSettings];
const { port, path, areFaultsAsked, nextExpiry } = settings;
// dynalite takes the parts of its ARNs from here alone.
process.env.AWS_REGION = settings.region;
process.env.AWS_ACCOUNT_ID = settings.accountId;

const { server, store } = openDynalite(path);
const [answer] = server.listeners('request') as ((
  request: IncomingMessage,
  response: ServerResponse,
) => void)[];
if (answer === undefined) throw new Error('dynalite has no request listener');
server.removeAllListeners('request');
server.on('request', (request: IncomingMessage, response: ServerResponse) => void receive(request, response));
server.on('error', (error) => post({ type: 'failed', reason: error.message }));

const untold: Change[] = [];
const tell = () => {
  if (untold.length > 0) post({ type: 'changed', changes: untold.splice(0) });
};
const streams = await watchStreams(store, (change) => {
  if (untold.length === 0) setTimeout(tell, TELL_AFTER_MS);
  untold.push(change);
});
const timeToLive = new TimeToLive(store, new NextExpiry(nextExpiry));
await timeToLive.load();
const kept = new KeptTables(store);
/** Requests that wait to be told whether they go wrong. */
const asking = new Map<number, (end: AskedError | undefined) => void>();
let lastAsked = 0;
emulator.on('message', (message: ToEngine) => {
  const { id } = message;
  if (message.type === 'fault-answered') {
    asking.get(id)?.(message.end);
    asking.delete(id);
    return;
  }
  const done = (error?: unknown) =>
    post({ type: 'done', id, ...(error !== undefined && { reason: reasonOf(error) }) });
  carryOut(message).then(() => done(), done);
});

async function carryOut(order: Order): Promise<void> {
  switch (order.type) {
    case 'sweep':
      return timeToLive.sweep(order.now);
    case 'tell':
      return tell();
    case 'keep':
      return kept.keep();
    case 'restore':
      untold.length = 0;
      await kept.restore();
      await streams.load();
      return timeToLive.load();
  }
}

server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  post({ type: 'listening', port: typeof address === 'object' && address !== null ? address.port : port });
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readWhole(request);
  if (body === undefined) return;
  if (body === 'too-large')
    return refuse(response, 413, 'com.amazon.coral.service#RequestEntityTooLargeException');
  const { method, url, headers } = request;
  const fault = Atomics.load(areFaultsAsked, 0) === 0 ? undefined : await askForFault(request, body);
  if (fault !== undefined) {
    return answerJson(response, fault.status, { __type: fault.type, message: fault.message });
  }
  const own = ownRequest(headers['x-amz-target'], body);
  if (own !== undefined) return answerOwn(own.operation, own.input, response);
  const whole = Object.assign(new EventEmitter(), { method, url, headers });
  try {
    answer?.(whole as unknown as IncomingMessage, response);
    if (body.length > 0) whole.emit('data', body);
    whole.emit('end');
  } catch {
    // It looks at everything a request says before it touches a table: what it throws is about the request.
    refuse(response, 400, 'com.amazon.coral.service#SerializationException');
  }
}

/** What goes wrong with the request because somebody asked for it. */
async function askForFault({ headers }: IncomingMessage, body: Buffer): Promise<AskedError | undefined> {
  const request = describeRequest(headers['x-amz-target'], body);
  if (request === undefined || isOwnRequest(headers.authorization)) return undefined;
  const id = ++lastAsked;
  return new Promise((resolve) => {
    asking.set(id, resolve);
    post({ type: 'fault-asked', id, request });
  });
}

/** @returns undefined when the client has gone. */
async function readWhole(request: IncomingMessage): Promise<Buffer | 'too-large' | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return size > MAX_BODY_BYTES ? 'too-large' : Buffer.concat(chunks);
}

/** What the request asks of an operation of ours; what is wrong with its form is dynalite's to say. */
function ownRequest(target: unknown, body: Buffer) {
  const name = /^DynamoDB_20120810\.(\w+)$/.exec(String(target))?.[1];
  if (name === undefined || !/TimeToLive$|^UpdateTable$/.test(name)) return undefined;
  try {
    const input = JSON.parse(body.toString('utf8')) as Record<string, unknown> | null;
    const operation = input && ownOperation(name, input, store, timeToLive);
    return operation ? { operation, input } : undefined;
  } catch {
    return undefined;
  }
}

async function answerOwn(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  response: ServerResponse,
): Promise<void> {
  try {
    answerJson(response, 200, await operation(input));
  } catch (error) {
    const known = error instanceof OperationError;
    const type = known ? error.type : 'com.amazonaws.dynamodb.v20120810#InternalServerError';
    answerJson(response, known ? 400 : 500, { __type: type, message: reasonOf(error) });
  }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  answerJson(response, status, { __type: type });
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
